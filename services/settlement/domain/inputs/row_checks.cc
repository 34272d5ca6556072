#include "services/settlement/domain/inputs/row_checks.h"

#include <algorithm>

#include "common/money/money.h"
#include "services/settlement/domain/input_check.h"

namespace probity::settlement {
namespace {

constexpr size_t kMaxIdSize = 32;
constexpr size_t kMaxCodeSize = 64;

bool IsInstitutionId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdSize && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool IsCode(std::string_view code) {
  return code.size() <= kMaxCodeSize && !code.starts_with(' ') && !code.ends_with(' ') &&
         code.find_first_of(",;=") == std::string_view::npos &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

RowChecks& RowChecks::Check(bool ok, std::string_view column, Reason reason,
                            std::string_view text) {
  if (!ok) problems_.push_back({std::string(column), reason, std::string(text)});
  return *this;
}

RowChecks& RowChecks::Institution(std::string_view id) {
  return Check(IsInstitutionId(id), "institution_id", Reason::k_BAD_REQUEST,
               "an institution's id is 1..32 of A-Z 0-9 - _");
}

RowChecks& RowChecks::Year(int32_t year) {
  return Check(kFirstYear <= year && year <= kLastYear, "year", Reason::k_BAD_REQUEST,
               "a year is 2000..2999");
}

RowChecks& RowChecks::Amount(std::string_view column, int64_t fen) {
  Check(fen >= 0, column, Reason::k_NEGATIVE_AMOUNT, "an amount must not be negative");
  return Check(fen <= money::kMaxInputFen, column, Reason::k_AMOUNT_OUT_OF_RANGE,
               "an amount is at most 10^15 fen");
}

RowChecks& RowChecks::SignedAmount(std::string_view column, int64_t fen) {
  return Check(-money::kMaxInputFen <= fen && fen <= money::kMaxInputFen, column,
               Reason::k_AMOUNT_OUT_OF_RANGE, "an amount is at most 10^15 fen, of either sign");
}

RowChecks& RowChecks::Visits(std::string_view column, int64_t visits, int64_t least) {
  return Check(least <= visits && visits <= kMaxVisits, column, Reason::k_VOLUME_OUT_OF_RANGE,
               least == 0 ? "visits are 0..10^9" : "visits are 1..10^9");
}

RowChecks& RowChecks::Code(std::string_view column, std::string_view code, bool required) {
  return Check(
      IsCode(code) && !(required && code.empty()), column, Reason::k_BAD_REQUEST,
      "a code is 1..64 printable ASCII characters but , ; and =, without a blank at either end");
}

}  // namespace probity::settlement
