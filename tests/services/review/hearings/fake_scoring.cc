#include "tests/services/review/hearings/fake_scoring.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

namespace v1 = scoring::v1;

absl::Status Precondition(Reason reason) {
  return probity::Precondition(reason, "as the test asks");
}

template <typename Request, typename Response>
void Refuse(rpc::Router& router, const std::string& method) {
  router.Unary<Request, Response>("probity.scoring.v1.PolicyService." + method,
                                  [](const rpc::Call&, const Request&) -> absl::StatusOr<Response> {
                                    return Denied(Reason::k_ROLE_REQUIRED,
                                                  "review has no business here");
                                  });
}

}  // namespace

FakeScoring::FakeScoring() {
  const std::string screening = "probity.scoring.v1.ScreeningService.";
  Serve("probity.scoring.v1.PolicyService.", "GetPolicy", &FakeScoring::GetPolicy);
  Refuse<v1::PutPolicyRequest, v1::PutPolicyResponse>(router_, "PutPolicy");
  Refuse<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(router_, "ListPolicies");
  Refuse<v1::EvaluateRequest, v1::EvaluateResponse>(router_, "Evaluate");
  Serve(screening, "TakeSheets", &FakeScoring::TakeSheets);
  Serve(screening, "TakeAttachment", &FakeScoring::TakeAttachment);
  Serve(screening, "GetPersonKey", &FakeScoring::GetPersonKey);
  Serve(screening, "ScreenMembers", &FakeScoring::ScreenMembers);
  Serve(screening, "DeliverVerdicts", &FakeScoring::DeliverVerdicts);
  Serve(screening, "ReleaseTokens", &FakeScoring::ReleaseTokens);
  server_ = rpc::Server::Start(router_, {}).value();
  server_->SetReady(true);
  channel_ = rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port())).value();
}

FakeScoring::~FakeScoring() {
  server_->Drain();
}

template <typename Request, typename Response>
void FakeScoring::Serve(const std::string& service, const std::string& method,
                        absl::StatusOr<Response> (FakeScoring::*handler)(const Request&)) {
  router_.Unary<Request, Response>(
      service + method,
      [this, method, handler](const rpc::Call&,
                              const Request& request) -> absl::StatusOr<Response> {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto failure = failures_.find(method);
        if (failure != failures_.end() && !failure->second.ok()) return failure->second;
        return (this->*handler)(request);
      });
}

void FakeScoring::Queue(int count) {
  for (int i = 0; i < count; ++i) {
    v1::SheetBody body;
    body.set_kind(v1::SUBJECT_KIND_MEDICAL);
    v1::SheetFinding& finding = *body.add_findings();
    finding.set_violation_code("M201");
    finding.set_points_floor(2);
    finding.set_points_ceiling(6);
    finding.set_facts("重复收费 charged twice");
    body.set_defence(absl::StrFormat("CASE-%02d", i + 1));
    QueueBody(body);
  }
}

void FakeScoring::QueueBody(const v1::SheetBody& body) {
  const std::lock_guard<std::mutex> lock(mutex_);
  queue_.push_back(body);
}

void FakeScoring::Attach(const v1::TakeAttachmentResponse& attachment) {
  const std::lock_guard<std::mutex> lock(mutex_);
  attachment_ = attachment;
}

absl::StatusOr<v1::TakeAttachmentResponse> FakeScoring::TakeAttachment(
    const v1::TakeAttachmentRequest& request) {
  const bool known = std::any_of(given_.begin(), given_.end(), [&](const Given& given) {
    return given.round_id == request.round_id();
  });
  if (!known) return NotFound(Reason::k_UNKNOWN_TOKEN, "no such round");
  if (!attachment_.has_value() || request.index() != 1) {
    return NotFound(Reason::k_UNKNOWN_ATTACHMENT, "no such attachment");
  }
  return *attachment_;
}

absl::StatusOr<v1::GetPersonKeyResponse> FakeScoring::GetPersonKey(const v1::GetPersonKeyRequest&) {
  v1::GetPersonKeyResponse response;
  response.set_key(std::string(32, 'k'));
  return response;
}

void FakeScoring::Fail(const std::string& method, const absl::Status& status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  failures_[method] = status;
}

void FakeScoring::Avoid(const std::vector<std::string>& rounds, bool waivable) {
  const std::lock_guard<std::mutex> lock(mutex_);
  avoid_ = rounds;
  waivable_ = waivable;
}

void FakeScoring::Strike(const std::string& employer_code) {
  const std::lock_guard<std::mutex> lock(mutex_);
  struck_.insert(employer_code);
}

void FakeScoring::SayNotDrawable(bool not_drawable) {
  const std::lock_guard<std::mutex> lock(mutex_);
  not_drawable_ = not_drawable;
}

void FakeScoring::SayPolicy(const std::string& content) {
  const std::lock_guard<std::mutex> lock(mutex_);
  policy_ = content;
}

int FakeScoring::queued() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<int>(queue_.size());
}

int FakeScoring::taken() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  int count = 0;
  for (const Given& given : given_) {
    if (given.released) continue;
    for (const v1::Sheet& sheet : given.response.sheets()) {
      if (!verdicts_.contains(sheet.case_token())) ++count;
    }
  }
  return count;
}

