// The one font family documents are set in.
#ifndef PROBITY_COMMON_PRINT_FONTS_H_
#define PROBITY_COMMON_PRINT_FONTS_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace probity::print {

inline constexpr char kFamily[] = "Noto Serif CJK SC";

// What the installed font can show.
class Coverage {
 public:
  // Refuses as CheckFonts does.
  static absl::StatusOr<Coverage> Load();

  // `text` with every character that would not be seen as itself replaced by 〓 and its number, and
  // so Hangul: it is a fifth of the font and no part of a document in Chinese.
  // Line feeds stay, tabs become a wide space. INVALID_ARGUMENT if it is no UTF-8.
  absl::StatusOr<std::string> Printable(std::string_view text) const;

 private:
  struct Charset;
  explicit Coverage(std::shared_ptr<const Charset> charset) : charset_(std::move(charset)) {}

  std::shared_ptr<const Charset> charset_;
};

}  // namespace probity::print

#endif  // PROBITY_COMMON_PRINT_FONTS_H_
