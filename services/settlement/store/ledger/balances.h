// Accounts and what stands on them. A balance is a cache: the transfers are what counts.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_BALANCES_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_BALANCES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/settlement/domain/ledger/transfer.h"

namespace probity::settlement {

struct Balance {
  int64_t debit_posted = 0;
  int64_t credit_posted = 0;
  int64_t debit_pending = 0;
  int64_t credit_pending = 0;
  bool operator==(const Balance&) const = default;
};

// By account id, so that rows are locked in the order of their keys.
using BalanceMoves = std::map<std::string, Balance>;

// Adds what the transfer moves on both its accounts. ARITHMETIC_OVERFLOW.
absl::Status AddMoves(const Transfer& transfer, BalanceMoves& moves);

// Makes the accounts that are not there and moves the balances, never by reading first.
// YEAR_CLOSED if an account's books are closed.
absl::Status ApplyMoves(sql::Tx& tx, const std::string& region, const BalanceMoves& moves);

// The kept balance; UNKNOWN_ACCOUNT.
absl::StatusOr<Balance> GetBalance(sql::Tx& tx, const std::string& region,
                                   const std::string& account_id);

// What was effective on `at` (absent: ever) as known at `known` (absent: now), folded from the
// transfers. UNKNOWN_ACCOUNT.
struct BalanceMoment {
  std::string at;  // YYYY-MM-DD, or empty
  std::optional<absl::Time> known;
};
absl::StatusOr<Balance> FoldBalance(sql::Tx& tx, const std::string& region,
                                    const std::string& account_id, const BalanceMoment& moment);

struct Rebuilt {
  int64_t accounts = 0;
  int64_t corrected = 0;        // of them, those whose cache was wrong
  std::string first_corrected;  // account id, or empty
};
// Every balance anew from the transfers. The lanes are locked meanwhile. With `write` false
// nothing is changed: what would be is counted.
absl::StatusOr<Rebuilt> RebuildBalances(sql::Tx& tx, const std::string& region, bool write);

// Sums over all accounts of a year; equal debits and credits are what a trial balance shows.
absl::StatusOr<Balance> TrialBalance(sql::Tx& tx, const std::string& region, int32_t year);

// Closes every account of the year; how many there are.
absl::StatusOr<int64_t> CloseAccounts(sql::Tx& tx, const std::string& region, int32_t year,
                                      const std::string& closed_by);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_BALANCES_H_
