// What points bring about, and what a person orders, through the service's port.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/insured_service.grpc.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_CASE_OFFICER;
using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_SETTLEMENT_PREPARER;
using options::v1::ROLE_SUPERVISOR;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Day = absl::CivilDay;
using Stub = v1::ConsequenceService::Stub;

class ConsequencesTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P1", "P2", "P3"});
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                std::type_identity_t<Request> request,
                                const rpc::CallOptions& options) {
    if constexpr (requires { request.request_id(); }) request.set_request_id(NewRequestId());
    return rpc::Invoke(*stub_, method, request, options);
  }

  std::vector<v1::Measure> Measures(const std::string& institution_id = "M1") {
    v1::ListMeasuresRequest request;
    request.set_subject(v1::MEASURE_SUBJECT_INSTITUTION);
    request.set_subject_id(institution_id);
    const auto listed = Call(&Stub::ListMeasures, request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->measures().begin(), listed->measures().end()};
  }

  // "CLOSE 2026-03-10" of each command that waits.
  std::vector<std::string> Outstanding() {
    v1::ListSwitchCommandsRequest request;
    request.set_page_size(1);
    std::vector<std::string> texts;
    do {
      const auto listed = Call(&Stub::ListSwitchCommands, request, As({ROLE_SETTLEMENT_PREPARER}));
      EXPECT_TRUE(listed.ok()) << listed.status();
      if (!listed.ok()) break;
      for (const v1::SwitchCommand& one : listed->commands()) {
        texts.push_back(absl::StrCat(v1::SwitchAction_Name(one.action()).substr(14), " ",
                                     one.effective_date()));
      }
      request.set_page_token(listed->next_page_token());
    } while (!request.page_token().empty());
    return texts;
  }

  absl::StatusOr<v1::AcknowledgeSwitchResponse> Acknowledge(int32_t no) {
    v1::AcknowledgeSwitchRequest request;
    request.set_subject(v1::MEASURE_SUBJECT_INSTITUTION);
    request.set_subject_id("M1");
    request.set_no(no);
    request.set_receipt("R1");
    return Call(&Stub::AcknowledgeSwitch, request,
                rpc::CallOptions{rpc::ServiceCaller("settlement")});
  }

  absl::StatusOr<v1::RequestLiftResponse> AskLift(const v1::Measure& measure,
                                                  const std::string& free_from) {
    v1::RequestLiftRequest request;
    request.set_measure_id(measure.measure_id());
    request.set_etag(measure.etag());
    request.set_free_from_date(free_from);
    request.set_reason("corrected");
    return Call(&Stub::RequestLift, request, As({ROLE_SUPERVISOR}, "chief"));
  }
  absl::StatusOr<v1::ApproveLiftResponse> ApproveLift(const v1::Measure& measure,
                                                      const std::string& person) {
    v1::ApproveLiftRequest request;
    request.set_measure_id(measure.measure_id());
    request.set_etag(measure.etag());
    request.set_document("恢复通知书 1");
    request.set_reason("agreed");
    return Call(&Stub::ApproveLift, request, As({ROLE_DIRECTOR}, person));
  }

  v1::OrderSuspensionRequest Department(int32_t months) {
    v1::OrderSuspensionRequest request;
    request.set_kind(v1::MEASURE_KIND_DEPARTMENT_SUSPENSION);
    request.set_subject(v1::MEASURE_SUBJECT_INSTITUTION);
    request.set_subject_id("M1");
    request.set_scope(v1::MEASURE_SCOPE_DEPARTMENT);
    request.set_scope_ref("外科");
    request.set_served_date("2026-06-01");
    request.set_months(months);
    request.set_basis("条例 38");
    request.set_document("处罚决定 1");
    request.set_reason("拒不改正");
    return request;
  }

  absl::StatusOr<Posted> PostTo(const std::string& id, std::vector<int64_t> points, Day served,
                                const Id& case_id) {
    const bool pharmacy = id.front() == 'P';
    return Post(server_, case_id,
                {.institution_id = id,
                 .kind = pharmacy ? policy::SubjectKind::kPharmacy : policy::SubjectKind::kMedical,
                 .points = std::move(points),
                 .served = served});
  }

  ScoringServer server_{Day(2026, 6, 1), GetParam()};
  std::unique_ptr<Stub> stub_ = v1::ConsequenceService::NewStub(server_.channel());
};
PROBITY_ON_EVERY_ENGINE(ConsequencesTest);

