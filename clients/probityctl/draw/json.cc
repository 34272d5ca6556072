#include "clients/probityctl/draw/json.h"

#include "common/crypto/crypto.h"

namespace probity::draw_check {

bool JsonText::Next(std::string_view expected) {
  if (failed_ || !rest_.starts_with(expected)) return false;
  rest_.remove_prefix(expected.size());
  return true;
}

void JsonText::Take(std::string_view expected) {
  if (!Next(expected)) failed_ = true;
}

void JsonText::Key(std::string_view name) {
  if (!Next("{")) Take(",");
  Take("\"");
  Take(name);
  Take("\":");
}

uint64_t JsonText::Number(uint64_t most) {
  uint64_t value = 0;
  size_t digits = 0;
  while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9' && digits < 19) {
    value = 10 * value + static_cast<uint64_t>(rest_[digits++] - '0');
  }
  if (digits == 0 || value > most || (digits > 1 && rest_.front() == '0')) failed_ = true;
  if (failed_) return 0;
  rest_.remove_prefix(digits);
  return value;
}

std::string JsonText::Hex(size_t size) {
  Take("\"");
  const size_t end = failed_ ? 0 : rest_.find('"');
  if (failed_ || end == std::string_view::npos) {
    failed_ = true;
    return "";
  }
  const std::string_view hex = rest_.substr(0, end);
  const auto bytes = crypto::FromHex(hex);
  // Capitals would be another text of the same bytes.
  if (!bytes.ok() || crypto::Hex(*bytes) != hex || (size != 0 && bytes->size() != size)) {
    failed_ = true;
    return "";
  }
  rest_.remove_prefix(end + 1);
  return *bytes;
}

bool JsonText::Null() {
  return Next("null");
}

void JsonText::Array(const std::function<void()>& item) {
  Take("[");
  if (Next("]")) return;
  while (!failed_) {
    item();
    if (Next("]")) return;
    Take(",");
  }
}

}  // namespace probity::draw_check
