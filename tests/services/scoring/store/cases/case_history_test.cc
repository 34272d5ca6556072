// What a case gathers after its five steps, the register of officers, and the step from the older
// schema, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/cases/priors.h"
#include "services/scoring/store/migrations.h"
#include "services/scoring/store/sheet_store.h"
#include "tests/support/databases.h"
#include "tests/support/migrate_at_once.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kFirst[] = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
constexpr char kSecond[] = "01HZZZZZZZZZZZZZZZZZZZZZZ2";

CaseFile Fresh(const std::string& case_id, const std::string& case_ref) {
  CaseFile file;
  file.case_id = case_id;
  file.case_ref = case_ref;
  file.institution_id = "M001";
  file.source = CaseSource::kComplaint;
  file.state = CaseState::kFiled;
  file.officers = {"甲", "乙"};
  file.opened = Day(2026, 2, 2);
  file.lead_ids = {"lead 2", "lead 1"};
  return file;
}

FindingFile MakeFinding(int32_t item, const std::string& code, Day act_end) {
  FindingFile finding;
  finding.item = item;
  finding.code = code;
  finding.act_ref = "act";
  finding.act_start = act_end;
  finding.act_end = act_end;
  finding.notified_points = 6;
  return finding;
}

NoticeRecord Notice(int32_t no) {
  NoticeRecord notice;
  notice.no = no;
  notice.issued = Day(2026, 2, no);
  notice.points = 6;
  return notice;
}

Remedy Reconsideration() {
  Remedy remedy;
  remedy.no = 1;
  remedy.revision = 2;
  remedy.filed = Day(2026, 3, 1);
  remedy.body = "市人民政府";
  remedy.document = "复议受1号";
  remedy.stay_document = "停止执行1号";
  remedy.late_reason = "不可抗力";
  return remedy;
}

