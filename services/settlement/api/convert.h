// Between messages and values.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_CONVERT_H_
#define PROBITY_SERVICES_SETTLEMENT_API_CONVERT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/policy/policy.h"
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

// The statement of a unit without its lines.
v1::Statement ToProto(const Run& run, const Outcome& outcome, const policy::Policy& policy);
v1::Line ToProto(const StatementLine& line);

// A key as the cursor of a page, and back; an empty cursor is below every key.
std::string CursorOf(const UnitKey& key);
UnitKey KeyOfCursor(const std::string& cursor);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_CONVERT_H_
