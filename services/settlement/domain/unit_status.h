// Refusals that name the unit they are about.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_STATUS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_STATUS_H_

#include <string_view>

#include "absl/status/status.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// The same refusal with metadata `unit`, and with `field` if one is given, both before the text.
absl::Status NamingUnit(const absl::Status& status, const UnitKey& key,
                        std::string_view field = {});

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_STATUS_H_
