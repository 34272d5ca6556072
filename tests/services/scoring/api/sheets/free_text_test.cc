// What the scan of free texts finds and what it lets pass, measured on texts made by rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "services/scoring/api/sheet_fold.h"
#include "services/scoring/api/sheets/register_scan.h"
#include "services/scoring/domain/persons/person.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/persons/persons.h"
#include "tests/services/scoring/api/sheets/disguises.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

constexpr double kRecall = 0.99;
constexpr double kFalseRefusals = 0.05;

class FreeTextTest : public ::testing::Test {
 protected:
  FreeTextTest() {
    std::vector<Institution> institutions;
    for (const RegisteredOne& one : Register()) {
      const auto kind =
          one.pharmacy ? policy::SubjectKind::kPharmacy : policy::SubjectKind::kMedical;
      institutions.push_back({one.id, one.name, kind, one.district, Day(2020, 1, 1), std::nullopt,
                              one.principal, one.address});
    }
    std::sort(institutions.begin(), institutions.end(),
              [](const auto& a, const auto& b) { return a.institution_id < b.institution_id; });
    std::vector<Person> persons;
    int n = 0;
    for (const std::string& name : RegisteredPersons()) {
      Person& person = persons.emplace_back();
      person.person_id = absl::StrFormat("DR%05d", ++n);
      person.licence_no = absl::StrFormat("LIC-%07d", n);
      person.name = name;
    }
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(
          InsertInstitutions(tx, server_.env().region, institutions, /*recorded_time=*/1));
      return InsertPersons(tx, server_.env().region, persons, {"clerk", 1});
    });
  }

  std::vector<Hit> Scan(const std::string& text) {
    CaseFile file;
    file.case_ref = "2026-CASE-0815";
    file.case_id = "00000000000000000000000ABC";
    SheetPlan plan;
    plan.defence = text;
    TakeOutSelfReference(plan);
    std::vector<Hit> hits;
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(hits, ScanPlan(server_.env(), tx, file, plan));
      return absl::OkStatus();
    });
    return hits;
  }

  ScoringServer server_{Day(2026, 2, 12)};
};

TEST_F(FreeTextTest, AtLeastNinetyNineOfAHundredPlantedMentionsAreFound) {
  const std::vector<Planted> planted = PlantedTexts();
  ASSERT_GE(planted.size(), 500u);
  size_t missed = 0;
  for (const Planted& one : planted) {
    if (!Scan(one.text).empty()) continue;
    ++missed;
    GTEST_LOG_(WARNING) << "missed (" << one.how << "): " << one.text;
  }
  const double recall = 1.0 - static_cast<double>(missed) / static_cast<double>(planted.size());
  RecordProperty("planted", static_cast<int>(planted.size()));
  RecordProperty("recall", absl::StrFormat("%.4f", recall));
  EXPECT_GE(recall, kRecall) << missed << " of " << planted.size() << " were missed";
}

TEST_F(FreeTextTest, AtMostFiveOfAHundredCleanTextsAreRefused) {
  const std::vector<std::string> clean = CleanTexts();
  ASSERT_EQ(clean.size(), 500u);
  size_t refused = 0;
  for (const std::string& text : clean) {
    const std::vector<Hit> hits = Scan(text);
    if (hits.empty()) continue;
    ++refused;
    GTEST_LOG_(WARNING) << "refused (" << MatchKindName(hits.front().kind) << " at "
                        << hits.front().first << "): " << text;
  }
  const double share = static_cast<double>(refused) / static_cast<double>(clean.size());
  RecordProperty("false_refusals", absl::StrFormat("%.4f", share));
  EXPECT_LE(share, kFalseRefusals) << refused << " of " << clean.size() << " were refused";
}

TEST_F(FreeTextTest, WhereAHitStandsIsToldInCharactersOfTheText) {
  struct Row {
    std::string text;
    size_t first;
    size_t last;
    MatchKind kind;
  };
  for (const Row& row :
       std::vector<Row>{{"经查云州市青石区人民医院。", 3, 12, MatchKind::kInstitutionName},
                        {"经查人 民 医 院。", 3, 9, MatchKind::kInstitutionShortName},
                        {"电话138-0013-8000。", 3, 15, MatchKind::kDigitRun},
                        {"患者在Ｍ００３住院", 4, 7, MatchKind::kInstitutionId},
                        {"见2026-CASE-0815号", 2, 15, MatchKind::kCaseNumber},
                        {"由刘宝国医师开具", 2, 4, MatchKind::kPerson}}) {
    const std::vector<Hit> hits = Scan(row.text);
    ASSERT_FALSE(hits.empty()) << row.text;
    EXPECT_EQ(hits.front(), (Hit{"defence", row.first, row.last, row.kind})) << row.text;
  }
}

TEST_F(FreeTextTest, TheWriterIsCalledThePartyAndNotRefused) {
  SheetPlan plan;
  for (const char* text : {"我院认为处罚过重", "本店已整改", "我 院已退款", "本单位无异议"}) {
    EXPECT_TRUE(Scan(text).empty()) << text;
    plan.defence = text;
    TakeOutSelfReference(plan);
    EXPECT_EQ(plan.defence.find("被检查单位"), 0u) << text;
  }
}

}  // namespace
}  // namespace probity::scoring
