// Where a command reads and writes.
#ifndef PROBITY_CLIENTS_REVIEW_TERMINAL_H_
#define PROBITY_CLIENTS_REVIEW_TERMINAL_H_

#include <cstddef>
#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace probity::member {

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  size_t columns = 80;
  // A line typed without being shown; the prompt goes to standard error.
  std::function<absl::StatusOr<std::string>(std::string_view prompt)> secret;
};

// Standard streams; lines as wide as the window, at most 100 columns.
Terminal StandardTerminal();

// A text that others wrote, safe to show: newlines stay, other control characters become spaces and
// marks that turn the direction of writing vanish, so that it cannot steer the terminal.
std::string Printable(std::string_view utf8);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_TERMINAL_H_
