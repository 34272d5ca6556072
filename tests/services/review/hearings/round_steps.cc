// The steps of a round, as its people take them.
#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "services/review/domain/draw.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using v1::HearingAdminService;
namespace role = options::v1;

constexpr char kSpace[] = "0b7b0bd4-6d2f-4c0f-8a52-58f0f6a3d5c1";

std::string StepId(const std::string& step, const std::string& round) {
  return *NamedUuid(kSpace, absl::StrCat(step, "/", round));
}

std::string Officer(int group, const std::string& officer) {
  return officer.empty() ? absl::StrCat("officer-", group) : officer;
}

template <typename Request>
Request Asking(const std::string& step, const std::string& round) {
  Request request;
  request.set_request_id(StepId(step, round));
  request.set_round_id(round);
  return request;
}

}  // namespace

absl::StatusOr<v1::OpenRoundResponse> ReviewBench::Open(int max_cases,
                                                        const std::string& request_id,
                                                        v1::RoundKind kind) {
  v1::OpenRoundRequest request;
  request.set_request_id(request_id);
  request.set_kind(kind);
  request.set_max_cases(max_cases);
  if (max_cases < 5) request.set_small_round_reason("案件少 few cases");
  return Call(&HearingAdminService::Stub::OpenRound, request, role::ROLE_SECRETARY, "secretary");
}

absl::StatusOr<v1::CommitSeedResponse> ReviewBench::Commit(const std::string& round, int group,
                                                           const std::string& officer) {
  const std::string person = Officer(group, officer);
  auto request = Asking<v1::CommitSeedRequest>(absl::StrCat("commit-", group, person), round);
  request.set_group(static_cast<v1::MemberGroup>(group));
  request.set_commitment(
      Commitment(*crypto::FromHex(round), static_cast<Group>(group), ShareOfGroup(group)));
  return Call(&HearingAdminService::Stub::CommitSeed, request, role::ROLE_GROUP_OFFICER, person);
}

absl::StatusOr<v1::FreezePoolResponse> ReviewBench::Freeze(const std::string& round) {
  return Call(&HearingAdminService::Stub::FreezePool,
              Asking<v1::FreezePoolRequest>("freeze", round), role::ROLE_SECRETARY, "secretary");
}

absl::StatusOr<v1::RevealSeedResponse> ReviewBench::Reveal(const std::string& round, int group,
                                                           const std::string& officer) {
  const std::string person = Officer(group, officer);
  auto request = Asking<v1::RevealSeedRequest>(absl::StrCat("reveal-", group, person), round);
  request.set_group(static_cast<v1::MemberGroup>(group));
  request.set_share(ShareOfGroup(group));
  return Call(&HearingAdminService::Stub::RevealSeed, request, role::ROLE_GROUP_OFFICER, person);
}

absl::StatusOr<v1::RunDrawResponse> ReviewBench::Draw(const std::string& round) {
  return Call(&HearingAdminService::Stub::RunDraw, Asking<v1::RunDrawRequest>("draw", round),
              role::ROLE_SECRETARY, "secretary");
}

absl::StatusOr<v1::SeatRoundResponse> ReviewBench::Seat(const std::string& round,
                                                        const std::string& request_id) {
  v1::SeatRoundRequest request;
  request.set_request_id(request_id.empty() ? NewRequestId() : request_id);
  request.set_round_id(round);
  request.set_starts_at_seconds(absl::ToUnixSeconds(clock_.Now() + absl::Hours(2)));
  request.set_venue_code("ROOM-1");
  return Call(&HearingAdminService::Stub::SeatRound, request, role::ROLE_SECRETARY, "secretary");
}

absl::StatusOr<v1::StartVotingResponse> ReviewBench::StartVoting(const std::string& round,
                                                                 int64_t closes_at) {
  auto request = Asking<v1::StartVotingRequest>(absl::StrCat("start-", closes_at), round);
  request.set_closes_at_seconds(closes_at);
  return Call(&HearingAdminService::Stub::StartVoting, request, role::ROLE_SECRETARY, "secretary");
}

absl::StatusOr<v1::ExtendVotingResponse> ReviewBench::Extend(const std::string& round) {
  auto request = Asking<v1::ExtendVotingRequest>("extend", round);
  request.set_request_id(NewRequestId());
  return Call(&HearingAdminService::Stub::ExtendVoting, request, role::ROLE_SECRETARY, "secretary");
}

absl::StatusOr<v1::CloseRoundResponse> ReviewBench::Close(const std::string& round) {
  return Call(&HearingAdminService::Stub::CloseRound, Asking<v1::CloseRoundRequest>("close", round),
              role::ROLE_SECRETARY, "secretary");
}

absl::StatusOr<v1::AbortRoundResponse> ReviewBench::Abort(const std::string& round,
                                                          const std::string& person) {
  return Call(&HearingAdminService::Stub::AbortRound,
              Asking<v1::AbortRoundRequest>("abort" + person, round), role::ROLE_SECRETARY, person);
}

absl::StatusOr<v1::ApproveAbortResponse> ReviewBench::Approve(const std::string& round,
                                                              const std::string& person) {
  return Call(&HearingAdminService::Stub::ApproveAbort,
              Asking<v1::ApproveAbortRequest>("approve" + person, round), role::ROLE_GROUP_OFFICER,
              person);
}

}  // namespace probity::review
