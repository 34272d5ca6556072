#include "common/rpc/json.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace probity::rpc {
namespace {

namespace pb = google::protobuf;

constexpr char kTypeUrl[] = "type.googleapis.com";

}  // namespace

std::optional<JsonFault> ReadJson(std::string_view json, pb::Message& message) {
  static pb::util::TypeResolver* const types =
      pb::util::NewTypeResolverForDescriptorPool(kTypeUrl, pb::DescriptorPool::generated_pool());
  // Byte by byte, so that the parser stops at the one it cannot read.
  pb::io::ArrayInputStream in(json.data(), static_cast<int>(json.size()), 1);
  std::string bytes;
  pb::io::StringOutputStream out(&bytes);
  const auto read = pb::util::JsonToBinaryStream(
      types, absl::StrCat(kTypeUrl, "/", message.GetDescriptor()->full_name()), &in, &out);
  if (read.ok() && message.ParseFromString(bytes)) return std::nullopt;
  JsonFault fault{0, std::string(read.message())};
  // A wrong field is named. Under a syntax error the parser quotes what it holds, up to the last
  // byte it took, and on a third line points at the place.
  const size_t quote = fault.what.find('\n');
  if (quote != std::string::npos) {
    const size_t pointer = fault.what.rfind('\n');
    const size_t quoted = pointer - std::min(quote + 1, pointer);
    const size_t before = fault.what.size() - pointer - 2;
    fault.at = static_cast<size_t>(in.ByteCount()) - (quoted - std::min(before, quoted));
    fault.what.erase(quote);
  }
  if (fault.what.starts_with(": ")) fault.what.erase(0, 2);
  return fault;
}

std::string LineColumn(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view in_line = before.substr(before.find_last_of('\n') + 1);
  const auto column =
      1 + std::count_if(in_line.begin(), in_line.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return absl::StrCat(line, ":", column);
}

}  // namespace probity::rpc
