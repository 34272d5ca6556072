// The verification of leads among the clocks. A lead keeps its last day itself, for leads are many;
// in the lists of what is due and overdue it stands like any other clock.
#ifndef PROBITY_SERVICES_SCORING_API_CLOCKS_LEAD_DEADLINES_H_
#define PROBITY_SERVICES_SCORING_API_CLOCKS_LEAD_DEADLINES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/store/clocks/clock_store.h"

namespace probity::scoring::clocks {

// What `filter` asks for among leads still to be verified, at most its limit, as running clocks or,
// with state kOverdue, as overdue ones. Nothing if it asks for a case: a lead has none. An officer
// has the leads that officer verifies; those nobody verifies yet are in everybody's list alone.
absl::StatusOr<std::vector<ListedClock>> LeadDeadlines(sql::Tx& tx, const std::string& region,
                                                       const ClockFilter& filter, Date today);

// Both lists in the order of ListClocks, cut at `limit`.
std::vector<ListedClock> MergeByLastDay(std::vector<ListedClock> clocks,
                                        std::vector<ListedClock> leads, size_t limit);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_API_CLOCKS_LEAD_DEADLINES_H_
