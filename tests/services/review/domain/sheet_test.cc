#include "services/review/domain/sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"

namespace probity::review {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

ArrivedSheet Good() {
  return {.encoded_bytes = 900,
          .findings = {{1, 6}, {2, 2}},
          .free_texts = {{"findings[0].facts", "虚记诊疗项目 123456 元以下"},
                         {"defence", "被检查单位认为 ABCDEFGHIJKL 计费有据"}},
          .typed_texts = {{"findings[0].violation_code", "M-2-07"}}};
}

std::vector<std::string> Fields(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailOf(status).violations) {
    fields.push_back(violation.field);
  }
  return fields;
}

TEST(SheetArrivalTest, ABlindSheetPasses) {
  EXPECT_TRUE(CheckArrival(Good()).ok());
}

TEST(SheetArrivalTest, ALimitIsWithinWhatIsAllowed) {
  ArrivedSheet sheet = Good();
  sheet.encoded_bytes = 8 * 1024;
  sheet.findings.assign(32, {0, 0});
  sheet.free_texts = {{"defence", std::string(5 * 1024, 'x')}};
  EXPECT_TRUE(CheckArrival(sheet).ok()) << CheckArrival(sheet);
}

TEST(SheetArrivalTest, EachFaultIsRefusedAtItsPlace) {
  const struct {
    std::string field;
    std::function<void(ArrivedSheet&)> fault;
  } cases[] = {
      {"body", [](ArrivedSheet& s) { s.encoded_bytes = 8 * 1024 + 1; }},
      {"body", [](ArrivedSheet& s) { s.has_unknown_fields = true; }},
      {"findings", [](ArrivedSheet& s) { s.findings.clear(); }},
      {"findings",
       [](ArrivedSheet& s) {
         s.findings.assign(33, {1, 2});
       }},
      {"findings[1].points_floor",
       [](ArrivedSheet& s) {
         s.findings[1] = {3, 2};
       }},
      {"findings[0].points_floor",
       [](ArrivedSheet& s) {
         s.findings[0] = {-1, 2};
       }},
      {"body", [](ArrivedSheet& s) { s.free_texts[0].text = std::string(5 * 1024, 'x'); }},
      {"defence", [](ArrivedSheet& s) { s.free_texts[1].text = "病历号1234567"; }},
      {"defence", [](ArrivedSheet& s) { s.free_texts[1].text = "\xff"; }},
      {"findings[0].violation_code", [](ArrivedSheet& s) { s.typed_texts[0].text = "5105031"; }},
  };
  for (const auto& c : cases) {
    ArrivedSheet sheet = Good();
    c.fault(sheet);
    const absl::Status status = CheckArrival(sheet);
    EXPECT_TRUE(HasReason(status, Reason::k_SHEET_NOT_BLIND)) << c.field;
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(Fields(status), ElementsAre(c.field));
  }
}

TEST(SheetArrivalTest, AllFaultsAreNamedAndNoTextIsRepeated) {
  ArrivedSheet sheet = Good();
  sheet.findings[0] = {7, 6};
  sheet.free_texts[0].text = "电话 13800138000";
  const absl::Status status = CheckArrival(sheet);
  EXPECT_THAT(Fields(status), ElementsAre("findings[0].points_floor", "findings[0].facts"));
  EXPECT_THAT(status.ToString(), Not(HasSubstr("138")));
}

TEST(DigitRunTest, SevenDigitsInARowAreFoundHoweverWritten) {
  const struct {
    std::string text;
    bool found;
  } cases[] = {
      {"123456", false},
      {"1234567", true},
      {"a1234567b", true},
      {"123456 7", false},
      {"123,456,789", false},
      {"１２３４５６７", true},
      {"123４５６7", true},
      {"123\u200b4567", true},
      {"1\u00ad2\u00ad3\ufeff4\u20605\u200d6\u200c7", true},
      {"𝟏𝟐𝟑𝟒𝟓𝟔𝟕", true},
      {"¹²³⁴⁵⁶⁷", true},
      {"①②③④⑤⑥⑦", true},
      {"一二三四五六七", false},
      {"", false},
  };
  for (const auto& c : cases) EXPECT_EQ(HasLongDigitRun(c.text), c.found) << c.text;
}

}  // namespace
}  // namespace probity::review
