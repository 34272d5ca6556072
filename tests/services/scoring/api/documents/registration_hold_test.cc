// Registered evidence is disposed of within seven workdays, or it is free.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "probity/scoring/v1/clock_service.grpc.pb.h"
#include "tests/services/scoring/api/documents/document_client.h"

namespace probity::scoring {
namespace {

using ::testing::HasSubstr;
using Day = absl::CivilDay;

class RegistrationHoldTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
    file_ = cases_.Open("c1", "M001", {FindingOf(1, "M201", 3)});
  }
  std::string Hold() {
    const auto issued =
        documents_.Issue(v1::DOCUMENT_TYPE_REGISTRATION_HOLD, file_.case_id(), AsDirector(),
                         documents_.AllFields(v1::DOCUMENT_TYPE_REGISTRATION_HOLD));
    EXPECT_TRUE(issued.ok()) << issued.status();
    return issued.ok() ? issued->document_id() : "";
  }
  absl::StatusOr<v1::DisposeHoldResponse> Dispose(const std::string& document_id) {
    v1::DisposeHoldRequest request;
    request.set_request_id(NewRequestId());
    request.set_document_id(document_id);
    request.set_disposal("复制留存后退还");
    request.set_reason("证据已经固定");
    const auto stub = v1::DocumentService::NewStub(server_.channel());
    return rpc::Invoke(*stub, &v1::DocumentService::Stub::DisposeHold, request, AsDirector());
  }
  // "RUNNING 2026-02-28" of the hold's clock.
  std::string Clock() {
    v1::GetClocksRequest request;
    request.set_case_id(file_.case_id());
    const auto stub = v1::ClockService::NewStub(server_.channel());
    const auto got =
        rpc::Invoke(*stub, &v1::ClockService::Stub::GetClocks, request, AsSupervisor());
    EXPECT_TRUE(got.ok()) << got.status();
    if (!got.ok()) return "";
    for (const v1::ClockView& one : got->clocks()) {
      if (one.clock().key() != "register_hold") continue;
      return v1::ClockState_Name(one.state()).substr(12) + " " + one.last_date();
    }
    return "none";
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient cases_{server_};
  DocumentClient documents_{server_};
  v1::Case file_;
};
PROBITY_ON_EVERY_ENGINE(RegistrationHoldTest);

TEST_P(RegistrationHoldTest, IsDisposedOfByItsSeventhWorkday) {
  EXPECT_EQ(Clock(), "none");
  const std::string hold = Hold();
  EXPECT_EQ(Clock(), "RUNNING 2026-02-28") << "past the festival, on a make-up Saturday";
  server_.clock().Set(Day(2026, 2, 28));
  const auto disposed = Dispose(hold);
  ASSERT_TRUE(disposed.ok()) << disposed.status();
  EXPECT_EQ(disposed->document().type(), v1::DOCUMENT_TYPE_CASE_ORDER);
  EXPECT_EQ(Clock(), "MET 2026-02-28");
  EXPECT_EQ(Outcome(Dispose(hold).status()), "FAILED_PRECONDITION/CLOCK_NOT_RUNNING") << "twice";
}

TEST_P(RegistrationHoldTest, IsOverByItselfTheDayAfter) {
  const std::string hold = Hold();
  server_.clock().Set(Day(2026, 3, 1));
  EXPECT_EQ(Outcome(Dispose(hold).status()), "FAILED_PRECONDITION/CLOCK_NOT_RUNNING")
      << "before anybody looked at the clock";
  EXPECT_EQ(Clock(), "EXPIRED 2026-02-28");
  EXPECT_EQ(Outcome(Dispose(hold).status()), "FAILED_PRECONDITION/CLOCK_NOT_RUNNING");
}

TEST_P(RegistrationHoldTest, AnotherDocumentHoldsNothing) {
  const std::string filing =
      documents_.Last(file_.case_id(), v1::DOCUMENT_TYPE_FILING_APPROVAL).document_id();
  EXPECT_EQ(Outcome(Dispose(filing).status()), "NOT_FOUND/UNKNOWN_CLOCK");
}

}  // namespace
}  // namespace probity::scoring
