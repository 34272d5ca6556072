#include "services/settlement/domain/corrections.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kIndicators = "indicators.";

bool Set(std::optional<int64_t> value, int64_t& field) {
  if (!value.has_value()) return false;
  field = *value;
  return true;
}
bool Set(std::optional<int64_t> value, bool& field) {
  if (!value.has_value() || (*value != 0 && *value != 1)) return false;
  field = *value == 1;
  return true;
}
bool Set(std::optional<int64_t> value, std::optional<int64_t>& field) {
  field = value;
  return true;
}

absl::Status Invalid(const UnitKey& key, std::string_view field, std::string_view text) {
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_VARIANT_INVALID,
                absl::StrCat(KeyText(key), ", ", ToAbsl(field), ": ", ToAbsl(text)),
                {{"unit", KeyText(key)}, {"field", std::string(field)}});
}

}  // namespace

absl::Status Correct(const Correction& correction, UnitInput& input) {
  const std::string_view name = correction.field;
  if (name.starts_with(kIndicators)) {
    const std::string code(name.substr(kIndicators.size()));
    if (correction.value.has_value()) {
      input.indicators[code] = *correction.value;
    } else {
      input.indicators.erase(code);
    }
    return absl::OkStatus();
  }
  bool known = false;
  bool fits = false;
  VisitScalars(input, [&](std::string_view field, auto& value) {
    if (field != name) return;
    known = true;
    fits = Set(correction.value, value);
  });
  if (!known) return Invalid(input.key, name, "no input has this name");
  if (!fits) return Invalid(input.key, name, "needs a number; a flag is 0 or 1");
  return absl::OkStatus();
}

absl::Status CorrectUnit(const Corrections& corrections, UnitInput& input) {
  const auto found = corrections.find(input.key);
  if (found == corrections.end()) return absl::OkStatus();
  for (const Correction& one : found->second) {
    PROBITY_RETURN_IF_ERROR(Correct(one, input));
  }
  return absl::OkStatus();
}

}  // namespace probity::settlement
