// Request ids as clients send them, in order and never the same twice in a program.
#ifndef PROBITY_TESTS_SUPPORT_REQUEST_ID_H_
#define PROBITY_TESTS_SUPPORT_REQUEST_ID_H_

#include <atomic>
#include <string>

#include "absl/strings/str_format.h"

namespace probity {

inline std::string NewRequestId() {
  static std::atomic<int> last = 0;
  return absl::StrFormat("00000000-0000-4000-8000-%012d", ++last);
}

}  // namespace probity

#endif  // PROBITY_TESTS_SUPPORT_REQUEST_ID_H_
