// What else institutions are called, and what they are known to offer.
#ifndef PROBITY_SERVICES_SCORING_STORE_SHEETS_REGISTER_NAMES_H_
#define PROBITY_SERVICES_SCORING_STORE_SHEETS_REGISTER_NAMES_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

struct RecordedBy {
  std::string actor;
  int64_t recorded_time = 0;  // microseconds since 1970
};

// An alias that is there already stays as it was recorded.
absl::Status AddAlias(sql::Tx& tx, std::string_view region, const std::string& institution_id,
                      const std::string& alias, const RecordedBy& by);
absl::StatusOr<std::vector<std::string>> AllAliases(sql::Tx& tx, std::string_view region);

struct InstitutionProfile {
  std::set<ServiceClass> classes;  // empty: not stated
  int64_t yearly_fund_fen = 0;     // 0: not stated
  bool operator==(const InstitutionProfile&) const = default;
};
absl::Status PutProfile(sql::Tx& tx, std::string_view region, const std::string& institution_id,
                        const InstitutionProfile& profile, const RecordedBy& by);
// The last of each institution that has one.
absl::StatusOr<std::map<std::string, InstitutionProfile>> AllProfiles(sql::Tx& tx,
                                                                      std::string_view region);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_SHEETS_REGISTER_NAMES_H_
