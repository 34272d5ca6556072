#include "clients/probityctl/inputs/register.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/probityctl/inputs/clean.h"
#include "common/status/status.h"

namespace probity::inputs {
namespace {

constexpr size_t kDigitsKept = 15;  // of a number in a spreadsheet

bool Digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string WithoutZeros(const std::string& digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

absl::Status Unknown(const std::string& id, std::string_view remedy) {
  return absl::InvalidArgumentError(
      absl::StrCat("UNKNOWN_INSTITUTION: \"", id, "\" is not in the register; ", ToAbsl(remedy)));
}

}  // namespace

Register::Register(const std::vector<std::string>& institution_ids)
    : ids_(institution_ids.begin(), institution_ids.end()) {
  for (const std::string& id : ids_) {
    if (Digits(id)) by_number_[WithoutZeros(id)].push_back(id);
  }
}

absl::StatusOr<std::string> Register::Find(const GridCell& cell) const {
  if (cell.kind == CellKind::kError || cell.kind == CellKind::kUnknown ||
      cell.kind == CellKind::kDate || cell.kind == CellKind::kPercent) {
    return absl::InvalidArgumentError("holds no id; enter it as text");
  }
  const std::string id = Clean(cell.text);
  if (id.empty()) return absl::InvalidArgumentError("empty; every row needs its institution");
  if (!Digits(id)) {
    if (ids_.count(id) > 0) return id;
    const bool shortened = id.find("E+") != std::string::npos;
    return Unknown(id, shortened ? "a spreadsheet shortened it: format the column as text and "
                                   "enter the ids again"
                                 : "register it, or mend or remove the row");
  }
  // Whoever kept one leading zero kept them all; a text of a workbook is as it was entered.
  const bool as_entered = id.starts_with('0') || cell.kind == CellKind::kText;
  if (as_entered && ids_.count(id) > 0) return id;
  if (cell.kind == CellKind::kNumber && id.size() > kDigitsKept) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", id, "\" has more digits than a spreadsheet keeps of a number; enter it as text"));
  }
  const auto found = by_number_.find(WithoutZeros(id));
  if (found == by_number_.end()) return Unknown(id, "register it, or mend or remove the row");
  if (found->second.size() == 1) return found->second.front();
  return absl::InvalidArgumentError(
      absl::StrCat("\"", id, "\" may be any of ", absl::StrJoin(found->second, ", "),
                   ", for a spreadsheet drops leading zeros; format the column as text"));
}

}  // namespace probity::inputs
