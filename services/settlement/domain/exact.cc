#include "services/settlement/domain/exact.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {

int64_t Exact::R(money::Int128 numerator, money::Int128 denominator, std::string_view field) {
  if (overflow_ || denominator == 0) {
    overflow_ = true;
    if (field_.empty()) field_ = field;
    return 0;
  }
  const absl::StatusOr<int64_t> rounded = money::Round(numerator, denominator, mode_);
  if (rounded.ok()) return *rounded;
  overflow_ = true;
  field_ = field;
  return 0;
}

int64_t Exact::Whole(money::Int128 value, std::string_view field) {
  const bool fits =
      std::numeric_limits<int64_t>::min() <= value && value <= std::numeric_limits<int64_t>::max();
  if (!overflow_ && fits) return static_cast<int64_t>(value);
  overflow_ = true;
  if (field_.empty()) field_ = field;
  return 0;
}

absl::Status Exact::Overflow() const {
  return Refuse(
      absl::StatusCode::kOutOfRange, Reason::k_ARITHMETIC_OVERFLOW,
      absl::StrCat(ToAbsl(field_), " does not fit into 64 bits; check the inputs for their units"),
      {{"field", std::string(field_)}});
}

std::string Int128Text(money::Int128 value) {
  if (value == 0) return "0";
  std::string text;
  const bool negative = value < 0;
  for (; value != 0; value /= 10) {
    const auto digit = static_cast<int>(value % 10);
    text.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  if (negative) text.push_back('-');
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace probity::settlement
