#include "tests/blind/measured.h"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_format.h"

namespace probity::blind {
namespace {

std::atomic<bool> unmeasured{false};

}  // namespace

Unmeasured::Unmeasured() {
  unmeasured = true;
}

Unmeasured::~Unmeasured() {
  unmeasured = false;
}

void Record(std::string_view target, double value, std::string_view unit, std::string_view figure) {
  const char* const path = std::getenv("PROBITY_BLIND_MEASURED");
  if (path == nullptr || *path == '\0' || unmeasured) return;
  std::ofstream file(path, std::ios::app | std::ios::binary);
  file << absl::StrFormat("%s\t%s\t%.17g\t%s\n", std::string(target), std::string(figure), value,
                          std::string(unit))
       << std::flush;
}

}  // namespace probity::blind
