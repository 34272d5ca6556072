#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/migrations.h"
#include "services/scoring/store/open_cases.h"
#include "services/scoring/store/policies.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;

using Day = absl::CivilDay;

Institution Hospital(const std::string& id) {
  Institution hospital;
  hospital.institution_id = id;
  hospital.name = "示例医院 " + id;
  hospital.district = "示例区";
  hospital.designated_from = Day(2020, 1, 1);
  return hospital;
}

class RegistersStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  absl::Status Insert(const std::vector<Institution>& rows) {
    return Change([&](sql::Tx& tx) { return InsertInstitutions(tx, "demo", rows, 1); });
  }
  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(RegistersStoreTest);

TEST_P(RegistersStoreTest, AnInstitutionComesBackAsItWasInserted) {
  Institution one = Hospital("M-1_Z");
  one.kind = policy::SubjectKind::kPharmacy;
  one.name = "示例药店 😀";
  one.designated_to = Day(2026, 12, 31);
  ASSERT_TRUE(Insert({one}).ok());
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const Institution found,
                                         GetInstitution(tx, "demo", "M-1_Z"));
                EXPECT_EQ(found, one);
                EXPECT_TRUE(HasReason(GetInstitution(tx, "demo", "M-1_z").status(),
                                      Reason::k_UNKNOWN_INSTITUTION));
                EXPECT_TRUE(HasReason(GetInstitution(tx, "other", "M-1_Z").status(),
                                      Reason::k_UNKNOWN_INSTITUTION));
                return absl::OkStatus();
              }).ok());
}

TEST_P(RegistersStoreTest, AnIdIsRegisteredOnce) {
  ASSERT_TRUE(Insert({Hospital("A")}).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Insert({Hospital("A"), Hospital("B")})));
}

TEST_P(RegistersStoreTest, ManyAreFoundAndPagedInTheOrderOfTheirIds) {
  std::vector<Institution> rows;
  std::vector<std::string> ids;
  for (int i = 0; i < 1200; ++i) {
    rows.push_back(Hospital(absl::StrFormat("M%04d", i)));
    if (i % 2 == 0) ids.push_back(rows.back().institution_id);
  }
  rows.back().kind = policy::SubjectKind::kPharmacy;
  ids.push_back("UNKNOWN");
  ASSERT_TRUE(Insert(rows).ok());
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> found,
                                         FindInstitutions(tx, "demo", ids));
                EXPECT_EQ(found.size(), 600u);
                EXPECT_EQ(found.back(), rows[1198]);
                PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> page,
                                         InstitutionsAfter(tx, "demo", std::nullopt, "M0009", 2));
                EXPECT_THAT(page, ElementsAre(rows[10], rows[11]));
                PROBITY_ASSIGN_OR_RETURN(
                    const std::vector<Institution> pharmacies,
                    InstitutionsAfter(tx, "demo", policy::SubjectKind::kPharmacy, "", 10));
                EXPECT_THAT(pharmacies, ElementsAre(rows.back()));
                return absl::OkStatus();
              }).ok());
}

TEST_P(RegistersStoreTest, APolicyFileIsKeptByteForByte) {
  PolicyFile file;
  file.sha256 = std::string(64, 'b');
  file.kind = policy::SubjectKind::kMedical;
  file.effective_from = Day(2027, 1, 1);
  file.file_name = "medical.txtpb";
  file.content = std::string("# 定点\n\0\xff", 11);
  file.actor = "supervisor";
  file.recorded_time = 1'780'000'000'123'456;
  PolicyFile first = file;
  first.sha256 = std::string(64, 'c');
  first.effective_from = Day(2020, 1, 1);
  first.effective_to = Day(2026, 12, 31);
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_RETURN_IF_ERROR(InsertPolicyFile(tx, "demo", file));
                PROBITY_RETURN_IF_ERROR(InsertPolicyFile(tx, "demo", first));
                PROBITY_ASSIGN_OR_RETURN(const PolicyFile found,
                                         GetPolicyFile(tx, "demo", file.sha256));
                EXPECT_EQ(found.content, file.content);
                EXPECT_EQ(found.effective_from, file.effective_from);
                EXPECT_FALSE(found.effective_to.has_value());
                EXPECT_EQ(found.recorded_time, file.recorded_time);
                PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> hashes,
                                         ListPolicyHashes(tx, "demo"));
                EXPECT_THAT(hashes, ElementsAre(first.sha256, file.sha256));
                return absl::OkStatus();
              }).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(
      Change([&](sql::Tx& tx) { return InsertPolicyFile(tx, "demo", file); })));
}