class CaseHistoryTest : public ::testing::TestWithParam<std::string> {
 protected:
  void Change(const sql::Body& body) {
    const absl::Status status = database_->Transact(absl::Now() + absl::Seconds(20), body);
    EXPECT_TRUE(status.ok()) << status;
  }
  CaseFile Insert(const CaseFile& file) {
    CaseFile saved;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(saved, InsertCase(tx, kRegion, file, Line()));
      return absl::OkStatus();
    });
    return saved;
  }
  CaseFile Save(const CaseFile& before, const CaseFile& after) {
    CaseFile saved;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(saved, SaveTransition(tx, kRegion, before, after, Line()));
      return absl::OkStatus();
    });
    return saved;
  }
  CaseFile Load(const std::string& case_id) {
    CaseFile file;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(file, LoadCase(tx, kRegion, {case_id, ""}));
      return absl::OkStatus();
    });
    return file;
  }
  static TransitionRow Line() {
    TransitionRow line;
    line.actor = "officer";
    line.business_date = Day(2026, 2, 2);
    return line;
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(CaseHistoryTest);

TEST_P(CaseHistoryTest, WhatALaterStepLeavesComesBackAsItWasSaved) {
  const CaseFile filed = Insert(Fresh(kFirst, "c1"));
  EXPECT_EQ(Load(kFirst), filed) << "leads stand in the order they were named";
  CaseFile full = filed;
  full.state = CaseState::kLitigation;
  full.returns_to = CaseState::kArchived;
  full.suspended = Day(2026, 2, 3);
  full.executed = Day(2026, 2, 4);
  full.execution_document = "执行1号";
  full.closed = Day(2026, 2, 5);
  full.closing_report = "结案1号";
  full.archived = Day(2026, 2, 6);
  full.archive_no = "档1";
  full.revoked = Day(2026, 2, 7);
  full.revision = 2;
  full.termination = TerminationProposal::kRejected;
  full.termination_reason = "理由";
  full.termination_document = "决定1号";
  full.ceiling_points = 0;
  full.findings = {MakeFinding(1, "M204", Day(2026, 1, 15))};
  full.findings[0].safety_harmed = true;
  full.findings[0].fraud_intent = true;
  full.findings[0].grounds = {policy::Ground::kSelfReport, policy::Ground::kCoerced};
  full.notices = {Notice(1)};
  full.remedies = {Reconsideration()};
  const CaseFile saved = Save(filed, full);
  full.etag = 2;
  EXPECT_EQ(saved, full);
  EXPECT_EQ(Load(kFirst), full);
}

TEST_P(CaseHistoryTest, ANoticeAndARemedyAreCompletedByLaterSteps) {
  CaseFile before = Insert(Fresh(kFirst, "c1"));
  CaseFile after = before;
  after.notices = {Notice(1)};
  after.remedies = {Reconsideration()};
  after.findings = {MakeFinding(1, "M204", Day(2026, 1, 15))};
  before = Save(before, after);
  after = before;
  after.notices[0].served = Day(2026, 2, 3);
  after.notices[0].superseded = Day(2026, 2, 4);
  after.notices.push_back(Notice(2));
  after.remedies[0].outcome = RemedyOutcome::kChanged;
  after.remedies[0].decided = Day(2026, 4, 1);
  after.remedies[0].outcome_document = "复议决1号";
  after.remedies[0].outcome_points = {{1, 0}, {32, 10'000}};
  after.findings[0].notified_points = 9;
  const CaseFile saved = Save(before, after);
  EXPECT_EQ(Load(kFirst), saved);
}

TEST_P(CaseHistoryTest, PriorFindingsAreThoseOfDecisionsThatStand) {
  const auto decided = [&](const std::string& case_id, const std::string& ref, bool revoked) {
    const CaseFile filed = Insert(Fresh(case_id, ref));
    CaseFile after = filed;
    after.findings = {MakeFinding(1, "M204", Day(2026, 1, 15)),
                      MakeFinding(2, "M204", Day(2026, 1, 16)),
                      MakeFinding(3, "M101", Day(2026, 1, 17))};
    after.findings[0].final_points = 6;
    after.findings[2].final_points = 6;
    after.effective = Day(2026, 3, 1);
    if (revoked) after.revoked = Day(2026, 3, 2);
    return Save(filed, after);
  };
  decided(kFirst, "c1", false);
  const CaseFile second = decided(kSecond, "c2", true);
  CaseFile fresh = Fresh("01HZZZZZZZZZZZZZZZZZZZZZZ3", "c3");
  const auto priors = [&](const CaseFile& file) {
    std::vector<PriorFinding> found;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(found, PriorFindings(tx, kRegion, file, "M204"));
      return absl::OkStatus();
    });
    return found;
  };
  EXPECT_THAT(priors(fresh), ElementsAre(PriorFinding{"M204", Day(2026, 1, 15)}));
  EXPECT_THAT(priors(second), ElementsAre(PriorFinding{"M204", Day(2026, 1, 15)}));
  EXPECT_THAT(priors(Load(kFirst)), IsEmpty()) << "a case is no prior of itself";
  fresh.institution_id = "M002";
  EXPECT_THAT(priors(fresh), IsEmpty());
}

TEST_P(CaseHistoryTest, OfficersAreFoundByPersonAndByNumber) {
  const std::vector<Officer> all = {{"a", "张三", "2", "市局", Day(2024, 2, 29), Day(2026, 2, 28)},
                                    {"a", "张三", "3", "市局", Day(2026, 3, 1), Day(2028, 2, 29)},
                                    {"b", "李四", "1", "市局", Day(2024, 1, 1), Day(2030, 1, 1)}};
  const auto read = [&](const auto& query) {
    std::vector<Officer> found;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(found, query(tx));
      return absl::OkStatus();
    });
    return found;
  };
  Change([&](sql::Tx& tx) { return InsertOfficers(tx, kRegion, all, 1); });
  EXPECT_THAT(read([](sql::Tx& tx) {
                return OfficersOf(tx, kRegion, {"a", "nobody"});
              }),
              ElementsAre(all[0], all[1]));
  EXPECT_THAT(read([](sql::Tx& tx) { return OfficersOf(tx, kRegion, {}); }), IsEmpty());
  EXPECT_THAT(read([](sql::Tx& tx) {
                return OfficersByCertificate(tx, kRegion, {"3", "1"});
              }),
              ElementsAre(all[2], all[1]));
  EXPECT_THAT(read([](sql::Tx& tx) { return OfficersAfter(tx, kRegion, "1", 1); }),
              ElementsAre(all[0]));
  EXPECT_THAT(read([](sql::Tx& tx) { return OfficersOf(tx, "other", {"a"}); }), IsEmpty());
  const absl::Status taken = database_->Transact(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) {
    return InsertOfficers(tx, kRegion, {{"c", "王五", "1", "市局", Day(), Day()}}, 1);
  });
  EXPECT_TRUE(absl::IsAlreadyExists(taken)) << taken;
}

