// The pool of a round: members under one-time pseudonyms, committed to before anything random is
// known and never edited afterwards. An ineligible member is struck: its leaf stays closed.
//
// Source: the rule of publicly verifiable selection (RFC 3797), strike but never edit the pool.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_POOL_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_POOL_H_

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/review/domain/values.h"

namespace probity::review {

struct PoolMember {
  Bytes member_id;  // 16 bytes
  Group group = Group::kAdministrative;
  std::string employer_code;  // empty: a house of its own
  bool operator==(const PoolMember&) const = default;
};

// A member of the pool as the draw knows it. Each pseudonym is 16 bytes and serves one round.
struct PoolEntry {
  Bytes member_id;
  Group group = Group::kAdministrative;
  Bytes draw;       // d: the name in the draw and its transcript
  Bytes screening;  // s: the name shown to scoring, never used by the draw
  Bytes blind;      // n: keeps the house of a closed leaf unguessable
  Bytes house;      // h: equal for members of one employer
  bool operator==(const PoolEntry&) const = default;
};

// pool_key: 32 bytes, of this round alone.
PoolEntry Pseudonymise(std::string_view pool_key, const PoolMember& member);

// hc, the closed house of an entry, and its leaf. 32 bytes each.
Bytes HouseCommitment(std::string_view house, std::string_view draw, std::string_view blind);
Bytes HouseCommitment(const PoolEntry& entry);
Bytes Leaf(Group group, std::string_view draw, std::string_view house_commitment);
Bytes Leaf(const PoolEntry& entry);

// The roots that go to the audit log. The order of the arguments' elements does not matter.
Bytes PoolRoot(std::string_view round, const Quotas& quotas, std::vector<Bytes> leaves);
Bytes EligibleRoot(std::string_view round, std::vector<Bytes> draws);

// One member as the draw condition sees it: `house` is any name equal for one employer only.
struct HousedMember {
  Group group = Group::kAdministrative;
  std::string house;
};
HousedMember Housed(const PoolMember& member);

// Per group: whether its houses number at least its quota and those it could lose to the groups
// that are walked before it. If all hold, no walk of the draw can find itself without a candidate,
// whatever the seed.
std::array<bool, kGroupCount> DrawableGroups(std::span<const HousedMember> eligible,
                                             const Quotas& quotas);
bool DrawConditionHolds(std::span<const HousedMember> eligible, const Quotas& quotas);
bool DrawConditionHolds(std::span<const PoolEntry> eligible, const Quotas& quotas);

// What a clerk may know of the roster: enough members and houses of a group, or too few.
struct GroupCheck {
  Group group = Group::kAdministrative;
  int members = 0;
  int distinct_employers = 0;  // a member without employer counts as one
  bool enough_for_first = false;
  bool enough_for_appeal = false;
  bool operator==(const GroupCheck&) const = default;
};
std::array<GroupCheck, kGroupCount> CheckRoster(std::span<const PoolMember> active,
                                                const Quotas& first, const Quotas& appeal);

// The entries that scoring found eligible, named by screening pseudonyms. INTERNAL if a name is
// not of this pool or comes twice: such an answer is for another round.
absl::StatusOr<std::vector<PoolEntry>> Eligible(std::span<const PoolEntry> pool,
                                                std::span<const Bytes> screening_names);

// What scoring is asked about a member. The kinds' numbers are those on the wire.
enum class AffiliationKind : int {
  kEmployer = 1,
  kFormerEmployer = 2,
  kKin = 3,
  kShare = 4,
  kService = 5,
  kPerson = 6
};
struct Affiliation {
  AffiliationKind kind = AffiliationKind::kEmployer;
  std::string code;
  bool operator==(const Affiliation&) const = default;
};
struct ScreeningInput {
  Bytes pseudonym;  // screening name, 16 bytes
  Group group = Group::kAdministrative;
  std::vector<Affiliation> affiliations;
  bool operator==(const ScreeningInput&) const = default;
};

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_POOL_H_
