#include "clients/probityctl/inputs/clean.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/money/decimal.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::inputs {
namespace {

constexpr int64_t kFirstSerialYear = 1900;
constexpr int kBasisPointPlaces = 4;  // of a share: 0.0001
constexpr size_t kGroup = 3;

absl::Status Bad(std::string_view text) {
  return absl::InvalidArgumentError(ToAbsl(text));
}

std::string Quoted(std::string_view text) {
  return absl::StrCat("\"", ToAbsl(text), "\"");
}

bool Digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// One character in its narrow form; 0 if it is left out.
UChar32 Narrow(UChar32 c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';
  if (c == 0x3000 || c == 0xA0 || c == 0x202F || (c >= 0x2000 && c <= 0x200A) || c == '\t') {
    return ' ';
  }
  if (c == 0xFEFF || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E)) return 0;
  if (c == 0x2212 || c == 0x2013 || c == 0x2010) return '-';
  if (c == 0xFFE5) return 0xA5;
  return c;
}

void Append(std::string& out, UChar32 c) {
  std::array<uint8_t, U8_MAX_LENGTH> bytes;
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, c);
  for (int32_t i = 0; i < size; ++i) {
    out.push_back(static_cast<char>(bytes[static_cast<size_t>(i)]));
  }
}

void Trim(std::string& text) {
  while (text.ends_with(' ')) text.pop_back();
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
}

// Groups of three behind the first of one to three: "1,234,567". Absent if they are not.
std::optional<std::string> WithoutSeparators(std::string_view whole) {
  if (whole.find(',') == std::string_view::npos) return std::string(whole);
  std::string digits;
  const std::vector<std::string> groups = absl::StrSplit(ToAbsl(whole), ',');
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool fits =
        i == 0 ? !groups[i].empty() && groups[i].size() <= kGroup : groups[i].size() == kGroup;
    if (!fits) return std::nullopt;
    digits += groups[i];
  }
  return digits;
}

// A plain decimal of cleaned text.
absl::StatusOr<std::string> PlainNumber(std::string_view shown) {
  std::string text(shown);
  bool negative = false;
  if (text.starts_with('(') && text.ends_with(')')) {  // accounts write -5 as (5)
    negative = true;
    text = text.substr(1, text.size() - 2);
  } else if (text.starts_with('-') || text.starts_with('+')) {
    negative = text.front() == '-';
    text.erase(0, 1);
  }
  const size_t point = text.find('.');
  const auto whole = WithoutSeparators(std::string_view(text).substr(0, point));
  const std::string places = point == std::string::npos ? "" : text.substr(point + 1);
  if (!whole.has_value()) {
    return Bad(absl::StrCat(Quoted(shown),
                            " has a comma that separates no thousands; write it "
                            "without commas"));
  }
  if (!Digits(*whole) || (point != std::string::npos && !Digits(places))) {
    const bool shortened =
        text.find_first_of("eE") != std::string::npos && text.find_first_of("0123456789") == 0;
    return Bad(absl::StrCat(Quoted(shown), shortened
                                               ? " was shortened by a spreadsheet; format the "
                                                 "column as a number and save again"
                                               : " is no number"));
  }
  return absl::StrCat(negative ? "-" : "", *whole, places.empty() ? "" : ".", places);
}

absl::Status NotANumber(const GridCell& cell) {
  if (cell.kind == CellKind::kError) {
    return Bad(absl::StrCat("the formula failed: ", cell.text, "; mend it or enter the value"));
  }
  if (cell.kind == CellKind::kUnknown) {
    return Bad("holds no value: a formula never computed, or true or false; enter the value");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Filled(const GridCell& cell) {
  PROBITY_RETURN_IF_ERROR(NotANumber(cell));
  std::string text = Clean(cell.text);
  if (text.empty()) return Bad("empty; a value is required");
  return text;
}

// A percentage as the fraction, exactly: two places are moved.
absl::StatusOr<std::string> Fraction(std::string_view percentage) {
  PROBITY_ASSIGN_OR_RETURN(std::string number, PlainNumber(percentage));
  const bool negative = number.starts_with('-');
  if (negative) number.erase(0, 1);
  size_t point = number.find('.');
  if (point == std::string::npos) point = number.size();
  number.erase(std::min(point, number.size()), 1);
  while (point < 3) {
    number.insert(0, "0");
    ++point;
  }
  number.insert(point - 2, ".");
  if (number.ends_with('.')) number.pop_back();
  return absl::StrCat(negative ? "-" : "", number);
}

bool IsPercentText(const GridCell& cell, std::string& text) {
  const bool plain = cell.kind == CellKind::kPlain || cell.kind == CellKind::kText;
  if (!plain || !text.ends_with('%')) return false;
  text.pop_back();
  Trim(text);
  return true;
}

absl::CivilDay FromSerial(int64_t serial, bool date1904) {
  // Counted from 1900 with a 29 February that year did not have; all days here are later.
  return (date1904 ? absl::CivilDay(1904, 1, 1) : absl::CivilDay(1899, 12, 30)) + serial;
}

std::optional<absl::CivilDay> Day(std::string_view y, std::string_view m, std::string_view d) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!Digits(y) || !Digits(m) || !Digits(d) || y.size() != 4 || m.size() > 2 || d.size() > 2 ||
      !absl::SimpleAtoi(ToAbsl(y), &year) || !absl::SimpleAtoi(ToAbsl(m), &month) ||
      !absl::SimpleAtoi(ToAbsl(d), &day)) {
    return std::nullopt;
  }
  const absl::CivilDay date(year, month, day);
  if (date.year() != year || date.month() != month || date.day() != day) return std::nullopt;
  return date;
}

