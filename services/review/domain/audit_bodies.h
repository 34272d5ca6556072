// The leaves of review's audit log: their kinds and the exact bytes of their bodies. What a leaf
// says can be checked by anybody who holds the log and a transcript; no leaf tells of a person, a
// seat or a ballot.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_AUDIT_BODIES_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_AUDIT_BODIES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/review/domain/phases.h"
#include "services/review/domain/values.h"

namespace probity::review {

// The numbers are part of the hash of every leaf.
enum class AuditKind : std::uint16_t {
  kOpened = 1,
  kCommit = 2,
  kPoolFrozen = 3,
  kScreened = 4,
  kReveal = 5,
  kDrawn = 6,
  kSeated = 7,
  kVoting = 8,
  kClosed = 9,
  kDelivered = 10,
  kAborted = 11,
  kRosterChanged = 12,
  kPolicy = 13,
  kUnsealRequested = 14,
  kUnsealApproved = 15,
  kUnsealExecuted = 16,
};

// Why a round was aborted; the numbers are those on the wire.
enum class AbortCode : std::uint8_t {
  kNotDrawable = 1,
  kRevealTimeout = 2,
  kSeatsEmpty = 3,
  kNoQuorum = 4,
  kBySecretary = 5,
};

// In every body: round B16 first unless said otherwise, roots and digests B32, integers big-endian.

struct OpenedFacts {
  RoundKind kind = RoundKind::kFirst;
  std::uint8_t case_count = 0;
  Quotas quotas{};
  Bytes policy_hash;
  std::string small_round_reason;  // empty unless the round is below the policy's smallest
};
// round ‖ kind u8 ‖ case_count u8 ‖ quotas[4] ‖ policy_hash ‖ length u16 ‖ small_round_reason
Bytes OpenedBody(std::string_view round, const OpenedFacts& facts);

// round ‖ g u8 ‖ commitment, and round ‖ g u8 ‖ share
Bytes CommitBody(std::string_view round, Group group, std::string_view commitment);
Bytes RevealBody(std::string_view round, Group group, std::string_view share);

// round ‖ root; and round ‖ transcript_sha256
Bytes PoolFrozenBody(std::string_view round, std::string_view pool_root);
Bytes ScreenedBody(std::string_view round, std::string_view eligible_root);
Bytes DrawnBody(std::string_view round, std::string_view transcript_sha256);

// round ‖ last k u16 ‖ panel_k: once per batch
Bytes SeatedBody(std::string_view round, std::uint16_t k, std::string_view panel_hash);

// round ‖ closes_at u64, seconds since 1970 UTC ‖ extended u8
Bytes VotingBody(std::string_view round, std::uint64_t closes_at_seconds, bool extended);

// round ‖ receipts_root ‖ count u32 ‖ verdict digests, sorted ‖ transcript_sha256
Bytes ClosedBody(std::string_view round, std::string_view receipts_root,
                 std::vector<Bytes> verdict_digests, std::string_view transcript_sha256);

// round ‖ seq u64 ‖ hash of the head of scoring's log, which review thereby witnesses
Bytes DeliveredBody(std::string_view round, std::uint64_t scoring_seq,
                    std::string_view scoring_hash);

// round ‖ phase u8 it was aborted in ‖ code u8
Bytes AbortedBody(std::string_view round, Phase phase, AbortCode code);

// digest, without a round
Bytes RosterChangedBody(std::string_view digest);
// H("probity/roster/v1" ‖ salt B16 ‖ content): the salt keeps a short content from being guessed.
Bytes RosterChangeDigest(std::string_view salt, std::string_view content);

// policy_hash, without a round
Bytes PolicyBody(std::string_view policy_hash);

// Unsealing for a court, one leaf for each step. unseal is its id, B16; g the officer's group.
// round ‖ unseal ‖ g u8 ‖ reason u8 ‖ length u16 ‖ order_no
Bytes UnsealRequestedBody(std::string_view round, std::string_view unseal, Group group,
                          std::uint8_t reason, std::string_view order_no);
// round ‖ unseal ‖ g u8 ‖ not_before u64, seconds since 1970 UTC; and round ‖ unseal ‖ g u8
Bytes UnsealApprovedBody(std::string_view round, std::string_view unseal, Group group,
                         std::uint64_t not_before_seconds);
Bytes UnsealExecutedBody(std::string_view round, std::string_view unseal, Group group);

// H(05 ‖ "probity/receipts/v1" ‖ round ‖ count u32 ‖ receipts, sorted). `receipts` are already
// padded to panel × cases, so their number tells nothing of the turnout.
Bytes ReceiptsRoot(std::string_view round, std::vector<Bytes> receipts);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_AUDIT_BODIES_H_
