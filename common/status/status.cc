#include "common/status/status.h"

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace probity {
namespace {

constexpr char kPayloadUrl[] = "probity/refusal";

// One record a line, fields separated by tabs and C-escaped, so that any text survives.
std::string Encode(const RefusalDetail& detail) {
  std::string out = absl::StrCat("r\t", detail.reason, "\n");
  for (const auto& [key, value] : detail.metadata) {
    absl::StrAppend(&out, "m\t", absl::CEscape(key), "\t", absl::CEscape(value), "\n");
  }
  for (const FieldViolation& violation : detail.violations) {
    absl::StrAppend(&out, "v\t", absl::CEscape(violation.field), "\t",
                    absl::CEscape(violation.description), "\n");
  }
  return out;
}

std::string Unescape(absl::string_view text) {
  std::string out;
  absl::CUnescape(text, &out);
  return out;
}

}  // namespace

absl::Status WithDetail(absl::StatusCode code, std::string_view text, const RefusalDetail& detail) {
  absl::Status status(code, ToAbsl(text));
  status.SetPayload(kPayloadUrl, absl::Cord(Encode(detail)));
  return status;
}

std::string_view ReasonName(Reason reason) {
  switch (reason) {
#define PROBITY_REASON_CASE(name, number) \
  case Reason::k_##name:                  \
    return #name;
    PROBITY_REASONS(PROBITY_REASON_CASE)
#undef PROBITY_REASON_CASE
  }
  return "";
}

absl::Status Refuse(absl::StatusCode code, Reason reason, std::string_view text,
                    std::map<std::string, std::string> metadata) {
  return WithDetail(code, text, {std::string(ReasonName(reason)), std::move(metadata), {}});
}

absl::Status BadRequest(std::vector<FieldViolation> violations) {
  std::string text;
  for (const FieldViolation& violation : violations) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", violation.field, ": ", violation.description);
  }
  return WithDetail(absl::StatusCode::kInvalidArgument, text,
                    {std::string(ReasonName(Reason::k_BAD_REQUEST)), {}, std::move(violations)});
}

absl::Status Precondition(Reason reason, std::string_view text,
                          std::map<std::string, std::string> metadata) {
  return Refuse(absl::StatusCode::kFailedPrecondition, reason, text, std::move(metadata));
}

absl::Status NotFound(Reason reason, std::string_view text) {
  return Refuse(absl::StatusCode::kNotFound, reason, text);
}

absl::Status LostRace(std::string_view text) {
  return Refuse(absl::StatusCode::kAborted, Reason::k_CONFLICT, text);
}

absl::Status Denied(Reason reason, std::string_view text) {
  return Refuse(absl::StatusCode::kPermissionDenied, reason, text);
}

RefusalDetail DetailOf(const absl::Status& status) {
  RefusalDetail detail;
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return detail;
  const std::string encoded(*payload);
  for (const absl::string_view line : absl::StrSplit(encoded, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    if (fields[0] == "r") {
      detail.reason = fields[1];
    } else if (fields[0] == "m") {
      detail.metadata[Unescape(fields[1])] = Unescape(fields[2]);
    } else {
      detail.violations.push_back({Unescape(fields[1]), Unescape(fields[2])});
    }
  }
  return detail;
}

bool HasReason(const absl::Status& status, Reason reason) {
  return DetailOf(status).reason == ReasonName(reason);
}

FieldCheck& FieldCheck::Check(bool ok, std::string_view field, std::string_view description) {
  if (!ok) violations_.push_back({std::string(field), std::string(description)});
  return *this;
}

absl::Status FieldCheck::Result() const {
  return violations_.empty() ? absl::OkStatus() : BadRequest(violations_);
}

}  // namespace probity
