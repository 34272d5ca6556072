// A clock of the procedure (期限) as values: what it is for, from which event it runs, what was
// added to it, which spans do not count, and its last day. The policy says how long each runs
// (common/policy, Deadline); the calendar of the region says which days are worked.
//
// The name Clock is taken by the source of business time; these are the periods counted by it.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CLOCK_FILE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CLOCK_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"

namespace probity::scoring::clocks {

using Date = absl::CivilDay;

// What a clock belongs to. The numbers are stored and kept for ever.
enum class SubjectKind {
  kCase = 1,         // id: case_id, 26 symbols
  kLead = 2,         // a lead that is not yet a case; its last day stands on the lead itself
  kDocument = 3,     // a document on its way to the party
  kTransfer = 4,     // a hand-over to another authority that owes an answer
  kPublication = 5,  // something shown to the public, or owed to it
  kEvidence = 6,     // what was registered, held or sealed
  kInstitution = 7,
  kPerson = 8,     // id: the scoring_id of what a person was told
  kAgreement = 9,  // id: the measure that suspends it
  kHearing = 10,
};

inline constexpr size_t kMaxSubjectId = 64;
inline constexpr size_t kMaxKey = 40;

struct Subject {
  SubjectKind kind = SubjectKind::kCase;
  std::string id;  // 1 to 64 characters, unique among its kind in the region
  bool operator==(const Subject&) const = default;
};
Subject OfCase(std::string_view case_id);

enum class ClockState {
  kRunning = 1,
  kHeld = 2,       // stopped by a span that has not ended; it cannot expire
  kMet = 3,        // done, in time or late
  kOverdue = 4,    // its last day is over and was reported; what is owed is still owed
  kExpired = 5,    // its last day is over and what the policy says for that has happened
  kCancelled = 6,  // what it was for has ended otherwise
};
// "RUNNING".
std::string_view ClockStateName(ClockState state);

// A span of days that are not counted. Both days belong to it; without a last day it goes on.
struct Span {
  int32_t seq = 0;  // from 1, in the order of recording
  policy::ExcludedSpan kind = policy::ExcludedSpan::kTest;
  Date first;
  std::optional<Date> last;
  std::string reason;
  std::string document;  // number of the order or request that opened it
  std::string person;    // who recorded it

  bool Contains(Date day) const { return first <= day && (!last.has_value() || day <= *last); }
  bool operator==(const Span&) const = default;
};

// Time added by somebody who may.
struct Grant {
  int32_t seq = 0;  // from 1
  policy::ExtensionBy by = policy::ExtensionBy::kHead;
  int32_t count = 0;  // in `unit`, at least 1
  policy::TimeUnit unit = policy::TimeUnit::kCalendarDay;
  Date granted;
  std::string person;
  std::string reason;
  std::string document;  // number of the approval, or of the record of the discussion
  bool operator==(const Grant&) const = default;
};

struct ClockFile {
  Subject subject;
  std::string key;  // of the policy's deadlines, "objection"
  int32_t run = 1;  // the same clock started again is its next run
  ClockState state = ClockState::kRunning;
  Date event;                    // its day is not counted
  std::optional<Date> last_day;  // until 24:00; absent while it lies beyond the calendar
  bool assumed = false;          // counted by holidays that were not yet decreed
  policy::OnExpiry on_expiry = policy::OnExpiry::kReportOverdue;
  std::string policy_sha256;  // of the policy that states the deadline
  std::string case_id;        // 26 symbols; empty if it belongs to no case
  std::string institution_id;
  std::string officer;           // who answers for it; empty: the officers of the case
  std::optional<Date> met;       // the day on which it was met
  std::optional<Date> reported;  // the day on which its expiry was recorded
  int64_t revision = 1;          // counts the changes
  std::vector<Grant> grants;
  std::vector<Span> spans;

  bool operator==(const ClockFile&) const = default;
};

// Running, held or overdue: somebody still has something to do, or the party still may.
bool IsOpen(const ClockFile& clock);

// True if its last day is over and nobody has said so yet. Held clocks and those whose last day is
// not known are never due.
bool IsDue(const ClockFile& clock, Date today);

// Met after its last day.
bool WasLate(const ClockFile& clock);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CLOCKS_CLOCK_FILE_H_
