#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/api/documents/book.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/store/case_store.h"
#include "tests/services/scoring/api/documents/document_client.h"

namespace probity::scoring {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RenderingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
    case_id_ = ReversedCase(server_);
  }

  // One of every type, whatever step or role it takes.
  std::vector<IssuedDocument> OneOfEach(bool scenario = false) {
    std::vector<IssuedDocument> issued;
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      issued.clear();
      PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCaseForUpdate(tx, "demo", case_id_));
      PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
      for (int number = 1; number <= kLastDocumentType; ++number) {
        NewDocument made;
        made.type = static_cast<DocumentType>(number);
        for (const HandField& field : book->TemplateOf(made.type).hand_fields()) {
          made.by_hand[field.name] = absl::StrCat(field.label, "之文");
        }
        PROBITY_ASSIGN_OR_RETURN(
            issued.emplace_back(),
            IssueDocument(server_.env(), tx, {Now(server_.env()).time, scenario}, "officer-a", file,
                          made));
      }
      return absl::OkStatus();
    });
    return issued;
  }

  ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  DocumentClient documents_{server_};
  std::string case_id_;
};

TEST_F(RenderingTest, EveryTypeRendersInChineseWithItsNumberAndItsFont) {
  for (const IssuedDocument& issued : OneOfEach()) {
    SCOPED_TRACE(issued.title);
    const std::string pdf = documents_.Get(issued.document_id, true).pdf();
    const std::string text = TextOf(pdf);
    EXPECT_THAT(text, AllOf(HasSubstr(issued.title), HasSubstr(issued.number_text),
                            HasSubstr("龙马潭区医疗保障局"), HasSubstr("第1页共")));
    const std::string fonts = AskAbout(pdf, "pdffonts %");
    const std::vector<std::string> lines = absl::StrSplit(fonts, '\n', absl::SkipEmpty());
    ASSERT_GE(lines.size(), 3U) << fonts;
    for (size_t i = 2; i < lines.size(); ++i) {
      EXPECT_THAT(lines[i], AllOf(HasSubstr("NotoSerifCJKsc"), HasSubstr("yes yes yes")));
    }
    const DocumentTemplate& form = ShippedBook().value()->TemplateOf(issued.type);
    for (const HandField& field : form.hand_fields()) {
      EXPECT_THAT(text, HasSubstr(absl::StrCat(field.label, "之文"))) << "{" << field.name << "}";
    }
  }
}

