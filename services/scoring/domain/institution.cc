#include "services/scoring/domain/institution.h"

#include <algorithm>

namespace probity::scoring {
namespace {

bool IsIdSymbol(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

bool IsInstitutionId(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), IsIdSymbol);
}

bool IsLabel(std::string_view text, size_t min, size_t max) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  };
  const auto begins_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  };
  const auto characters =
      static_cast<size_t>(std::count_if(text.begin(), text.end(), begins_character));
  if (characters < min || characters > max) return false;
  if (!text.empty() && (text.front() == ' ' || text.back() == ' ')) return false;
  return std::none_of(text.begin(), text.end(), is_control);
}

}  // namespace probity::scoring
