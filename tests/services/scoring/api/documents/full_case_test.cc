#include "tests/services/scoring/api/documents/full_case.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scoring/domain/evidence/custody.h"

namespace probity::scoring {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTitles[] =
    "python3 -c \"import zipfile\n"
    "for n in zipfile.ZipFile('%').namelist(): print(n.split('-')[1] if '-' in n else n)\"";

// Each file of evidence with its hash, and whether the index has both in one line.
constexpr char kEvidence[] =
    "python3 -c \"import zipfile,hashlib\n"
    "z=zipfile.ZipFile('%')\n"
    "rows=z.read('index.csv').decode('utf-8-sig').splitlines()\n"
    "for n in z.namelist():\n"
    "  h=hashlib.sha256(z.read(n)).hexdigest()\n"
    "  found=any(n in row and h in row for row in rows)\n"
    "  if n.startswith('证据'): print(n, h, 'listed' if found else 'not listed')\"";

class FullCaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
    made_ = MakeFullCase(server_);
  }

  std::string Text(v1::DocumentType type) {
    return TextOf(documents_.Get(documents_.Last(made_.case_id, type).document_id(), true).pdf());
  }

  ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  DocumentClient documents_{server_};
  FullCase made_;
};

TEST_F(FullCaseTest, EveryStepAndActHasItsNumberedDocumentInLegalOrder) {
  const auto zip = documents_.Export(made_.case_id);
  ASSERT_TRUE(zip.ok()) << zip.status();
  const std::vector<std::string> titles =
      absl::StrSplit(AskAbout(*zip, kTitles), '\n', absl::SkipEmpty());
  EXPECT_THAT(titles, ElementsAre("案卷目录.pdf", "index.csv", "记分决定书", "送达回证",
                                  "撤销决定书", "送达回证", "立案审批表", "询问笔录", "证据清单",
                                  "调查终结报告", "初步认定书", "结果告知书", "送达回证",
                                  "异议申请书", "听证通知书", "听证笔录", "听证报告", "会审纪要",
                                  "法制审核意见书", "集体讨论记录", "复核意见书", "送达回证",
                                  "行政复议登记表", "行政复议结果登记表", "暂停通知书", "送达回证",
                                  "恢复通知书", "送达回证", "结案报告", "案卷目录"));
}

TEST_F(FullCaseTest, EachDocumentSaysWhatTheCaseHas) {
  struct Row {
    v1::DocumentType type;
    std::vector<const char*> parts;
  };
  for (const Row& row : {
           Row{v1::DOCUMENT_TYPE_FILING_APPROVAL,
               {"常态化抽查", "李明（执法证号23050400101）、周敏（执法证号23050400102）",
                "《行政处罚法》第三十六条、第四十二条"}},
           Row{v1::DOCUMENT_TYPE_RESULT_NOTICE,
               {"合计拟记23分", "14,734.56元", "可能导致暂停医保结算1个月", "要求听证"}},
           Row{v1::DOCUMENT_TYPE_HEARING_NOTICE,
               {"2026年3月2日", "二楼听证室", "陈思远", "第六十三条、第六十四条", "听通2026-17"}},
           Row{v1::DOCUMENT_TYPE_HEARING_RECORD, {"2026年3月2日", "吴书记员", "听笔2026-17"}},
           Row{v1::DOCUMENT_TYPE_HEARING_REPORT, {"建议酌情减轻第一项", "第六十五条"}},
           Row{v1::DOCUMENT_TYPE_LEGAL_REVIEW_OPINION,
               {"孙宁", "事实清楚", "同意提请作出决定", "第五十八条", "2026年3月6日"}},
           Row{v1::DOCUMENT_TYPE_COLLECTIVE_DISCUSSION,
               {"王建国", "第二项情节较轻", "同意按会审结论作出记分决定", "第五十七条"}},
           Row{v1::DOCUMENT_TYPE_REVIEW_OPINION,
               {"已自行退回", "部分成立", "按会审结论减轻第一项", "不成立", "连续三夜不在院"}},
           Row{v1::DOCUMENT_TYPE_POINTS_DECISION,
               {"《医疗保障基金使用监督管理条例》第十三条、第三十八条第（一）项、第（三）项、第三十"
                "九条",
                "决定对当事人记20分，计入2026年度", "较告知内容调减3分", "2026年3月9日",
                "夜间查房记录"}},
           Row{v1::DOCUMENT_TYPE_REMEDY_FILING,
               {"行政复议登记表", "龙马潭区人民政府", "龙政复受〔2026〕5号", "2026年3月16日",
                "原决定继续执行（《行政处罚法》第七十三条）"}},
           Row{v1::DOCUMENT_TYPE_REMEDY_OUTCOME,
               {"龙政复决〔2026〕5号", "2026年3月30日", "撤销原决定", "两人分别申请和批准"}},
           Row{v1::DOCUMENT_TYPE_SUSPENSION_NOTICE,
               {"2026年度累计记分达到暂停医保结算的档次", "全部医保结算业务", "2026年3月12日至"}},
           Row{v1::DOCUMENT_TYPE_RESTORATION_NOTICE, {"已经冲正或者变更", "恢复日期2026年3月31日"}},
           Row{v1::DOCUMENT_TYPE_OBJECTION, {"请求从轻处理", "患者夜间不在院系请假"}},
           Row{v1::DOCUMENT_TYPE_CLOSING_REPORT,
               {"2026年3月31日撤销", "所记20分已经冲正", "龙医保结报〔2026〕17号"}},
           Row{v1::DOCUMENT_TYPE_REVERSAL_DECISION,
               {"2026年3月11日生效", "所记20分予以冲正", "龙政复决〔2026〕5号", "2026年3月31日"}},
       }) {
    const std::string text = Text(row.type);
    EXPECT_THAT(text, AllOf(HasSubstr("龙马潭区医疗保障局"), HasSubstr("龙案〔2026〕第17号")));
    for (const char* part : row.parts) {
      EXPECT_THAT(text, HasSubstr(part)) << v1::DocumentType_Name(row.type);
    }
  }
}

