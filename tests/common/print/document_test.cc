#include "common/print/document.h"

#include <string>

#include "gtest/gtest.h"

namespace probity::print {
namespace {

Document Everything() {
  Document document;
  document.agency = "示例区医疗保障局";
  document.title = "结果告知书";
  document.number = "示医保告〔2026〕12号";
  document.footer = "案号 A-1";
  document.date = absl::CivilDay(2028, 2, 29);
  document.blocks = {
      Paragraph{"某某医院：", Paragraph::Style::kFlush},
      Paragraph{"第一行\n第二行\t有制表符和反斜线\\n", Paragraph::Style::kBody},
      Heading{"一、事实"},
      Table{{1, 3}, {"项", "事实"}, {{"1", "多\n行"}, {"2", ""}}},
      Table{{1, 3, 1, 3}, {}, {{"案号", "A-1", "机构", "H1"}}},
      SignatureLine{"承办人："},
      SealLine{"示例区医疗保障局", absl::CivilDay(2028, 2, 29)},
  };
  return document;
}

TEST(ScenarioStamp, IsAtTheFootOfEveryPageAndOnlyWhereTimeIsPlayed) {
  Document document = Everything();
  StampScenario(false, document);
  EXPECT_EQ(document, Everything());
  StampScenario(true, document);
  EXPECT_EQ(document.footer, "案号 A-1　演练数据，不具法律效力");
  document.footer.clear();
  StampScenario(true, document);
  EXPECT_EQ(document.footer, "演练数据，不具法律效力");
}

TEST(FrozenDocument, ComesBackAsItWas) {
  const auto thawed = Thaw(Freeze(Everything()));
  ASSERT_TRUE(thawed.ok()) << thawed.status();
  EXPECT_EQ(*thawed, Everything());
}

TEST(FrozenDocument, TextOfAPartyCannotBecomeABlockOfTheDocument) {
  Document document;
  document.title = "异议申请书";
  document.blocks = {Paragraph{"我方无异议\nseal\t示例区医疗保障局\t2026-01-01\nheading\t撤销"}};
  const auto thawed = Thaw(Freeze(document));
  ASSERT_TRUE(thawed.ok()) << thawed.status();
  EXPECT_EQ(*thawed, document);
}

TEST(FrozenDocument, AnythingThatWasNotFrozenIsRefused) {
  const std::string frozen = Freeze(Everything());
  for (const std::string& text :
       {std::string(), frozen.substr(0, frozen.size() - 1), frozen + "heading\tx\n" + "row\ty\n",
        "x" + frozen, frozen + "unknown\tx\n", frozen + "p4\tx\n", frozen + "seal\tx\t2026-02-30\n",
        frozen + "table\t1\tx\n"}) {
    EXPECT_EQ(Thaw(text).status().code(), absl::StatusCode::kDataLoss) << text;
  }
}

}  // namespace
}  // namespace probity::print