// Year, month and day apart; three parts, or none.
std::vector<std::string> DateParts(std::string text) {
  for (const std::string_view midnight : {" 00:00:00", " 0:00:00", " 00:00", " 0:00"}) {
    if (text.ends_with(midnight)) text.resize(text.size() - midnight.size());
  }
  if (text.size() == 8 && Digits(text)) {
    return {text.substr(0, 4), text.substr(4, 2), text.substr(6)};
  }
  for (const auto& [mark, sign] : std::array<std::pair<std::string_view, std::string_view>, 5>{
           {{"年", "-"}, {"月", "-"}, {"日", ""}, {"/", "-"}, {".", "-"}}}) {
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, mark.size(), sign);
    }
  }
  std::vector<std::string> parts = absl::StrSplit(text, '-');
  for (std::string& part : parts) Trim(part);
  return parts.size() == 3 ? parts : std::vector<std::string>();
}

absl::StatusOr<absl::CivilDay> WrittenDate(const std::string& text) {
  const std::vector<std::string> parts = DateParts(text);
  if (!parts.empty()) {
    if (const auto date = Day(parts[0], parts[1], parts[2]); date.has_value()) return *date;
    const auto day_first = Day(parts[2], parts[1], parts[0]);
    const auto month_first = Day(parts[2], parts[0], parts[1]);
    if (day_first && month_first && *day_first != *month_first) {
      return Bad(absl::StrCat(Quoted(text), " has two readings; write it as YYYY-MM-DD"));
    }
    if (day_first) return *day_first;
    if (month_first) return *month_first;
  }
  return Bad(absl::StrCat(Quoted(text), " is no date; write it as YYYY-MM-DD"));
}

absl::StatusOr<absl::CivilDay> SerialDate(std::string_view text, const std::vector<bool>& bases,
                                          int64_t year) {
  int64_t serial = 0;
  if (!Digits(text) || !absl::SimpleAtoi(ToAbsl(text), &serial) || serial > 10'000'000) {
    return Bad(absl::StrCat(Quoted(text), " is no day; remove the time of day"));
  }
  for (const bool date1904 : bases) {
    const absl::CivilDay date = FromSerial(serial, date1904);
    if (bases.size() == 1 || date.year() == year) return date;
  }
  return Bad(absl::StrCat(Quoted(text),
                          " is the number of a day of another year, whether counted "
                          "from 1900 or 1904; write it as YYYY-MM-DD"));
}

}  // namespace

std::string Clean(std::string_view text) {
  std::string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    c = c < 0 ? 0xFFFD : Narrow(c);
    if (c != 0) Append(out, c);
  }
  Trim(out);
  if (out.size() >= 3 && out.starts_with("=\"") && out.ends_with('"')) {
    out = out.substr(2, out.size() - 3);
  }
  if (out.starts_with('\'')) out.erase(0, 1);
  Trim(out);
  return out;
}

absl::StatusOr<std::string> NumberOf(const GridCell& cell) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, Filled(cell));
  if (cell.kind == CellKind::kDate) {
    return Bad("is formatted as a date; format the column as a number");
  }
  if (cell.kind == CellKind::kPercent || text.ends_with('%')) {
    return Bad("is a percentage; a number is wanted here");
  }
  return PlainNumber(text);
}