// 处罚法 59: party, facts and evidence, basis, kind, manner and time, remedies, agency, date, seal.
TEST_F(RenderingTest, ADecisionStatesWhatTheLawAsksOfIt) {
  const v1::Document decision = documents_.Last(case_id_, v1::DOCUMENT_TYPE_POINTS_DECISION);
  const std::string text = TextOf(documents_.Get(decision.document_id(), true).pdf());
  for (const char* part : {
           "记分决定书",
           "当事人：示例机构M001",
           "重复收费",
           "《医疗保障基金使用监督管理条例》第十三条、第三十八条第（一）项、第（三）项",
           "决定对当事人记8分，计入2026年度",
           "较告知内容调减3分",
           "本决定自送达之日起生效",
           "4,234.56元退回",
           "60日内，依照《行政复议法》第二十条向龙马潭区人民政府申请行政复议",
           "6个月内向龙马潭区人民法院提起行政诉讼",
           "2026年3月9日",
           "（印章）",
       }) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST_F(RenderingTest, ANoticeTellsOfEveryRight) {
  const v1::Document notice = documents_.Last(case_id_, v1::DOCUMENT_TYPE_RESULT_NOTICE);
  const std::string text = TextOf(documents_.Get(notice.document_id(), true).pdf());
  for (const char* part :
       {"合计拟记11分", "有权进行陈述和申辩", "5个工作日内，向本机关书面提出异议",
        "不因你单位陈述、申辩而加重处理", "要求听证"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

// Articles known from secondary texts only are printed nowhere; the law itself may be named.
TEST_F(RenderingTest, NoDocumentCitesAnUncheckedArticle) {
  const std::set<std::string>& unchecked = ShippedBook().value()->unchecked();
  ASSERT_EQ(unchecked.size(), 4U);
  for (const IssuedDocument& issued : OneOfEach()) {
    for (const std::string& law : unchecked) {
      EXPECT_FALSE(absl::StrContains(issued.content, absl::StrCat(law, "第")))
          << issued.title << " cites an article of " << law;
    }
  }
  for (const auto& [file, text] : ShippedDocumentFiles()) {
    for (const std::string& law : unchecked) {
      EXPECT_FALSE(absl::StrContains(text, absl::StrCat(law, "第"))) << file;
    }
  }
}

TEST_F(RenderingTest, TheScenarioClockIsStampedOnEveryPage) {
  const std::vector<IssuedDocument> issued = OneOfEach(true);
  EXPECT_THAT(TextOf(documents_.Get(issued.front().document_id, true).pdf()),
              HasSubstr("演练数据，不具法律效力"));
}

TEST(DocumentBookTest, AFieldNobodyFillsOrALineNobodyReadsIsRefusedByNameAndLine) {
  const std::map<std::string, std::string> shipped = ShippedDocumentFiles();
  ASSERT_TRUE(DocumentBook::Parse(shipped).ok()) << DocumentBook::Parse(shipped).status();
  const std::string file = "templates/case_order.txt";
  struct Row {
    std::string text;
    std::string says;
  };
  for (const Row& row : {
           Row{"> {institution_nme}：", "case_order.txt:1: unknown field {institution_nme}"},
           Row{"x\n{item}", "case_order.txt:2: unknown field {item}"},
           Row{"@each findings\n{itm}\n@end", "case_order.txt:2: unknown field {itm}"},
           Row{"@each finding\n@end", "unknown list finding"},
           Row{"@if nothing\n@end", "unknown field {nothing}"},
           Row{"@form 1 1\n| {case_ref} | {x} |", "unknown field {x}"},
           Row{"{case_ref", "a brace stays open"},
           Row{"@if note\nx", "without @end"},
           Row{"@end", "@end of nothing"},
           Row{"@page", "unknown command @page"},
           Row{"@form 1 2\n| a |", "does not fit"},
           Row{"@table 1 2 | a\n", "does not fit the widths"},
           Row{"@table 1 2", "has a head"},
           Row{"@form 1 x\n", "whole numbers"},
           Row{"@form 1 2\ntext\n| a | b |", "does not fit"},
           Row{"| a | b |", "does not fit"},
           Row{"@field who", "@field name label"},
           Row{"@each\n@end", "which field?"},
       }) {
    std::map<std::string, std::string> files = shipped;
    files[file] = row.text;
    const auto book = DocumentBook::Parse(files);
    EXPECT_EQ(book.status().code(), absl::StatusCode::kInvalidArgument) << row.text;
    EXPECT_THAT(std::string(book.status().message()), HasSubstr(row.says)) << row.text;
  }
  std::map<std::string, std::string> files = shipped;
  files.erase(file);
  EXPECT_THAT(std::string(DocumentBook::Parse(files).status().message()), HasSubstr("is missing"));
  files = shipped;
  files["templates/letter.txt"] = "x";
  EXPECT_FALSE(DocumentBook::Parse(files).ok()) << "a template of no type";
}

TEST(DocumentTemplateTest, WhatAPartyWroteIsTextAndNeverATemplate) {
  const auto form = DocumentTemplate::Parse("t", "{defence}\n@form 1 2\n| a | {defence} |");
  ASSERT_TRUE(form.ok()) << form.status();
  const std::string evil = "{agency}\n@seal\n| x | y |";
  print::Document base;
  base.title = "t";
  base = form->Fill({{{"defence", evil}, {"agency", "A"}}, {}}, base);
  ASSERT_EQ(base.blocks.size(), 2U);
  EXPECT_EQ(std::get<print::Paragraph>(base.blocks[0]).text, evil);
  EXPECT_EQ(std::get<print::Table>(base.blocks[1]).rows.at(0).at(1), evil);
}

}  // namespace
}  // namespace probity::scoring
