#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_JSON_ITEMS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_JSON_ITEMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace probity::ctl {

// The JSON texts of a request: `json` itself, or the items of the array it is. Empty text is one
// empty request.
absl::StatusOr<std::vector<std::string>> JsonItems(std::string_view json);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_JSON_ITEMS_H_