absl::StatusOr<int64_t> YuanOf(const GridCell& cell, bool may_be_negative) {
  GridCell plain = cell;
  plain.text = Clean(cell.text);
  for (const std::string_view mark : {"¥", "RMB", "CNY"}) {
    if (plain.text.starts_with(mark)) plain.text.erase(0, mark.size());
  }
  if (plain.text.ends_with("元")) {
    plain.text.resize(plain.text.size() - std::string_view("元").size());
  }
  if (plain.text.ends_with("万") || plain.text.ends_with("亿")) {
    return Bad(absl::StrCat(Quoted(cell.text), " is not in yuan; write the amount out"));
  }
  PROBITY_ASSIGN_OR_RETURN(std::string number, NumberOf(plain));
  size_t point = number.find('.');
  if (point == std::string::npos) {
    point = number.size();
    number += ".00";
  }
  while (number.size() > point + 3 && number.ends_with('0')) number.pop_back();
  while (number.size() < point + 3) number.push_back('0');
  const size_t digits = number.starts_with('-') ? 1 : 0;
  while (point > digits + 1 && number[digits] == '0') {
    number.erase(digits, 1);
    --point;
  }
  if (number.size() > point + 3) {
    return Bad(absl::StrCat(Quoted(cell.text), " has parts of a fen; round it to two places"));
  }
  const auto fen =
      money::ParseYuan(number, may_be_negative ? money::Sign::kEither : money::Sign::kNotNegative);
  if (fen.ok()) return *fen;
  return Bad(absl::StrCat(DetailOf(fen.status()).reason, ": ", fen.status().message()));
}

absl::StatusOr<int64_t> CountOf(const GridCell& cell, int64_t least, int64_t most) {
  PROBITY_ASSIGN_OR_RETURN(std::string number, NumberOf(cell));
  if (const size_t point = number.find('.'); point != std::string::npos) {
    if (number.find_first_not_of('0', point + 1) != std::string::npos) {
      return Bad(absl::StrCat(Quoted(number), " is no whole number"));
    }
    number.resize(point);
  }
  int64_t value = 0;
  if (!absl::SimpleAtoi(number, &value) || value < least || value > most) {
    return Bad(
        absl::StrCat("VOLUME_OUT_OF_RANGE: ", Quoted(number), " is outside ", least, " to ", most));
  }
  return value;
}

absl::StatusOr<std::string> DecimalOf(const GridCell& cell) {
  PROBITY_ASSIGN_OR_RETURN(std::string text, Filled(cell));
  std::string number;
  if (IsPercentText(cell, text)) {
    PROBITY_ASSIGN_OR_RETURN(number, Fraction(text));
  } else {
    GridCell plain = cell;
    if (plain.kind == CellKind::kPercent) plain.kind = CellKind::kNumber;
    PROBITY_ASSIGN_OR_RETURN(number, NumberOf(plain));
  }
  const auto value = money::ParseDecimal(number);
  if (!value.has_value()) {
    return Bad(absl::StrCat(Quoted(number), " has more than nine places or is too large"));
  }
  return money::FormatDecimal(*value);
}

absl::StatusOr<int64_t> BasisPointsOf(const GridCell& cell) {
  std::string text = Clean(cell.text);
  if (cell.kind != CellKind::kPercent && !text.ends_with('%')) return CountOf(cell, 0, 10'000);
  PROBITY_ASSIGN_OR_RETURN(const std::string share, DecimalOf(cell));
  const auto bp = money::ScaledBy(money::ParseDecimal(share).value(), kBasisPointPlaces);
  if (!bp.has_value() || *bp < 0 || *bp > 10'000) {
    return Bad(absl::StrCat(Quoted(text), " is no share of 0 to 100 % in hundredths of a percent"));
  }
  return *bp;
}

absl::StatusOr<int64_t> YearOf(const GridCell& cell) {
  GridCell plain = cell;
  plain.text = Clean(cell.text);
  for (const std::string_view mark : {"年度", "年"}) {
    if (plain.text.ends_with(mark)) plain.text.resize(plain.text.size() - mark.size());
  }
  PROBITY_ASSIGN_OR_RETURN(const std::string number, NumberOf(plain));
  int64_t year = 0;
  if (number.size() != 4 || !absl::SimpleAtoi(number, &year) || year < 2000 || year > 2999) {
    return Bad(absl::StrCat(Quoted(cell.text), " is no year of 2000 to 2999"));
  }
  return year;
}

absl::StatusOr<absl::CivilDay> DateOf(const GridCell& cell, bool date1904, int64_t year) {
  PROBITY_ASSIGN_OR_RETURN(const std::string text, Filled(cell));
  if (cell.kind == CellKind::kDate) return SerialDate(text, {date1904}, year);
  if (cell.kind == CellKind::kPercent) return Bad("is a percentage, not a date");
  // A number without the format of a date: the format was lost on the way.
  const bool number = cell.kind == CellKind::kNumber;
  if (Digits(text) && text.size() < 8 && year >= kFirstSerialYear) {
    return number ? SerialDate(text, {date1904}, year) : SerialDate(text, {false, true}, year);
  }
  return WrittenDate(text);
}

}  // namespace probity::inputs
