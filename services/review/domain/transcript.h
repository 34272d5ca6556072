// The transcript of a draw: one line of JSON that grows with the round and lets anybody check the
// draw offline. It holds pseudonyms only and is the whole state of the draw: what is seated, what
// has been replaced and with which counter can be read from it.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_TRANSCRIPT_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_TRANSCRIPT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/review/domain/draw.h"
#include "services/review/domain/pool.h"
#include "services/review/domain/values.h"

namespace probity::review {

struct EligibleLeaf {
  Group group = Group::kAdministrative;
  Bytes draw;
  Bytes house_commitment;
  bool operator==(const EligibleLeaf&) const = default;
};

struct OpenedHouse {
  Bytes draw;
  Bytes house;
  Bytes blind;
  bool operator==(const OpenedHouse&) const = default;
};

// Members hold raw bytes; what is not yet known is empty.
struct Transcript {
  Bytes round;
  Quotas quotas{};
  Bytes pool_root;
  Bytes eligible_root;
  std::vector<Bytes> commitments;  // four, by group
  std::vector<Bytes> shares;       // four, by group
  Bytes seed;
  std::vector<Bytes> leaves;           // sorted
  std::vector<EligibleLeaf> eligible;  // sorted by draw pseudonym
  std::vector<OpenedHouse> opened;     // sorted by draw pseudonym, walked members only
  std::vector<Seat> panel;             // as drawn; replacements follow
  std::vector<Replacement> replacements;
  bool operator==(const Transcript&) const = default;
};

// The exact bytes that are stored, published and hashed.
std::string TranscriptJson(const Transcript& transcript);
Bytes TranscriptSha256(const Transcript& transcript);

// Reads what TranscriptJson wrote and nothing else; INTERNAL otherwise.
absl::StatusOr<Transcript> ParseTranscript(std::string_view json);

// The stages. Each takes the transcript of the stage before.
Transcript FreezePool(std::string_view round, const Quotas& quotas, const Shares& commitments,
                      std::span<const PoolEntry> pool);

// NOT_DRAWABLE if those eligible do not meet the draw condition, INTERNAL if one is no leaf of the
// pool.
absl::StatusOr<Transcript> ScreenPool(Transcript frozen, std::span<const PoolEntry> eligible);

// COMMITMENT_MISMATCH for a wrong share; INTERNAL if `eligible` is not what was screened.
absl::StatusOr<Transcript> RunDraw(Transcript screened, const Shares& shares,
                                   std::span<const PoolEntry> eligible);

// See ReplaceLeavers. Whether enough still sit is the caller's question to EnoughSit.
absl::StatusOr<Transcript> ReplaceSeats(Transcript drawn, std::span<const std::uint8_t> leavers,
                                        std::span<const PoolEntry> eligible);

// Who sits now, after all replacements, and the counters they have used.
Seating SeatingOf(const Transcript& transcript);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_TRANSCRIPT_H_