v1::SheetBody FakeScoring::BodyOf(const std::string& token) const {
  for (const Given& given : given_) {
    for (const v1::Sheet& sheet : given.response.sheets()) {
      if (sheet.case_token() == token) return sheet.body();
    }
  }
  return {};
}

std::map<std::string, v1::DeliveredVerdict> FakeScoring::verdicts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::map<std::string, v1::DeliveredVerdict> by_defence;
  for (const auto& [token, verdict] : verdicts_) by_defence[BodyOf(token).defence()] = verdict;
  return by_defence;
}

std::map<std::string, int> FakeScoring::deliveries() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return deliveries_;
}

std::vector<v1::ReleaseTokensRequest> FakeScoring::releases() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<v1::ReleaseTokensRequest> all;
  for (const auto& [id, request] : releases_) all.push_back(request);
  return all;
}

std::vector<v1::ScreenMembersRequest> FakeScoring::screenings() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return screenings_;
}

std::vector<v1::DeliverVerdictsRequest> FakeScoring::delivery_requests() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return delivery_requests_;
}

absl::StatusOr<v1::GetPolicyResponse> FakeScoring::GetPolicy(const v1::GetPolicyRequest& request) {
  if (request.kind() != v1::SUBJECT_KIND_MEDICAL)
    return Precondition(Reason::k_POLICY_NOT_IN_FORCE);
  v1::GetPolicyResponse response;
  response.set_content(policy_.empty() ? ReadSourceFile("policies/medical.txtpb") : policy_);
  response.mutable_summary()->set_sha256(crypto::Hex(crypto::Sha256(response.content())));
  response.mutable_summary()->set_policy_id("medical");
  return response;
}

absl::StatusOr<v1::TakeSheetsResponse> FakeScoring::TakeSheets(
    const v1::TakeSheetsRequest& request) {
  for (const Given& given : given_) {
    if (given.round_id != request.round_id()) continue;
    if (given.released) return Precondition(Reason::k_NO_SHEETS);
    return given.response;
  }
  if (queue_.empty()) return Precondition(Reason::k_NO_SHEETS);
  Given given{request.round_id(), {}, false};
  while (!queue_.empty() && given.response.sheets_size() < request.max_cases()) {
    v1::Sheet& sheet = *given.response.add_sheets();
    sheet.set_case_token(absl::StrFormat("%032x", ++tokens_made_));
    *sheet.mutable_body() = queue_.front();
    sheet.set_attachment_count(attachment_.has_value() ? 1 : 0);
    queue_.erase(queue_.begin());
  }
  given.response.mutable_avoid_rounds()->Assign(avoid_.begin(), avoid_.end());
  given.response.set_avoidance_waivable(waivable_);
  given_.push_back(given);
  return given.response;
}

absl::StatusOr<v1::ScreenMembersResponse> FakeScoring::ScreenMembers(
    const v1::ScreenMembersRequest& request) {
  screenings_.push_back(request);
  std::set<std::string> tokens;
  for (const Given& given : given_) {
    if (given.round_id != request.round_id() || given.released) continue;
    for (const v1::Sheet& sheet : given.response.sheets()) tokens.insert(sheet.case_token());
  }
  const std::set<std::string> asked(request.case_tokens().begin(), request.case_tokens().end());
  if (asked != tokens || tokens.empty()) return Precondition(Reason::k_TOKEN_SUBSET);
  v1::ScreenMembersResponse response;
  response.set_not_drawable(not_drawable_);
  if (not_drawable_) return response;
  for (const v1::ScreenedMember& member : request.members()) {
    const bool struck = std::any_of(member.affiliations().begin(), member.affiliations().end(),
                                    [&](const auto& one) { return struck_.contains(one.code()); });
    if (!struck) response.add_eligible(member.pseudonym());
  }
  std::sort(response.mutable_eligible()->begin(), response.mutable_eligible()->end());
  return response;
}

absl::StatusOr<v1::DeliverVerdictsResponse> FakeScoring::DeliverVerdicts(
    const v1::DeliverVerdictsRequest& request) {
  delivery_requests_.push_back(request);
  v1::DeliverVerdictsResponse response;
  for (const v1::DeliveredVerdict& verdict : request.verdicts()) {
    const std::string& token = verdict.case_token();
    const auto before = verdicts_.find(token);
    if (before != verdicts_.end() &&
        before->second.SerializeAsString() != verdict.SerializeAsString()) {
      return Precondition(Reason::k_VERDICT_INVALID);
    }
    verdicts_[token] = verdict;
    ++deliveries_[token];
    response.add_accepted_tokens(token);
  }
  response.mutable_audit_head()->set_seq(7);
  response.mutable_audit_head()->set_hash(std::string(32, 'h'));
  return response;
}

absl::StatusOr<v1::ReleaseTokensResponse> FakeScoring::ReleaseTokens(
    const v1::ReleaseTokensRequest& request) {
  releases_[request.request_id()] = request;
  for (Given& given : given_) {
    if (given.round_id != request.round_id() || given.released) continue;
    given.released = true;
    for (const v1::Sheet& sheet : given.response.sheets()) queue_.push_back(sheet.body());
  }
  return v1::ReleaseTokensResponse();
}

std::string ReadSourceFile(const std::string& path) {
  std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace probity::review
