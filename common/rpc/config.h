// A service's configuration: read strictly, completed with the defaults of its service, checked.
#ifndef PROBITY_COMMON_RPC_CONFIG_H_
#define PROBITY_COMMON_RPC_CONFIG_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "probity/config/v1/config.pb.h"

namespace probity::rpc {

// A file of strict JSON of ServiceConfig. INVALID_ARGUMENT names the file and what is wrong in it,
// an unknown field by its name; NOT_FOUND if it cannot be read.
absl::StatusOr<config::v1::ServiceConfig> ReadConfig(const std::string& path);

// Fills what is not set; `service` is "scoring", "review" or "settlement".
void Complete(std::string_view service, config::v1::ServiceConfig* config);

// INVALID_ARGUMENT with everything that is wrong in a completed configuration, each with its
// remedy: malformed addresses, non-loopback ones without tls_dir, certificate files that do not
// hold or name another service, settings the service does not have, values out of range, a scenario
// clock off loopback but for a rehearsal, a rehearsal without what it needs.
absl::Status CheckConfig(std::string_view service, const config::v1::ServiceConfig& config);

// How a store of this service opens one of its databases.
sql::Options StoreOptions(const config::v1::ServiceConfig& config, const std::string& url);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_CONFIG_H_
