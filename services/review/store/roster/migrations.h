// The schema of the roster database, for sql::Open and sql::Migrate.
#ifndef PROBITY_SERVICES_REVIEW_STORE_ROSTER_MIGRATIONS_H_
#define PROBITY_SERVICES_REVIEW_STORE_ROSTER_MIGRATIONS_H_

#include <string>
#include <vector>

#include "common/sql/database.h"

namespace probity::review::roster {

const std::vector<sql::Migration>& Migrations();

// What the service's account may write; embedded from deploy/sql.
const std::string& Grants();

}  // namespace probity::review::roster

#endif  // PROBITY_SERVICES_REVIEW_STORE_ROSTER_MIGRATIONS_H_
