// The derivation of a figure: what it was computed from, down to the frozen inputs and the values
// of the policy, so that anybody can compute it again.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

struct Derivation {
  std::string code;    // name of the figure, of the input or of the policy's field
  std::string symbol;  // "B"
  std::string name_zh;
  std::string name_en;
  std::string formula;   // empty for what is given
  std::string operands;  // "name = number" of everything the formula takes
  int64_t value = 0;
  std::string unit;  // "fen", "bp", "days", "visits", "points", "flag", "status", "centi"
  // Before the one rounding; empty where nothing is rounded.
  std::string exact_numerator;
  std::string exact_denominator;
  std::string policy_field;
  bool assumed = false;
  bool input = false;  // a frozen input
  std::vector<Derivation> from;
};

// What is known of a unit that was settled.
struct SettledFigures {
  const UnitInput& input;
  const policy::Policy& policy;
  const UnitResult& result;
};

// UNKNOWN_LINE for a name that is none of VisitOutputs.
absl::StatusOr<Derivation> ExplainFigure(const SettledFigures& settled, std::string_view code);

// The figures a statement prints, in their order, without what they come from.
std::vector<Derivation> StatementFigures(const SettledFigures& settled);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_H_
