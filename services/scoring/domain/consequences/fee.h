// Whether a fee is settled while measures run. Fees of a closed time are not settled; emergency and
// rescue always are (23号; ASSUMED for the other kinds); whoever was in hospital before is settled
// until discharge if the policy says so.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_FEE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_FEE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/scoring/domain/consequences/measure.h"

namespace probity::scoring {

struct Fee {
  std::string institution_id;
  absl::CivilDay day;
  std::string department;  // empty: not stated, and then no department's suspension meets it
  std::string service_line;
  std::string person_id;   // who provided the service
  std::string insured_id;  // who received it
  bool emergency = false;
  std::optional<absl::CivilDay> admitted;  // of an inpatient
};

enum class FeeGround { kNoMeasure, kEmergency, kAdmittedBefore, kHeld, kSuspended };
// "SUSPENDED 暂停期间费用不予结算".
std::string_view FeeGroundTitle(FeeGround ground);

struct FeeAnswer {
  bool settled = true;
  FeeGround ground = FeeGround::kNoMeasure;
  std::string measure_id;  // 16 bytes: what stands against it, or would

  bool operator==(const FeeAnswer&) const = default;
};

// `measures`: those of the institution, the person and the insured person.
FeeAnswer CheckFee(const std::vector<Measure>& measures, const Fee& fee,
                   bool inpatients_until_discharge);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_FEE_H_