TEST_P(ConsequencesTest, PointsOpenASuspensionAndCommandTheSwitch) {
  const Id case_id = NewCaseId(server_);
  ASSERT_TRUE(PostTo("M1", {18}, Day(2026, 5, 31), case_id).ok());
  const std::vector<v1::Measure> measures = Measures();
  ASSERT_THAT(measures, SizeIs(1));
  EXPECT_EQ(measures[0].kind(), v1::MEASURE_KIND_POINTS_SUSPENSION);
  EXPECT_EQ(measures[0].start_date(), "2026-06-01");
  EXPECT_EQ(measures[0].end_date(), "2026-06-30");
  EXPECT_EQ(measures[0].case_id(), case_id.Text());
  EXPECT_EQ(measures[0].year(), 2026);
  EXPECT_THAT(Outstanding(), ElementsAre("CLOSE 2026-06-01", "OPEN 2026-07-01"));
  ASSERT_TRUE(PostTo("M1", {6}, Day(2026, 6, 1), NewCaseId(server_)).ok());
  ASSERT_THAT(Measures(), SizeIs(1)) << "lengthened, not doubled";
  EXPECT_EQ(Measures()[0].end_date(), "2026-08-31");
  EXPECT_THAT(Outstanding(), ElementsAre("CLOSE 2026-06-01", "OPEN 2026-09-01"));
}

TEST_P(ConsequencesTest, AReversalEndsWhatIsUnservedAndWithdrawsTheCommand) {
  const Id case_id = NewCaseId(server_);
  const Decided decided = {.institution_id = "M1", .points = {18}, .served = Day(2026, 5, 31)};
  ASSERT_TRUE(Post(server_, case_id, decided).ok());
  for (const int32_t no : {1, 2}) ASSERT_TRUE(Acknowledge(no).ok());
  EXPECT_THAT(Outstanding(), IsEmpty());
  ASSERT_TRUE(Reverse(server_, case_id, decided, Day(2026, 6, 10)).ok());
  const std::vector<v1::Measure> measures = Measures();
  ASSERT_THAT(measures, SizeIs(1));
  EXPECT_EQ(measures[0].status(), v1::MEASURE_STATUS_FELL_AWAY);
  EXPECT_EQ(measures[0].end_date(), "2026-06-10") << "served time stays served";
  EXPECT_THAT(Outstanding(), ElementsAre("WITHDRAW 2026-07-01", "OPEN 2026-06-11"));
  EXPECT_EQ(Outcome(Acknowledge(2).status()), "FAILED_PRECONDITION/SWITCH_SUPERSEDED");
  EXPECT_EQ(Outcome(Acknowledge(9).status()), "NOT_FOUND/UNKNOWN_SWITCH_COMMAND");
  EXPECT_TRUE(Acknowledge(3).ok());
  EXPECT_TRUE(Acknowledge(3).ok()) << "acknowledged twice is acknowledged";
  v1::GetMeasureRequest get;
  get.set_measure_id(measures[0].measure_id());
  const auto got = Call(&Stub::GetMeasure, get, As({ROLE_AUDITOR}));
  ASSERT_TRUE(got.ok()) << got.status();
  ASSERT_THAT(got->events(), SizeIs(2));
  EXPECT_EQ(got->events(0).what(), "ORDERED");
  EXPECT_EQ(got->events(0).end_date(), "2026-06-30");
  EXPECT_EQ(got->events(1).what(), "FELL_AWAY");
}

