#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "probity/scoring/v1/subject_service.grpc.pb.h"
#include "services/scoring/domain/subjects/change.h"
#include "services/scoring/store/consequences/bar_store.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/entries.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_SUPERVISOR;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Day = absl::CivilDay;
using Stub = v1::SubjectService::Stub;

Entry Posted(int32_t item, int64_t points, EntryKind kind = EntryKind::kPost) {
  Entry entry;
  entry.item = item;
  entry.points = points;
  entry.kind = kind;
  entry.year = 2026;
  return entry;
}

TEST(ItemsToCarry, AreTheStandingOnesAtTheirShare) {
  const std::vector<Entry> entries = {Posted(1, 6), Posted(2, 3), Posted(2, 3, EntryKind::kReverse),
                                      Posted(3, 5)};
  const auto points = [&](int32_t share, int64_t forgiven) {
    std::vector<int64_t> all;
    for (const CarriedItem& one : ItemsToCarry(entries, share, forgiven)) all.push_back(one.points);
    return all;
  };
  EXPECT_THAT(points(kWholeShare, 0), ElementsAre(6, 5));
  EXPECT_THAT(points(5000, 0), ElementsAre(3, 3)) << "half of 5, half up";
  EXPECT_THAT(points(kWholeShare, 7), ElementsAre(4)) << "repaired points are not carried";
  EXPECT_THAT(points(1, 0), IsEmpty());
}

class SubjectsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2", "M3", "M4"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P1"});
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Request request, options::v1::Role role,
                                const std::string& person) {
    if constexpr (requires { request.request_id(); }) request.set_request_id(NewRequestId());
    return rpc::Invoke(*stub_, method, request, As({role}, person));
  }

  static v1::SubjectChange Change(v1::SubjectChangeKind kind, const std::string& institution_id,
                                  const std::vector<std::string>& successors = {}) {
    v1::SubjectChange change;
    change.set_kind(kind);
    change.set_institution_id(institution_id);
    for (const std::string& one : successors) change.add_successors()->set_institution_id(one);
    change.set_effective_date("2026-07-01");
    change.set_document("卫医登〔2026〕7号");
    change.set_reason("登记机关核准");
    return change;
  }

  absl::StatusOr<v1::RequestSubjectChangeResponse> Ask(const v1::SubjectChange& change) {
    v1::RequestSubjectChangeRequest request;
    *request.mutable_change() = change;
    return Call(&Stub::RequestSubjectChange, request, ROLE_SUPERVISOR, "supervisor");
  }

  absl::StatusOr<v1::ApproveSubjectChangeResponse> Approve(const std::string& change_id,
                                                           const std::string& person = "director") {
    v1::ApproveSubjectChangeRequest request;
    request.set_change_id(change_id);
    request.set_reason("与登记一致");
    return Call(&Stub::ApproveSubjectChange, request, ROLE_DIRECTOR, person);
  }

  v1::ApproveSubjectChangeResponse Done(const v1::SubjectChange& change) {
    const auto asked = Ask(change);
    EXPECT_TRUE(asked.ok()) << asked.status();
    const auto approved = Approve(asked.ok() ? asked->change().change_id() : "");
    EXPECT_TRUE(approved.ok()) << approved.status();
    return approved.ok() ? *approved : v1::ApproveSubjectChangeResponse();
  }

  v1::Standing Standing(const std::string& institution_id) {
    v1::GetStandingRequest request;
    request.set_institution_id(institution_id);
    request.set_year(2026);
    const auto got = rpc::Invoke(*standings_, &v1::StandingService::Stub::GetStanding, request,
                                 As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->standing() : v1::Standing();
  }

  v1::Institution Registered(const std::string& institution_id) {
    v1::GetInstitutionRequest request;
    request.set_institution_id(institution_id);
    const auto got = rpc::Invoke(*registry_, &v1::RegistryService::Stub::GetInstitution, request,
                                 As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->institution() : v1::Institution();
  }

  Id PostTo(const std::string& institution_id, const std::vector<int64_t>& points) {
    const Id case_id = NewCaseId(server_);
    const auto posted = Post(server_, case_id, Of(institution_id, points));
    EXPECT_TRUE(posted.ok()) << posted.status();
    return case_id;
  }

  Id PostOn(Day served, const std::string& institution_id, int64_t points) {
    const Id case_id = NewCaseId(server_);
    Decided decided = Of(institution_id, {points});
    decided.served = served;
    const auto posted = Post(server_, case_id, decided);
    EXPECT_TRUE(posted.ok()) << posted.status();
    return case_id;
  }

  // The days on which measures run against the institution.
  std::vector<std::string> MeasureDays(const std::string& institution_id) {
    std::vector<std::string> days;
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      days.clear();
      PROBITY_ASSIGN_OR_RETURN(
          const std::vector<Measure> measures,
          MeasuresOf(tx, server_.env().region, MeasureSubject::kInstitution, institution_id));
      for (const Measure& one : measures) {
        const std::optional<Span> span = DaysOf(one);
        if (!span.has_value() || !span->last.has_value()) continue;
        days.push_back(calendar::FormatDate(span->first) + " to " +
                       calendar::FormatDate(*span->last));
      }
      return absl::OkStatus();
    });
    return days;
  }

  static Decided Of(const std::string& institution_id, const std::vector<int64_t>& points) {
    Decided decided;
    decided.institution_id = institution_id;
    decided.points = points;
    decided.served = Day(2026, 7, 1);
    return decided;
  }

  ScoringServer server_{Day(2026, 7, 1), GetParam()};
  std::unique_ptr<Stub> stub_ = v1::SubjectService::NewStub(server_.channel());
  std::unique_ptr<v1::StandingService::Stub> standings_ =
      v1::StandingService::NewStub(server_.channel());
  std::unique_ptr<v1::RegistryService::Stub> registry_ =
      v1::RegistryService::NewStub(server_.channel());
};

