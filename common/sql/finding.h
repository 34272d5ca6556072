// What a check of a database found, setting by setting.
#ifndef PROBITY_COMMON_SQL_FINDING_H_
#define PROBITY_COMMON_SQL_FINDING_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace probity::sql {

enum class Verdict {
  kOk,
  kWarning,   // told, and served all the same
  kReadOnly,  // for as long as it lasts nothing can be written: UNAVAILABLE
  kRefused,   // what is confirmed could be lost or changed: FAILED_PRECONDITION
};

// What to do about it, in both languages of the operators.
struct Remedy {
  std::string_view en;
  std::string_view zh;
};

// One setting as it is and as it must be. Where there is nothing to compare, `wanted` is empty and
// `value` says it all. Holds no password and no stored data.
struct Finding {
  Verdict verdict = Verdict::kOk;
  std::string name;
  std::string value;
  std::string wanted;
  Remedy remedy;
};

using Report = std::vector<Finding>;

// OK unless something is refused or read-only; the text names every such setting with its value,
// what it must be and the remedy.
absl::Status StatusOf(const Report& report);

// For a terminal: a line for each setting, a line with the remedy in both languages under each that
// is not as it must be.
std::string TableOf(const Report& report);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_FINDING_H_
