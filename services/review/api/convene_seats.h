// The parts of SeatRound: who sits and what is still to be done about it; invitations; voting
// codes. Codes live in memory only and are overwritten after use.
#ifndef PROBITY_SERVICES_REVIEW_API_CONVENE_SEATS_H_
#define PROBITY_SERVICES_REVIEW_API_CONVENE_SEATS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/review/api/convene_people.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/notifier.h"
#include "services/review/domain/draw.h"
#include "services/review/domain/pool.h"
#include "services/review/store/roster/invitations.h"

namespace probity::review {

// The meeting members are called to.
struct Meeting {
  absl::Time starts_at;
  std::string venue_code;
};

// One seat with the member who sits on it; an empty one has none.
struct Sitter {
  Seat seat;
  std::optional<PoolEntry> member;
};

// A round that is being seated, as both databases show it.
struct SeatingView {
  hearing::Round round;
  Transcript transcript;
  std::vector<PoolEntry> entries;  // the whole pool
  std::vector<Sitter> sitters;     // by number
};
absl::StatusOr<SeatingView> LoadSeating(const ReviewEnv& env, const Bytes& round_id,
                                        absl::Time deadline);

// Notices of one batch; their codes are overwritten when it goes.
class Batch {
 public:
  Batch() = default;
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  std::vector<Notice> notices;
};

// TOO_SHORT_NOTICE unless the meeting lies ahead, BAD_REQUEST if it lies further ahead than the
// policy's notice_hours_max.
absl::Status CheckMeeting(const ReviewEnv& env, const hearing::Round& round,
                          const Meeting& meeting);

// Where the notices of these members go, sealed contacts opened; in their order.
absl::StatusOr<std::vector<std::string>> ContactsOf(const ReviewEnv& env,
                                                    const std::vector<Bytes>& member_ids,
                                                    absl::Time deadline);

// Every sitting member has an invitation, every other one that was called is REPLACED. All of the
// round afterwards.
absl::StatusOr<std::vector<roster::Invitation>> Reconcile(const ReviewEnv& env,
                                                          const SeatingView& view,
                                                          absl::Time deadline);

// Makes an answer code for each invitation that is not out yet and sends them in one batch.
absl::Status Invite(const ReviewEnv& env, const SeatingView& view, const Meeting& meeting,
                    absl::Time deadline);

// Seats whose members declined, or were silent past the answer time.
std::vector<std::uint8_t> Leavers(const SeatingView& view,
                                  const std::vector<roster::Invitation>& invitations,
                                  std::int64_t now_seconds);

// True if every member who sits has accepted.
bool IsComplete(const SeatingView& view, const std::vector<roster::Invitation>& invitations);

// Makes the whole set of credentials under the next issue number, then sends the voting codes in
// one batch; says which issue. CONFLICT if another call made a later one meanwhile.
absl::StatusOr<int> IssueVotingCodes(const HearingEnv& env, const SeatingView& view,
                                     const Meeting& meeting, absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_CONVENE_SEATS_H_
