#include "clients/review/order.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/review/notice.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

using review::v1::SheetEntry;

// A round has at most a few dozen cases; anything longer is meant as a serial.
constexpr size_t kOrdinalDigits = 4;

std::optional<int32_t> Ordinal(std::string_view named) {
  absl::string_view digits = absl::StripAsciiWhitespace(ToAbsl(named));
  absl::ConsumePrefix(&digits, "第");
  absl::ConsumeSuffix(&digits, "号");
  int32_t ordinal = 0;
  if (digits.size() > kOrdinalDigits || !absl::SimpleAtoi(digits, &ordinal)) return std::nullopt;
  return ordinal;
}

template <typename Predicate>
absl::StatusOr<SheetEntry> Find(const Entries& cases, Predicate is_it) {
  const auto found = std::find_if(cases.begin(), cases.end(), is_it);
  if (found != cases.end()) return *found;
  return NotFound(Reason::k_NOT_FOUND,
                  "本场次没有这一件 this round has no such case; `list` names them");
}

}  // namespace

std::vector<SheetEntry> OwnOrder(const Entries& cases, std::string_view code,
                                 std::string_view round) {
  std::vector<std::pair<std::string, SheetEntry>> keyed;
  for (const SheetEntry& one : cases) {
    keyed.emplace_back(crypto::HmacSha256(code, absl::StrCat("probity/client-order/v1",
                                                             ToAbsl(round), one.serial())),
                       one);
  }
  std::sort(keyed.begin(), keyed.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<SheetEntry> ordered;
  for (auto& [key, one] : keyed) ordered.push_back(std::move(one));
  return ordered;
}

absl::StatusOr<SheetEntry> PickCase(const Entries& cases, std::string_view named) {
  const std::optional<std::string> plain = PlainForm(named);
  if (const std::optional<int32_t> ordinal = Ordinal(plain.value_or(""))) {
    return Find(cases, [&](const SheetEntry& one) { return one.ordinal() == *ordinal; });
  }
  PROBITY_ASSIGN_OR_RETURN(const std::string serial, ParseTypedSerial(named));
  return Find(cases, [&](const SheetEntry& one) { return one.serial() == serial; });
}

}  // namespace probity::member
