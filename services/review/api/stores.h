// Opens the two databases, each without the other's schema in sight.
#ifndef PROBITY_SERVICES_REVIEW_API_STORES_H_
#define PROBITY_SERVICES_REVIEW_API_STORES_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "common/sql/finding.h"

namespace probity::review {

// On a server the service's account is held to its grants.
absl::StatusOr<std::unique_ptr<sql::Database>> OpenRoster(sql::Options options);
absl::StatusOr<sql::Report> InspectRoster(sql::Options options);
absl::Status MigrateRoster(const sql::Options& options);

// What is deleted from the hearings' file is overwritten, whatever `options` say.
absl::StatusOr<std::unique_ptr<sql::Database>> OpenHearing(sql::Options options);
absl::StatusOr<sql::Report> InspectHearing(sql::Options options);
absl::Status MigrateHearing(sql::Options options);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_STORES_H_