TEST_P(SubjectsTest, ARenamedInstitutionKeepsItsIdAndItsPoints) {
  PostTo("M1", {6});
  v1::SubjectChange change = Change(v1::SUBJECT_CHANGE_KIND_RENAME, "M1");
  change.set_new_name("示例第一医院");
  Done(change);
  EXPECT_EQ(Registered("M1").name(), "示例第一医院");
  EXPECT_EQ(Standing("M1").points(), 6);
  v1::SubjectChange moved = Change(v1::SUBJECT_CHANGE_KIND_RELOCATION, "M1");
  moved.set_new_address("示例路8号");
  moved.set_new_district("西区");
  Done(moved);
  EXPECT_EQ(Registered("M1").name(), "示例第一医院") << "the rename stays in force";
  EXPECT_EQ(Registered("M1").district(), "西区");
}

TEST_P(SubjectsTest, AMergerBringsThePointsOfTheYearAndTheBandTheyReachTogether) {
  PostTo("M1", {6, 3});
  PostTo("M2", {6});
  const auto done = Done(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  EXPECT_EQ(done.carried_points(), 9);
  EXPECT_EQ(Standing("M2").points(), 15);
  EXPECT_EQ(Standing("M2").band(), "[12,18)");
  EXPECT_EQ(Standing("M1").points(), 9) << "the predecessor's own record stays";
  EXPECT_EQ(Registered("M1").designated_to_date(), "2026-06-30");
}

TEST_P(SubjectsTest, WhatIsPostedOrReversedLaterFollows) {
  const Id early = PostTo("M1", {6});
  Done(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  const Id late = PostTo("M1", {3});
  EXPECT_EQ(Standing("M2").points(), 9) << "a case of the predecessor took effect after the merger";
  ASSERT_TRUE(Reverse(server_, early, Of("M1", {6}), Day(2026, 7, 1)).ok());
  EXPECT_EQ(Standing("M2").points(), 3);
  ASSERT_TRUE(Reverse(server_, late, Of("M1", {3}), Day(2026, 7, 1)).ok());
  EXPECT_EQ(Standing("M2").points(), 0);
  ASSERT_TRUE(Post(server_, early, Of("M1", {5})).ok()) << "handled again and decided lighter";
  EXPECT_EQ(Standing("M2").points(), 5);
}

TEST_P(SubjectsTest, PointsGoDownAChainOfSuccessions) {
  Done(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  Done(Change(v1::SUBJECT_CHANGE_KIND_REREGISTRATION, "M2", {"M3"}));
  const Id late = PostTo("M1", {6});
  EXPECT_EQ(Standing("M3").points(), 6);
  ASSERT_TRUE(Reverse(server_, late, Of("M1", {6}), Day(2026, 7, 1)).ok());
  EXPECT_EQ(Standing("M3").points(), 0);
}

TEST_P(SubjectsTest, ASplitGivesEverySuccessorThePointsUnlessAShareIsChosen) {
  PostTo("M1", {6});
  v1::SubjectChange change = Change(v1::SUBJECT_CHANGE_KIND_SPLIT, "M1", {"M2", "M3"});
  change.mutable_successors(1)->set_share_bp(5000);
  Done(change);
  EXPECT_EQ(Standing("M2").points(), 6);
  EXPECT_EQ(Standing("M3").points(), 3);
}

TEST_P(SubjectsTest, ASuspensionThatWasServedIsNotServedAgain) {
  PostOn(Day(2026, 5, 20), "M1", 18);
  ASSERT_THAT(MeasureDays("M1"), ElementsAre("2026-05-21 to 2026-06-20"));
  const auto done = Done(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  EXPECT_EQ(done.carried_points(), 18);
  EXPECT_EQ(done.carried_suspensions(), 0);
  EXPECT_THAT(MeasureDays("M2"), IsEmpty());
  PostOn(Day(2026, 7, 1), "M2", 6);
  EXPECT_THAT(MeasureDays("M2"), ElementsAre("2026-07-02 to 2026-10-01"))
      << "24 points are a worse band";
}

TEST_P(SubjectsTest, WhatIsLeftOfARunningSuspensionFollowsAndFallsAwayWithItsDecision) {
  const Id suspended = PostOn(Day(2026, 6, 20), "M1", 18);
  ASSERT_THAT(MeasureDays("M1"), ElementsAre("2026-06-21 to 2026-07-20"));
  EXPECT_EQ(Done(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"})).carried_suspensions(), 1);
  EXPECT_THAT(MeasureDays("M2"), ElementsAre("2026-07-02 to 2026-07-21")) << "20 days were left";
  PostOn(Day(2026, 7, 1), "M2", 3);
  EXPECT_THAT(MeasureDays("M2"), SizeIs(1)) << "21 points lie in the same band";
  Done(Change(v1::SUBJECT_CHANGE_KIND_REREGISTRATION, "M2", {"M3"}));
  EXPECT_THAT(MeasureDays("M3"), ElementsAre("2026-07-02 to 2026-07-21")) << "down the chain";
  ASSERT_TRUE(Reverse(server_, suspended, Of("M1", {18}), Day(2026, 7, 1)).ok());
  EXPECT_EQ(Standing("M3").points(), 3);
  EXPECT_THAT(MeasureDays("M2"), IsEmpty());
  EXPECT_THAT(MeasureDays("M3"), IsEmpty());
}

TEST_P(SubjectsTest, ADecisionAfterTheMergerSuspendsTheSuccessor) {
  PostOn(Day(2026, 6, 20), "M1", 6);
  EXPECT_EQ(Done(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"})).carried_suspensions(), 0);
  EXPECT_THAT(MeasureDays("M2"), IsEmpty());
  PostOn(Day(2026, 7, 1), "M1", 12);
  EXPECT_EQ(Standing("M2").points(), 18);
  EXPECT_THAT(MeasureDays("M2"), ElementsAre("2026-07-02 to 2026-08-01"));
}

TEST_P(SubjectsTest, AVetoFollowsThePoints) {
  Decided decided = Of("M1", {6});
  decided.veto = true;
  ASSERT_TRUE(Post(server_, NewCaseId(server_), decided).ok());
  Done(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  std::vector<Entry> entries;
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        entries, EntriesOfSubject(tx, server_.env().region, {policy::SubjectKind::kMedical, "M2"}));
    return absl::OkStatus();
  });
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_TRUE(entries.front().veto);
}

// The posting is recorded and its transaction still open when the approval comes, as from another
// replica: the approval waits for it before it reads the ledger.
TEST_P(SubjectsTest, AnApprovalBesideAPostingMissesNoPoints) {
  const auto asked = Ask(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  ASSERT_TRUE(asked.ok()) << asked.status();
  Posting posting;
  posting.case_id = NewCaseId(server_);
  posting.subject = {policy::SubjectKind::kMedical, "M1"};
  posting.effective_date = Day(2026, 7, 1);
  posting.actor = "officer";
  posting.findings.push_back({1, 6, Day(2026, 1, 15), Day(2026, 1, 15), false, nullptr});
  std::thread approval;
  absl::Status approved;
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(posting.policy,
                             server_.env().policies.For(tx, posting.subject.kind, Day(2026, 7, 1)));
    PROBITY_RETURN_IF_ERROR(PostPoints(tx, server_.env(), posting).status());
    if (!approval.joinable()) {
      approval = std::thread([&] { approved = Approve(asked->change().change_id()).status(); });
    }
    if (GetParam() == "sqlite") return absl::OkStatus();  // one writer: the other has not begun
    for (int tries = 0; tries < 1000; ++tries) {
      PROBITY_ASSIGN_OR_RETURN(
          const sql::Row waiting,
          tx.QueryOne("SELECT COUNT(*) FROM information_schema.processlist WHERE db = "
                      "DATABASE() AND info LIKE 'INSERT INTO audit%'",
                      {}));
      if (waiting.Int(0) > 0) return absl::OkStatus();
      absl::SleepFor(absl::Milliseconds(10));
    }
    return absl::DeadlineExceededError("the approval never waited for the posting");
  });
  approval.join();
  EXPECT_TRUE(approved.ok()) << approved;
  EXPECT_EQ(Standing("M2").points(), 6);
}

TEST_P(SubjectsTest, WhoeverApprovesGivesAReason) {
  const auto asked = Ask(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  ASSERT_TRUE(asked.ok()) << asked.status();
  v1::ApproveSubjectChangeRequest request;
  request.set_change_id(asked->change().change_id());
  EXPECT_TRUE(
      HasReason(Call(&Stub::ApproveSubjectChange, request, ROLE_DIRECTOR, "director").status(),
                Reason::k_BAD_REQUEST));
  ASSERT_TRUE(Approve(asked->change().change_id()).ok());
  const auto listed = rpc::Invoke(*stub_, &Stub::ListSubjectChanges,
                                  v1::ListSubjectChangesRequest(), As({ROLE_AUDITOR}));
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_THAT(listed->changes(), SizeIs(1));
  EXPECT_EQ(listed->changes(0).approval_reason(), "与登记一致");
}

TEST_P(SubjectsTest, TwoPersonsChangeASubject) {
  const auto asked = Ask(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_TRUE(HasReason(Approve(asked->change().change_id(), "supervisor").status(),
                        Reason::k_G22_TWO_PERSONS));
  EXPECT_TRUE(Registered("M1").designated_to_date().empty()) << "nothing happens before approval";
  ASSERT_TRUE(Approve(asked->change().change_id()).ok());
  EXPECT_TRUE(HasReason(Approve(asked->change().change_id()).status(), Reason::k_WRONG_STATE));
  EXPECT_TRUE(HasReason(Ask(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M3"})).status(),
                        Reason::k_ALREADY_SUCCEEDED));
}

TEST_P(SubjectsTest, OfTwoSuccessionsAskedForOneIsApproved) {
  const auto first = Ask(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"}));
  const auto second = Ask(Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M3"}));
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE(Approve(first->change().change_id()).ok());
  EXPECT_TRUE(
      HasReason(Approve(second->change().change_id()).status(), Reason::k_ALREADY_SUCCEEDED));
}

TEST_P(SubjectsTest, RefusesChangesThatAreNone) {
  struct Case {
    std::string why;
    v1::SubjectChange change;
    Reason reason;
  };
  v1::SubjectChange tomorrow = Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"});
  tomorrow.set_effective_date("2026-07-02");
  v1::SubjectChange no_paper = Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2"});
  no_paper.clear_document();
  const std::vector<Case> cases = {
      {"into itself", Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M1"}), Reason::k_BAD_REQUEST},
      {"into two", Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M2", "M3"}),
       Reason::k_BAD_REQUEST},
      {"a split into one", Change(v1::SUBJECT_CHANGE_KIND_SPLIT, "M1", {"M2"}),
       Reason::k_BAD_REQUEST},
      {"a rename without a name", Change(v1::SUBJECT_CHANGE_KIND_RENAME, "M1"),
       Reason::k_BAD_REQUEST},
      {"a rename with a successor", Change(v1::SUBJECT_CHANGE_KIND_RENAME, "M1", {"M2"}),
       Reason::k_BAD_REQUEST},
      {"from tomorrow", tomorrow, Reason::k_BAD_REQUEST},
      {"without a document", no_paper, Reason::k_BAD_REQUEST},
      {"a hospital into a pharmacy", Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"P1"}),
       Reason::k_G3_WRONG_KIND},
      {"into an institution nobody knows", Change(v1::SUBJECT_CHANGE_KIND_MERGER, "M1", {"M9"}),
       Reason::k_UNKNOWN_INSTITUTION},
  };
  for (const Case& one : cases) {
    const auto refused = Ask(one.change);
    EXPECT_TRUE(HasReason(refused.status(), one.reason)) << one.why << ": " << refused.status();
  }
}

TEST_P(SubjectsTest, ANewRegistrationAtABarredAddressIsFlaggedUntilItIsASuccessor) {
  v1::ImportInstitutionsRequest import;
  import.set_request_id(NewRequestId());
  const auto add = [&](const std::string& id, const std::string& from, const std::string& address,
                       const std::string& principal) {
    v1::Institution& row = *import.add_institutions();
    row.set_institution_id(id);
    row.set_name("示例诊所" + id);
    row.set_kind(v1::SUBJECT_KIND_MEDICAL);
    row.set_district("示例区");
    row.set_designated_from_date(from);
    row.set_address(address);
    row.set_principal(principal);
  };
  add("B1", "2020-01-01", "示例路1号", "principal-1");
  add("B2", "2026-06-20", "示例路1号", "principal-2");
  add("B3", "2026-06-20", "示例路3号", "principal-1");
  add("B4", "2026-06-20", "示例路4号", "principal-4");
  add("B5", "2026-05-31", "示例路1号", "principal-1");  // before the bar
  ASSERT_TRUE(rpc::InvokeImport(*registry_, &v1::RegistryService::Stub::ImportInstitutions,
                                {import}, As({ROLE_SUPERVISOR}))
                  .ok());
  Bar bar;
  bar.bar_id = NewCaseId(server_).Bytes();
  bar.subject = BarSubject::kInstitution;
  bar.subject_id = bar.institution_id = "B1";
  bar.first = Day(2026, 6, 1);
  bar.last = Day(2029, 5, 31);
  bar.ordered_by = "director";
  server_.Change([&](sql::Tx& tx) { return InsertBar(tx, server_.env().region, bar); });

  const auto flags = [&] {
    const auto got = Call(&Stub::ListRegistrationFlags, v1::ListRegistrationFlagsRequest(),
                          ROLE_AUDITOR, "auditor");
    EXPECT_TRUE(got.ok()) << got.status();
    std::vector<std::string> ids;
    if (!got.ok()) return ids;
    for (const v1::RegistrationFlag& one : got->flags()) {
      ids.push_back(one.institution_id() + (one.same_address() ? " address" : "") +
                    (one.same_principal() ? " principal" : ""));
    }
    return ids;
  };
  EXPECT_THAT(flags(), ElementsAre("B2 address", "B3 principal"));
  const auto done = Done(Change(v1::SUBJECT_CHANGE_KIND_REREGISTRATION, "B1", {"B2"}));
  EXPECT_EQ(done.carried_bars(), 1);
  EXPECT_THAT(flags(), Contains("B3 principal"));
}

INSTANTIATE_TEST_SUITE_P(Engines, SubjectsTest, ::testing::ValuesIn(testing::Engines()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace probity::scoring
