// The schema of the hearing database, for sql::Open (with Options::secure_delete) and sql::Migrate.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_MIGRATIONS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_MIGRATIONS_H_

#include <string>
#include <vector>

#include "common/sql/database.h"

namespace probity::review::hearing {

const std::vector<sql::Migration>& Migrations();

// What the service's account may write; embedded from deploy/sql.
const std::string& Grants();

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_MIGRATIONS_H_
