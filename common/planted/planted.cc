#include "common/planted/planted.h"

#include <atomic>
#include <cstdlib>

namespace probity::planted {

std::vector<Description> Catalogue() {
  enum Level { BYTE, PATTERN };
  return {
#define PROBITY_LEAK_DESCRIPTION(name, test, level, what) \
  Description{Leak::name, #name, #test, (level) == BYTE, what},
      PROBITY_LEAKS(PROBITY_LEAK_DESCRIPTION)
#undef PROBITY_LEAK_DESCRIPTION
  };
}

#ifdef PROBITY_PLANTED_LEAKS
namespace {

Leak FromEnvironment() {
  const char* const wanted = std::getenv("PROBITY_PLANT");
  if (wanted == nullptr) return Leak::kNone;
  for (const Description& one : Catalogue()) {
    if (one.name == wanted) return one.leak;
  }
  return Leak::kNone;
}

std::atomic<Leak>& Current() {
  static std::atomic<Leak> current{FromEnvironment()};
  return current;
}

}  // namespace

bool Active(Leak leak) {
  return Current().load(std::memory_order_relaxed) == leak;
}

Planted::Planted(Leak leak) {
  Current().store(leak);
}

Planted::~Planted() {
  Current().store(Leak::kNone);
}
#endif

}  // namespace probity::planted