TEST_F(FullCaseTest, TheEvidenceComesAlongIfAskedForAndItsCustodyTellsSo) {
  const auto copies = [&] {
    int64_t count = 0;
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                               tx.QueryOne("SELECT COUNT(*) FROM evidence_custody WHERE event = ?",
                                           {static_cast<int64_t>(CustodyEvent::kCopied)}));
      count = row.Int(0);
      return absl::OkStatus();
    });
    return count;
  };
  EXPECT_THAT(AskAbout(documents_.Export(made_.case_id).value_or(""), kEvidence), "");
  EXPECT_EQ(copies(), 0);
  const auto zip = documents_.Export(made_.case_id, AsSupervisor(), true);
  ASSERT_TRUE(zip.ok()) << zip.status();
  EXPECT_EQ(AskAbout(*zip, kEvidence),
            absl::StrCat("证据/01-病历.pdf ", crypto::Hex(crypto::Sha256(made_.evidence[0])),
                         " listed\n证据/02-查房记录.pdf ",
                         crypto::Hex(crypto::Sha256(made_.evidence[1])), " listed\n"));
  EXPECT_EQ(copies(), 2);
}

TEST_F(FullCaseTest, NoPageHasAForeignFontAnOpenFieldOrAnInternalName) {
  for (const v1::Document& one : documents_.Of(made_.case_id)) {
    SCOPED_TRACE(one.title());
    const std::string pdf = documents_.Get(one.document_id(), true).pdf();
    const std::string fonts = AskAbout(pdf, "pdffonts %");
    const std::vector<std::string> lines = absl::StrSplit(fonts, '\n', absl::SkipEmpty());
    ASSERT_GE(lines.size(), 3U) << fonts;
    for (size_t i = 2; i < lines.size(); ++i) {
      EXPECT_THAT(lines[i], AllOf(HasSubstr("NotoSerifCJKsc"), HasSubstr("yes yes yes")));
    }
    const std::string text = TextOf(pdf);
    EXPECT_THAT(text, AllOf(Not(HasSubstr("{")), Not(HasSubstr("}")), Not(HasSubstr("_")),
                            Not(HasSubstr("officer")), Not(HasSubstr("UPHELD"))));
    for (const char* wrong : {"。。", "，。", "（）", "于提出", "于送达", "编号：。", "1970"}) {
      EXPECT_THAT(text, Not(HasSubstr(wrong)));
    }
  }
}

}  // namespace
}  // namespace probity::scoring
