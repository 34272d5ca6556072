// Images of sheets on their way through review: checked on arrival, sealed, read while the round
// votes, and gone with their sheets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/codes/blind_image.h"
#include "common/status/status.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

constexpr char kRefused[] = "unavailable";

// One grey pixel.
std::string Png() {
  return std::string(
      "\x89PNG\r\n\x1a\n"
      "\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55"
      "\0\0\0\x0aIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71"
      "\0\0\0\0IEND\xae\x42\x60\x82",
      67);
}

scoring::v1::TakeAttachmentResponse Attachment(const std::string& image) {
  scoring::v1::TakeAttachmentResponse attachment;
  attachment.set_media(scoring::v1::ATTACHMENT_MEDIA_PNG);
  attachment.set_content(codes::PadImage(image).value());
  return attachment;
}

int64_t RowsOf(ReviewBench& bench) {
  int64_t rows = -1;
  const absl::Status read =
      bench.hearing_database().Read(absl::InfiniteFuture(), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                                 tx.QueryOne("SELECT COUNT(*) FROM attachment", {}));
        rows = row.Int(0);
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
  return rows;
}

class AttachmentsTest : public ::testing::TestWithParam<std::string> {
 protected:
  AttachmentsTest() { bench_.FillRoster(); }
  ReviewBench bench_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(AttachmentsTest);

TEST_P(AttachmentsTest, AMemberReadsTheImageOfItsCaseWhileTheRoundVotes) {
  bench_.scoring().Attach(Attachment(Png()));
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  EXPECT_EQ(RowsOf(bench_), 5);
  const int issue_no = bench_.Get(round)->issue_no();
  const clients::Seat seat = bench_.SeatOf(round, issue_no, 1);
  const auto sheets = seat.ListSheets();
  ASSERT_TRUE(sheets.ok()) << sheets.status();
  const v1::SheetEntry& entry = sheets->sheets(0);
  EXPECT_EQ(entry.attachment_count(), 1);
  const auto image = seat.GetAttachment(entry.serial(), 1);
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->media, v1::ATTACHMENT_MEDIA_PNG);
  EXPECT_EQ(image->bytes, Png());
  for (const int32_t index : {-1, 0, 2, 1 << 30}) {
    EXPECT_EQ(seat.GetAttachment(entry.serial(), index).status().message(), kRefused) << index;
  }
  EXPECT_EQ(seat.GetAttachment("0000000001", 1).status().message(), kRefused);
}

TEST_P(AttachmentsTest, BeforeTheVoteAndAfterTheRoundThereIsNone) {
  bench_.scoring().Attach(Attachment(Png()));
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATED);
  const clients::Seat seat = bench_.SeatOf(round, bench_.Get(round)->issue_no(), 1);
  EXPECT_EQ(seat.GetAttachment("0000000001", 1).status().message(), kRefused);
  EXPECT_EQ(RowsOf(bench_), 5);
  ASSERT_TRUE(bench_.Abort(round).ok());
  ASSERT_TRUE(bench_.Approve(round).ok());
  EXPECT_EQ(RowsOf(bench_), 0) << "they go with their sheets";
}

TEST_P(AttachmentsTest, AnImageThatHidesSomethingOpensNoRoundAndItsSheetsGoBack) {
  bench_.scoring().Queue(5);
  bench_.scoring().Attach(Attachment(Png() + "PK hidden"));
  EXPECT_EQ(DetailOf(bench_.Open(5, NewRequestId()).status()).reason, "SHEET_NOT_BLIND");
  EXPECT_EQ(bench_.OpenRounds().size(), 0u);
  EXPECT_EQ(bench_.scoring().taken(), 0) << "given back";
}

}  // namespace
}  // namespace probity::review
