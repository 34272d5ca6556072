// What a comparison with golden results found.
#ifndef PROBITY_CLIENTS_PROBITYCTL_GOLDEN_COMPARISON_H_
#define PROBITY_CLIENTS_PROBITYCTL_GOLDEN_COMPARISON_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace probity::golden {

struct Comparison {
  static constexpr size_t kShown = 20;

  int64_t compared = 0;
  int64_t wrong = 0;
  std::vector<std::string> differences;  // the first of them: `file:line: column: what`
};

}  // namespace probity::golden

#endif  // PROBITY_CLIENTS_PROBITYCTL_GOLDEN_COMPARISON_H_
