// How each figure is said: names, formula, and what it is computed from. Internal to explain.cc.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_RULES_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_RULES_H_

#include <string>
#include <vector>

namespace probity::settlement {

// What a figure or an input is called.
struct Naming {
  std::string code;
  std::string symbol;
  std::string zh;
  std::string en;
  std::string unit;
};

struct FigureRule : Naming {
  std::string formula;
  // Names of figures, of inputs, and, behind an @, of the policy's fields; behind a #, tables and
  // what the region decides.
  std::vector<std::string> from;
};

// Every name of VisitOutputs, in its order.
const std::vector<FigureRule>& FigureRules();

// Steps between figures that no statement prints.
const std::vector<FigureRule>& WorkingRules();

using InputRule = Naming;
// Every name of VisitScalars, in its order.
const std::vector<InputRule>& InputRules();

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_RULES_H_
