#include "services/scoring/store/case_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/finding_store.h"
#include "services/scoring/store/migrations.h"
#include "services/scoring/store/subjects/changes.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFirst[] = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
constexpr char kSecond[] = "01HZZZZZZZZZZZZZZZZZZZZZZ2";

TransitionRow LineOf(const std::string& actor) {
  TransitionRow line;
  line.actor = actor;
  line.business_date = Day(2026, 2, 2);
  line.recorded_time = 1'770'000'000'000'000;
  line.note = "记录";
  return line;
}

CaseFile Fresh(const std::string& case_id, const std::string& case_ref) {
  CaseFile file;
  file.case_id = case_id;
  file.case_ref = case_ref;
  file.institution_id = "M001";
  file.source = CaseSource::kComplaint;
  file.state = CaseState::kFiled;
  file.officers = {"乙", "甲"};
  file.opened = Day(2026, 2, 2);
  return file;
}

FindingFile MakeFinding(int32_t item) {
  FindingFile finding;
  finding.item = item;
  finding.code = "M204";
  finding.act_ref = "2026-01-15";
  finding.act_start = Day(2026, 1, 10);
  finding.act_end = Day(2026, 1, 15);
  finding.notified_points = 6;
  finding.recovery_fen = 123456;
  finding.reason = "理由";
  finding.facts = "事实";
  finding.service_class = ServiceClass::kInpatient;
  return finding;
}

class CaseStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  CaseFile Insert(const CaseFile& file) {
    CaseFile saved;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(saved, InsertCase(tx, kRegion, file, LineOf("officer")));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return saved;
  }
  absl::StatusOr<CaseFile> Save(const CaseFile& before, const CaseFile& after) {
    CaseFile saved;
    PROBITY_RETURN_IF_ERROR(Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(saved,
                               SaveTransition(tx, kRegion, before, after, LineOf("supervisor")));
      return absl::OkStatus();
    }));
    return saved;
  }
  CaseFile Load(const CaseKey& key) {
    CaseFile file;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(file, LoadCase(tx, kRegion, key));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return file;
  }
  std::vector<TransitionRow> Lines(const std::string& case_id) {
    std::vector<TransitionRow> lines;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(lines, ListTransitions(tx, kRegion, case_id));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return lines;
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(CaseStoreTest);

TEST_P(CaseStoreTest, ACaseComesBackAsItWasSaved) {
  const CaseFile filed = Insert(Fresh(kFirst, "案1"));
  EXPECT_EQ(filed.etag, 1);
  EXPECT_EQ(Load({kFirst, ""}), filed);
  EXPECT_EQ(Load({"", "案1"}), filed);

  CaseFile full = filed;
  full.state = CaseState::kRevoked;
  full.report = "报告1";
  full.notice = Day(2026, 2, 3);
  full.notice_served = Day(2026, 2, 4);
  full.objection_deadline = Day(2026, 2, 11);
  full.objection_filed = Day(2026, 2, 10);
  full.decided = Day(2026, 3, 1);
  full.effective = Day(2026, 3, 2);
  full.defence = "申辩";
  full.waiver = "弃权1";
  full.decision = Decision::kRevisedDown;
  full.decision_reason = "初犯";
  full.notified_points = 12;
  full.final_points = 6;
  full.policy_sha256 = std::string(64, 'a');
  full.policy_choice = "从旧兼从轻";
  full.attention = "MORE_MEMBERS_NEEDED";
  full.reversal = ReversalRequest{"director", "判决", "行终1"};
  full.findings = {MakeFinding(1), MakeFinding(2)};
  full.findings[0].verdict = FindingVerdict::kNotUpheld;
  full.findings[0].judged_points = 0;
  full.findings[1].verdict = FindingVerdict::kUpheld;
  full.findings[1].judged_points = 6;
  full.findings[1].final_points = 6;
  full.findings[1].remands = 1;
  full.findings[1].policy_sha256 = std::string(64, 'b');
  const auto saved = Save(filed, full);
  ASSERT_TRUE(saved.ok()) << saved.status();
  full.etag = 2;
  EXPECT_EQ(*saved, full);
  EXPECT_EQ(Load({kFirst, ""}), full);
}

TEST_P(CaseStoreTest, ACaseRefIsGivenOnce) {
  Insert(Fresh(kFirst, "c1"));
  const absl::Status again = Change([&](sql::Tx& tx) {
    return InsertCase(tx, kRegion, Fresh(kSecond, "c1"), LineOf("officer")).status();
  });
  EXPECT_EQ(DetailOf(again).reason, "ALREADY_EXISTS") << again;
  EXPECT_TRUE(Change([&](sql::Tx& tx) {
                return InsertCase(tx, "other", Fresh(kSecond, "c1"), LineOf("officer")).status();
              }).ok())
      << "another region numbers its own cases";
}

TEST_P(CaseStoreTest, AStepFromAStateThatIsGoneIsALostRaceAndLeavesNothing) {
  const CaseFile filed = Insert(Fresh(kFirst, "c1"));
  CaseFile winner = filed;
  winner.state = CaseState::kInvestigating;
  winner.findings = {MakeFinding(1)};
  ASSERT_TRUE(Save(filed, winner).ok());
  CaseFile loser = filed;
  loser.state = CaseState::kInvestigating;
  loser.findings = {MakeFinding(2)};
  const absl::Status lost = Save(filed, loser).status();
  EXPECT_TRUE(absl::IsAborted(lost)) << lost;
  EXPECT_EQ(DetailOf(lost).reason, "CONFLICT");
  CaseFile same_etag_other_state = winner;
  same_etag_other_state.etag = 2;
  same_etag_other_state.state = CaseState::kPrelim;
  EXPECT_TRUE(absl::IsAborted(Save(same_etag_other_state, loser).status()));
  const CaseFile stored = Load({kFirst, ""});
  EXPECT_EQ(stored.etag, 2);
  ASSERT_THAT(stored.findings, SizeIs(1));
  EXPECT_EQ(stored.findings[0].item, 1);
  EXPECT_THAT(Lines(kFirst), SizeIs(2));
}

TEST_P(CaseStoreTest, EachTransitionLeavesItsLine) {
  const CaseFile filed = Insert(Fresh(kFirst, "c1"));
  CaseFile after = filed;
  after.state = CaseState::kInvestigating;
  ASSERT_TRUE(Save(filed, after).ok());
  TransitionRow first = LineOf("officer");
  first.seq = 1;
  first.to = CaseState::kFiled;
  TransitionRow second = LineOf("supervisor");
  second.seq = 2;
  second.from = CaseState::kFiled;
  second.to = CaseState::kInvestigating;
  EXPECT_THAT(Lines(kFirst), ElementsAre(first, second));
  EXPECT_THAT(Lines(kSecond), IsEmpty());
}

TEST_P(CaseStoreTest, ARemovedFindingIsGone) {
  CaseFile file = Insert(Fresh(kFirst, "c1"));
  CaseFile two = file;
  two.findings = {MakeFinding(1), MakeFinding(2)};
  file = Save(file, two).value();
  CaseFile one = file;
  one.findings.erase(one.findings.begin());
  const CaseFile saved = Save(file, one).value();
  EXPECT_EQ(Load({kFirst, ""}), saved);
  ASSERT_THAT(saved.findings, SizeIs(1));
}

TEST_P(CaseStoreTest, UnknownCasesAreRefusedByOneReason) {
  for (const CaseKey& key : {CaseKey{kSecond, ""}, CaseKey{"nonsense", ""}, CaseKey{"", "c9"}}) {
    const absl::Status status =
        Change([&](sql::Tx& tx) { return LoadCase(tx, kRegion, key).status(); });
    EXPECT_EQ(DetailOf(status).reason, "UNKNOWN_CASE") << status;
  }
}

TEST_P(CaseStoreTest, OnlyWindowsThatAreOverAreDue) {
  CaseFile open = Insert(Fresh(kFirst, "c1"));
  CaseFile after = open;
  after.state = CaseState::kObjectionOpen;
  after.objection_deadline = Day(2026, 2, 26);
  ASSERT_TRUE(Save(open, after).ok());
  CaseFile second = Insert(Fresh(kSecond, "c2"));
  const auto due = [&](Day today, std::optional<DueCase> after = std::nullopt, int32_t limit = 10) {
    std::vector<std::string> ids;
    EXPECT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(const std::vector<DueCase> due,
                                           CasesToLapse(tx, kRegion, today, after, limit));
                  for (const DueCase& one : due) ids.push_back(one.case_id);
                  return absl::OkStatus();
                }).ok());
    return ids;
  };
  EXPECT_THAT(due(Day(2026, 2, 26)), IsEmpty());
  EXPECT_THAT(due(Day(2026, 2, 27)), ElementsAre(kFirst));
  CaseFile later = second;
  later.state = CaseState::kObjectionOpen;
  later.objection_deadline = Day(2026, 2, 25);
  ASSERT_TRUE(Save(second, later).ok());
  EXPECT_THAT(due(Day(2026, 2, 27), std::nullopt, 1), ElementsAre(kSecond)) << "the older window";
  EXPECT_THAT(due(Day(2026, 2, 27), DueCase{Day(2026, 2, 25), kSecond}), ElementsAre(kFirst));
  EXPECT_THAT(due(Day(2026, 2, 27), DueCase{Day(2026, 2, 26), kFirst}), IsEmpty());
}

