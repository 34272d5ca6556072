#include "services/review/api/close.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "common/crypto/crypto.h"
#include "common/planted/planted.h"
#include "common/policy/committee.h"
#include "common/status/status.h"
#include "services/review/api/abort.h"
#include "services/review/api/convene.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/store/hearing/openings.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

constexpr char kCloseRound[] = "probity.review.v1.HearingAdminService.CloseRound";
constexpr char kExtendVoting[] = "probity.review.v1.HearingAdminService.ExtendVoting";
constexpr std::size_t kNonceBytes = 16;

// A case with the nonce by which its verdict can be shown to be the logged one.
struct Result {
  JudgedCase judged;
  Bytes nonce;
};

std::vector<Bytes> Padded(std::vector<Bytes> receipts, const hearing::Round& round,
                          const crypto::Entropy& entropy) {
  std::size_t seats = 0;
  for (const std::uint8_t quota : round.quotas) seats += quota;
  const std::size_t total = seats * static_cast<std::size_t>(round.case_count);
  const bool filled = !PROBITY_PLANTED(kReceiptsUnpadded);
  // As many are drawn however many are needed: the time of a close tells no turnout.
  for (std::size_t i = 0; i < total; ++i) {
    Bytes filler = entropy(kHashBytes);
    if (filled && receipts.size() < total) receipts.push_back(std::move(filler));
  }
  std::sort(receipts.begin(), receipts.end());
  return receipts;
}

scoring::v1::DeliveredVerdict ToProto(const Result& result) {
  scoring::v1::DeliveredVerdict message;
  message.set_case_token(crypto::Hex(result.judged.sheet.case_token));
  message.set_nonce(result.nonce);
  message.set_no_quorum(result.judged.verdict.no_quorum);
  for (const FindingVerdict& verdict : result.judged.verdict.findings) {
    scoring::v1::DeliveredFinding& finding = *message.add_findings();
    finding.set_verdict(static_cast<scoring::v1::FindingVerdict>(verdict.outcome));
    finding.set_points(verdict.points);
    for (const ReasonCode code : verdict.reason_codes) {
      finding.add_reason_codes(ReasonCodeName(code));
    }
  }
  return message;
}

std::vector<hearing::OutcomeRow> OutcomesOf(const std::vector<Result>& results) {
  std::vector<hearing::OutcomeRow> outcomes;
  for (const Result& result : results) {
    outcomes.push_back({result.judged.sheet.serial, result.judged.sheet.ordinal,
                        OutcomeOf(result.judged.verdict), result.nonce});
  }
  return outcomes;
}

std::vector<Bytes> DigestsOf(const std::vector<Result>& results) {
  std::vector<Bytes> digests;
  for (const Result& result : results) {
    digests.push_back(
        VerdictDigest(result.judged.sheet.case_token, result.judged.verdict, result.nonce));
  }
  return digests;
}

// Everything of the delivery but the transcript, which lies with the draw. The head of the log is
// that of the close, so that every repetition says the same.
absl::Status PutVerdict(sql::Tx& tx, const Bytes& round_id, const Result& result,
                        const Bytes& transcript_sha256, const ledger::Head& head) {
  const Bytes& token = result.judged.sheet.case_token;
  scoring::v1::DeliverVerdictsRequest request;
  request.set_request_id(RepeatableRequestId("DeliverVerdicts", token));
  request.set_round_id(RoundIdText(round_id));
  *request.add_verdicts() = ToProto(result);
  request.set_transcript_sha256(crypto::Hex(transcript_sha256));
  request.mutable_audit_head()->set_seq(head.seq);
  request.mutable_audit_head()->set_hash(head.hash);
  return outbox::Put(tx, hearing::VerdictOutbox(),
                     {{sql::Blob{round_id}, sql::Blob{token}}, request.SerializeAsString()});
}

