// The draw of an inspection campaign (双随机+回避: institutions and inspectors both drawn, and an
// inspector who belongs to the inspected unit steps aside). Pure: whoever holds the campaign, the
// shares and the recusals gets the same teams, which is what makes the draw replayable.
//
// Every random number is HMAC-SHA-256(seed, message), the message being text with lines:
//   "institution\n<stratum>\n<k>\n<try>"   the k-th institution (from 1) drawn from a stratum; the
//                                          first 8 bytes, big-endian, are a number x. With W the
//                                          sum of the weights still in the stratum, x is thrown
//                                          away (try + 1) unless x < 2^64 - 2^64 mod W; x mod W
//                                          falls into the institutions' weights by ascending id.
//   "inspector\n<institution>\n<person>"   the person's rank for that institution.
// Institutions are drawn stratum by stratum in the plan's order. Each gets the inspectors who have
// the fewest teams so far, then the lowest rank. A recusal gives the place to the next by the same
// order, among those who neither belong to the team nor stepped aside from it.
#ifndef PROBITY_COMMON_DRAW_INSPECTION_DRAW_H_
#define PROBITY_COMMON_DRAW_INSPECTION_DRAW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace probity::draw {

inline constexpr size_t kShareSize = 32;
inline constexpr int64_t kMaxWeight = 1'000'000;
inline constexpr int32_t kMinInspectors = 2;  // 条例 29
inline constexpr size_t kMinShares = 2;       // one holder alone would know the draw beforehand

// Institutions of one kind, and of one district if the plan says so.
struct Stratum {
  std::string name;
  int32_t count = 0;  // to be drawn, at least 1
  bool operator==(const Stratum&) const = default;
};

struct Candidate {
  std::string institution_id;
  std::string stratum;
  int64_t weight = 1;  // 1..kMaxWeight
  bool operator==(const Candidate&) const = default;
};

struct Inspector {
  std::string person;
  std::string unit;  // who employs the person; an institution's id or name bars from its team
  std::vector<std::string> barred_from;  // institutions the person belongs to, ascending
  bool operator==(const Inspector&) const = default;
};

// What is frozen before any share is revealed.
struct Campaign {
  std::string campaign_id;
  int32_t inspectors_each = kMinInspectors;
  std::vector<Stratum> strata;          // in the order they are drawn
  std::vector<Candidate> institutions;  // ascending by id
  std::vector<Inspector> inspectors;    // ascending by person
  bool operator==(const Campaign&) const = default;
};

// What one holder committed to, and the share itself once revealed (empty before).
struct Share {
  std::string person;
  std::string commitment;  // 32 bytes
  std::string share;       // 32 bytes
  bool operator==(const Share&) const = default;
};

// An inspector who steps aside from one team.
struct Recusal {
  std::string institution_id;
  std::string person;
  bool operator==(const Recusal&) const = default;
};

struct Team {
  int32_t order = 0;  // from 1, as drawn
  std::string institution_id;
  std::string stratum;
  std::vector<std::string> inspectors;  // in the order they were given the place
  bool operator==(const Team&) const = default;
};

// SHA-256("probity/inspection/commitment/1\n<campaign_id>\n<person>\n" and the share's 32 bytes).
std::string Commitment(std::string_view campaign_id, std::string_view person,
                       std::string_view share);

// COMMITMENT_MISMATCH unless `share` is what was committed to.
absl::Status CheckShare(std::string_view campaign_id, const Share& share);

// SHA-256("probity/inspection/seed/1\n<pool_sha256 in hex>\n" and the shares, by person).
std::string Seed(const Campaign& campaign, std::vector<Share> shares);

// STRATUM_TOO_SMALL if a stratum has fewer institutions than are to be drawn, TOO_FEW_INSPECTORS if
// a team cannot be filled; INVALID_ARGUMENT if the campaign is not well formed.
absl::StatusOr<std::vector<Team>> Draw(const Campaign& campaign, std::string_view seed,
                                       const std::vector<Recusal>& recusals);

// Whether the campaign can be drawn at all: what Draw refuses, before there is a seed.
absl::Status CheckDrawable(const Campaign& campaign);

}  // namespace probity::draw

#endif  // PROBITY_COMMON_DRAW_INSPECTION_DRAW_H_
