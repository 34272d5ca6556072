#include "tests/services/settlement/support/fake_scoring.h"

#include <algorithm>
#include <utility>

#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.pb.h"
#include "probity/scoring/v1/policy_service.pb.h"

namespace probity::settlement {
namespace {

// A method of the services that settlement never calls.
template <typename Request, typename Response>
void NeverCalled(rpc::Router& router, const char* method) {
  router.Unary<Request, Response>(method,
                                  [](const rpc::Call&, const Request&) -> absl::StatusOr<Response> {
                                    return absl::UnimplementedError("not called by settlement");
                                  });
}

}  // namespace

FakeScoring::FakeScoring() {
  NeverCalled<scoring::v1::GetStandingRequest, scoring::v1::GetStandingResponse>(
      router_, "probity.scoring.v1.StandingService.GetStanding");
  NeverCalled<scoring::v1::PutPolicyRequest, scoring::v1::PutPolicyResponse>(
      router_, "probity.scoring.v1.PolicyService.PutPolicy");
  NeverCalled<scoring::v1::ListPoliciesRequest, scoring::v1::ListPoliciesResponse>(
      router_, "probity.scoring.v1.PolicyService.ListPolicies");
  NeverCalled<scoring::v1::EvaluateRequest, scoring::v1::EvaluateResponse>(
      router_, "probity.scoring.v1.PolicyService.Evaluate");
  router_.Unary<scoring::v1::GetPolicyRequest, scoring::v1::GetPolicyResponse>(
      "probity.scoring.v1.PolicyService.GetPolicy",
      [this](const rpc::Call&, const scoring::v1::GetPolicyRequest& request)
          -> absl::StatusOr<scoring::v1::GetPolicyResponse> {
        const absl::MutexLock lock(&mutex_);
        if (!refuse_policies_.ok()) return refuse_policies_;
        const auto found = policies_.find(request.sha256());
        if (found == policies_.end()) return NotFound(Reason::k_NOT_FOUND, "no such policy");
        scoring::v1::GetPolicyResponse response;
        response.set_content(found->second);
        return response;
      });
  NeverCalled<scoring::v1::GetMeasureRequest, scoring::v1::GetMeasureResponse>(
      router_, "probity.scoring.v1.ConsequenceService.GetMeasure");
  NeverCalled<scoring::v1::OrderSuspensionRequest, scoring::v1::OrderSuspensionResponse>(
      router_, "probity.scoring.v1.ConsequenceService.OrderSuspension");
  NeverCalled<scoring::v1::RequestLiftRequest, scoring::v1::RequestLiftResponse>(
      router_, "probity.scoring.v1.ConsequenceService.RequestLift");
  NeverCalled<scoring::v1::ApproveLiftRequest, scoring::v1::ApproveLiftResponse>(
      router_, "probity.scoring.v1.ConsequenceService.ApproveLift");
  NeverCalled<scoring::v1::RequestHoldRequest, scoring::v1::RequestHoldResponse>(
      router_, "probity.scoring.v1.ConsequenceService.RequestHold");
  NeverCalled<scoring::v1::ApproveHoldRequest, scoring::v1::ApproveHoldResponse>(
      router_, "probity.scoring.v1.ConsequenceService.ApproveHold");
  NeverCalled<scoring::v1::RecordHeldAmountRequest, scoring::v1::RecordHeldAmountResponse>(
      router_, "probity.scoring.v1.ConsequenceService.RecordHeldAmount");
  NeverCalled<scoring::v1::ReleaseHoldRequest, scoring::v1::ReleaseHoldResponse>(
      router_, "probity.scoring.v1.ConsequenceService.ReleaseHold");
  NeverCalled<scoring::v1::ListSwitchCommandsRequest, scoring::v1::ListSwitchCommandsResponse>(
      router_, "probity.scoring.v1.ConsequenceService.ListSwitchCommands");
  NeverCalled<scoring::v1::AcknowledgeSwitchRequest, scoring::v1::AcknowledgeSwitchResponse>(
      router_, "probity.scoring.v1.ConsequenceService.AcknowledgeSwitch");
  NeverCalled<scoring::v1::BarPrincipalRequest, scoring::v1::BarPrincipalResponse>(
      router_, "probity.scoring.v1.ConsequenceService.BarPrincipal");
  NeverCalled<scoring::v1::ListBarsRequest, scoring::v1::ListBarsResponse>(
      router_, "probity.scoring.v1.ConsequenceService.ListBars");
  NeverCalled<scoring::v1::DecideQualificationsRequest, scoring::v1::DecideQualificationsResponse>(
      router_, "probity.scoring.v1.ConsequenceService.DecideQualifications");
  NeverCalled<scoring::v1::ListQualificationsRequest, scoring::v1::ListQualificationsResponse>(
      router_, "probity.scoring.v1.ConsequenceService.ListQualifications");
  NeverCalled<scoring::v1::CheckFeeRequest, scoring::v1::CheckFeeResponse>(
      router_, "probity.scoring.v1.ConsequenceService.CheckFee");
  router_.Unary<scoring::v1::ListMeasuresRequest, scoring::v1::ListMeasuresResponse>(
      "probity.scoring.v1.ConsequenceService.ListMeasures",
      [this](const rpc::Call&, const scoring::v1::ListMeasuresRequest& request)
          -> absl::StatusOr<scoring::v1::ListMeasuresResponse> {
        constexpr size_t kPerPage = 2;
        const absl::MutexLock lock(&mutex_);
        const size_t first = request.page_token().size() * kPerPage;
        scoring::v1::ListMeasuresResponse response;
        for (size_t i = first; i < std::min(first + kPerPage, measures_.size()); ++i) {
          *response.add_measures() = measures_[i];
        }
        if (first + kPerPage < measures_.size()) {
          response.set_next_page_token(request.page_token() + "n");
        }
        return response;
      });
  NeverCalled<scoring::v1::ListYearLocksRequest, scoring::v1::ListYearLocksResponse>(
      router_, "probity.scoring.v1.YearLockService.ListYearLocks");
  router_.Unary<scoring::v1::RecordYearLockRequest, scoring::v1::RecordYearLockResponse>(
      "probity.scoring.v1.YearLockService.RecordYearLock",
      [this](const rpc::Call&, const scoring::v1::RecordYearLockRequest& request)
          -> absl::StatusOr<scoring::v1::RecordYearLockResponse> {
        const absl::MutexLock lock(&mutex_);
        if (!refuse_locks_.ok()) return refuse_locks_;
        locks_.push_back(request);
        return scoring::v1::RecordYearLockResponse();
      });
  router_.Stream<scoring::v1::StreamStandingsRequest>(
      "probity.scoring.v1.StandingService.StreamStandings",
      [this](const rpc::Call& call, const scoring::v1::StreamStandingsRequest& request,
             rpc::Sink& sink) { return Stream(call, request, sink); });
  server_ = rpc::Server::Start(router_, {}).value();
  server_->SetReady(true);
}

FakeScoring::~FakeScoring() {
  GoAway();
}

int FakeScoring::port() const {
  return server_->port();
}

void FakeScoring::GoAway() {
  if (server_ == nullptr) return;
  server_->Drain();
  server_.reset();
}

void FakeScoring::SetStandings(std::vector<scoring::v1::Standing> standings) {
  const absl::MutexLock lock(&mutex_);
  standings_ = std::move(standings);
}

void FakeScoring::MakeStandings(int64_t count, MakeStanding make) {
  const absl::MutexLock lock(&mutex_);
  made_ = count;
  make_ = std::move(make);
}

void FakeScoring::SetMeasures(std::vector<scoring::v1::Measure> measures) {
  const absl::MutexLock lock(&mutex_);
  measures_ = std::move(measures);
}

void FakeScoring::BreakStream(absl::Status status) {
  const absl::MutexLock lock(&mutex_);
  break_stream_ = std::move(status);
}

void FakeScoring::SetPolicy(const std::string& sha256, const std::string& content) {
  const absl::MutexLock lock(&mutex_);
  policies_[sha256] = content;
}

void FakeScoring::RefusePolicies(absl::Status status) {
  const absl::MutexLock lock(&mutex_);
  refuse_policies_ = std::move(status);
}

void FakeScoring::SetKnownSeq(int64_t known_seq) {
  const absl::MutexLock lock(&mutex_);
  known_seq_ = known_seq;
}

void FakeScoring::RefuseLocks(absl::Status status) {
  const absl::MutexLock lock(&mutex_);
  refuse_locks_ = std::move(status);
}

std::vector<scoring::v1::RecordYearLockRequest> FakeScoring::locks() const {
  const absl::MutexLock lock(&mutex_);
  return locks_;
}

std::vector<scoring::v1::StreamStandingsRequest> FakeScoring::asked() const {
  const absl::MutexLock lock(&mutex_);
  return asked_;
}

std::vector<rpc::CallerContext> FakeScoring::callers() const {
  const absl::MutexLock lock(&mutex_);
  return callers_;
}

namespace {

absl::Status StreamMade(int64_t count, const FakeScoring::MakeStanding& make, rpc::Sink& sink) {
  constexpr int64_t kMadePerMessage = 500;
  for (int64_t first = 0; first < count; first += kMadePerMessage) {
    scoring::v1::StreamStandingsResponse batch;
    const int64_t end = std::min(first + kMadePerMessage, count);
    for (int64_t i = first; i < end; ++i) *batch.add_standings() = make(i);
    const absl::Status written = sink.Write(batch);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FakeScoring::Stream(const rpc::Call& call,
                                 const scoring::v1::StreamStandingsRequest& request,
                                 rpc::Sink& sink) {
  constexpr size_t kPerMessage = 2;
  std::vector<scoring::v1::Standing> standings;
  absl::Status ending;
  int64_t made = 0;
  int64_t known_seq = 0;
  MakeStanding make;
  {
    const absl::MutexLock lock(&mutex_);
    asked_.push_back(request);
    callers_.push_back(call.caller);
    standings = standings_;
    ending = break_stream_;
    made = made_;
    known_seq = known_seq_;
    make = make_;
  }
  if (make != nullptr) return StreamMade(made, make, sink);
  for (size_t first = 0; first < standings.size(); first += kPerMessage) {
    if (first > 0 && !ending.ok()) return ending;
    scoring::v1::StreamStandingsResponse batch;
    batch.set_known_seq(known_seq);
    for (size_t i = first; i < std::min(first + kPerMessage, standings.size()); ++i) {
      *batch.add_standings() = standings[i];
    }
    const absl::Status written = sink.Write(batch);
    if (!written.ok()) return written;
  }
  return ending;
}

}  // namespace probity::settlement
