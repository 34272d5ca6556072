// Scoring as review sees it: a real server with a queue of sheets, that does what review.md and the
// contract ask of ScreeningService and can be told to fail.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_FAKE_SCORING_H_
#define PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_FAKE_SCORING_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "probity/scoring/v1/policy_service.pb.h"
#include "probity/scoring/v1/screening_service.pb.h"

namespace probity::review {

class FakeScoring {
 public:
  FakeScoring();
  ~FakeScoring();
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  int port() const { return server_->port(); }

  // Queues `count` sheets, each with one finding of 2 to 6 points. The defence names its number.
  void Queue(int count);
  void QueueBody(const scoring::v1::SheetBody& body);
  // Every sheet comes with this image from now on.
  void Attach(const scoring::v1::TakeAttachmentResponse& attachment);

  // From now on every call of this method ("TakeSheets") is refused so; OK ends it.
  void Fail(const std::string& method, const absl::Status& status);
  // What TakeSheets says must be avoided.
  void Avoid(const std::vector<std::string>& rounds, bool waivable);
  // Members with this employer are struck.
  void Strike(const std::string& employer_code);
  void SayNotDrawable(bool not_drawable);
  // Which file is in force, instead of the shipped one of medical institutions.
  void SayPolicy(const std::string& content);

  int queued() const;
  int taken() const;  // given to a round and neither judged nor given back
  std::map<std::string, scoring::v1::DeliveredVerdict> verdicts() const;  // by defence
  std::map<std::string, int> deliveries() const;                          // by token
  std::vector<scoring::v1::ReleaseTokensRequest> releases() const;
  std::vector<scoring::v1::ScreenMembersRequest> screenings() const;
  std::vector<scoring::v1::DeliverVerdictsRequest> delivery_requests() const;

 private:
  struct Given {
    std::string round_id;
    scoring::v1::TakeSheetsResponse response;
    bool released = false;
  };

  template <typename Request, typename Response>
  void Serve(const std::string& service, const std::string& method,
             absl::StatusOr<Response> (FakeScoring::*handler)(const Request&));
  absl::StatusOr<scoring::v1::GetPolicyResponse> GetPolicy(const scoring::v1::GetPolicyRequest&);
  absl::StatusOr<scoring::v1::TakeSheetsResponse> TakeSheets(
      const scoring::v1::TakeSheetsRequest& request);
  absl::StatusOr<scoring::v1::TakeAttachmentResponse> TakeAttachment(
      const scoring::v1::TakeAttachmentRequest& request);
  absl::StatusOr<scoring::v1::GetPersonKeyResponse> GetPersonKey(
      const scoring::v1::GetPersonKeyRequest& request);
  absl::StatusOr<scoring::v1::ScreenMembersResponse> ScreenMembers(
      const scoring::v1::ScreenMembersRequest& request);
  absl::StatusOr<scoring::v1::DeliverVerdictsResponse> DeliverVerdicts(
      const scoring::v1::DeliverVerdictsRequest& request);
  absl::StatusOr<scoring::v1::ReleaseTokensResponse> ReleaseTokens(
      const scoring::v1::ReleaseTokensRequest& request);
  scoring::v1::SheetBody BodyOf(const std::string& token) const;

  mutable std::mutex mutex_;
  std::vector<scoring::v1::SheetBody> queue_;
  std::vector<Given> given_;
  std::map<std::string, absl::Status> failures_;
  std::vector<std::string> avoid_;
  bool waivable_ = false;
  std::optional<scoring::v1::TakeAttachmentResponse> attachment_;
  bool not_drawable_ = false;
  std::string policy_;
  std::set<std::string> struck_;
  int tokens_made_ = 0;
  std::map<std::string, scoring::v1::DeliveredVerdict> verdicts_;  // by token
  std::map<std::string, int> deliveries_;
  std::map<std::string, scoring::v1::ReleaseTokensRequest> releases_;  // by request_id
  std::vector<scoring::v1::ScreenMembersRequest> screenings_;
  std::vector<scoring::v1::DeliverVerdictsRequest> delivery_requests_;

  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// Of the repository.
std::string ReadSourceFile(const std::string& path);

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_FAKE_SCORING_H_
