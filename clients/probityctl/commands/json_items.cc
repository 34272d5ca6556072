#include "clients/probityctl/commands/json_items.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace probity::ctl {
namespace {

namespace pb = google::protobuf;

constexpr std::string_view kBlank = " \t\r\n";
constexpr char kTypeUrl[] = "type.googleapis.com";

// Columns count characters, not bytes.
std::string PlaceOf(std::string_view json, size_t at) {
  const std::string_view before = json.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view in_line = before.substr(before.find_last_of('\n') + 1);
  const auto column =
      1 + std::count_if(in_line.begin(), in_line.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return absl::StrCat("json:", line, ":", column);
}

absl::Status Bad(std::string_view json, size_t at, std::string_view what) {
  return BadRequest({{PlaceOf(json, at), std::string(what)}});
}

// Where the value that begins at `at` ends: a comma or a bracket of what is around it.
size_t EndOfValue(std::string_view json, size_t at) {
  int depth = 0;
  bool quoted = false;
  for (; at < json.size(); ++at) {
    const char c = json[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']' || c == ',') && depth == 0) {
      return at;
    } else if (c == '}' || c == ']') {
      --depth;
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

absl::Status ParseItem(std::string_view json, std::string_view item, pb::Message& message) {
  message.Clear();
  if (item.empty()) return absl::OkStatus();
  static pb::util::TypeResolver* const types =
      pb::util::NewTypeResolverForDescriptorPool(kTypeUrl, pb::DescriptorPool::generated_pool());
  // Byte by byte, so that the parser stops at the one it cannot read.
  pb::io::ArrayInputStream in(item.data(), static_cast<int>(item.size()), 1);
  std::string bytes;
  pb::io::StringOutputStream out(&bytes);
  const auto read = pb::util::JsonToBinaryStream(
      types, absl::StrCat(kTypeUrl, "/", message.GetDescriptor()->full_name()), &in, &out);
  if (read.ok() && message.ParseFromString(bytes)) return absl::OkStatus();
  const std::string text(read.message());
  // The parser shows what follows its place on lines of its own; a wrong field has none.
  const size_t first_line = text.find('\n');
  const bool syntax = first_line != std::string::npos;
  const size_t begin = static_cast<size_t>(item.data() - json.data());
  const size_t at = syntax && in.ByteCount() > 0 ? begin + in.ByteCount() - 1 : begin;
  std::string_view what = std::string_view(text).substr(0, first_line);
  if (what.starts_with(": ")) what.remove_prefix(2);
  return Bad(json, at, absl::StrCat("not a ", message.GetDescriptor()->name(), ": ", ToAbsl(what)));
}

}  // namespace probity::ctl
