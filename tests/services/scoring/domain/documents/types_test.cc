#include "services/scoring/domain/documents/types.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/domain/documents/basis.h"
#include "services/scoring/domain/documents/document.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ReadShipped(const std::string& name) {
  std::ifstream in(absl::StrCat(PROBITY_SOURCE_DIR, "/policies/documents/", name));
  return {std::istreambuf_iterator<char>(in), {}};
}

DocumentRules Rules() {
  return DocumentRules::Parse(ReadShipped("types.csv")).value();
}

TEST(DocumentTypes, ANumberHasTheBureausWordTheTypesWordTheYearAndCount) {
  EXPECT_EQ(DocumentNumber("龙医保", Rules().Of(DocumentType::kResultNotice).word, 2026, 12),
            "龙医保告〔2026〕12号");
}

TEST(DocumentTypes, EveryTypeHasItsNameBothWays) {
  for (int number = 1; number <= kLastDocumentType; ++number) {
    const auto type = static_cast<DocumentType>(number);
    EXPECT_EQ(DocumentTypeOf(DocumentTypeName(type)), type) << number;
  }
  EXPECT_EQ(DocumentTypeOf(""), DocumentType::kNone);
  EXPECT_EQ(DocumentTypeOf("LETTER"), DocumentType::kNone);
}

TEST(DocumentTypes, ATableThatWouldGiveTwoDocumentsOneNumberIsRefused) {
  const std::string shipped = ReadShipped("types.csv");
  struct Row {
    std::string from;
    std::string to;
    std::string says;
  };
  for (const Row& row : {
           Row{"RESULT_NOTICE,告,", "RESULT_NOTICE,记,", "share their numbers' word"},
           Row{"RESULT_NOTICE,告,", "CLOSING_REPORT,告,", "named twice"},
           Row{"RESULT_NOTICE,告,", "LETTER,告,", "unknown type"},
           Row{"结果告知书,NOTICE", "结果告知书,ATTIC", "unknown section"},
           Row{"NOTICE,STEP,yes", "NOTICE,STEP,maybe", "yes or no"},
           Row{"结果告知书", "", "none empty"},
           Row{"FILE_INDEX,录,案卷目录,CLOSING,STEP,no\n", "", "without FILE_INDEX"},
           Row{"type,word", "word,type", "expected type,word"},
       }) {
    const auto parsed = DocumentRules::Parse(absl::StrReplaceAll(shipped, {{row.from, row.to}}));
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument) << row.to;
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(row.says)) << row.to;
  }
}

TEST(DocumentTypes, ARegionWithoutALineOfItsOwnTakesTheGeneralOne) {
  const std::string shipped = ReadShipped("bureaus.csv");
  EXPECT_EQ(FindBureau(shipped, "demo")->word, "龙医保");
  EXPECT_EQ(FindBureau(shipped, "elsewhere")->word, "示医保");
  EXPECT_FALSE(FindBureau(absl::StrReplaceAll(shipped, {{"*,", "x,"}}), "demo").ok());
  EXPECT_FALSE(FindBureau(absl::StrReplaceAll(shipped, {{"*,", "demo,"}}), "demo").ok());
}

IssuedDocument One(DocumentType type, int64_t number, absl::CivilDay issued,
                   const std::string& about = "") {
  IssuedDocument document;
  document.document_id = absl::StrCat(static_cast<int>(type), "-", number);
  document.type = type;
  document.number = number;
  document.issued = issued;
  document.about_id = about;
  document.title = Rules().Of(type).title;
  return document;
}

