// How each figure is said: names, formula, and what it is computed from. Internal to explain.cc.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_RULES_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_RULES_H_

#include <string_view>
#include <vector>

namespace probity::settlement {

struct FigureRule {
  std::string_view code;
  std::string_view symbol;
  std::string_view zh;
  std::string_view en;
  std::string_view unit;
  std::string_view formula;
  // Names of figures, of inputs, and, behind an @, of the policy's fields; behind a #, tables and
  // what the region decides.
  std::vector<std::string_view> from;
};

// Every name of VisitOutputs, in its order.
const std::vector<FigureRule>& FigureRules();

// Steps between figures that no statement prints.
const std::vector<FigureRule>& WorkingRules();

struct InputRule {
  std::string_view code;
  std::string_view symbol;
  std::string_view zh;
  std::string_view en;
  std::string_view unit;
};
// Every name of VisitScalars, in its order.
const std::vector<InputRule>& InputRules();

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_RULES_H_
