#include "clients/probityctl/commands/json_items.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/json.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

absl::Status Bad(std::string_view json, size_t at, std::string_view what) {
  return BadRequest({{absl::StrCat("json:", rpc::LineColumn(json, at)), std::string(what)}});
}

// Where the value that begins at `at` ends: at a comma or bracket of what is around it. A bracket
// that closes nothing within it is left to the parser to report.
size_t EndOfValue(std::string_view json, size_t at) {
  std::string closing;
  bool quoted = false;
  for (; at < json.size(); ++at) {
    const char c = json[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      closing.push_back(c == '{' ? '}' : ']');
    } else if ((c == '}' || c == ']' || c == ',') && closing.empty()) {
      return at;
    } else if (!closing.empty() && c == closing.back()) {
      closing.pop_back();
    }
  }
  return json.size();
}

size_t SkipBlank(std::string_view json, size_t at) {
  return std::min(json.find_first_not_of(kBlank, at), json.size());
}

}  // namespace

absl::StatusOr<std::vector<std::string_view>> JsonItems(std::string_view json) {
  size_t at = SkipBlank(json, 0);
  if (at == json.size() || json[at] != '[') return std::vector{json.substr(at)};
  std::vector<std::string_view> items;
  at = SkipBlank(json, at + 1);
  bool open = at == json.size() || json[at] != ']';
  while (open) {
    const size_t end = EndOfValue(json, at);
    if (end == json.size()) return Bad(json, end, "the array does not end; a ] is missing");
    if (end == at) return Bad(json, at, "an item of the array is missing");
    items.push_back(json.substr(at, end - at));
    open = json[end] == ',';
    at = open ? SkipBlank(json, end + 1) : end;
  }
  const size_t rest = SkipBlank(json, at + 1);
  if (json[at] != ']' || rest != json.size()) {
    return Bad(json, json[at] == ']' ? rest : at, "only the array's end may stand here");
  }
  return items;
}

absl::Status ParseItem(std::string_view json, std::string_view item,
                       google::protobuf::Message& message) {
  message.Clear();
  if (item.empty()) return absl::OkStatus();
  const std::optional<rpc::JsonFault> fault = rpc::ReadJson(item, message);
  if (!fault) return absl::OkStatus();
  return Bad(json, static_cast<size_t>(item.data() - json.data()) + fault->at,
             absl::StrCat("not a ", message.GetDescriptor()->name(), ": ", fault->what));
}

}  // namespace probity::ctl
