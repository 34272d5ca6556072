#include "services/review/api/scoring_client.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/policy/load.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/screening_service.grpc.pb.h"
#include "probity/scoring/v1/witness_service.grpc.pb.h"

namespace probity::review {
namespace {

using scoring::v1::PolicyService;
using scoring::v1::ScreeningService;
using scoring::v1::WitnessService;

// Namespace of this service's repeatable request ids; any UUID, but always this one.
constexpr char kNamespace[] = "7d0b6a52-4f0e-4f3b-9a54-2b8f0c1d9e63";
// How long a call goes on after a connection was lost: a restart takes about as long.
constexpr absl::Duration kPatience = absl::Seconds(2);

constexpr std::array kPassedOn = {Reason::k_NO_SHEETS,       Reason::k_SMALL_ROUND,
                                  Reason::k_TOKEN_SUBSET,    Reason::k_UNKNOWN_TOKEN,
                                  Reason::k_VERDICT_INVALID, Reason::k_POLICY_NOT_IN_FORCE,
                                  Reason::k_BAD_REQUEST,     Reason::k_HEAD_NOT_FOLLOWING,
                                  Reason::k_HEAD_SIGNATURE,  Reason::k_HEAD_OF_ANOTHER_KEY};

rpc::CallOptions Options(absl::Time deadline) {
  rpc::CallOptions options;
  options.caller = rpc::ServiceCaller("review");
  options.deadline = deadline;
  options.retry_until = std::min(absl::Now() + kPatience, deadline);
  return options;
}

absl::Status Explain(const absl::Status& status) {
  if (status.ok()) return status;
  if (std::any_of(kPassedOn.begin(), kPassedOn.end(),
                  [&](Reason reason) { return HasReason(status, reason); })) {
    return status;
  }
  return Refuse(absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE,
                absl::StrCat("scoring did not answer (", absl::StatusCodeToString(status.code()),
                             "); repeat the call with the same request_id"),
                {{"dependency", "scoring"}, {"dependency_reason", DetailOf(status).reason}});
}

template <typename Response>
absl::StatusOr<Response> Explained(absl::StatusOr<Response> result) {
  if (!result.ok()) return Explain(result.status());
  return result;
}

absl::StatusOr<CommitteeInForce> CommitteeOf(const scoring::v1::GetPolicyResponse& response) {
  CommitteeInForce in_force;
  in_force.policy_hash = crypto::Sha256(response.content());
  if (crypto::Hex(in_force.policy_hash) != response.summary().sha256()) {
    return Refuse(absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE,
                  "scoring sent a policy that is not the one it names");
  }
  PROBITY_ASSIGN_OR_RETURN(const policy::Policy policy,
                           policy::LoadPolicy(response.content(), response.summary().policy_id()));
  in_force.committee = policy.committee;
  return in_force;
}

}  // namespace

std::string RepeatableRequestId(std::string_view what, std::string_view of) {
  return *NamedUuid(kNamespace, absl::StrCat(ToAbsl(what), "/", crypto::Hex(of)));
}

struct ScoringClient::Stubs {
  std::unique_ptr<PolicyService::Stub> policies;
  std::unique_ptr<ScreeningService::Stub> screening;
  std::unique_ptr<WitnessService::Stub> witness;
};

ScoringClient::ScoringClient(const std::shared_ptr<grpc::Channel>& channel)
    : stubs_(new Stubs{PolicyService::NewStub(channel), ScreeningService::NewStub(channel),
                       WitnessService::NewStub(channel)}) {}

ScoringClient::~ScoringClient() = default;

absl::StatusOr<CommitteeInForce> ScoringClient::GetCommittee(absl::CivilDay day,
                                                             absl::Time deadline) const {
  absl::StatusOr<scoring::v1::GetPolicyResponse> found;
  for (const auto kind : {scoring::v1::SUBJECT_KIND_MEDICAL, scoring::v1::SUBJECT_KIND_PHARMACY}) {
    scoring::v1::GetPolicyRequest request;
    request.set_kind(kind);
    request.set_date(calendar::FormatDate(day));
    found = Explained<scoring::v1::GetPolicyResponse>(rpc::Invoke(
        *stubs_->policies, &PolicyService::Stub::GetPolicy, request, Options(deadline)));
    if (!HasReason(found.status(), Reason::k_POLICY_NOT_IN_FORCE)) break;
  }
  if (!found.ok()) return found.status();
  return CommitteeOf(*found);
}

absl::StatusOr<scoring::v1::TakeSheetsResponse> ScoringClient::TakeSheets(
    const scoring::v1::TakeSheetsRequest& request, absl::Time deadline) const {
  return Explained<scoring::v1::TakeSheetsResponse>(rpc::Invoke(
      *stubs_->screening, &ScreeningService::Stub::TakeSheets, request, Options(deadline)));
}

absl::StatusOr<scoring::v1::TakeAttachmentResponse> ScoringClient::TakeAttachment(
    std::string_view round_id, const std::string& case_token, int index,
    absl::Time deadline) const {
  scoring::v1::TakeAttachmentRequest request;
  request.set_round_id(crypto::Hex(round_id));
  request.set_case_token(case_token);
  request.set_index(index);
  return Explained<scoring::v1::TakeAttachmentResponse>(rpc::Invoke(
      *stubs_->screening, &ScreeningService::Stub::TakeAttachment, request, Options(deadline)));
}

absl::StatusOr<std::string> ScoringClient::GetPersonKey(absl::Time deadline) const {
  auto response = Explained<scoring::v1::GetPersonKeyResponse>(
      rpc::Invoke(*stubs_->screening, &ScreeningService::Stub::GetPersonKey,
                  scoring::v1::GetPersonKeyRequest(), Options(deadline)));
  if (!response.ok()) return response.status();
  return std::move(*response->mutable_key());
}

absl::StatusOr<scoring::v1::ScreenMembersResponse> ScoringClient::ScreenMembers(
    const scoring::v1::ScreenMembersRequest& request, absl::Time deadline) const {
  return Explained<scoring::v1::ScreenMembersResponse>(rpc::Invoke(
      *stubs_->screening, &ScreeningService::Stub::ScreenMembers, request, Options(deadline)));
}

absl::StatusOr<scoring::v1::DeliverVerdictsResponse> ScoringClient::DeliverVerdicts(
    const scoring::v1::DeliverVerdictsRequest& request, absl::Time deadline) const {
  return Explained<scoring::v1::DeliverVerdictsResponse>(rpc::Invoke(
      *stubs_->screening, &ScreeningService::Stub::DeliverVerdicts, request, Options(deadline)));
}

absl::StatusOr<scoring::v1::WitnessHeadResponse> ScoringClient::WitnessHead(
    const scoring::v1::WitnessHeadRequest& request, absl::Time deadline) const {
  return Explained<scoring::v1::WitnessHeadResponse>(rpc::Invoke(
      *stubs_->witness, &WitnessService::Stub::WitnessHead, request, Options(deadline)));
}

absl::StatusOr<scoring::v1::ListHeadsResponse> ScoringClient::ListHeads(std::int64_t after_size,
                                                                        absl::Time deadline) const {
  scoring::v1::ListHeadsRequest request;
  request.set_log("review");
  request.set_after_size(after_size);
  return Explained<scoring::v1::ListHeadsResponse>(
      rpc::Invoke(*stubs_->witness, &WitnessService::Stub::ListHeads, request, Options(deadline)));
}

absl::Status ScoringClient::ReleaseTokens(std::string_view round_id, Reached reached,
                                          absl::Time deadline) const {
  scoring::v1::ReleaseTokensRequest request;
  request.set_request_id(RepeatableRequestId("ReleaseTokens", round_id));
  request.set_round_id(crypto::Hex(round_id));
  request.set_reached(static_cast<scoring::v1::RoundReached>(reached));
  return Explain(rpc::Invoke(*stubs_->screening, &ScreeningService::Stub::ReleaseTokens, request,
                             Options(deadline))
                     .status());
}

}  // namespace probity::review
