#include "clients/probityctl/commands/session.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/common/width.h"
#include "common/status/status.h"
#include "google/protobuf/util/json_util.h"

namespace probity::ctl {

absl::StatusOr<clients::Bureau> Session::Connect(absl::Duration patience) const {
  clients::Actors actors = clients::Actors::Defaults();
  if (!actors_file.empty()) {
    PROBITY_ASSIGN_OR_RETURN(actors, clients::Actors::FromFile(actors_file));
  }
  return clients::Bureau::Connect(addresses, std::move(actors), patience);
}

int Fail(const absl::Status& status) {
  const RefusalDetail detail = DetailOf(status);
  std::string text = absl::StrCat("probityctl: ", status.message());
  if (!detail.reason.empty()) absl::StrAppend(&text, "\n  reason: ", detail.reason);
  for (const FieldViolation& violation : detail.violations) {
    absl::StrAppend(&text, "\n  ", violation.field, ": ", violation.description);
  }
  for (const auto& [key, value] : detail.metadata) {
    absl::StrAppend(&text, "\n  ", key, " = ", value);
  }
  std::fprintf(stderr, "%s\n", text.c_str());
  if (absl::IsUnavailable(status)) {
    std::fprintf(stderr, "  a service is away; start it and run the same command again\n");
    return kTryAgain;
  }
  return absl::IsInvalidArgument(status) ? kUsage : kRefused;
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

void Table::Print() const {
  std::vector<size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], clients::DisplayWidth(row[i]));
    }
  }
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - clients::DisplayWidth(row[i]) + 2, ' ');
    }
    std::printf("%s\n", line.c_str());
  }
}

std::string Short(std::string_view name, std::string_view prefix) {
  return std::string(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

}  // namespace probity::ctl
