#include "services/review/domain/audit_bodies.h"

#include <utility>

#include "common/codes/bytes.h"

namespace probity::review {
namespace {

Bytes OfRound(std::string_view round, std::string_view root) {
  return codes::ByteString().Raw(round).Raw(root).str();
}

Bytes OfGroup(std::string_view round, Group group, std::string_view bytes) {
  return codes::ByteString().Raw(round).U8(static_cast<std::uint8_t>(group)).Raw(bytes).str();
}

}  // namespace

Bytes OpenedBody(std::string_view round, const OpenedFacts& facts) {
  codes::ByteString body;
  body.Raw(round).U8(static_cast<std::uint8_t>(facts.kind)).U8(facts.case_count);
  for (const std::uint8_t quota : facts.quotas) body.U8(quota);
  body.Raw(facts.policy_hash);
  body.U16(static_cast<std::uint16_t>(facts.small_round_reason.size()));
  return body.Raw(facts.small_round_reason).str();
}

Bytes CommitBody(std::string_view round, Group group, std::string_view commitment) {
  return OfGroup(round, group, commitment);
}

Bytes RevealBody(std::string_view round, Group group, std::string_view share) {
  return OfGroup(round, group, share);
}

Bytes PoolFrozenBody(std::string_view round, std::string_view pool_root) {
  return OfRound(round, pool_root);
}

Bytes ScreenedBody(std::string_view round, std::string_view eligible_root) {
  return OfRound(round, eligible_root);
}

Bytes DrawnBody(std::string_view round, std::string_view transcript_sha256) {
  return OfRound(round, transcript_sha256);
}

Bytes SeatedBody(std::string_view round, std::uint16_t k, std::string_view panel_hash) {
  return codes::ByteString().Raw(round).U16(k).Raw(panel_hash).str();
}

Bytes VotingBody(std::string_view round, std::uint64_t closes_at_seconds, bool extended) {
  return codes::ByteString().Raw(round).U64(closes_at_seconds).U8(extended ? 1 : 0).str();
}

Bytes ClosedBody(std::string_view round, std::string_view receipts_root,
                 std::vector<Bytes> verdict_digests, std::string_view transcript_sha256) {
  return codes::ByteString()
      .Raw(round)
      .Raw(receipts_root)
      .Sorted(std::move(verdict_digests))
      .Raw(transcript_sha256)
      .str();
}

Bytes DeliveredBody(std::string_view round, std::uint64_t scoring_seq,
                    std::string_view scoring_hash) {
  return codes::ByteString().Raw(round).U64(scoring_seq).Raw(scoring_hash).str();
}

Bytes AbortedBody(std::string_view round, Phase phase, AbortCode code) {
  return codes::ByteString()
      .Raw(round)
      .U8(static_cast<std::uint8_t>(phase))
      .U8(static_cast<std::uint8_t>(code))
      .str();
}

Bytes RosterChangedBody(std::string_view digest) {
  return Bytes(digest);
}

Bytes RosterChangeDigest(std::string_view salt, std::string_view content) {
  return codes::ByteString().Raw("probity/roster/v1").Raw(salt).Raw(content).Sha256();
}

Bytes PolicyBody(std::string_view policy_hash) {
  return Bytes(policy_hash);
}

Bytes UnsealRequestedBody(std::string_view round, std::string_view unseal, Group group,
                          std::uint8_t reason, std::string_view order_no) {
  return codes::ByteString()
      .Raw(round)
      .Raw(unseal)
      .U8(static_cast<std::uint8_t>(group))
      .U8(reason)
      .U16(static_cast<std::uint16_t>(order_no.size()))
      .Raw(order_no)
      .str();
}

Bytes UnsealApprovedBody(std::string_view round, std::string_view unseal, Group group,
                         std::uint64_t not_before_seconds) {
  return codes::ByteString()
      .Raw(round)
      .Raw(unseal)
      .U8(static_cast<std::uint8_t>(group))
      .U64(not_before_seconds)
      .str();
}

Bytes UnsealExecutedBody(std::string_view round, std::string_view unseal, Group group) {
  return codes::ByteString().Raw(round).Raw(unseal).U8(static_cast<std::uint8_t>(group)).str();
}

Bytes ReceiptsRoot(std::string_view round, std::vector<Bytes> receipts) {
  return codes::ByteString()
      .U8(0x05)
      .Raw("probity/receipts/v1")
      .Raw(round)
      .Sorted(std::move(receipts))
      .Sha256();
}

}  // namespace probity::review
