#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/scoring/api/documents/document_client.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Opened by another program: the names in order, and each file's hash.
constexpr char kListZip[] =
    "python3 -c \"import zipfile,hashlib,sys\n"
    "z=zipfile.ZipFile('%')\n"
    "assert z.testzip() is None\n"
    "for i in z.infolist(): print(i.filename, hashlib.sha256(z.read(i)).hexdigest())\"";
constexpr char kReadIndex[] =
    "python3 -c \"import zipfile,sys\n"
    "sys.stdout.write(zipfile.ZipFile('%').read('index.csv').decode('utf-8-sig'))\"";

class ExportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
    case_id_ = ReversedCase(server_);
  }

  std::string Exported() {
    const auto zip = documents_.Export(case_id_);
    EXPECT_TRUE(zip.ok()) << zip.status();
    return zip.value_or("");
  }

  ScoringServer server_{absl::CivilDay(2026, 2, 12)};
  DocumentClient documents_{server_};
  std::string case_id_;
};

TEST_F(ExportTest, TheZipLiesInLegalOrderAndItsIndexHasEveryHash) {
  const std::string zip = Exported();
  const std::vector<std::string> lines =
      absl::StrSplit(AskAbout(zip, kListZip), '\n', absl::SkipEmpty());
  std::vector<std::string> names;
  std::map<std::string, std::string> hashes;
  for (const std::string& line : lines) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(line, ' ');
    names.push_back(parts.first);
    hashes[parts.first] = parts.second;
  }
  EXPECT_THAT(names, ElementsAre("00-案卷目录.pdf", "index.csv",             //
                                 "01-记分决定书-龙医保记〔2026〕1号.pdf",    //
                                 "02-送达回证-龙医保送〔2026〕2号.pdf",      //
                                 "03-撤销决定书-龙医保撤〔2026〕1号.pdf",    //
                                 "04-立案审批表-龙医保立〔2026〕1号.pdf",    //
                                 "05-调查终结报告-龙医保终〔2026〕1号.pdf",  //
                                 "06-初步认定书-龙医保初〔2026〕1号.pdf",    //
                                 "07-结果告知书-龙医保告〔2026〕1号.pdf",    //
                                 "08-送达回证-龙医保送〔2026〕1号.pdf",      //
                                 "09-异议申请书-龙医保异〔2026〕1号.pdf",    //
                                 "10-会审纪要-龙医保审〔2026〕1号.pdf",      //
                                 "11-复核意见书-龙医保复〔2026〕1号.pdf"));
  const std::vector<std::string> rows =
      absl::StrSplit(AskAbout(zip, kReadIndex), "\r\n", absl::SkipEmpty());
  ASSERT_EQ(rows.size(), 12U);
  int64_t next_page = 1;
  for (size_t i = 1; i < rows.size(); ++i) {
    std::vector<std::string> cells = absl::StrSplit(rows[i], "\",\"");
    ASSERT_EQ(cells.size(), 10U) << rows[i];
    const std::string hash = cells[9].substr(0, 64);
    EXPECT_EQ(cells[8], names[i + 1]) << "the index is in the order of the files";
    EXPECT_EQ(hashes[cells[8]], hash) << cells[8];
    EXPECT_EQ(cells[6], absl::StrCat(next_page)) << "pages count through";
    next_page += std::stoll(cells[7]);
  }
  EXPECT_THAT(rows[7], HasSubstr("\"2026-02-12\",\"2026-02-13\"")) << "issued and served";
}

TEST_F(ExportTest, TheSameCaseGivesTheSameBytesAndStoredPdfs) {
  const std::string first = Exported();
  const std::string second = Exported();
  EXPECT_EQ(first == second, true) << "two exports differ";
  for (const v1::Document& one : documents_.Of(case_id_)) {
    EXPECT_THAT(AskAbout(first, kListZip),
                HasSubstr(documents_.Get(one.document_id(), true).pdf_sha256()));
  }
}

TEST_F(ExportTest, TheIndexOnPaperListsTheSameDocuments) {
  const std::string pdf =
      AskAbout(Exported(),
               "python3 -c \"import zipfile,sys\n"
               "sys.stdout.buffer.write(zipfile.ZipFile('%').read('00-案卷目录.pdf'))\"");
  const std::string text = TextOf(pdf);
  EXPECT_THAT(text, HasSubstr("案卷目录"));
  EXPECT_THAT(text, HasSubstr("龙案〔2026〕第1号"));
  for (const v1::Document& one : documents_.Of(case_id_)) {
    EXPECT_THAT(text, HasSubstr(one.number()));
  }
}

TEST_F(ExportTest, OnlyStaffExportsAndOnlyCasesThatExist) {
  EXPECT_EQ(Outcome(documents_.Export(case_id_, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(documents_.Export("00000000000000000000000009").status()),
            "NOT_FOUND/UNKNOWN_CASE");
  EXPECT_EQ(Outcome(documents_.Export("").status()), "NOT_FOUND/UNKNOWN_CASE");
}

TEST_F(ExportTest, ADamagedDocumentIsNotExported) {
  server_.Change([&](sql::Tx& tx) {
    return tx.Execute("UPDATE document SET content = 'x' WHERE type = 9", {}).status();
  });
  EXPECT_EQ(Outcome(documents_.Export(case_id_).status()), "DATA_LOSS/DOCUMENT_DAMAGED");
  EXPECT_EQ(
      Outcome(
          documents_.Call(&DocumentStub::VerifyDocuments, v1::VerifyDocumentsRequest()).status()),
      "DATA_LOSS/DOCUMENT_DAMAGED");
}

}  // namespace
}  // namespace probity::scoring