absl::Status StoreResults(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round,
                          Tallied tallied) {
  std::vector<Result> results;
  for (JudgedCase& judged : tallied.cases) {
    results.push_back({std::move(judged), env.entropy(kNonceBytes)});
    if (PROBITY_PLANTED(kPointsInNonce)) {
      results.back().nonce[0] = static_cast<char>(results.back().judged.verdict.findings[0].points);
    }
  }
  std::sort(results.begin(), results.end(), [](const Result& a, const Result& b) {
    return a.judged.sheet.case_token < b.judged.sheet.case_token;
  });
  const std::vector<Bytes> receipts = Padded(std::move(tallied.receipts), round, env.entropy);
  PROBITY_ASSIGN_OR_RETURN(const auto transcript, hearing::FindTranscript(tx, round.round_id));
  if (!transcript.has_value()) return absl::InternalError("a voted round has no transcript");
  PROBITY_RETURN_IF_ERROR(hearing::InsertOutcomes(tx, round.round_id, OutcomesOf(results)));
  PROBITY_RETURN_IF_ERROR(hearing::InsertReceipts(tx, round.round_id, receipts));
  PROBITY_RETURN_IF_ERROR(hearing::InsertMinutes(tx, round.round_id, std::move(tallied.minutes)));
  PROBITY_RETURN_IF_ERROR(hearing::EraseCredentials(tx, round.round_id));
  if (!PROBITY_PLANTED(kRoundKeyKept)) {
    PROBITY_RETURN_IF_ERROR(hearing::DestroyRoundKey(tx, round.round_id));
  }
  PROBITY_ASSIGN_OR_RETURN(
      const ledger::Head head,
      hearing::AppendAudit(tx, AuditKind::kClosed,
                           ClosedBody(round.round_id, ReceiptsRoot(round.round_id, receipts),
                                      DigestsOf(results), transcript->sha256)));
  for (const Result& result : results) {
    PROBITY_RETURN_IF_ERROR(PutVerdict(tx, round.round_id, result, transcript->sha256, head));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::CloseRoundResponse> CloseRound(const HearingEnv& env, const rpc::Call& call,
                                                  const v1::CloseRoundRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  Phase phase = Phase::kVoting;
  absl::StatusOr<v1::CloseRoundResponse> response = rpc::Idempotent<v1::CloseRoundResponse>(
      env.review.hearing, call, request,
      [&](sql::Tx& tx) -> absl::StatusOr<v1::CloseRoundResponse> {
        PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::LockRound(tx, round_id));
        phase = round.phase;
        if (!AbortedFor(round, AbortCode::kNoQuorum)) {
          PROBITY_ASSIGN_OR_RETURN(phase, CloseIn(tx, env.review, round_id));
        }
        v1::CloseRoundResponse made;
        made.set_phase(review::ToProto(phase));
        return made;
      });
  if (response.ok()) AfterClose(env, round_id, phase, call.deadline);
  return response;
}

absl::StatusOr<v1::ExtendVotingResponse> ExtendVoting(const ReviewEnv& env, sql::Tx& tx,
                                                      const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kExtendVoting));
  if (round.extended) {
    return Precondition(Reason::k_WRONG_PHASE, "voting was extended already; it is once for all");
  }
  if (NowSeconds(env) >= round.closes_at_seconds) {
    return Precondition(Reason::k_WRONG_PHASE, "the time of voting is over");
  }
  const std::int64_t closes_at =
      round.closes_at_seconds + std::int64_t{60} * round.committee.extend_minutes;
  PROBITY_RETURN_IF_ERROR(hearing::SetCloses(tx, round_id, closes_at, true));
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(
          tx, AuditKind::kVoting,
          VotingBody(round_id, static_cast<std::uint64_t>(closes_at), /*extended=*/true))
          .status());
  v1::ExtendVotingResponse response;
  response.set_closes_at_seconds(closes_at);
  return response;
}

// The last verdict is with scoring: nothing that names a case is kept.
absl::Status MarkDelivered(sql::Tx& tx, const ReviewEnv& env, const hearing::Round& round,
                           const scoring::v1::AuditHead& head) {
  PROBITY_RETURN_IF_ERROR(Enter(tx, env, round, Step::kDeliver).status());
  if (!PROBITY_PLANTED(kTokenKept)) {
    PROBITY_RETURN_IF_ERROR(hearing::EraseSheets(tx, round.round_id));
  }
  PROBITY_RETURN_IF_ERROR(hearing::EraseOpening(tx, round.round_id));
  PROBITY_RETURN_IF_ERROR(hearing::EraseDuties(tx, round.round_id));
  PROBITY_RETURN_IF_ERROR(hearing::EraseAnswers(tx, round.round_id));
  return hearing::AppendAudit(
             tx, AuditKind::kDelivered,
             DeliveredBody(round.round_id, static_cast<std::uint64_t>(head.seq()), head.hash()))
      .status();
}

