// Proof that the books are whole: chains walked, balances and consequences computed anew.
#ifndef PROBITY_SERVICES_SCORING_API_VERIFY_H_
#define PROBITY_SERVICES_SCORING_API_VERIFY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "common/ledger/chain.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

struct LedgerProof {
  ledger::Head ledger;
  int64_t balances = 0;  // institution-years recomputed and found equal
  ledger::Head audit;
};

// DATA_LOSS / LEDGER_BROKEN; metadata `seq` names the first broken entry or, where a balance or a
// consequence is not what the entries come to, the entry it claims to follow from; `chain` is
// "ledger", "balance", "consequence" or "audit".
absl::StatusOr<LedgerProof> VerifyLedger(sql::Tx& tx, const ServiceEnv& env);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_VERIFY_H_
