#include "clients/probityctl/commands/json_items.h"

#include "common/status/status.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace probity::ctl {

absl::StatusOr<std::vector<std::string>> JsonItems(std::string_view json) {
  const size_t first = json.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::vector<std::string>{"{}"};
  if (json[first] != '[') return std::vector<std::string>{std::string(json)};
  google::protobuf::ListValue list;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &list);
  if (!parsed.ok()) return BadRequest({{"json", std::string(parsed.message())}});
  std::vector<std::string> items;
  for (const google::protobuf::Value& value : list.values()) {
    items.emplace_back();
    (void)google::protobuf::util::MessageToJsonString(value, &items.back());
  }
  return items;
}

}  // namespace probity::ctl
