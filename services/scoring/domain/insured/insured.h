// Insured persons (参保人) as subjects of their own, by pseudonym: networked settlement suspended
// (暂停联网结算, 条例 41) and lifted early, each by two persons.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_INSURED_INSURED_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_INSURED_INSURED_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "common/policy/person_rules.h"

namespace probity::scoring {

// The numbers are those of the table.
enum class InsuredEventKind {
  kOfflineRequested = 1,
  kOfflineApproved = 2,
  kLiftRequested = 3,
  kLiftApproved = 4,
  kWithdrawn = 5  // the request before it
};

struct InsuredEvent {
  int64_t seq = 0;  // from 1
  InsuredEventKind kind = InsuredEventKind::kOfflineRequested;
  int32_t months = 0;                    // of a suspension
  std::optional<absl::CivilDay> served;  // the decision, to the person
  std::optional<calendar::Period> span;  // of an approval: the days offline
  std::string reason;
  std::string document;
  std::string policy_sha256;
  std::string actor;
  absl::CivilDay business_date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;

  bool operator==(const InsuredEvent&) const = default;
};

struct Insured {
  std::string insured_id;
  std::vector<InsuredEvent> events;  // by seq
};

// One suspension as it stands, with the two persons of each step.
struct OfflineMeasure {
  calendar::Period span;
  int32_t months = 0;
  std::string reason;
  std::string document;
  std::string requested_by;
  std::string approved_by;
  std::optional<calendar::Period> as_ordered;  // of one lifted early
  std::string lift_reason;
  std::string lifted_by;
};
std::vector<OfflineMeasure> MeasuresOf(const Insured& insured);

// The request that waits for a second person; nullptr if none does.
const InsuredEvent* Pending(const Insured& insured);
// The measure in force on the day, or the next to come; nothing if there is none.
std::optional<OfflineMeasure> MeasureOn(const Insured& insured, absl::CivilDay day);

// SUSPENSION_MONTHS outside the policy's range; MEASURE_STATE while a request is pending or a
// measure runs or is to come.
absl::Status CheckOfflineRequest(const Insured& insured, const policy::InsuredOffline& rules,
                                 int32_t months, absl::CivilDay today);
// MEASURE_STATE if nothing runs, or a request is pending.
absl::Status CheckLiftRequest(const Insured& insured, absl::CivilDay today);

// The approval of what is pending: a suspension from the day after `served` (民法典 201, 202), a
// lift from the day after today. MEASURE_STATE, G22_TWO_PERSONS, SERVICE_DATE_INVALID (served
// before the request or in the future).
absl::StatusOr<InsuredEvent> Approve(const Insured& insured, std::string_view person,
                                     std::optional<absl::CivilDay> served, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_INSURED_INSURED_H_
