// Arithmetic for the items of a statement: a formula reads like the formula, and the first amount
// that leaves its bits is remembered with the name of the figure it was for.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXACT_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXACT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/money/rounding.h"

namespace probity::settlement {

class Exact {
 public:
  explicit Exact(money::Rounding mode = money::Rounding::kHalfUp) : mode_(mode) {}

  money::Int128 Times(money::Int128 a, money::Int128 b) {
    money::Int128 out = 0;
    overflow_ |= __builtin_mul_overflow(a, b, &out);
    return out;
  }
  money::Int128 Plus(money::Int128 a, money::Int128 b) {
    money::Int128 out = 0;
    overflow_ |= __builtin_add_overflow(a, b, &out);
    return out;
  }
  money::Int128 Minus(money::Int128 a, money::Int128 b) {
    money::Int128 out = 0;
    overflow_ |= __builtin_sub_overflow(a, b, &out);
    return out;
  }

  // R(numerator/denominator), the figure `field`; the denominator is above 0.
  int64_t R(money::Int128 numerator, money::Int128 denominator, std::string_view field);
  // The same for a figure that is whole already.
  int64_t Whole(money::Int128 value, std::string_view field);

  // `value`, or ARITHMETIC_OVERFLOW with the field as metadata.
  template <typename Value>
  absl::StatusOr<Value> Give(Value value) const {
    if (overflow_) return Overflow();
    return std::move(value);
  }
  absl::Status status() const { return overflow_ ? Overflow() : absl::OkStatus(); }

 private:
  absl::Status Overflow() const;

  money::Rounding mode_;
  bool overflow_ = false;
  std::string_view field_;  // names are literals
};

// Decimal digits.
std::string Int128Text(money::Int128 value);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXACT_H_
