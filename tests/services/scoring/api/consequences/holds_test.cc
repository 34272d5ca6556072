// Settlement holds (G19): placed by two persons while fraud is investigated, and released with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>

#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_SETTLEMENT_PREPARER;
using ::testing::IsEmpty;

using Day = absl::CivilDay;
using Consequences = v1::ConsequenceService::Stub;

class HoldsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  }

  template <typename Stub, typename Class, typename Request, typename Response>
  absl::StatusOr<Response> Call(const std::unique_ptr<Stub>& stub,
                                grpc::Status (Class::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                                std::type_identity_t<Request> request,
                                const rpc::CallOptions& options) {
    if constexpr (requires { request.request_id(); }) request.set_request_id(NewRequestId());
    return rpc::Invoke(*stub, method, request, options);
  }

  absl::StatusOr<v1::RequestHoldResponse> AskHold(const v1::Case& file, const std::string& code,
                                                  const std::string& record) {
    v1::RequestHoldRequest request;
    request.set_case_id(file.case_id());
    request.set_violation_code(code);
    request.set_refusal_record(record);
    request.set_reason("records withheld");
    return Call(consequences_, &Consequences::RequestHold, request, AsOfficer());
  }
  absl::StatusOr<v1::ApproveHoldResponse> ApproveHold(const v1::Measure& hold) {
    v1::ApproveHoldRequest request;
    request.set_measure_id(hold.measure_id());
    request.set_etag(hold.etag());
    request.set_approved(true);
    request.set_document("批准 1");
    request.set_reason("agreed");
    return Call(consequences_, &Consequences::ApproveHold, request, As({ROLE_DIRECTOR}, "head"));
  }
  absl::StatusOr<v1::RecordHeldAmountResponse> Hold(const v1::Measure& hold,
                                                    const std::string& month, int64_t fen) {
    v1::RecordHeldAmountRequest request;
    request.set_measure_id(hold.measure_id());
    request.set_month(month);
    request.set_amount_fen(fen);
    return Call(consequences_, &Consequences::RecordHeldAmount, request,
                As({ROLE_SETTLEMENT_PREPARER}));
  }
  v1::Measure MeasureOf(const std::string& measure_id) {
    v1::GetMeasureRequest request;
    request.set_measure_id(measure_id);
    const auto got = Call(consequences_, &Consequences::GetMeasure, request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->measure() : v1::Measure();
  }

  ScoringServer server_{Day(2026, 2, 2), GetParam()};
  CaseClient client_{server_};
  std::unique_ptr<Consequences> consequences_ = v1::ConsequenceService::NewStub(server_.channel());
};
PROBITY_ON_EVERY_ENGINE(HoldsTest);

TEST_P(HoldsTest, AHoldNeedsFraudRefusalAndTheHead) {
  const v1::Case file = client_.Open("c1", "M001", {FindingOf(1, "M401", 12)});
  EXPECT_EQ(Outcome(AskHold(file, "M204", "").status()), "FAILED_PRECONDITION/G19_HOLD_NOT_ALLOWED")
      << "no record of a refusal";
  EXPECT_EQ(Outcome(AskHold(file, "M101", "笔录 1").status()),
            "FAILED_PRECONDITION/G19_HOLD_NOT_ALLOWED")
      << "no fraud";
  const auto asked = AskHold(file, "M401", "笔录 1");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->measure().start_date(), "") << "not held before the head approves";
  EXPECT_EQ(Outcome(AskHold(file, "M401", "笔录 1").status()), "FAILED_PRECONDITION/MEASURE_STATE");
  EXPECT_EQ(Outcome(Hold(asked->measure(), "2026-02", 1).status()),
            "FAILED_PRECONDITION/MEASURE_STATE");
  const auto held = ApproveHold(asked->measure());
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(held->measure().start_date(), "2026-02-02");
  ASSERT_TRUE(Hold(held->measure(), "2026-02", 500).ok());
  ASSERT_TRUE(Hold(held->measure(), "2026-02", 500).ok()) << "the same again";
  EXPECT_EQ(Outcome(Hold(held->measure(), "2026-02", 501).status()),
            "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(Outcome(Hold(held->measure(), "2026-13", 1).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  ASSERT_TRUE(Hold(held->measure(), "2026-03", 250).ok());
  v1::ListSwitchCommandsRequest commands;
  EXPECT_THAT(Call(consequences_, &Consequences::ListSwitchCommands, commands,
                   As({ROLE_SETTLEMENT_PREPARER}))
                  ->commands(),
              IsEmpty())
      << "a hold closes nothing";
  v1::ReleaseHoldRequest release;
  release.set_measure_id(held->measure().measure_id());
  release.set_etag(MeasureOf(held->measure().measure_id()).etag());
  release.set_outcome(v1::HOLD_OUTCOME_NOTHING_FOUND);
  release.set_reason("nothing found");
  const auto released =
      Call(consequences_, &Consequences::ReleaseHold, release, As({ROLE_DIRECTOR}));
  ASSERT_TRUE(released.ok()) << released.status();
  EXPECT_EQ(released->measure().held_fen(), 750);
  EXPECT_TRUE(released->measure().settles_as_normal());
}

TEST_P(HoldsTest, AHoldIsReleasedWithTheDecision) {
  const v1::Case file = client_.Open("c1", "M001", {FindingOf(1, "M401", 12)});
  const auto asked = AskHold(file, "M401", "笔录 1");
  ASSERT_TRUE(asked.ok()) << asked.status();
  ASSERT_TRUE(ApproveHold(asked->measure()).ok());
  client_.Notify(file.case_id());
  client_.Serve(file.case_id(), "2026-02-02");
  server_.clock().Set(Day(2026, 2, 24));
  client_.Confirm(file.case_id());
  EXPECT_EQ(MeasureOf(asked->measure().measure_id()).status(), v1::MEASURE_STATUS_IN_FORCE);
  client_.Effect(file.case_id(), "2026-02-24");
  const v1::Measure released = MeasureOf(asked->measure().measure_id());
  EXPECT_EQ(released.status(), v1::MEASURE_STATUS_RELEASED);
  EXPECT_EQ(released.outcome(), v1::HOLD_OUTCOME_FRAUD_FOUND);
  EXPECT_FALSE(released.settles_as_normal());
}

}  // namespace
}  // namespace probity::scoring
