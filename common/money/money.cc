#include "common/money/money.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status.h"

namespace probity::money {
namespace {

constexpr size_t kDecimals = 2;
constexpr int64_t kFenOfYuan = 100;

absl::Status Refused(Reason reason, std::string_view text, std::string_view why) {
  return Refuse(absl::StatusCode::kInvalidArgument, reason,
                absl::StrCat("\"", ToAbsl(text), "\": ", ToAbsl(why)));
}

bool AllDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What is wrong with the form of an amount without its sign; empty if nothing is.
std::string_view WrongForm(std::string_view amount) {
  const size_t point = amount.find('.');
  if (point == std::string_view::npos) return "an amount in yuan has two decimals, like 1250.00";
  const std::string_view yuan = amount.substr(0, point);
  const std::string_view decimals = amount.substr(point + 1);
  if (!AllDigits(yuan) || !AllDigits(decimals)) {
    return "an amount in yuan is digits, a point and two decimals, like 1250.00";
  }
  if (decimals.size() > kDecimals) return "more than two decimals: fen are not divided";
  if (decimals.size() < kDecimals) return "an amount in yuan has two decimals, like 1250.00";
  if (yuan.size() > 1 && yuan[0] == '0') return "an amount in yuan has no leading zeros";
  return {};
}

}  // namespace

absl::StatusOr<int64_t> ParseYuan(std::string_view text, Sign sign) {
  const bool negative = !text.empty() && text[0] == '-';
  const std::string_view amount = text.substr(negative ? 1 : 0);
  if (const std::string_view wrong = WrongForm(amount); !wrong.empty()) {
    return Refused(Reason::k_BAD_REQUEST, text, wrong);
  }
  int64_t fen = 0;
  for (const char c : amount) {
    if (c == '.') continue;
    fen = fen * 10 + (c - '0');
    if (fen > kMaxInputFen) {
      return Refused(Reason::k_AMOUNT_OUT_OF_RANGE, text,
                     absl::StrCat("beyond ", FormatYuan(kMaxInputFen)));
    }
  }
  if (negative && fen == 0) return Refused(Reason::k_BAD_REQUEST, text, "zero has no sign");
  if (negative && sign == Sign::kNotNegative) {
    return Refused(Reason::k_NEGATIVE_AMOUNT, text, "must not be negative");
  }
  return negative ? -fen : fen;
}

std::string FormatYuan(int64_t fen) {
  const int64_t yuan = fen / kFenOfYuan;
  const int64_t rest = fen % kFenOfYuan;
  // The sign is written by hand, for -5 fen have none in their yuan.
  return absl::StrFormat("%s%d.%02d", fen < 0 ? "-" : "", yuan < 0 ? -yuan : yuan,
                         rest < 0 ? -rest : rest);
}

}  // namespace probity::money
