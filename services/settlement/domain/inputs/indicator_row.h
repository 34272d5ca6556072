// One indicator of an institution and year, as reported or found.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_INDICATOR_ROW_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_INDICATOR_ROW_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/policy/quality_terms.h"
#include "common/quality/score.h"
#include "services/settlement/domain/input_check.h"
#include "services/settlement/domain/inputs/row_checks.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

struct IndicatorRow {
  std::string institution_id;
  int32_t year = 0;
  quality::Measurement measured;
  bool operator==(const IndicatorRow&) const = default;
};

// Everything wrong with a row by itself: BAD_REQUEST for an id, code or status, for a value
// together with a status or without either; VOLUME_OUT_OF_RANGE for a denominator outside 0..10^9.
std::vector<RowProblem> CheckIndicator(const IndicatorRow& row);

// What a unit has from the indicators of its institution.
struct Graded {
  std::optional<int64_t> score_centi;         // absent: ungraded
  std::map<std::string, int64_t> indicators;  // values times 10^decimals of the policy
};

// By the policy's rules; a policy without families grades nobody. What is wrong is appended to
// `problems`: MISSING_INDICATOR for each indicator without a row, INDICATOR_OUT_OF_RANGE for given
// points that cannot be and for values with more places than the policy reads.
Graded Grade(const policy::QualityTerms& terms, const std::string& institution_id,
             const std::vector<quality::Measurement>& rows, std::vector<UnitProblem>& problems);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_INDICATOR_ROW_H_
