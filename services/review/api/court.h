// What is kept for a court: a closed case's ballots and the codes that lead from a member to its
// ballot, both sealed to two officers' offline keys. Nothing here can open them.
#ifndef PROBITY_SERVICES_REVIEW_API_COURT_H_
#define PROBITY_SERVICES_REVIEW_API_COURT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/review/api/environment.h"
#include "services/review/domain/values.h"

namespace probity::review {

// Between the approval of an unsealing and its execution (the design's 24 hours).
inline constexpr std::int64_t kUnsealDelaySeconds = 24 * 60 * 60;

// One size for every member.
inline constexpr std::size_t kEnvelopeBytes = 64;

// The ballots of a case by hash of their credential, ABSENT ones included, padded to `seats` with
// ones of no credential; sorted by hash, so that nothing tells a seat.
absl::StatusOr<Bytes> SealMinutes(const ReviewEnv& env, const OfficerKeys& officers,
                                  std::string_view round_id, std::string_view serial,
                                  std::map<Bytes, Bytes> ballots, std::size_t seats);

// length u8 ‖ member_no ‖ voting code, padded: whose it is stands inside. INTERNAL if it is too
// long.
absl::StatusOr<Bytes> SealEnvelope(const ReviewEnv& env, const OfficerKeys& officers,
                                   std::string_view round_id, std::string_view member_no,
                                   std::string_view code);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_COURT_H_