TEST_P(CaseStoreTest, OpenNotifiedCasesAreThoseBetweenNoticeAndEffect) {
  struct Row {
    CaseState state;
    bool open;
  };
  CaseFile file = Insert(Fresh(kFirst, "c1"));
  for (const Row& row : std::vector<Row>{{CaseState::kPrelim, false},
                                         {CaseState::kNotified, true},
                                         {CaseState::kCommittee, true},
                                         {CaseState::kRevisedDown, true},
                                         {CaseState::kDismissed, false},
                                         {CaseState::kEffective, false}}) {
    CaseFile after = file;
    after.state = row.state;
    file = Save(file, after).value();
    std::vector<CaseFile> open;
    ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(open, OpenNotifiedCases(tx, kRegion, "M001", kSecond));
                  return absl::OkStatus();
                }).ok());
    EXPECT_EQ(!open.empty(), row.open) << CaseStateName(row.state);
  }
}

TEST_P(CaseStoreTest, MoreCasesThanOneStatementTakesAreListedWhole) {
  std::vector<std::string> ids;
  const std::string symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  for (int i = 0; i < 130; ++i) {
    const std::string id = std::string("01HZZZZZZZZZZZZZZZZZZZZZ") +
                           symbols[static_cast<size_t>(i) / 32] +
                           symbols[static_cast<size_t>(i) % 32];
    ids.push_back(id);
    Insert(Fresh(id, id));
  }
  std::vector<CaseFile> listed;
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(
                    listed, ListCases(tx, kRegion, {"M001", CaseState::kFiled, ids[9], 200}));
                return absl::OkStatus();
              }).ok());
  ASSERT_THAT(listed, SizeIs(120));
  for (size_t i = 0; i < listed.size(); ++i) {
    EXPECT_EQ(listed[i].case_id, ids[i + 10]);
    EXPECT_THAT(listed[i].officers, ElementsAre("乙", "甲")) << "in the order given";
  }
}

TEST_P(CaseStoreTest, AnActBelongsToOneCaseUntilItIsReleased) {
  const CaseFile first = Insert(Fresh(kFirst, "c1"));
  const CaseFile second = Insert(Fresh(kSecond, "c2"));
  const FindingFile act = MakeFinding(1);
  const auto claim = [&](const CaseFile& file) {
    return DetailOf(Change([&](sql::Tx& tx) { return ClaimAct(tx, kRegion, file, act); })).reason;
  };
  EXPECT_EQ(claim(first), "");
  EXPECT_EQ(claim(first), "") << "findings of one case are distinct acts";
  EXPECT_EQ(claim(second), "G16_SAME_ACT");
  CaseFile still_has = first;
  still_has.findings = {MakeFinding(2)};
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return ReleaseAct(tx, kRegion, still_has, act); }).ok());
  EXPECT_EQ(claim(second), "G16_SAME_ACT") << "another finding of the case has the same";
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return ReleaseActs(tx, kRegion, still_has); }).ok());
  EXPECT_EQ(claim(second), "");
  EXPECT_EQ(claim(first), "G16_SAME_ACT");
}

TEST_P(CaseStoreTest, AnActOfAPredecessorIsNotTakenUpAgainUnderItsSuccessor) {
  SubjectChange change;
  change.change_id = std::string(16, 'c');
  change.kind = SubjectChangeKind::kMerger;
  change.institution_id = "M000";
  change.successors = {Successor{"M001", kWholeShare}};
  change.document = change.reason = "登记";
  change.requested_by = "supervisor";
  change.approved_by = "director";
  FindingFile act = MakeFinding(1);
  change.effective_date = act.act_start + 1;
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_RETURN_IF_ERROR(InsertChange(tx, kRegion, change));
                return InsertApproval(tx, kRegion, change, 1);
              }).ok());
  CaseFile before = Fresh(kFirst, "c1");
  before.institution_id = "M000";
  before = Insert(before);
  const CaseFile after = Insert(Fresh(kSecond, "c2"));
  const auto claim = [&](const CaseFile& file) {
    return DetailOf(Change([&](sql::Tx& tx) { return ClaimAct(tx, kRegion, file, act); })).reason;
  };
  EXPECT_EQ(claim(before), "");
  EXPECT_EQ(claim(after), "G16_SAME_ACT") << "begun the day before the succession";
  act.act_start = change.effective_date;
  EXPECT_EQ(claim(after), "") << "an act of the successor alone";
  act.act_start = change.effective_date - 1;
  CaseFile with_act = before;
  with_act.findings = {act};
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return ReleaseActs(tx, kRegion, with_act); }).ok());
  EXPECT_EQ(claim(after), "");
  EXPECT_EQ(claim(before), "G16_SAME_ACT") << "whoever comes first has it";
  with_act = after;
  with_act.findings = {act};
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return ReleaseActs(tx, kRegion, with_act); }).ok());
  EXPECT_EQ(claim(before), "") << "and gives it back under both";
}

}  // namespace
}  // namespace probity::scoring
