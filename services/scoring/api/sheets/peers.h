// The institutions a sheet could mean.
#ifndef PROBITY_SERVICES_SCORING_API_SHEETS_PEERS_H_
#define PROBITY_SERVICES_SCORING_API_SHEETS_PEERS_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/domain/sheets/anonymity.h"

namespace probity::scoring {

// What the case puts at stake, and the policies its years are judged by.
struct CaseAtStake {
  const std::map<int32_t, YearPoints>& years;
  const std::map<int32_t, const policy::Policy*>& policies;
  bool supermajority = false;  // the sheet's mark
};

// Every institution of `own`'s kind; whether it would bear the same mark is reckoned from its own
// balances.
absl::StatusOr<std::vector<Peer>> PeersOf(const ServiceEnv& env, sql::Tx& tx,
                                          const Institution& own, const CaseAtStake& at_stake);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEETS_PEERS_H_
