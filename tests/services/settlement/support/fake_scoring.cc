#include "tests/services/settlement/support/fake_scoring.h"

#include <algorithm>
#include <utility>

#include "common/status/status.h"
#include "probity/scoring/v1/policy_service.pb.h"

namespace probity::settlement {
namespace {

namespace v1 = scoring::v1;

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
  NeverCalled<v1::GetStandingRequest, v1::GetStandingResponse>(
      router_, "probity.scoring.v1.StandingService.GetStanding");
  NeverCalled<v1::PutPolicyRequest, v1::PutPolicyResponse>(
      router_, "probity.scoring.v1.PolicyService.PutPolicy");
  NeverCalled<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(
      router_, "probity.scoring.v1.PolicyService.ListPolicies");
  NeverCalled<v1::EvaluateRequest, v1::EvaluateResponse>(
      router_, "probity.scoring.v1.PolicyService.Evaluate");
  router_.Unary<v1::GetPolicyRequest, v1::GetPolicyResponse>(
      "probity.scoring.v1.PolicyService.GetPolicy",
      [this](const rpc::Call&,
             const v1::GetPolicyRequest& request) -> absl::StatusOr<v1::GetPolicyResponse> {
        const absl::MutexLock lock(&mutex_);
        if (!refuse_policies_.ok()) return refuse_policies_;
        const auto found = policies_.find(request.sha256());
        if (found == policies_.end()) return NotFound(Reason::k_NOT_FOUND, "no such policy");
        v1::GetPolicyResponse response;
        response.set_content(found->second);
        return response;
      });
  router_.Stream<v1::StreamStandingsRequest>(
      "probity.scoring.v1.StandingService.StreamStandings",
      [this](const rpc::Call& call, const v1::StreamStandingsRequest& request, rpc::Sink& sink) {
        return Stream(call, request, sink);
      });
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

void FakeScoring::SetStandings(std::vector<v1::Standing> standings) {
  const absl::MutexLock lock(&mutex_);
  standings_ = std::move(standings);
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

std::vector<v1::StreamStandingsRequest> FakeScoring::asked() const {
  const absl::MutexLock lock(&mutex_);
  return asked_;
}

std::vector<rpc::CallerContext> FakeScoring::callers() const {
  const absl::MutexLock lock(&mutex_);
  return callers_;
}

absl::Status FakeScoring::Stream(const rpc::Call& call, const v1::StreamStandingsRequest& request,
                                 rpc::Sink& sink) {
  constexpr size_t kPerMessage = 2;
  std::vector<v1::Standing> standings;
  absl::Status ending;
  {
    const absl::MutexLock lock(&mutex_);
    asked_.push_back(request);
    callers_.push_back(call.caller);
    standings = standings_;
    ending = break_stream_;
  }
  for (size_t first = 0; first < standings.size(); first += kPerMessage) {
    if (first > 0 && !ending.ok()) return ending;
    v1::StreamStandingsResponse batch;
    for (size_t i = first; i < std::min(first + kPerMessage, standings.size()); ++i) {
      *batch.add_standings() = standings[i];
    }
    const absl::Status written = sink.Write(batch);
    if (!written.ok()) return written;
  }
  return ending;
}

}  // namespace probity::settlement
