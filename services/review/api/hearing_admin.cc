#include "services/review/api/hearing_admin.h"

#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {

v1::Round ToProto(const hearing::Round& round, const std::optional<Transcript>& transcript) {
  v1::Round message;
  message.set_round_id(RoundIdText(round.round_id));
  message.set_kind(static_cast<v1::RoundKind>(round.kind));
  message.set_phase(ToProto(round.phase));
  message.set_case_count(round.case_count);
  message.set_policy_hash(crypto::Hex(round.policy_hash));
  for (const std::uint8_t quota : round.quotas) message.add_quotas(quota);
  if (transcript.has_value()) {
    message.set_pool_root(crypto::Hex(transcript->pool_root));
    message.set_eligible_root(crypto::Hex(transcript->eligible_root));
  }
  message.set_issue_no(round.issue_no);
  message.set_closes_at_seconds(round.closes_at_seconds);
  if (round.abort_code.has_value()) {
    message.set_abort_code(static_cast<v1::AbortCode>(*round.abort_code));
  }
  return message;
}

absl::StatusOr<hearing::Round> LockFor(sql::Tx& tx, const Bytes& round_id, Step step) {
  PROBITY_ASSIGN_OR_RETURN(hearing::Round round, hearing::LockRound(tx, round_id));
  PROBITY_RETURN_IF_ERROR(Advance(step, round.phase).status());
  return round;
}

absl::StatusOr<Phase> Enter(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round,
                            Step step) {
  PROBITY_ASSIGN_OR_RETURN(const Phase to, Advance(step, round.phase));
  PROBITY_RETURN_IF_ERROR(hearing::MovePhase(tx, round.round_id, round.phase, to, NowSeconds(env)));
  return to;
}

absl::StatusOr<hearing::Round> ReadRound(const ReviewEnv& env, const Bytes& round_id,
                                         absl::Time deadline) {
  hearing::Round round;
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(round, hearing::GetRound(tx, round_id));
    return absl::OkStatus();
  }));
  return round;
}

absl::Status CheckMayCall(std::string_view rpc, const hearing::Round& round) {
  if (MayCall(rpc, round.phase)) return absl::OkStatus();
  const std::string phase(PhaseName(round.phase));
  return Precondition(Reason::k_WRONG_PHASE,
                      "the round is " + phase + ", which does not allow " + std::string(rpc),
                      {{"phase", phase}});
}

bool AbortedFor(const hearing::Round& round, AbortCode code) {
  return round.phase == Phase::kAborted && round.abort_code == code;
}

absl::StatusOr<std::optional<Transcript>> LoadTranscript(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const auto stored, hearing::FindTranscript(tx, round_id));
  if (!stored.has_value()) return std::nullopt;
  PROBITY_ASSIGN_OR_RETURN(Transcript transcript, ParseTranscript(stored->json));
  return transcript;
}

absl::Status StoreTranscript(sql::Tx& tx, const Bytes& round_id, const Transcript& transcript) {
  std::string json = TranscriptJson(transcript);
  Bytes sha256 = crypto::Sha256(json);
  return hearing::PutTranscript(tx, round_id, {std::move(json), std::move(sha256)});
}

void RegisterHearingAdmin(const HearingEnv& env, rpc::Router& router) {
  RegisterOpening(env, router);
  RegisterSeed(env, router);
  RegisterConvening(env, router);
  RegisterClosing(env, router);
  RegisterAborting(env, router);
  RegisterReads(env, router);
  RegisterLogHeads(env, router);
  RegisterUnsealing(env, router);
}

}  // namespace probity::review