TEST_P(CaseHistoryTest, AQueuedSheetIsWithdrawnOnceAndATakenOneNever) {
  Insert(Fresh(kFirst, "c1"));
  SheetRow sheet;
  sheet.sheet_id = std::string(16, 's');
  sheet.case_id = kFirst;
  sheet.token = std::string(16, 't');
  sheet.body = "body";
  Change([&](sql::Tx& tx) { return QueueSheet(tx, kRegion, sheet); });
  const auto withdraw = [&] {
    bool withdrawn = false;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(withdrawn, WithdrawSheet(tx, kRegion, kFirst));
      return absl::OkStatus();
    });
    return withdrawn;
  };
  EXPECT_TRUE(withdraw());
  EXPECT_FALSE(withdraw());
  sheet.sheet_id = std::string(16, 'u');
  sheet.token = std::string(16, 'v');
  Change([&](sql::Tx& tx) { return QueueSheet(tx, kRegion, sheet); });
  Change([&](sql::Tx& tx) { return TakeSheet(tx, kRegion, sheet, std::string(16, 'r'), 1); });
  EXPECT_FALSE(withdraw());
}

// A database of before there were remedies keeps its cases, its timelines and their notices.
class OlderSchemaTest : public ::testing::TestWithParam<std::string> {
 protected:
  static std::vector<sql::Migration> First(int last) {
    std::vector<sql::Migration> first;
    for (const sql::Migration& one : Migrations()) {
      if (one.number <= last) first.push_back(one);
    }
    return first;
  }

  testing::TestDatabase database_{GetParam(), First(3)};
};
PROBITY_ON_EVERY_ENGINE(OlderSchemaTest);

TEST_P(OlderSchemaTest, ItsCasesGoOn) {
  const sql::Blob id{Id::Parse(kFirst)->Bytes()};
  const auto change = [&](const sql::Body& body) {
    const absl::Status status = database_->Transact(absl::Now() + absl::Seconds(20), body);
    EXPECT_TRUE(status.ok()) << status;
  };
  change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(
        tx.Execute("INSERT INTO case_file (region, case_id, case_ref, institution_id, source, "
                   "state, etag, opened_date, report, notice_date, notice_served_date, defence, "
                   "waiver, decision, decision_reason, notified_points, final_points, "
                   "policy_sha256, policy_choice, attention) "
                   "VALUES ('demo', ?, 'c1', 'M001', 2, 6, 5, '2026-01-16', 'r', '2026-02-02', "
                   "'2026-02-12', '', '', 0, '', 9, 0, '', '', '')",
                   {id})
            .status());
    return tx
        .Execute(
            "INSERT INTO case_transition (region, case_id, seq, from_state, to_state, actor, "
            "business_date, recorded_time, note, scenario) "
            "VALUES ('demo', ?, 5, 5, 6, 'officer', '2026-02-12', 7, '备注', 1)",
            {id})
        .status();
  });
  database_.Close();
  const absl::Status migrated = testing::MigrateAtOnce(database_.options(), Migrations());
  ASSERT_TRUE(migrated.ok()) << migrated;
  ASSERT_TRUE(database_.Reopen(Migrations()).ok());
  change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, kRegion, {"", "c1"}));
    EXPECT_EQ(file.case_id, kFirst);
    EXPECT_EQ(file.state, CaseState::kObjectionOpen);
    EXPECT_EQ(file.revision, 1);
    EXPECT_EQ(file.returns_to, CaseState::kNone);
    EXPECT_EQ(file.notices.size(), 1u);
    EXPECT_EQ(file.notices[0].issued, Day(2026, 2, 2));
    EXPECT_EQ(file.notices[0].served, Day(2026, 2, 12));
    EXPECT_EQ(file.notices[0].points, 9);
    PROBITY_ASSIGN_OR_RETURN(const auto lines, ListTransitions(tx, kRegion, kFirst));
    EXPECT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].note, "备注");
    EXPECT_EQ(lines[0].recorded_time, 7);
    EXPECT_TRUE(lines[0].scenario);
    CaseFile after = file;
    after.state = CaseState::kReconsideration;
    TransitionRow line;
    line.actor = "officer";
    line.business_date = Day(2026, 2, 13);
    return SaveTransition(tx, kRegion, file, after, line).status();
  });
}

}  // namespace
}  // namespace probity::scoring