TEST_P(ConsequencesTest, AnEarlyLiftTakesTwoPersonsWhileItRuns) {
  ASSERT_TRUE(PostTo("M1", {18}, Day(2026, 6, 1), NewCaseId(server_)).ok());
  v1::Measure measure = Measures().front();
  EXPECT_EQ(Outcome(AskLift(measure, "2026-06-10").status()),
            "FAILED_PRECONDITION/LIFT_OUTSIDE_SPAN")
      << "it begins tomorrow";
  server_.clock().Set(Day(2026, 6, 4));
  EXPECT_EQ(Outcome(AskLift(measure, "2026-07-02").status()),
            "FAILED_PRECONDITION/LIFT_OUTSIDE_SPAN")
      << "it ended on 1 July";
  EXPECT_EQ(Outcome(ApproveLift(measure, "head").status()),
            "FAILED_PRECONDITION/LIFT_NOT_REQUESTED");
  const auto asked = AskLift(measure, "2026-06-10");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->measure().lift_due_date(), "2026-06-18") << "10 workdays";
  EXPECT_EQ(Outcome(ApproveLift(measure, "head").status()), "ABORTED/ETAG_MISMATCH");
  EXPECT_EQ(Outcome(ApproveLift(asked->measure(), "chief").status()),
            "PERMISSION_DENIED/G22_TWO_PERSONS");
  const auto lifted = ApproveLift(asked->measure(), "head");
  ASSERT_TRUE(lifted.ok()) << lifted.status();
  EXPECT_EQ(lifted->measure().status(), v1::MEASURE_STATUS_LIFTED);
  EXPECT_EQ(lifted->measure().free_from_date(), "2026-06-10");
  EXPECT_THAT(Outstanding(), ElementsAre("CLOSE 2026-06-02", "OPEN 2026-06-10"));
}

