// What review asks of scoring, and nothing else: the committee's terms, sheets, screening, the
// delivery of verdicts and the giving back of sheets.
#ifndef PROBITY_SERVICES_REVIEW_API_SCORING_CLIENT_H_
#define PROBITY_SERVICES_REVIEW_API_SCORING_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "probity/scoring/v1/screening_service.pb.h"
#include "probity/scoring/v1/witness_service.pb.h"
#include "services/review/api/environment.h"
#include "services/review/domain/phases.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace probity::review {

// A request_id that is the same for every attempt of one thing, whoever repeats it.
std::string RepeatableRequestId(std::string_view what, std::string_view of);

// Calls scoring as the service "review". Passing failures are tried again for a moment. Refusals
// the caller can act on are passed on: NO_SHEETS, SMALL_ROUND, TOKEN_SUBSET, UNKNOWN_TOKEN,
// VERDICT_INVALID, POLICY_NOT_IN_FORCE, BAD_REQUEST; anything else is DEPENDENCY_UNAVAILABLE.
// Safe to use from several threads.
class ScoringClient {
 public:
  explicit ScoringClient(const std::shared_ptr<grpc::Channel>& channel);
  ~ScoringClient();

  // The committee section of the policy in force that day; the same in every kind's file.
  absl::StatusOr<CommitteeInForce> GetCommittee(absl::CivilDay day, absl::Time deadline) const;

  // The same request again gives the same sheets.
  absl::StatusOr<scoring::v1::TakeSheetsResponse> TakeSheets(
      const scoring::v1::TakeSheetsRequest& request, absl::Time deadline) const;

  // One image of a sheet the round holds, from 1.
  absl::StatusOr<scoring::v1::TakeAttachmentResponse> TakeAttachment(std::string_view round_id,
                                                                     const std::string& case_token,
                                                                     int index,
                                                                     absl::Time deadline) const;

  // The key persons are compared by, 32 bytes; overwritten by whoever asked once it has served.
  absl::StatusOr<std::string> GetPersonKey(absl::Time deadline) const;

  absl::StatusOr<scoring::v1::ScreenMembersResponse> ScreenMembers(
      const scoring::v1::ScreenMembersRequest& request, absl::Time deadline) const;

  absl::StatusOr<scoring::v1::DeliverVerdictsResponse> DeliverVerdicts(
      const scoring::v1::DeliverVerdictsRequest& request, absl::Time deadline) const;

  // Shows scoring a signed head of this service's log. HEAD_NOT_FOLLOWING is passed on.
  absl::StatusOr<scoring::v1::WitnessHeadResponse> WitnessHead(
      const scoring::v1::WitnessHeadRequest& request, absl::Time deadline) const;

  // What was witnessed of this service's log after `size`, with the names put to it.
  absl::StatusOr<scoring::v1::ListHeadsResponse> ListHeads(std::int64_t after_size,
                                                           absl::Time deadline) const;

  // Every sheet of the round goes back to the queue. May be repeated.
  absl::Status ReleaseTokens(std::string_view round_id, Reached reached, absl::Time deadline) const;

 private:
  struct Stubs;  // their headers are the costliest of the tree
  std::unique_ptr<const Stubs> stubs_;
};

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_SCORING_CLIENT_H_
