// What a person reads: aligned, and each thing once.
#include "clients/common/output.h"

#include "common/status/status.h"
#include "gtest/gtest.h"

namespace probity::clients {
namespace {

TEST(TableTest, ColumnsStandBelowEachOtherWhateverTheScript) {
  Table table({"机构 institution", "名称 name", "分"});
  table.Add({"M1", "示例医院", "12"});
  table.Add({"M002", "Clinic", ""});
  EXPECT_EQ(table.Text(),
            "机构 institution  名称 name  分\n"
            "M1                示例医院   12\n"
            "M002              Clinic\n");
}

TEST(RefusalTextTest, EachOffendingFieldIsSaidOnce) {
  EXPECT_EQ(RefusalText("ctl", BadRequest({{"year", "2000 to 2200"}, {"kind", "missing"}})),
            "ctl: 输入有误 wrong input\n"
            "  year: 2000 to 2200\n"
            "  kind: missing\n"
            "  reason: BAD_REQUEST\n");
}

TEST(RefusalTextTest, AMessageOfItsOwnStaysAndIsNotRepeated) {
  const absl::Status status = WithDetail(
      absl::StatusCode::kInvalidArgument, "1 bad rows; first: rows[0].id: empty",
      {"BAD_ROWS", {{"bad_rows", "2"}}, {{"rows[0].id", "empty"}, {"rows[1].id", "long"}}});
  EXPECT_EQ(RefusalText("ctl", status),
            "ctl: 1 bad rows; first: rows[0].id: empty\n"
            "  rows[1].id: long\n"
            "  reason: BAD_ROWS\n"
            "  bad_rows = 2\n");
}

TEST(RefusalTextTest, AServiceThatIsAwayIsNamedByItsAddress) {
  for (const char* why : {"Failed to connect to remote host: Connection refused",
                          "tcp handshaker shutdown", "Failed parsing HTTP/2"}) {
    const absl::Status status = absl::UnavailableError(absl::StrCat(
        "case K: failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:7101: ",
        why));
    EXPECT_EQ(RefusalText("ctl", status),
              "ctl: case K: 没有服务应答 no Probity service answers at 127.0.0.1:7101\n");
  }
}

TEST(ExitTest, TellsWrongInputFromARefusalAndFromAServiceThatIsAway) {
  EXPECT_EQ(ExitOf(BadRequest({{"year", "missing"}})), kUsage);
  EXPECT_EQ(ExitOf(Precondition(Reason::k_WRONG_STATE, "not now")), kRefused);
  EXPECT_EQ(ExitOf(absl::UnavailableError("away")), kTryAgain);
}

}  // namespace
}  // namespace probity::clients
