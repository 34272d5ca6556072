#include "clients/probityctl/scenario/cells.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/calendar/date.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::scenario {
namespace {

constexpr size_t kLongestId = 32;

bool IdSymbol(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// A decoded file is well-formed UTF-8: every byte but a continuation begins a character.
size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

// C0 and C1 controls and DEL; C1 are the two bytes C2 80 to C2 9F.
bool HasControl(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      return true;
    }
  }
  return false;
}

std::string Quoted(std::string_view text) {
  return absl::StrCat("\"", ToAbsl(text), "\"");
}

}  // namespace

std::string_view Cells::Raw(std::string_view column) const {
  const int index = table_.Column(column);
  return index < 0 ? std::string_view() : row_.cells[index];
}

std::optional<std::string> Cells::Text(std::string_view column, size_t longest) const {
  const std::string_view text = Raw(column);
  if (text.empty()) {
    Bad(column, "empty; a value is required");
  } else if (Characters(text) > longest) {
    Bad(column, absl::StrCat("longer than ", longest, " characters"));
  } else if (HasControl(text)) {
    Bad(column, "has a line break or another control character");
  } else if (text.front() == ' ' || text.back() == ' ') {
    Bad(column, absl::StrCat(Quoted(text), " begins or ends with a blank"));
  } else {
    return std::string(text);
  }
  return std::nullopt;
}

std::optional<std::string> Cells::Id(std::string_view column) const {
  const std::string_view text = Raw(column);
  if (text.empty() || text.size() > kLongestId ||
      !std::all_of(text.begin(), text.end(), IdSymbol)) {
    Bad(column, absl::StrCat(Quoted(text), " is no id: 1 to 32 of A-Z 0-9 - _"));
    return std::nullopt;
  }
  return std::string(text);
}

std::optional<std::string> Cells::MemberNo(std::string_view column) const {
  const std::string_view text = Raw(column);
  if (text.empty() || text.size() > kLongestId ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; })) {
    Bad(column, absl::StrCat(Quoted(text), " is no id: 1 to 32 letters, digits and signs"));
    return std::nullopt;
  }
  return std::string(text);
}

std::optional<int64_t> Cells::Integer(std::string_view column, int64_t least, int64_t most) const {
  const std::string_view text = Raw(column);
  int64_t value = 0;
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(),
                                                   [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || !absl::SimpleAtoi(ToAbsl(text), &value) || value < least || value > most) {
    Bad(column, absl::StrCat(Quoted(text), " is no whole number from ", least, " to ", most));
    return std::nullopt;
  }
  return value;
}

std::optional<int64_t> Cells::Yuan(std::string_view column) const {
  const absl::StatusOr<int64_t> fen = money::ParseYuan(Raw(column));
  if (!fen.ok()) {
    Bad(column, ToStd(fen.status().message()));
    return std::nullopt;
  }
  return *fen;
}

std::optional<absl::CivilDay> Cells::Date(std::string_view column) const {
  const absl::StatusOr<calendar::Date> date = calendar::ParseDate(Raw(column));
  if (!date.ok()) {
    Bad(column, ToStd(date.status().message()));
    return std::nullopt;
  }
  return *date;
}

std::optional<size_t> Cells::OneOf(std::string_view column,
                                   const std::vector<std::string_view>& words) const {
  const auto found = std::find(words.begin(), words.end(), Raw(column));
  if (found != words.end()) return static_cast<size_t>(found - words.begin());
  const std::string known = absl::StrJoin(
      words, ", ", [](std::string* out, std::string_view word) { out->append(word); });
  Bad(column, absl::StrCat(Quoted(Raw(column)), " is none of ", known));
  return std::nullopt;
}

}  // namespace probity::scenario
