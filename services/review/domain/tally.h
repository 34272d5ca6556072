// From the ballots on a case to its verdict: the six rules of the committee, the first that
// applies decides. A count never leaves this file; only the verdict does.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_TALLY_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_TALLY_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/review/domain/ballot.h"
#include "services/review/domain/values.h"

namespace probity::review {

// The committee part of the policy, as far as the tally needs it. Defaults are the assumed ones.
struct TallyRules {
  int quorum = 5;            // ballots on the case, abstentions included
  int quorum_per_group = 1;  // of every group
  int min_decisive = 3;      // upholding, rejecting and remanding ballots on a finding
  int supermajority_num = 2;
  int supermajority_den = 3;
  ReasonRules reasons;
};

// What a case brings to the tally: its findings' bounds and whether upholding takes the
// supermajority.
struct CaseTerms {
  std::vector<FindingBounds> findings;
  bool supermajority = false;
};

struct OpenedBallot {
  Group group = Group::kAdministrative;
  Ballot ballot;  // an ABSENT one counts for nothing
};

// The numbers are part of the verdict's digest.
enum class FindingOutcome : std::uint8_t { kUpheld = 1, kNotUpheld = 2, kRemanded = 3 };

struct FindingVerdict {
  FindingOutcome outcome = FindingOutcome::kRemanded;
  std::int64_t points = 0;               // 0 unless upheld
  std::vector<ReasonCode> reason_codes;  // sorted
  bool operator==(const FindingVerdict&) const = default;
};

struct CaseVerdict {
  bool no_quorum = false;  // true: every finding is remanded for want of a quorum or a group
  std::vector<FindingVerdict> findings;
  bool operator==(const CaseVerdict&) const = default;
};

// The verdict of each finding, in the order of the sheet. INTERNAL if a ballot that is not ABSENT
// could not have been accepted on this case: a tally never guesses.
absl::StatusOr<CaseVerdict> TallyCase(const TallyRules& rules, const CaseTerms& terms,
                                      std::span<const OpenedBallot> ballots);

// True if more than half of a round's cases lack a quorum: the round is aborted, nothing delivered.
bool RoundLacksQuorum(std::span<const CaseVerdict> verdicts);

// The one word of a case that may be listed: what all its findings share, otherwise PARTLY.
enum class CaseOutcome : std::uint8_t { kUpheld = 1, kPartly = 2, kNotUpheld = 3, kRemanded = 4 };
CaseOutcome OutcomeOf(const CaseVerdict& verdict);
std::string_view CaseOutcomeName(CaseOutcome outcome);  // "NOT_UPHELD"

// The verdict as delivered, in bytes: no_quorum u8, number of findings u8, then per finding
// outcome u8 (1 upheld, 2 not upheld, 3 remanded), points u64, number of codes u8, codes u8 each.
std::string EncodeVerdict(const CaseVerdict& verdict);

// H(token B16 ‖ verdict ‖ nonce B16): all the log keeps of a verdict. Whoever holds the nonce can
// show which verdict it was.
Bytes VerdictDigest(std::string_view case_token, const CaseVerdict& verdict,
                    std::string_view nonce);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_TALLY_H_
