// The schema of the scoring database.
#ifndef PROBITY_SERVICES_SCORING_STORE_MIGRATIONS_H_
#define PROBITY_SERVICES_SCORING_STORE_MIGRATIONS_H_

#include <string>
#include <vector>

#include "common/sql/database.h"

namespace probity::scoring {

// In order of number; embedded from migrations/*.sql.
const std::vector<sql::Migration>& Migrations();

// What the service's account may write; embedded from deploy/sql.
const std::string& Grants();

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_MIGRATIONS_H_
