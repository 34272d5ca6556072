// Rounds (会审场次): their phase, the committee terms they were opened under, their sealing key and
// the officers' shares of the seed. A round is named by 16 random bytes; no time is kept but one
// per phase and the close of voting.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_ROUNDS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_ROUNDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/policy/committee.h"
#include "common/sql/database.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/phases.h"
#include "services/review/domain/values.h"

namespace probity::review::hearing {

struct Round {
  Bytes round_id;
  RoundKind kind = RoundKind::kFirst;
  Phase phase = Phase::kOpened;
  Bytes policy_hash;            // 32 bytes, of the policy's file
  policy::Committee committee;  // its committee section: the round stays under these terms
  Quotas quotas{};
  int case_count = 0;
  int issue_no = 0;                    // of the voting codes that are valid; 0 before SEATED
  std::int64_t closes_at_seconds = 0;  // UTC, 0 before VOTING
  bool extended = false;
  std::optional<AbortCode> abort_code;  // asked for, or (phase ABORTED) carried out
  bool operator==(const Round&) const = default;
};

// With its first phase's time and the wrapped round key (Keys::WrapRoundKey).
absl::Status InsertRound(sql::Tx& tx, const Round& round, std::int64_t at_seconds,
                         const Bytes& wrapped_key);
// UNKNOWN_ROUND.
absl::StatusOr<Round> GetRound(sql::Tx& tx, const Bytes& round_id);
// The same, and nobody else changes the round until the transaction ends: for steps of the state
// machine.
absl::StatusOr<Round> LockRound(sql::Tx& tx, const Bytes& round_id);
// Neither DELIVERED nor ABORTED, by id.
absl::StatusOr<std::vector<Round>> UnfinishedRounds(sql::Tx& tx);

// ABORTED / CONFLICT if the round is not in `from` any more.
absl::Status MovePhase(sql::Tx& tx, const Bytes& round_id, Phase from, Phase to,
                       std::int64_t at_seconds);
// When each phase was entered, seconds UTC.
absl::StatusOr<std::map<Phase, std::int64_t>> PhaseTimes(sql::Tx& tx, const Bytes& round_id);

absl::Status SetIssue(sql::Tx& tx, const Bytes& round_id, int issue_no);
absl::Status SetCloses(sql::Tx& tx, const Bytes& round_id, std::int64_t closes_at_seconds,
                       bool extended);
absl::Status SetAbort(sql::Tx& tx, const Bytes& round_id, AbortCode code);

// NOT_FOUND once destroyed.
absl::StatusOr<Bytes> WrappedRoundKey(sql::Tx& tx, const Bytes& round_id);
struct StoredRoundKey {
  Bytes round_id;
  Bytes wrapped;
};
// Of every round whose key is not destroyed yet, by round.
absl::StatusOr<std::vector<StoredRoundKey>> WrappedRoundKeys(sql::Tx& tx);
absl::Status DestroyRoundKey(sql::Tx& tx, const Bytes& round_id);

struct SeedPart {
  Group group = Group::kAdministrative;
  Bytes commitment;  // 32 bytes
  Bytes share;       // 32 bytes, empty before the reveal
  bool operator==(const SeedPart&) const = default;
};
// COMMITMENT_EXISTS if the group committed to another one; the same again is OK.
absl::Status InsertCommitment(sql::Tx& tx, const Bytes& round_id, Group group,
                              const Bytes& commitment);
absl::Status SetShare(sql::Tx& tx, const Bytes& round_id, Group group, const Bytes& share);
absl::StatusOr<std::vector<SeedPart>> SeedParts(sql::Tx& tx, const Bytes& round_id);  // by group

// What goes with an abort: everything of the round but its row, its phases and the audit log.
absl::Status EraseRoundContents(sql::Tx& tx, const Bytes& round_id);
// Answers kept for repeated requests of the round (DELIVERED, ABORTED).
absl::Status EraseAnswers(sql::Tx& tx, const Bytes& round_id);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_ROUNDS_H_
