#include "services/review/api/abort.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/review/api/convene.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/store/hearing/openings.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

constexpr char kAbortRound[] = "probity.review.v1.HearingAdminService.AbortRound";
constexpr char kApproveAbort[] = "probity.review.v1.HearingAdminService.ApproveAbort";

// Who asked is not who approves.
absl::Status CheckApprover(sql::Tx& tx, const rpc::Call& call, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const auto holders, hearing::DutiesOf(tx, round_id));
  for (const hearing::DutyHolder& holder : holders) {
    if (holder.duty != hearing::Duty::kAskedAbort) continue;
    if (holder.person != call.caller.person) return absl::OkStatus();
    return Denied(Reason::k_SEPARATION_OF_DUTIES, "an abort is approved by another than asked");
  }
  return Precondition(Reason::k_WRONG_PHASE, "nobody has asked to abort this round");
}

absl::Status AskAbort(sql::Tx& tx, const rpc::Call& call, const hearing::Round& round) {
  PROBITY_RETURN_IF_ERROR(Advance(Step::kAskAbort, round.phase).status());
  if (round.abort_code.has_value()) return absl::OkStatus();  // asked for already
  PROBITY_RETURN_IF_ERROR(hearing::SetAbort(tx, round.round_id, AbortCode::kBySecretary));
  return hearing::TakeDuty(tx, round.round_id, hearing::Duty::kAskedAbort, call.caller.person);
}

absl::Status AbortOrAsk(const ReviewEnv& env, sql::Tx& tx, const rpc::Call& call,
                        const hearing::Round& round) {
  if (AbortedFor(round, AbortCode::kBySecretary)) return absl::OkStatus();
  if (!Advance(Step::kAbort, round.phase).ok()) return AskAbort(tx, call, round);
  return AbortIn(tx, env, round, Step::kAbort, AbortCode::kBySecretary);
}

absl::Status Approve(const ReviewEnv& env, sql::Tx& tx, const rpc::Call& call,
                     const hearing::Round& round) {
  if (AbortedFor(round, AbortCode::kBySecretary)) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(Advance(Step::kApproveAbort, round.phase).status());
  PROBITY_RETURN_IF_ERROR(CheckApprover(tx, call, round.round_id));
  return AbortIn(tx, env, round, Step::kApproveAbort, AbortCode::kBySecretary);
}

using AbortStep = absl::Status (*)(const ReviewEnv&, sql::Tx&, const rpc::Call&,
                                   const hearing::Round&);

// Both RPCs: one transaction, then what follows an abort.
template <typename Request, typename Response>
void RegisterAbort(std::string_view method, const HearingEnv& env, rpc::Router& router,
                   AbortStep step) {
  router.Unary<Request, Response>(
      method,
      [&env, step](const rpc::Call& call, const Request& request) -> absl::StatusOr<Response> {
        PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
        absl::StatusOr<Response> response = rpc::Idempotent<Response>(
            env.review.hearing, call, request, [&](sql::Tx& tx) -> absl::StatusOr<Response> {
              PROBITY_ASSIGN_OR_RETURN(const hearing::Round round,
                                       hearing::LockRound(tx, round_id));
              PROBITY_RETURN_IF_ERROR(step(env.review, tx, call, round));
              PROBITY_ASSIGN_OR_RETURN(const hearing::Round after, hearing::GetRound(tx, round_id));
              Response made;
              made.set_phase(ToProto(after.phase));
              return made;
            });
        if (response.ok() && response->phase() == v1::ROUND_PHASE_ABORTED) {
          AfterAbort(env, round_id, call.deadline);
        }
        return response;
      });
}

// Since when the round waits for its officers; none if it does not.
std::optional<std::int64_t> WaitsSince(const hearing::Round& round,
                                       const std::map<Phase, std::int64_t>& times,
                                       const std::vector<hearing::SeedPart>& parts) {
  const bool commits = round.phase == Phase::kOpened;
  const bool shares =
      round.phase == Phase::kScreened &&
      std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.share.empty(); });
  const auto entered = times.find(round.phase);
  if ((!commits && !shares) || entered == times.end()) return std::nullopt;
  return entered->second;
}

}  // namespace

