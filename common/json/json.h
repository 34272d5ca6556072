// JSON as values, for files whose numbers must keep every digit: what is no 64-bit integer stays
// the text it was and is refused only where an integer is asked for.
#ifndef PROBITY_COMMON_JSON_JSON_H_
#define PROBITY_COMMON_JSON_JSON_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace probity {

class Json {
 public:
  enum class Kind { kNull, kFlag, kNumber, kText, kList, kObject };
  using Member = std::pair<std::string, Json>;

  Json() = default;
  static Json Flag(bool value);
  static Json Number(int64_t value);
  static Json NumberText(std::string text);
  static Json Text(std::string text);
  static Json List(std::vector<Json> items);
  static Json Object(std::vector<Member> members);

  Kind kind() const { return kind_; }
  bool flag() const { return text_ == "true"; }
  // Of a text; of a number as it was written.
  const std::string& text() const { return text_; }
  // Nothing for anything but a whole number of 64 bits without fraction or exponent.
  std::optional<int64_t> Integer() const;
  const std::vector<Json>& items() const { return items_; }
  // In the order of the file.
  const std::vector<Member>& members() const { return members_; }
  // nullptr if the object has no such member, or this is no object.
  const Json* Find(std::string_view name) const;
  void Add(std::string_view name, Json value);

  // As JSON again, short enough for a message.
  std::string Shown() const;

 private:
  Kind kind_ = Kind::kNull;
  std::string text_;
  std::vector<Json> items_;
  std::vector<Member> members_;
  std::map<std::string, size_t, std::less<>> places_;  // of members by name
};

// INVALID_ARGUMENT with `LINE:COLUMN: what` for a text that is not exactly one JSON value, for an
// object that names a member twice, and for more than 100 levels.
absl::StatusOr<Json> ParseJson(std::string_view text);

}  // namespace probity

#endif  // PROBITY_COMMON_JSON_JSON_H_
