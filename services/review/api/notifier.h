// How members learn of a meeting (临时通知): an invitation with its answer code, later the voting
// code. All notices have one length, so that a parcel on the way tells nothing.
#ifndef PROBITY_SERVICES_REVIEW_API_NOTIFIER_H_
#define PROBITY_SERVICES_REVIEW_API_NOTIFIER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/review/domain/values.h"

namespace probity::review {

inline constexpr std::size_t kNoticeBytes = 1024;
inline constexpr std::size_t kMaxVenueBytes = 128;  // 32 characters

struct Notice {
  Bytes round_id;
  int issue_no = 0;  // 0: an invitation with an answer code; from 1: a voting code
  int seat = 0;
  std::string contact;     // where the member is reached; for senders that deliver themselves
  std::string code;        // 25 symbols; cleansed by the caller afterwards
  absl::Time starts_at;    // of the meeting
  absl::Time until;        // invitation: answer by; voting code: planned end of voting
  std::string venue_code;  // says nothing of the cases
};

// The text of a notice, Chinese and English, exactly kNoticeBytes. INVALID_ARGUMENT if code or
// venue have no place in it.
absl::StatusOr<std::string> NoticeText(const Notice& notice);

class Notifier {
 public:
  virtual ~Notifier() = default;
  // One batch: all or none as far as the channel allows. May be repeated: a notice of the same
  // round, issue and seat replaces the one before.
  virtual absl::Status Send(const std::vector<Notice>& batch) = 0;
  // Takes back what was not picked up: the codes are worth nothing any more.
  virtual absl::Status Withdraw(std::string_view round_id) = 0;
};

// A folder (mode 0700, made if absent) with one file `<round>-<issue_no>-<seat>` (0600) per notice,
// for whoever delivers them and then removes them. Readers see whole files only.
absl::StatusOr<std::unique_ptr<Notifier>> FolderNotifier(const std::string& dir);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_NOTIFIER_H_
