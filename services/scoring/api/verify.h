// Proof that the books are whole: chains walked, balances and consequences computed anew.
#ifndef PROBITY_SERVICES_SCORING_API_VERIFY_H_
#define PROBITY_SERVICES_SCORING_API_VERIFY_H_

#include <cstdint>
#include <map>
#include <string>

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

struct StoreProof {
  LedgerProof books;
  int64_t crossings = 0;                // rows found to be what the entries brought
  std::map<std::string, int64_t> rows;  // of each sealed table
};

// Everything of VerifyLedger; that the audit log still holds `known`, a head somebody was told once
// (by default none); the times of its leaves; every row of the sealed tables (store/seal); and
// every crossing on record. DATA_LOSS / LEDGER_BROKEN as above; for a row of a table, `chain` is
// the table and `place` what leads to the row.
absl::StatusOr<StoreProof> VerifyStore(sql::Tx& tx, const ServiceEnv& env,
                                       const ledger::Head& known = {});

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_VERIFY_H_
