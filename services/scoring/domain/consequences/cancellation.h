// Cancellation of the designation (解除协议 / 取消定点资格) as a person decides it: on the proposal
// of a veto item (条例 40) or on that of repetition (multi_year[], D11). What the points of a year
// bring by themselves is follow.h.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_CANCELLATION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_CANCELLATION_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/consequences/measure.h"

namespace probity::scoring {

struct CancellationOrder {
  std::string measure_id;  // 16 bytes; empty: a fresh one
  MeasureSubject subject = MeasureSubject::kInstitution;
  std::string subject_id;
  std::string case_id;    // 26 symbols, or empty
  absl::CivilDay served;  // of the decision to terminate
  absl::CivilDay since;   // when what it rests on took effect: no service of it lies before
  std::string basis;
  std::string document;
  std::string reason;
  std::string person;
  bool one_event = false;  // a single event calls for it, not repetition
};

// The measure, open, from the day after the service (D12), with the bar of the policy's band that
// terminates (of the heaviest, where several do; without one no bar). G15_SERVICE_REQUIRED if
// `served` lies after `today`, SERVICE_DATE_INVALID before `since`.
absl::StatusOr<Measure> OrderCancellation(const CancellationOrder& order,
                                          const policy::Policy& policy, absl::CivilDay today);

// Last day of a bar of that many years whose first day is `first`.
absl::CivilDay BarUntil(absl::CivilDay first, int32_t years);

// The cancellation once what it rested on is revoked with effect after `served`: free from the day
// after, or as if it never ran if it had not begun; its bar goes with it.
Measure EndCancellation(Measure measure, absl::CivilDay served);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_CANCELLATION_H_
