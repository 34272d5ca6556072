// The JSON of transcripts and logs, read strictly: no space, no escape, numbers without sign or
// leading zero, hex in lower case, keys in the order they are asked for. So each value has one text
// only, and what was read need not be written again to compare it.
#ifndef PROBITY_CLIENTS_PROBITYCTL_DRAW_JSON_H_
#define PROBITY_CLIENTS_PROBITYCTL_DRAW_JSON_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace probity::draw_check {

// Reads a text from left to right. What does not fit makes all that follows fail.
class JsonText {
 public:
  explicit JsonText(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool AtEnd() const { return !failed_ && rest_.empty(); }

  // `{` and its first key; `,` and the next one.
  void Object(std::string_view first_key);
  void Key(std::string_view name);
  void EndObject() { Take("}"); }
  uint64_t Number(uint64_t most);
  // Lower-case hex of `size` bytes; of any size if 0.
  std::string Hex(size_t size);
  bool Null();
  // Calls `item` for each item of an array.
  void Array(const std::function<void()>& item);

 private:
  void Name(std::string_view name);
  void Take(std::string_view expected);
  bool Next(std::string_view expected);

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace probity::draw_check

#endif  // PROBITY_CLIENTS_PROBITYCTL_DRAW_JSON_H_
