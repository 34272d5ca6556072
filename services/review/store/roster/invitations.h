// Who was called to which round and how it went. Rows outlive the round, for disjoint panels and
// for the attendance of a quarter; they tell nothing of what a round heard.
#ifndef PROBITY_SERVICES_REVIEW_STORE_ROSTER_INVITATIONS_H_
#define PROBITY_SERVICES_REVIEW_STORE_ROSTER_INVITATIONS_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/review/domain/values.h"

namespace probity::review::roster {

// The numbers are stored. DRAWN → SENT (notice is out) → ACCEPTED or DECLINED; a leaver's row
// becomes REPLACED, a sitting member's SAT at StartVoting.
enum class InvitationState : std::uint8_t {
  kDrawn = 1,
  kSent = 2,
  kAccepted = 3,
  kDeclined = 4,
  kReplaced = 5,
  kSat = 6,
};

struct Invitation {
  Bytes round_id;
  Bytes member_id;
  Bytes answer_hash;                   // codes::CodeHash of the answer code; empty: NULL
  std::int64_t answer_by_seconds = 0;  // UTC; the last moment an answer counts
  InvitationState state = InvitationState::kDrawn;
  bool operator==(const Invitation&) const = default;
};

// ALREADY_EXISTS if one of them was called to the round before.
absl::Status InsertInvitations(sql::Tx& tx, const std::vector<Invitation>& invitations);
// All of a round, by member_id; locked until the transaction ends.
absl::StatusOr<std::vector<Invitation>> InvitationsOf(sql::Tx& tx, const Bytes& round_id);
// Overwrites answer_hash, answer_by and state. NOT_FOUND.
absl::Status SetInvitation(sql::Tx& tx, const Invitation& invitation);
// From SEATED (or an abort) on no answer code is valid.
absl::Status EraseAnswerHashes(sql::Tx& tx, const Bytes& round_id);
// StartVoting: every ACCEPTED of the round becomes SAT; how many.
absl::StatusOr<std::int64_t> AcceptedSit(sql::Tx& tx, const Bytes& round_id);

// A member's answer, ACCEPTED or DECLINED. True if it stands now: the code is that of a pending
// invitation and `now_seconds` not past answer_by, or the same answer was given before. The
// statements are the same whatever comes of it.
absl::StatusOr<bool> Answer(sql::Tx& tx, const Bytes& round_id, const Bytes& answer_hash,
                            InvitationState answer, std::int64_t now_seconds);

// Members who sat in any of these rounds: the panels to be kept away.
absl::StatusOr<std::vector<Bytes>> PanelsOf(sql::Tx& tx, std::span<const Bytes> round_ids);

struct Attendance {
  std::string member_no;
  std::int64_t rounds_sat = 0;
};
struct AttendanceSum {
  std::int64_t rounds_pending = 0;      // called, but neither voting nor aborted yet
  std::int64_t rounds = 0;              // that had a sitting panel
  std::vector<Attendance> attendances;  // by member_no; members who sat at least once
};
// Of rounds whose members were called in [from, to), seconds UTC.
absl::StatusOr<AttendanceSum> AttendanceBetween(sql::Tx& tx, std::int64_t from_seconds,
                                                std::int64_t to_seconds);

// Rows of rounds called before `before_seconds` (policy: disjoint_keep_months); how many.
absl::StatusOr<std::int64_t> EraseInvitationsBefore(sql::Tx& tx, std::int64_t before_seconds);

}  // namespace probity::review::roster

#endif  // PROBITY_SERVICES_REVIEW_STORE_ROSTER_INVITATIONS_H_
