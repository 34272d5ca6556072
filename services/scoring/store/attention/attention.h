// Cases something stands in the way of.
#ifndef PROBITY_SERVICES_SCORING_STORE_ATTENTION_ATTENTION_H_
#define PROBITY_SERVICES_SCORING_STORE_ATTENTION_ATTENTION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::scoring {

struct WaitingCase {
  std::string case_id;  // 26 symbols
  std::string case_ref;
  std::string attention;
};

// Those after the case `after` (empty = from the first), by id and so by age; only `attention` if
// it is not empty.
absl::StatusOr<std::vector<WaitingCase>> WaitingCases(sql::Tx& tx, std::string_view region,
                                                      std::string_view attention,
                                                      std::string_view after, int64_t limit);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_ATTENTION_ATTENTION_H_
