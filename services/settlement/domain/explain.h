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
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/restate.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

struct Derivation {
  std::string code;    // name of the figure, of the input or of the policy's field
  std::string symbol;  // "B"
  std::string name_zh;
  std::string name_en;
  std::string formula;   // empty for what is given
  std::string operands;  // "name = number" of everything the formula takes; of StatementFigures in
                         // words and yuan (explain_paper.h)
  int64_t value = 0;     // 0 where 64 bits do not hold it: see exact_numerator
  // "fen", "bp", "days", "visits", "points", "flag", "status", "centi", "millionths", "nanos",
  // "weight", "choice" (the number of a policy's enum), "rows" (of a table)
  std::string unit;
  // Before the one rounding, or over 1; empty of flags, statuses and what is given whole.
  std::string exact_numerator;
  std::string exact_denominator;
  std::string policy_field;
  bool assumed = false;
  bool input = false;       // a frozen input, of the unit or of its run
  bool of_the_run = false;  // a sum over every unit, or what only all of them together decide
  std::vector<Derivation> from;
};

// How the region shared, for the figures that are a share.
struct RegionFacts {
  RegionTerms terms;                       // of the run that shared
  RegionTotals totals;                     // of it, with its plan
  RegionWeight weight;                     // what the unit brings
  bool corrects = false;                   // shared by the plan of the run corrected
  std::optional<PublishedUnit> published;  // of the unit in that run
};

// What is known of a unit that was settled.
struct SettledFigures {
  const UnitInput& input;
  const policy::Policy& policy;
  const UnitResult& result;
  const StatedFacts* facts = nullptr;   // without them a score is a leaf
  const RegionFacts* region = nullptr;  // without them a share is a leaf
};

// UNKNOWN_LINE for a name that is none of VisitOutputs. Every leaf is a frozen input, a field of
// the policy, or, under a share, a figure of the whole run.
absl::StatusOr<Derivation> ExplainFigure(const SettledFigures& settled, std::string_view code);

// The figures a statement prints, in their order, without what they come from.
std::vector<Derivation> StatementFigures(const SettledFigures& settled);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_H_
