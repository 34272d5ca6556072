// The JSON a person types for a call, with the place of what is wrong in it.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_JSON_ITEMS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_JSON_ITEMS_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace probity::ctl {

// The requests in `json`, as parts of it: `json` itself, or the items of the array it is. They are
// cut apart and not parsed, so that a large number is not rounded on the way. Blank text is one
// empty request. BAD_REQUEST for an array that does not end, or goes on after its end.
absl::StatusOr<std::vector<std::string_view>> JsonItems(std::string_view json);

// Reads `item`, which is a part of `json`, into `message`. BAD_REQUEST gives `json:line:column`,
// both from 1, of what cannot be read, or of the item whose field is unknown or of another type.
absl::Status ParseItem(std::string_view json, std::string_view item,
                       google::protobuf::Message& message);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_JSON_ITEMS_H_
