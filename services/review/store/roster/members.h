// The committee roster (认定委员会名册): members, where they work, and the digests of every change.
#ifndef PROBITY_SERVICES_REVIEW_STORE_ROSTER_MEMBERS_H_
#define PROBITY_SERVICES_REVIEW_STORE_ROSTER_MEMBERS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/review/domain/pool.h"
#include "services/review/domain/values.h"

namespace probity::review::roster {

// The numbers are stored.
enum class MemberState : std::uint8_t { kActive = 1, kSuspended = 2, kRetired = 3 };

struct Member {
  Bytes member_id;        // 16 random bytes
  std::string member_no;  // the bureau's own id, unique
  Group group = Group::kAdministrative;
  std::string name;
  std::string employer_code;  // empty: no designated employer
  Bytes contact_sealed;       // Keys::SealContact
  MemberState state = MemberState::kActive;
  bool operator==(const Member&) const = default;
};

// By the bureau's id or ours; locked until the transaction ends.
absl::StatusOr<std::optional<Member>> FindByNo(sql::Tx& tx, const std::string& member_no);
absl::StatusOr<std::optional<Member>> FindById(sql::Tx& tx, const Bytes& member_id);

// DUPLICATE_MEMBER if the member_no is taken.
absl::Status InsertMember(sql::Tx& tx, const Member& member);
// Everything but id and number. UNKNOWN_MEMBER.
absl::Status UpdateMember(sql::Tx& tx, const Member& member);

// The page above `after` (a member_no, empty for the first), by member_no; no group: all.
absl::StatusOr<std::vector<Member>> MembersAfter(sql::Tx& tx, std::optional<Group> group,
                                                 const std::string& after, std::int64_t limit);

// Those of these ids, for the notices of a panel; in no order.
absl::StatusOr<std::vector<Member>> MembersOf(sql::Tx& tx, std::span<const Bytes> member_ids);

// Every ACTIVE member as the draw sees it, by id.
absl::StatusOr<std::vector<PoolMember>> ActiveMembers(sql::Tx& tx);

struct AffiliationRow {
  Bytes member_id;
  Bytes aff_id;  // 16 random bytes
  AffiliationKind kind = AffiliationKind::kEmployer;
  std::string institution_code;
  absl::CivilDay from;
  std::optional<absl::CivilDay> to;  // the last day; none: still so
  bool operator==(const AffiliationRow&) const = default;
};

absl::Status InsertAffiliation(sql::Tx& tx, const AffiliationRow& row);
absl::StatusOr<std::optional<AffiliationRow>> FindAffiliation(sql::Tx& tx, const Bytes& member_id,
                                                              const Bytes& aff_id);
absl::Status EndAffiliation(sql::Tx& tx, const Bytes& member_id, const Bytes& aff_id,
                            absl::CivilDay to);
// Every affiliation that had not ended before `since` (today less the policy's look-back), of all
// members: what screening is asked about beside the employer of the pool.
absl::StatusOr<std::vector<AffiliationRow>> AffiliationsSince(sql::Tx& tx, absl::CivilDay since);

// A change of the roster as the audit log knows it: a salted digest. The log lies in another
// database, so a change waits here until its leaf is written.
struct RosterChange {
  Bytes change_id;  // 16 random bytes
  Bytes salt;       // 16 random bytes
  Bytes digest;     // RosterChangeDigest(salt, content)
};
absl::Status InsertChange(sql::Tx& tx, const RosterChange& change);
absl::StatusOr<std::vector<RosterChange>> ChangesWithoutLeaf(sql::Tx& tx);
absl::Status MarkLeafWritten(sql::Tx& tx, const Bytes& change_id);

}  // namespace probity::review::roster

#endif  // PROBITY_SERVICES_REVIEW_STORE_ROSTER_MEMBERS_H_