absl::Status AbortIn(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round, Step step,
                     AbortCode code) {
  PROBITY_RETURN_IF_ERROR(Enter(tx, env, round, step).status());
  PROBITY_RETURN_IF_ERROR(hearing::SetAbort(tx, round.round_id, code));
  PROBITY_RETURN_IF_ERROR(hearing::EraseRoundContents(tx, round.round_id));
  PROBITY_RETURN_IF_ERROR(hearing::PutRelease(tx, round.round_id, ReachedBy(round.phase)));
  return hearing::AppendAudit(tx, AuditKind::kAborted,
                              AbortedBody(round.round_id, round.phase, code))
      .status();
}

absl::StatusOr<std::string> DeliverRelease(const HearingEnv& env, const outbox::Message& release,
                                           absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(const Reached reached, hearing::ReachedOf(release));
  const Bytes& round_id = std::get<sql::Blob>(release.key.at(0)).bytes;
  PROBITY_RETURN_IF_ERROR(ForgetAborted(env.review, round_id, deadline));
  PROBITY_RETURN_IF_ERROR(env.scoring.ReleaseTokens(round_id, reached, deadline));
  return std::string();
}

absl::Status ReleaseAcknowledged(sql::Tx& tx, const outbox::Message& release) {
  const Bytes& round_id = std::get<sql::Blob>(release.key.at(0)).bytes;
  PROBITY_RETURN_IF_ERROR(hearing::EraseOpening(tx, round_id));
  PROBITY_RETURN_IF_ERROR(hearing::EraseDuties(tx, round_id));
  return hearing::EraseAnswers(tx, round_id);
}

void AfterAbort(const HearingEnv& env, const Bytes& round_id, absl::Time deadline) {
  env.wake();
  std::optional<outbox::Message> release;
  absl::Status status = env.review.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(release,
                             outbox::Find(tx, hearing::ReleaseOutbox(), {sql::Blob{round_id}}));
    return absl::OkStatus();
  });
  if (!release.has_value()) return;  // the job was quicker
  status = DeliverRelease(env, *release, deadline).status();
  if (status.ok()) {
    status = env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const bool removed,
                               outbox::Remove(tx, hearing::ReleaseOutbox(), release->key));
      return removed ? ReleaseAcknowledged(tx, *release) : absl::OkStatus();
    });
  }
  if (!status.ok()) {
    rpc::Log(rpc::Severity::kWarning, "release_waits",
             {{"code", std::string(absl::StatusCodeToString(status.code()))},
              {"reason", DetailOf(status).reason}});
  }
}

absl::StatusOr<bool> AbortIfOverdue(const HearingEnv& env, const Bytes& round_id,
                                    absl::Time deadline) {
  bool overdue = false;
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    overdue = false;
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::LockRound(tx, round_id));
    PROBITY_ASSIGN_OR_RETURN(const auto times, hearing::PhaseTimes(tx, round_id));
    PROBITY_ASSIGN_OR_RETURN(const auto parts, hearing::SeedParts(tx, round_id));
    const std::optional<std::int64_t> since = WaitsSince(round, times, parts);
    const std::int64_t patience = std::int64_t{60} * round.committee.reveal_minutes;
    if (!since.has_value() || NowSeconds(env.review) <= *since + patience) {
      return absl::OkStatus();
    }
    overdue = true;
    return AbortIn(tx, env.review, round, Step::kTimeOut, AbortCode::kRevealTimeout);
  }));
  if (overdue) AfterAbort(env, round_id, deadline);
  return overdue;
}

void RegisterAborting(const HearingEnv& env, rpc::Router& router) {
  RegisterAbort<v1::AbortRoundRequest, v1::AbortRoundResponse>(kAbortRound, env, router,
                                                               &AbortOrAsk);
  RegisterAbort<v1::ApproveAbortRequest, v1::ApproveAbortResponse>(kApproveAbort, env, router,
                                                                   &Approve);
}

}  // namespace probity::review