TEST_P(ConsequencesTest, ADepartmentIsSuspendedByOrderBesideTheWholeInstitution) {
  EXPECT_EQ(Outcome(Call(&Stub::OrderSuspension, Department(5), As({ROLE_DIRECTOR})).status()),
            "FAILED_PRECONDITION/MEASURE_LENGTH");
  v1::OrderSuspensionRequest unserved = Department(6);
  unserved.set_served_date("2026-06-02");
  EXPECT_EQ(Outcome(Call(&Stub::OrderSuspension, unserved, As({ROLE_DIRECTOR})).status()),
            "FAILED_PRECONDITION/G15_SERVICE_REQUIRED");
  v1::OrderSuspensionRequest bad;
  const auto refused = Call(&Stub::OrderSuspension, bad, As({ROLE_DIRECTOR}));
  EXPECT_EQ(DetailOf(refused.status()).violations.size(), 7u) << refused.status();
  v1::OrderSuspensionRequest stranger = Department(6);
  stranger.set_subject_id("X9");
  EXPECT_EQ(Outcome(Call(&Stub::OrderSuspension, stranger, As({ROLE_DIRECTOR})).status()),
            "NOT_FOUND/UNKNOWN_INSTITUTION");
  EXPECT_EQ(Outcome(Call(&Stub::OrderSuspension, Department(6), As({ROLE_SUPERVISOR})).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  const auto ordered = Call(&Stub::OrderSuspension, Department(6), As({ROLE_DIRECTOR}));
  ASSERT_TRUE(ordered.ok()) << ordered.status();
  EXPECT_EQ(ordered->measure().end_date(), "2026-12-01");
  ASSERT_TRUE(PostTo("M1", {18}, Day(2026, 6, 1), NewCaseId(server_)).ok());
  EXPECT_THAT(Outstanding(), ElementsAre("CLOSE 2026-06-02", "OPEN 2026-12-02", "CLOSE 2026-06-02",
                                         "OPEN 2026-07-02"))
      << "two switches: the department's and the institution's";
}

TEST_P(ConsequencesTest, FeesOfASuspensionAreNotSettledEmergenciesAre) {
  ASSERT_TRUE(PostTo("M1", {18}, Day(2026, 6, 1), NewCaseId(server_)).ok());
  v1::CheckFeeRequest fee;
  fee.set_institution_id("M1");
  fee.set_service_date("2026-06-02");
  const auto settled = [&] {
    const auto answer = Call(&Stub::CheckFee, fee, As({ROLE_SETTLEMENT_PREPARER}));
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer->settled();
  };
  EXPECT_FALSE(settled());
  fee.set_emergency(true);
  EXPECT_TRUE(settled());
  fee.set_emergency(false);
  fee.set_admitted_date("2026-06-01");
  EXPECT_TRUE(settled()) << "admitted before: settled until discharge";
  fee.set_admitted_date("2026-06-02");
  EXPECT_FALSE(settled());
  fee.set_admitted_date("2026-06-03");
  EXPECT_EQ(Outcome(Call(&Stub::CheckFee, fee, As({ROLE_SETTLEMENT_PREPARER})).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_P(ConsequencesTest, ACancelledInstitutionMayNotApplyWhileItIsBarred) {
  const Id case_id = NewCaseId(server_);
  const Decided decided = {.institution_id = "M1", .points = {30}, .served = Day(2026, 5, 31)};
  ASSERT_TRUE(Post(server_, case_id, decided).ok());
  const std::vector<v1::Measure> measures = Measures();
  ASSERT_THAT(measures, SizeIs(1));
  EXPECT_EQ(measures[0].kind(), v1::MEASURE_KIND_CANCELLATION);
  EXPECT_EQ(measures[0].bar_until_date(), "2027-05-31");
  EXPECT_THAT(Outstanding(), ElementsAre("CLOSE 2026-06-01")) << "and never open";
  v1::ListBarsRequest bars;
  const auto running = Call(&Stub::ListBars, bars, As({ROLE_AUDITOR}));
  ASSERT_TRUE(running.ok()) << running.status();
  ASSERT_THAT(running->bars(), SizeIs(1));
  EXPECT_EQ(running->bars(0).institution_id(), "M1");
  bars.set_on_date("2027-06-01");
  EXPECT_THAT(Call(&Stub::ListBars, bars, As({ROLE_AUDITOR}))->bars(), IsEmpty());
  ASSERT_TRUE(Reverse(server_, case_id, decided, Day(2026, 6, 1)).ok());
  bars.set_on_date("2026-06-02");
  EXPECT_THAT(Call(&Stub::ListBars, bars, As({ROLE_AUDITOR}))->bars(), IsEmpty())
      << "the bar ends with the decision it came from";
}

TEST_P(ConsequencesTest, AnInstitutionSeesItsOwnMeasuresOnly) {
  ASSERT_TRUE(PostTo("M1", {18}, Day(2026, 6, 1), NewCaseId(server_)).ok());
  v1::ListMeasuresRequest request;
  request.set_subject_id("M1");
  EXPECT_EQ(Outcome(Call(&Stub::ListMeasures, request, AsInstitution("M1")).status()), "OK");
  EXPECT_EQ(Outcome(Call(&Stub::ListMeasures, request, AsInstitution("M2")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
  request.clear_subject_id();
  EXPECT_EQ(Outcome(Call(&Stub::ListMeasures, request, AsInstitution("M1")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
  request.set_subject_id("M1");
  request.set_subject(v1::MEASURE_SUBJECT_PERSON);
  EXPECT_EQ(Outcome(Call(&Stub::ListMeasures, request, AsInstitution("M1")).status()),
            "PERMISSION_DENIED/NOT_YOURS")
      << "a person is no institution, though the ids be alike";
}

TEST_P(ConsequencesTest, PharmaciesKeepTheirQualificationsUpToExactlyTwelvePoints) {
  ASSERT_TRUE(PostTo("P1", {12}, Day(2026, 5, 1), NewCaseId(server_)).ok());
  ASSERT_TRUE(PostTo("P2", {13}, Day(2026, 5, 1), NewCaseId(server_)).ok());
  v1::DecideQualificationsRequest decide;
  decide.set_points_year(2026);
  server_.clock().Set(Day(2026, 12, 31));
  EXPECT_EQ(Outcome(Call(&Stub::DecideQualifications, decide, As({ROLE_SUPERVISOR})).status()),
            "FAILED_PRECONDITION/QUALIFICATIONS_TOO_EARLY");
  server_.clock().Set(Day(2027, 1, 1));
  const auto decided = Call(&Stub::DecideQualifications, decide, As({ROLE_SUPERVISOR}));
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->granted(), 2) << "P1 at 12, P3 without points";
  EXPECT_EQ(decided->not_renewed(), 1);
  EXPECT_EQ(decided->changed(), 6);
  const auto again = Call(&Stub::DecideQualifications, decide, As({ROLE_SUPERVISOR}));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->changed(), 0) << "decided twice is decided once";
  const Id late = NewCaseId(server_);
  ASSERT_TRUE(PostTo("P1", {1}, Day(2027, 1, 10), late).ok());
  v1::ListQualificationsRequest list;
  list.set_institution_id("P1");
  const auto changes = Call(&Stub::ListQualifications, list, AsInstitution("P1"));
  ASSERT_TRUE(changes.ok()) << changes.status();
  ASSERT_THAT(changes->changes(), SizeIs(4));
  EXPECT_EQ(changes->changes(1).action(), v1::QUALIFICATION_ACTION_REVOKE)
      << "a point that came later";
  EXPECT_EQ(changes->changes(1).effective_date(), "2027-01-11");
}

TEST_P(ConsequencesTest, AnInsuredPersonsSuspensionStandsInTheSameRegister) {
  const auto policies = v1::PolicyService::NewStub(server_.channel());
  v1::PutPolicyRequest put;
  put.set_request_id(NewRequestId());
  put.set_file_name("person.txtpb");
  put.set_content(ReadSourceFile("policies/person.txtpb"));
  ASSERT_TRUE(
      rpc::Invoke(*policies, &v1::PolicyService::Stub::PutPolicy, put, As({ROLE_SUPERVISOR})).ok());
  const auto insured = v1::InsuredService::NewStub(server_.channel());
  const auto send = [&](auto method, auto request, const char* person) {
    request.set_request_id(NewRequestId());
    request.set_insured_id("I1");
    const auto sent = rpc::Invoke(*insured, method, request, As({ROLE_SUPERVISOR}, person));
    EXPECT_TRUE(sent.ok()) << sent.status();
  };
  using Insured = v1::InsuredService::Stub;
  send(&Insured::RegisterInsured, v1::RegisterInsuredRequest(), "chief");
  v1::RequestOfflineRequest offline;
  offline.set_months(3);
  offline.set_reason("resold drugs");
  offline.set_document("文 1");
  send(&Insured::RequestOffline, offline, "chief");
  EXPECT_THAT(Outstanding(), IsEmpty()) << "asked for is not ordered";
  v1::ApproveMeasureRequest approve;
  approve.set_served_date("2026-06-01");
  approve.set_reason("agreed");
  send(&Insured::ApproveMeasure, approve, "deputy");
  EXPECT_THAT(Outstanding(), ElementsAre("CLOSE 2026-06-02", "OPEN 2026-09-02"));
  v1::CheckFeeRequest fee;
  fee.set_institution_id("M1");
  fee.set_insured_id("I1");
  fee.set_service_date("2026-09-01");
  const auto settled = [&] {
    return Call(&Stub::CheckFee, fee, As({ROLE_SETTLEMENT_PREPARER}))->settled();
  };
  EXPECT_FALSE(settled());
  server_.clock().Set(Day(2026, 6, 10));
  v1::RequestReconnectionRequest lift;
  lift.set_reason("paid back");
  lift.set_document("文 2");
  send(&Insured::RequestReconnection, lift, "chief");
  approve.clear_served_date();
  send(&Insured::ApproveMeasure, approve, "deputy");
  EXPECT_THAT(Outstanding(), ElementsAre("CLOSE 2026-06-02", "OPEN 2026-06-11"));
  EXPECT_TRUE(settled());
}

TEST_P(ConsequencesTest, ManyPostingsAtOnceLeaveOneRegister) {
  ASSERT_TRUE(PostTo("M1", {18}, Day(2026, 6, 1), NewCaseId(server_)).ok());
  std::vector<std::thread> officers;
  for (int i = 0; i < 3; ++i) {
    officers.emplace_back([&] {
      const auto posted = PostTo("M1", {2}, Day(2026, 6, 1), NewCaseId(server_));
      EXPECT_TRUE(posted.ok()) << posted.status();
    });
  }
  for (std::thread& officer : officers) officer.join();
  ASSERT_THAT(Measures(), SizeIs(1));
  EXPECT_EQ(Measures()[0].end_date(), "2026-09-01") << "24 points: three months from the first";
}

}  // namespace
}  // namespace probity::scoring
