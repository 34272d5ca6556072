// JSON that a person wrote, with the place of what is wrong in it.
#ifndef PROBITY_COMMON_RPC_JSON_H_
#define PROBITY_COMMON_RPC_JSON_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"

namespace probity::rpc {

struct JsonFault {
  size_t at = 0;     // byte that cannot be read; 0 if the text is JSON and a field is wrong
  std::string what;  // names the field then
};

// Reads `json` into `message`. Unknown fields are faults.
std::optional<JsonFault> ReadJson(std::string_view json, google::protobuf::Message& message);

// "LINE:COLUMN", both from 1, of a byte of a UTF-8 text; columns count characters.
std::string LineColumn(std::string_view text, size_t at);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_JSON_H_
