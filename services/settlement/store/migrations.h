// The schema of the settlement database.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_MIGRATIONS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_MIGRATIONS_H_

#include <string>
#include <vector>

#include "common/sql/database.h"

namespace probity::settlement {

const std::vector<sql::Migration>& Migrations();

// What the service's account may write; embedded from deploy/sql.
const std::string& Grants();

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_MIGRATIONS_H_
