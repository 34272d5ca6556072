#include "clients/common/output.h"

#include <algorithm>
#include <cstdio>
#include <regex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/common/width.h"
#include "common/status/status.h"
#include "google/protobuf/util/json_util.h"

namespace probity::clients {
namespace {

// What a channel says when it cannot connect differs from one time to the next and never says whom
// it looked for; the address is the one thing in it a person can use.
std::string Plain(const absl::Status& status) {
  static const std::regex form(
      "(.*)(?:failed to connect to all addresses|connections to all backends failing).* "
      "ipv[46]:([^ ]+): .*");
  const std::string message(status.message());
  std::smatch found;
  if (!absl::IsUnavailable(status) || !std::regex_match(message, found, form)) return message;
  return absl::StrCat(found.str(1), "没有服务应答 no Probity service answers at ", found.str(2));
}

}  // namespace

std::string RefusalText(std::string_view program, const absl::Status& status) {
  const RefusalDetail detail = DetailOf(status);
  // The text of a BadRequest is its fields, joined; they are listed below.
  const bool fields_only =
      !detail.violations.empty() && BadRequest(detail.violations).message() == status.message();
  std::string text = absl::StrCat(ToAbsl(program), ": ",
                                  fields_only ? "输入有误 wrong input" : Plain(status), "\n");
  for (const FieldViolation& violation : detail.violations) {
    if (!fields_only && absl::StrContains(status.message(), violation.description)) continue;
    absl::StrAppend(&text, "  ", violation.field, ": ", violation.description, "\n");
  }
  if (!detail.reason.empty()) absl::StrAppend(&text, "  reason: ", detail.reason, "\n");
  for (const auto& [key, value] : detail.metadata) {
    absl::StrAppend(&text, "  ", key, " = ", value, "\n");
  }
  return text;
}

Exit ExitOf(const absl::Status& failure) {
  if (absl::IsUnavailable(failure)) return kTryAgain;
  return absl::IsInvalidArgument(failure) ? kUsage : kRefused;
}

void PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  std::fputs(json.c_str(), stdout);
}

std::string Table::Text() const {
  std::vector<size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] - DisplayWidth(row[i]) + 2, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

void Table::Print() const {
  std::fputs(Text().c_str(), stdout);
  if (rows_.size() == 1) std::fputs("(无 none)\n", stdout);
}

std::string Short(std::string_view name, std::string_view prefix) {
  return std::string(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

}  // namespace probity::clients