TEST(CaseFileOrder, DecisionsLieOnTopAndEachReceiptBehindWhatItProves) {
  using enum DocumentType;
  const absl::CivilDay day(2026, 3, 2);
  std::vector<std::string> order;
  for (const IssuedDocument& document : OrderCaseFile(
           {
               One(kFilingApproval, 3, day),
               One(kInvestigationReport, 4, day + 1),
               One(kInquiryRecord, 9, day + 5),
               One(kResultNotice, 2, day + 9),
               One(kResultNotice, 1, day + 6),
               One(kServiceReceipt, 7, day + 10, "9-2"),
               One(kReviewOpinion, 1, day + 20),
               One(kLegalReviewOpinion, 1, day + 19),
               One(kObjection, 5, day + 12),
               One(kServiceReceipt, 6, day + 7, "9-1"),
               One(kPointsDecision, 8, day + 21),
               One(kServiceReceipt, 8, day + 22, "18-8"),
               One(kClosingReport, 1, day + 30),
               One(kReversalDecision, 1, day + 40),
           },
           Rules())) {
    order.push_back(document.document_id);
  }
  EXPECT_THAT(order, ElementsAre("18-8", "21-8", "20-1",        // decided, served, revoked
                                 "1-3",                         // filed
                                 "3-9", "7-4",                  // investigated
                                 "9-1", "21-6", "9-2", "21-7",  // notified, and again
                                 "10-5", "17-1", "11-1",        // objected, reviewed
                                 "29-1"));
}

TEST(CaseFileOrder, AReceiptOfADocumentOfAnotherFileIsNotLost) {
  const auto ordered = OrderCaseFile(
      {One(DocumentType::kServiceReceipt, 1, absl::CivilDay(2026, 1, 5), "elsewhere")}, Rules());
  ASSERT_EQ(ordered.size(), 1U);
  EXPECT_EQ(ordered[0].document_id, "21-1");
}

TEST(CaseFileOrder, AFileNameHoldsNoSeparator) {
  IssuedDocument document = One(DocumentType::kResultNotice, 1, absl::CivilDay(2026, 1, 5));
  document.number_text = "龙/医\\保告〔2026〕1号";
  EXPECT_EQ(FileNameOf(7, document), "07-结果告知书-龙／医＼保告〔2026〕1号.pdf");
}

TEST(LegalBasisOnPaper, ArticlesAreCitedInChinese) {
  struct Row {
    std::string article;
    std::string text;
  };
  for (const Row& row : {
           Row{"38(3)", "第三十八条第（三）项"},
           Row{"40", "第四十条"},
           Row{"10", "第十条"},
           Row{"15", "第十五条"},
           Row{"100", "第一百条"},
           Row{"105", "第一百零五条"},
           Row{"110", "第一百一十条"},
           Row{"1260", "第一千二百六十条"},
           Row{"38、40、41、43", "第三十八条、第四十条、第四十一条、第四十三条"},
           Row{"", ""},
           Row{"38()", ""},
           Row{"38(3", ""},
           Row{"x", ""},
           Row{"0", ""},
           Row{"412.167", ""},
       }) {
    EXPECT_EQ(ArticleText(row.article), row.text) << row.article;
  }
}

TEST(LegalBasisOnPaper, AnUncheckedArticleIsNotCitedAndAnotherPlacesRuleNotAtAll) {
  const std::set<std::string> unchecked = {"《医疗机构医疗保障定点管理暂行办法》"};
  const policy::LegalBasis order = {policy::BasisKind::kLaw, "《医疗机构医疗保障定点管理暂行办法》",
                                    "43"};
  const policy::LegalBasis law = {policy::BasisKind::kLaw, "《医疗保障基金使用监督管理条例》",
                                  "40"};
  const policy::LegalBasis elsewhere = {policy::BasisKind::kPrecedent, "42 CFR", "412.167"};
  const policy::LegalBasis agreement = {policy::BasisKind::kAgreement, "《医疗保障服务协议》", ""};
  EXPECT_EQ(CiteForPrint({order, law, law, elsewhere, agreement}, unchecked),
            "《医疗机构医疗保障定点管理暂行办法》、《医疗保障基金使用监督管理条例》第四十条、"
            "《医疗保障服务协议》");
  const policy::LegalBasis third = {policy::BasisKind::kLaw, law.instrument, "38(3)"};
  const policy::LegalBasis first = {policy::BasisKind::kLaw, law.instrument, "38(1)"};
  EXPECT_EQ(CiteForPrint({law, third, first}, unchecked),
            "《医疗保障基金使用监督管理条例》第三十八条第（一）项、第（三）项、第四十条");
}

}  // namespace
}  // namespace probity::scoring
