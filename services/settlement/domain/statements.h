// What becomes of a statement once it was issued: confirmed by the institution, deemed confirmed
// when its clock runs out, or disputed line by line.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_STATEMENTS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_STATEMENTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/calendar/date.h"
#include "services/settlement/domain/ledger/postings.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

enum class StatementDecision { kIssued = 1, kConfirmed = 2, kDeemedConfirmed = 3, kDisputed = 4 };
std::string_view DecisionName(StatementDecision decision);  // "ISSUED", "DEEMED_CONFIRMED", …
std::optional<StatementDecision> ParseDecision(std::string_view name);

// STATEMENT_STATE unless the statement waits for an answer and its last day has not passed.
absl::Status MayDecide(StatementDecision state, std::string_view confirm_until,
                       calendar::Date today);
// A disputed statement may be disputed in further lines while its clock runs.
absl::Status MayDispute(StatementDecision state, std::string_view confirm_until,
                        calendar::Date today);

// True if `line` names an output of a statement ("base_fen", "stripped_fen", …).
bool IsStatementLine(std::string_view line);

// What the ledger is to hold of a unit: its inputs name what was advanced, its result the rest.
UnitDue DueOf(const UnitInput& input, const UnitResult& result);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_STATEMENTS_H_
