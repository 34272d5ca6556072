// What review may ask of scoring: which sheets go to a round, and which members may judge them.
// Pure; who asks is told as little as these functions return.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SCREENING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SCREENING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace probity::scoring {

enum class SheetState { kQueued = 1, kTaken = 2, kJudged = 3, kReleased = 4 };
enum class RoundKind { kFirst = 1, kAppeal = 2 };
// How far the round of a sheet got.
enum class RoundReached { kNone = 0, kBeforeSeated = 1, kSeated = 2, kVoting = 3, kClosed = 4 };

// A hearing of a case that is over: with a verdict, or given back.
struct PastHearing {
  std::string round_id;
  RoundReached reached = RoundReached::kNone;
  bool withheld = false;  // no panel could be drawn, and the case struck most members
};

// Hearings that count towards screenings_per_case: those whose round was seated.
int32_t CountScreenings(const std::vector<PastHearing>& hearings);

// True if the case may go to no further round: it was screened as often as the policy allows, or
// withheld that often.
bool IsAtLimit(const std::vector<PastHearing>& hearings, int32_t screenings_per_case);

// Rounds whose panels have seen the case: those that came to vote. A case that is merely heard
// again avoids none of them once no panel could be drawn for it: conflicts may leave nobody else.
std::set<std::string> RoundsToAvoid(const std::vector<PastHearing>& hearings, RoundKind kind);

struct QueuedSheet {
  std::string sheet_id;
  bool withheld = false;  // from this round, because last time it struck too many members
  std::vector<PastHearing> hearings;
};

struct RoundLimits {
  RoundKind kind = RoundKind::kFirst;
  int32_t max_cases = 0;
  int32_t screenings_per_case = 0;
  int32_t avoid_rounds_max = 0;  // of all cases of an appeal round together
};

struct Selection {
  std::vector<size_t> chosen;  // into the queue, ascending
  std::set<std::string> avoid_rounds;
};

// The first sheets of `queue` (oldest referral first) that may go: not withheld, not at their
// limit, and in an appeal round not adding too many rounds to avoid.
Selection SelectSheets(const std::vector<QueuedSheet>& queue, const RoundLimits& limits);

// Group 1..4 of the committee; affiliations by kind, as in screening_service.proto.
enum class AffiliationKind {
  kEmployer = 1,
  kFormerEmployer = 2,
  kKin = 3,
  kShare = 4,
  kService = 5,
  kPerson = 6,
};
struct Affiliation {
  AffiliationKind kind = AffiliationKind::kEmployer;
  std::string code;
};
struct Member {
  std::string pseudonym;
  int32_t group = 1;
  std::vector<Affiliation> affiliations;
};

// Who must not judge a case: codes of institutions, and codes of persons.
struct Conflicts {
  std::string institution_id;
  std::set<std::string> persons;
  std::set<std::string> challenged = {};  // institutions, by the party's granted challenges
};

bool IsConflicted(const Member& member, const Conflicts& conflicts);

using GroupQuotas = std::array<int32_t, 4>;

// True if no walk of the draw can come to a dead end: for every group the distinct employers of its
// members (one without employer counts as one of its own) number at least its quota plus, for each
// earlier group, as many of the employers shared with it as that group can seat.
bool IsDrawable(const std::vector<Member>& members, const GroupQuotas& quotas);

struct Screened {
  std::vector<std::string> eligible;  // pseudonyms, ascending; empty unless drawable
  bool drawable = false;
  // Not drawable: the case that struck most members, the first of equals; none if none was struck.
  std::optional<size_t> heaviest_case;
};

// Members struck for nothing, so that a strike says little: each remaining employer, and each
// remaining member, with probability percent / 100.
struct Decoys {
  std::string key;       // K_decoy; the same key and round give the same decoys
  std::string round_id;  // 16 bytes
  int32_t percent = 0;
  GroupQuotas floors = {};  // eligible members of a group that decoys must leave
};

// A member is eligible only without conflict with any case of the round. Decoys are tried in
// ascending order of their coin; one that would take a group below its floor or break the draw
// condition is passed over, so that only real strikes ever make a round not drawable.
Screened ScreenMembers(const std::vector<Member>& members, const std::vector<Conflicts>& cases,
                       const GroupQuotas& quotas, const Decoys& decoys = {});

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SCREENING_H_