const Bytes& RoundOf(const outbox::Message& verdict) {
  return std::get<sql::Blob>(verdict.key.at(0)).bytes;
}
const Bytes& TokenOf(const outbox::Message& verdict) {
  return std::get<sql::Blob>(verdict.key.at(1)).bytes;
}

}  // namespace

absl::StatusOr<Phase> CloseIn(sql::Tx& tx, const ReviewEnv& env, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kClose));
  if (NowSeconds(env) < round.closes_at_seconds) {
    return Precondition(Reason::k_TOO_EARLY, "the time of voting is not over");
  }
  PROBITY_ASSIGN_OR_RETURN(Tallied tallied, TallyRound(tx, env, round));
  std::vector<CaseVerdict> verdicts;
  for (const JudgedCase& judged : tallied.cases) verdicts.push_back(judged.verdict);
  if (RoundLacksQuorum(verdicts)) {
    PROBITY_RETURN_IF_ERROR(AbortIn(tx, env, round, Step::kCloseNoQuorum, AbortCode::kNoQuorum));
    return Phase::kAborted;
  }
  PROBITY_RETURN_IF_ERROR(StoreResults(tx, env, round, std::move(tallied)));
  return Enter(tx, env, round, Step::kClose);
}

void AfterClose(const HearingEnv& env, const Bytes& round_id, Phase phase, absl::Time deadline) {
  if (phase == Phase::kAborted) {
    AfterAbort(env, round_id, deadline);
    return;
  }
  env.wake();
  // Voting codes nobody picked up; a failure is made good at the next start.
  env.review.notifier.Withdraw(round_id).IgnoreError();
}

absl::StatusOr<std::string> DeliverVerdict(const HearingEnv& env, const outbox::Message& verdict,
                                           absl::Time deadline) {
  scoring::v1::DeliverVerdictsRequest request;
  if (!request.ParseFromString(verdict.payload)) {
    return absl::InternalError("a waiting verdict is damaged");
  }
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto transcript, hearing::FindTranscript(tx, RoundOf(verdict)));
    if (!transcript.has_value()) return absl::InternalError("a closed round has no transcript");
    request.set_transcript(transcript->json);
    return absl::OkStatus();
  }));
  PROBITY_ASSIGN_OR_RETURN(const auto response, env.scoring.DeliverVerdicts(request, deadline));
  const auto& accepted = response.accepted_tokens();
  if (std::find(accepted.begin(), accepted.end(), crypto::Hex(TokenOf(verdict))) ==
      accepted.end()) {
    return Refuse(absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE,
                  "scoring did not acknowledge a verdict");
  }
  return response.audit_head().SerializeAsString();
}

absl::Status VerdictAcknowledged(sql::Tx& tx, const ReviewEnv& env, const outbox::Message& verdict,
                                 const std::string& answer) {
  scoring::v1::AuditHead head;
  if (!head.ParseFromString(answer)) return absl::InternalError("an acknowledgment is damaged");
  const Bytes& round_id = RoundOf(verdict);
  // The lock first: of two that are acknowledged at once, the later sees that it is the last.
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::LockRound(tx, round_id));
  if (!PROBITY_PLANTED(kTokenKept)) {
    PROBITY_RETURN_IF_ERROR(hearing::ForgetToken(tx, round_id, TokenOf(verdict)));
  }
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t waiting, hearing::VerdictsWaiting(tx, round_id));
  return waiting > 0 ? absl::OkStatus() : MarkDelivered(tx, env, round, head);
}

void RegisterClosing(const HearingEnv& env, rpc::Router& router) {
  router.Unary<v1::CloseRoundRequest, v1::CloseRoundResponse>(
      kCloseRound, [&env](const rpc::Call& call, const v1::CloseRoundRequest& request) {
        return CloseRound(env, call, request);
      });
  RegisterStep<v1::ExtendVotingRequest, v1::ExtendVotingResponse>(
      kExtendVoting, env, router,
      [&env](sql::Tx& tx, const rpc::Call&, const v1::ExtendVotingRequest&, const Bytes& round_id) {
        return ExtendVoting(env.review, tx, round_id);
      });
}

}  // namespace probity::review
