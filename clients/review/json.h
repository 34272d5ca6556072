// Answers for scripts: JSON texts put together.
#ifndef PROBITY_CLIENTS_REVIEW_JSON_H_
#define PROBITY_CLIENTS_REVIEW_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace probity::member {

// A UTF-8 text in quotes, escaped.
std::string JsonText(std::string_view text);

// "[a,b]" of JSON texts.
std::string JsonArray(const std::vector<std::string>& items);

// "{…}", members in the order they are added.
class JsonObject {
 public:
  JsonObject& Text(std::string_view key, std::string_view value);
  JsonObject& Number(std::string_view key, int64_t value);
  JsonObject& Flag(std::string_view key, bool value);
  JsonObject& Json(std::string_view key, std::string_view json);
  std::string Build() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_JSON_H_
