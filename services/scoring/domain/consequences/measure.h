// A measure (措施): one of the six kinds of suspension (domain of the law: 条例 30, 38, 40, 41;
// Order 2; 23号), or cancellation. Each has a ground, scope, dates and release of its own, and
// several may run on one day. Values and guards; nothing here knows time or a database.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_MEASURE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_MEASURE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/measure_rules.h"

namespace probity::scoring {

// The enumerators keep the wire numbers of protos/probity/scoring/v1/measure.proto, where each
// value is explained.
enum class MeasureKind {
  kPoints = 1,
  kAgreement = 2,
  kHold = 3,
  kDepartment = 4,
  kPerson = 5,
  kInsured = 6,
  kCancellation = 7,
};
enum class MeasureSubject { kInstitution = 1, kPerson = 2, kInsured = 3 };
enum class MeasureScope { kWhole = 1, kDepartment = 2, kServiceLine = 3, kPerson = 4 };
enum class MeasureStatus {
  kRequested = 1,
  kInForce = 2,
  kLifted = 3,
  kReleased = 4,
  kFellAway = 5,
  kRefused = 6,
};
enum class HoldOutcome { kNone = 0, kNothingFound = 1, kFraudFound = 2, kCooperated = 3 };

// An early lift asked for and not yet approved.
struct LiftRequest {
  absl::CivilDay free_from;  // first day free again
  std::string person;
  std::string reason;
  absl::CivilDay due;  // last day to answer

  bool operator==(const LiftRequest&) const = default;
};

struct Measure {
  std::string measure_id;  // 16 bytes; empty before it is stored
  MeasureKind kind = MeasureKind::kPoints;
  MeasureStatus status = MeasureStatus::kInForce;
  MeasureSubject subject = MeasureSubject::kInstitution;
  std::string subject_id;
  int32_t year = 0;  // points year of what the ledger opened, else 0
  MeasureScope scope = MeasureScope::kWhole;
  std::string scope_ref;               // the department, service line or person
  std::string case_id;                 // 26 symbols, or empty
  absl::CivilDay first;                // first day
  std::optional<absl::CivilDay> last;  // last day as ordered; absent: open
  // First day free again, where it ended before `last`; at or before `first`: it never ran.
  std::optional<absl::CivilDay> free_from;
  int32_t months = 0;  // as ordered; 0: counted in days, or open
  std::string basis;
  std::string document;
  std::string reason;
  std::string ordered_by;
  std::string approved_by;
  std::optional<LiftRequest> lift;
  HoldOutcome outcome = HoldOutcome::kNone;
  int64_t held_fen = 0;
  std::optional<absl::CivilDay> bar_until;  // last day without a new application
  std::string policy_sha256;
  int64_t etag = 0;
  std::string continues_id;  // 16 bytes: the lifted suspension that a later decision lengthened

  bool operator==(const Measure&) const = default;
};

// Days, both included; without `last` open.
struct Span {
  absl::CivilDay first;
  std::optional<absl::CivilDay> last;

  bool Contains(absl::CivilDay day) const { return first <= day && (!last || day <= *last); }
  bool operator==(const Span&) const = default;
};

// The days on which the measure really runs; absent if none (asked for only, refused, or fallen
// away before its first day).
std::optional<Span> DaysOf(const Measure& measure);

// Suspensions and cancellation close the networked settlement; a hold only keeps money back.
bool ClosesSettlement(MeasureKind kind);

// A suspension as a person orders it.
struct SuspensionOrder {
  MeasureKind kind = MeasureKind::kAgreement;
  MeasureSubject subject = MeasureSubject::kInstitution;
  std::string subject_id;
  MeasureScope scope = MeasureScope::kWhole;
  std::string scope_ref;
  std::string case_id;
  absl::CivilDay served;  // of the order
  int32_t months = 0;
  int32_t days = 0;
  std::string basis;
  std::string document;
  std::string reason;
  std::string person;
};

// The measure, from the day after the service (D12). G15_SERVICE_REQUIRED if `served` lies after
// `today`; MEASURE_SCOPE if subject and scope do not fit the kind; MEASURE_LENGTH outside the
// policy's range; MEASURE_STATE for a kind that nobody orders.
absl::StatusOr<Measure> OrderSuspension(const SuspensionOrder& order,
                                        const policy::MeasureRules& rules, absl::CivilDay today);

// First person of an early lift. `lift.free_from` lies after the first day and not after the last,
// and after `today`, for served days are not given back: LIFT_OUTSIDE_SPAN, also before the
// suspension began. MEASURE_STATE for a hold, a cancellation, or what is over.
absl::StatusOr<Measure> RequestLift(Measure measure, const LiftRequest& lift, absl::CivilDay today);

// Second person (G22). LIFT_NOT_REQUESTED, G22_TWO_PERSONS, and what RequestLift refuses.
absl::StatusOr<Measure> ApproveLift(Measure measure, std::string_view person, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_MEASURE_H_
