// A member's ballot on one case: what may be voted, and the fixed-size bytes it is stored and
// receipted as.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_BALLOT_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_BALLOT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/review/domain/values.h"

namespace probity::review {

// The numbers are stored and part of every receipt.
enum class Choice : std::uint8_t { kUphold = 1, kNotUphold = 2, kRemand = 3, kAbstain = 4 };

inline constexpr std::array<Choice, 4> kChoices = {Choice::kUphold, Choice::kNotUphold,
                                                   Choice::kRemand, Choice::kAbstain};

// The closed set of reasons, by its number: R01 evidence as assessed, R02 facts not proven,
// R03 wrong rule, R04 points disproportionate, R05 procedure, R06 more evidence needed,
// R07 the member recognises the case.
enum class ReasonCode : std::uint8_t {
  kR01 = 1,
  kR02 = 2,
  kR03 = 3,
  kR04 = 4,
  kR05 = 5,
  kR06 = 6,
  kR07 = 7,
};
std::string ReasonCodeName(ReasonCode code);                          // "R01"
std::optional<ReasonCode> ReasonCodeFromName(std::string_view name);  // exactly "R01".."R07"

// Which codes may stand beside which choice. By default R06 asks for more evidence and so belongs
// to REMAND alone, R07 to ABSTAIN alone, the others to any; a policy may say otherwise.
class ReasonRules {
 public:
  ReasonRules();
  // A code that is not allowed for any choice is refused altogether.
  void Allow(ReasonCode code, std::span<const Choice> choices);
  bool Fits(ReasonCode code, Choice choice) const;

 private:
  std::array<std::uint8_t, 8> choices_by_code_;  // a bit for each choice
};

// The points a finding may be upheld with; the ceiling is what the party was notified of.
struct FindingBounds {
  std::int64_t points_floor = 0;
  std::int64_t points_ceiling = 0;
  bool operator==(const FindingBounds&) const = default;
};

struct Answer {
  Choice choice = Choice::kAbstain;
  std::int64_t points = 0;  // 0 unless the choice is kUphold
  std::vector<ReasonCode> reason_codes;
  bool operator==(const Answer&) const = default;
};

// Revision 0 is the ABSENT ballot every row starts with; a member's first is 1.
struct Ballot {
  std::uint32_t revision = 0;
  std::vector<Answer> answers;  // one for each finding, in the order of the sheet
  std::string text;             // UTF-8, for the minutes only
  bool operator==(const Ballot&) const = default;
};

inline constexpr std::size_t kBallotBytes = 2048;
inline constexpr std::size_t kMaxBallotTextBytes = 1024;
inline constexpr std::size_t kMaxReasonCodes = 3;

inline bool IsAbsent(const Ballot& ballot) {
  return ballot.revision == 0;
}

// OK, or BAD_REQUEST naming every offending field of a ballot on findings with these bounds:
// revision from 1, an answer for each finding, points within floor and ceiling when upholding and
// none otherwise, one to three different reason codes that fit the choice, text of valid UTF-8.
absl::Status ValidateBallot(const Ballot& ballot, std::span<const FindingBounds> findings,
                            const ReasonRules& reasons);

// Exactly kBallotBytes, the same for equal ballots whatever the order of their reason codes.
// BAD_REQUEST if the ballot is larger than the format allows.
absl::StatusOr<std::string> EncodeBallot(const Ballot& ballot);

// What a credential's row holds before its member votes.
std::string AbsentBallotBytes();

// Refuses, with INTERNAL, anything EncodeBallot would not have written.
absl::StatusOr<Ballot> DecodeBallot(std::string_view bytes);

// The bytes to store when `incoming` arrives where `stored` lies: the incoming ones only if their
// revision is higher. A repeated or late ballot changes nothing.
absl::StatusOr<std::string> PrevailingBallot(std::string_view stored, const Ballot& incoming);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_BALLOT_H_
