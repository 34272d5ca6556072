// RunDraw: four shares make the seed, the seed the panel.
#include <string>
#include <utility>
#include <vector>

#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/api/convene.h"
#include "services/review/api/convene_people.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

absl::StatusOr<Shares> SharesOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const auto parts, hearing::SeedParts(tx, round_id));
  Shares shares;
  for (const hearing::SeedPart& part : parts) shares[IndexOf(part.group)] = part.share;
  for (const Bytes& share : shares) {
    if (share.empty()) {
      return Precondition(Reason::k_TOO_EARLY, "not all four officers have revealed their share");
    }
  }
  return shares;
}

absl::StatusOr<v1::RunDrawResponse> Draw(const HearingEnv& env, sql::Tx& tx, const Bytes& round_id,
                                         const std::vector<PoolEntry>& entries) {
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kRunDraw));
  PROBITY_ASSIGN_OR_RETURN(const Shares shares, SharesOf(tx, round_id));
  PROBITY_ASSIGN_OR_RETURN(Convened convened, ConvenedIn(tx, round));
  const std::vector<PoolEntry> eligible = EligibleIn(convened.transcript, entries);
  PROBITY_ASSIGN_OR_RETURN(const Transcript drawn,
                           review::RunDraw(std::move(convened.transcript), shares, eligible));
  PROBITY_ASSIGN_OR_RETURN(const Phase phase, Enter(tx, env.review, round, Step::kRunDraw));
  PROBITY_RETURN_IF_ERROR(StoreTranscript(tx, round_id, drawn));
  const Bytes sha256 = TranscriptSha256(drawn);
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(tx, AuditKind::kDrawn, DrawnBody(round_id, sha256)).status());
  v1::RunDrawResponse response;
  response.set_transcript_sha256(crypto::Hex(sha256));
  response.set_phase(ToProto(phase));
  return response;
}

}  // namespace

absl::StatusOr<v1::RunDrawResponse> RunDraw(const HearingEnv& env, const rpc::Call& call,
                                            const v1::RunDrawRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  PROBITY_ASSIGN_OR_RETURN(
      auto stored, rpc::StoredAnswer<v1::RunDrawResponse>(env.review.hearing, call, request));
  if (stored.has_value()) return *std::move(stored);
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round,
                           ReadRound(env.review, round_id, call.deadline));
  PROBITY_RETURN_IF_ERROR(CheckMayCall("RunDraw", round));
  PROBITY_ASSIGN_OR_RETURN(const auto entries, LoadEntries(env.review, round_id, call.deadline));
  return rpc::Idempotent<v1::RunDrawResponse>(env.review.hearing, call, request, [&](sql::Tx& tx) {
    return Draw(env, tx, round_id, entries);
  });
}

}  // namespace probity::review
