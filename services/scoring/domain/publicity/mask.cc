#include "services/scoring/domain/publicity/mask.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "absl/strings/str_replace.h"
#include "common/codes/text.h"
#include "common/status/status.h"
#include "services/scoring/domain/persons/identity.h"

namespace probity::scoring::publicity {
namespace {

constexpr size_t kMobile = 11;
constexpr size_t kOldCard = 15;
constexpr size_t kCard = 18;

bool IsPersonal(const std::string& run) {
  if (run.size() == kMobile) return run.front() == '1';
  return run.size() == kOldCard || run.size() == kCard;
}

// The symbol a character stands for within a number: a digit, X, or 0 for none.
char NumberSymbol(char32_t point) {
  const char32_t folded = codes::FoldWidth(point);
  if (codes::IsFoldedDigit(point)) {
    return folded >= U'0' && folded <= U'9' ? static_cast<char>(folded) : '0';
  }
  return folded == U'x' || folded == U'X' ? 'X' : '\0';
}

bool IsBetween(char32_t point) {
  return codes::IsSpace(point) || codes::IsDash(point) || codes::IsInvisible(point);
}

}  // namespace

std::string MaskNames(std::string_view text, std::vector<std::string> names) {
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  std::string masked(text);
  for (const std::string& name : names) {
    if (!name.empty()) masked = absl::StrReplaceAll(masked, {{name, MaskName(name)}});
  }
  return masked;
}

absl::Status CheckMasked(std::string_view text) {
  const std::optional<std::vector<char32_t>> points = codes::CodePoints(text);
  std::string run;
  bool found = !points.has_value();
  for (const char32_t point : points.value_or(std::vector<char32_t>())) {
    const char symbol = NumberSymbol(point);
    if (symbol != '\0' && !(symbol == 'X' && run.size() + 1 != kCard)) {
      run += symbol;
    } else if (!IsBetween(point)) {
      found = found || IsPersonal(run);
      run.clear();
    }
  }
  if (!found && !IsPersonal(run)) return absl::OkStatus();
  return Precondition(Reason::k_PUBLICATION_NOT_MASKED,
                      "a telephone or identity number remains in the text; 文中仍有电话或证件号码");
}

}  // namespace probity::scoring::publicity
