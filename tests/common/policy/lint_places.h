// Where a finding points.
#ifndef PROBITY_TESTS_COMMON_POLICY_LINT_PLACES_H_
#define PROBITY_TESTS_COMMON_POLICY_LINT_PLACES_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "common/status/status.h"

namespace probity::policy {

// The line, from 1, that holds the first `mark`.
inline int LineOf(const std::string& text, const std::string& mark) {
  const size_t at = text.find(mark);
  EXPECT_NE(at, std::string::npos) << "the broken file holds no: " << mark;
  if (at == std::string::npos) return 0;
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

// Whether a finding at `place` says `text`.
inline bool Refuses(const absl::Status& status, const std::string& place, const std::string& text) {
  for (const FieldViolation& violation : DetailOf(status).violations) {
    if (violation.field == place && violation.description.find(text) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace probity::policy

#endif  // PROBITY_TESTS_COMMON_POLICY_LINT_PLACES_H_
