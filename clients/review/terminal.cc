#include "clients/review/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "common/status/status.h"

namespace probity::member {
namespace {

constexpr size_t kWidest = 100;
constexpr size_t kNarrowest = 40;
constexpr size_t kUsual = 80;

size_t WindowColumns() {
  winsize window = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0) return kUsual;
  return std::clamp<size_t>(window.ws_col, kNarrowest, kWidest);
}

// Typed characters are not shown while it lives; nothing changes where no terminal is.
class WithoutEcho {
 public:
  WithoutEcho() : changed_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!changed_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~WithoutEcho() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  termios before_ = {};
  bool changed_;
};

absl::StatusOr<std::string> ReadSecret(std::string_view prompt) {
  const bool asked = ::isatty(STDIN_FILENO) == 1;
  if (asked) std::cerr << prompt << std::flush;
  std::string line;
  {
    const WithoutEcho quiet;
    std::getline(std::cin, line);
  }
  if (asked) std::cerr << "\n";
  if (line.empty()) {
    return BadRequest(
        {{"code", "未输入 nothing was typed; give it here, with --code or --notice"}});
  }
  return line;
}

}  // namespace

Terminal StandardTerminal() {
  return {std::cin, std::cout, std::cerr, WindowColumns(), &ReadSecret};
}

std::string Printable(std::string_view utf8) {
  std::string text;
  for (int32_t at = 0; at < static_cast<int32_t>(utf8.size());) {
    const int32_t from = at;
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(utf8.data()), at, static_cast<int32_t>(utf8.size()),
            c);
    if (c < 0) {
      text.push_back('?');
    } else if (c != '\n' && u_charType(c) == U_CONTROL_CHAR) {
      text.push_back(' ');
    } else if (!u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL)) {
      text.append(utf8.substr(from, at - from));
    }
  }
  return text;
}

}  // namespace probity::member
