// Fields and tables of the policy as operands. Internal to explain.cc.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_POLICY_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_POLICY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "common/policy/policy.h"
#include "services/settlement/domain/explain.h"

namespace probity::settlement {

// A leaf: a single field with its value.
Derivation PolicyLeaf(const policy::Policy& policy, const std::string& field, int64_t value,
                      std::string_view unit);

// One of the single fields that formulas name: "settlement.volume.plus_bp".
Derivation PolicyField(const policy::Policy& policy, std::string_view field);

// The rows of a table, each with its fields; its value is the number of rows. In `operands` the
// rows on one line.
Derivation BandTable(const policy::Policy& policy, int64_t points);
Derivation OverrunTable(const policy::Policy& policy);
Derivation DepositTable(const policy::Policy& policy);

// A table without its rows.
Derivation EmptyTable(const policy::Policy& policy, std::string_view field);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_POLICY_H_
