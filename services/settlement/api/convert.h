// Between messages and values.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_CONVERT_H_
#define PROBITY_SERVICES_SETTLEMENT_API_CONVERT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "common/status/status.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "probity/settlement/v1/unit.pb.h"
#include "services/settlement/domain/budget.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/domain/statement_lines.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {

// Unspecified is ALL; absent for numbers this version does not know.
std::optional<Fund> FromProto(v1::Fund fund);
std::optional<UnitClass> FromProto(v1::UnitClass unit_class);
v1::Fund ToProto(Fund fund);
v1::UnitClass ToProto(UnitClass unit_class);

v1::Budget ToProto(const Budget& budget);
v1::Run ToProto(const Run& run, const std::vector<std::string>& policy_sha256s);
v1::Totals ToProto(const RunTotals& totals);
v1::Figures ToProto(const UnitResult& result);
v1::StatementDecision ToProto(StatementDecision decision);
// What a request's unit is; unspecified fund and class are ALL. BAD_REQUEST.
template <typename Request>
absl::StatusOr<UnitKey> KeyOf(const Request& request) {
  const auto fund = FromProto(request.fund());
  const auto unit_class = FromProto(request.unit_class());
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.institution_id().empty(), "institution_id", "required")
          .Check(fund.has_value(), "fund", "no fund of this version")
          .Check(unit_class.has_value(), "unit_class", "no class of this version")
          .Result());
  return UnitKey{request.institution_id(), *fund, *unit_class};
}

// The statement of a unit without its lines.
v1::Statement ToProto(const Run& run, const Outcome& outcome, const policy::Policy& policy);
v1::Line ToProto(const StatementLine& line);

// A key as the cursor of a page, and back; an empty cursor is below every key.
std::string CursorOf(const UnitKey& key);
UnitKey KeyOfCursor(const std::string& cursor);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_CONVERT_H_