// A case of A about an act of 2026: notice served 1 March (recorded at 100), decision in effect on
// 1 May (recorded at 200).
absl::Status RecordCase(sql::Tx& tx) {
  CaseFile file;
  file.case_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  file.case_ref = "C-1";
  file.institution_id = "A";
  file.state = CaseState::kFiled;
  file.officers = {"officer1", "officer2"};
  file.opened = Day(2026, 2, 1);
  const auto line = [](CaseState to, int64_t recorded_time) {
    TransitionRow row;
    row.to = to;
    row.actor = "officer1";
    row.business_date = Day(2026, 2, 1);
    row.recorded_time = recorded_time;
    return row;
  };
  PROBITY_ASSIGN_OR_RETURN(const CaseFile filed,
                           InsertCase(tx, "demo", file, line(CaseState::kFiled, 50)));
  CaseFile open = filed;
  FindingFile finding;
  finding.item = 1;
  finding.code = "M101";
  finding.act_ref = "2026-01-15";
  finding.act_start = finding.act_end = Day(2026, 1, 15);
  finding.notified_points = 3;
  open.findings = {finding};
  open.state = CaseState::kObjectionOpen;
  open.notice_served = Day(2026, 3, 1);
  PROBITY_ASSIGN_OR_RETURN(const CaseFile opened,
                           SaveTransition(tx, "demo", filed, open, line(open.state, 100)));
  CaseFile effective = opened;
  effective.state = CaseState::kEffective;
  effective.effective = Day(2026, 5, 1);
  return SaveTransition(tx, "demo", opened, effective, line(effective.state, 200)).status();
}

TEST_P(RegistersStoreTest, ACaseIsOpenFromItsServedNoticeToItsDecisionsEffect) {
  ASSERT_TRUE(Change(&RecordCase).ok());
  struct Row {
    std::string rule;
    OpenCaseQuery query;
    bool open;
  };
  const auto at = [](int32_t year, Day as_of, int64_t known, const char* first = "A",
                     const char* last = "A") {
    return OpenCaseQuery{"demo", year, as_of, known, first, last};
  };
  const std::vector<Row> rows = {
      {"before the notice was served", at(2026, Day(2026, 2, 28), 999), false},
      {"from the day of its service", at(2026, Day(2026, 3, 1), 999), true},
      {"to the day before the decision takes effect", at(2026, Day(2026, 4, 30), 999), true},
      {"no longer on that day", at(2026, Day(2026, 5, 1), 999), false},
      {"before the service was known", at(2026, Day(2026, 4, 1), 99), false},
      {"while the decision's effect was not known", at(2026, Day(2026, 6, 1), 199), true},
      {"another year's points are not at stake", at(2025, Day(2026, 4, 1), 999), false},
      {"another institution's case", at(2026, Day(2026, 4, 1), 999, "B", "Z"), false},
      {"within a range of institutions", at(2026, Day(2026, 4, 1), 999, "0", "Z"), true},
  };
  for (const Row& row : rows) {
    ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(const std::set<std::string> open,
                                           InstitutionsWithOpenCase(tx, row.query));
                  EXPECT_EQ(open.contains("A"), row.open) << row.rule;
                  return absl::OkStatus();
                }).ok());
  }
}

}  // namespace
}  // namespace probity::scoring
