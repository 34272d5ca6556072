// What a frozen input must satisfy before anything is computed from it. The bounds keep every
// numerator of the formulas below 2^127.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUT_CHECK_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUT_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/policy/settlement_terms.h"
#include "common/status/reason.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

inline constexpr int64_t kMaxVisits = 1'000'000'000;
inline constexpr int64_t kMaxPoints = 1'000'000;
inline constexpr int64_t kMaxScoreCenti = 10'000;
inline constexpr int32_t kMaxEnteredBp = 20'000;

// One thing wrong with one unit.
struct UnitProblem {
  std::string unit;   // KeyText, or an institution's id
  std::string field;  // name of an input; may be empty
  Reason reason = Reason::k_BAD_REQUEST;
  std::string text;
};

// The first refusal in the order NEGATIVE_AMOUNT, AMOUNT_OUT_OF_RANGE, VOLUME_OUT_OF_RANGE,
// POINTS_OUT_OF_RANGE, SCORE_OUT_OF_RANGE, DAYS_OUT_OF_RANGE; nothing if the inputs are sound.
std::optional<UnitProblem> CheckInput(const UnitInput& input);

// CheckInput, then what settling money needs: SUSPENSION_AMOUNT_WITHOUT_SUSPENSION,
// CLAIMS_WITHOUT_ACTIVE_DAYS, COST_WITHOUT_VOLUME, MISSING_BUDGET, and the contracts' amounts and
// counts.
std::optional<UnitProblem> CheckUnit(const UnitInput& input, policy::SettlementBasis basis);

// FAILED_PRECONDITION with the reason of the first problem and every problem as a violation (the
// unit and field, the reason and the text); OK if there is none.
absl::Status RefuseUnits(const std::vector<UnitProblem>& problems);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUT_CHECK_H_
