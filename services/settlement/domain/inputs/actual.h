// What an institution did in a year and what it was paid so far, as the bureau's accounts state it.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_ACTUAL_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_ACTUAL_H_

#include <cstdint>
#include <vector>

#include "services/settlement/domain/inputs/row_checks.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// Amounts are fen. The meaning of each stands at UnitInput, which it becomes part of at the freeze.
struct Actual {
  UnitKey key;
  int32_t year = 0;
  int64_t visits = 0;          // t, accepted visits on active days
  int64_t accepted_fen = 0;    // A, without emergency care on suspended days
  int64_t refused_fen = 0;     // A_s
  int64_t emergency_fen = 0;   // A_e
  int64_t monthly_fen = 0;     // M
  int64_t withheld_fen = 0;    // W
  int64_t prefund_fen = 0;     // F
  int64_t deductions_fen = 0;  // K
  int64_t prior_year_fen = 0;  // Y, signed
  bool operator==(const Actual&) const = default;
};

// Everything wrong with a row by itself: BAD_REQUEST, NEGATIVE_AMOUNT, AMOUNT_OUT_OF_RANGE,
// VOLUME_OUT_OF_RANGE.
std::vector<RowProblem> CheckActual(const Actual& actual);

// Puts the figures into the unit's input.
void Apply(const Actual& actual, UnitInput& input);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_ACTUAL_H_
