#include "services/settlement/store/ledger/balances.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/ledger/lanes.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kSelectAccounts =
    "SELECT account_id, closed_by FROM account WHERE region = ? AND account_id IN (";
constexpr std::string_view kInsertAccount =
    "INSERT INTO account (region, account_id, year, kind, institution_id, fund, class, closed_by) "
    "VALUES";
constexpr std::string_view kInsertBalance =
    "INSERT INTO balance (region, account_id, debit_posted, credit_posted, debit_pending, "
    "credit_pending) VALUES";
constexpr std::string_view kMoveBalance =
    "UPDATE balance SET debit_posted = debit_posted + ?, credit_posted = credit_posted + ?, "
    "debit_pending = debit_pending + ?, credit_pending = credit_pending + ? "
    "WHERE region = ? AND account_id = ?";
constexpr std::string_view kSetBalance =
    "UPDATE balance SET debit_posted = ?, credit_posted = ?, debit_pending = ?, "
    "credit_pending = ? WHERE region = ? AND account_id = ?";
constexpr std::string_view kSelectBalance =
    "SELECT debit_posted, credit_posted, debit_pending, credit_pending FROM balance "
    "WHERE region = ? AND account_id = ?";
// A range of one: asked for the account alone, SQLite reads all transfers of the region.
constexpr std::string_view kFoldDebit =
    "SELECT amount_fen, phase FROM transfer WHERE region = ? AND debit_account >= ? "
    "AND debit_account <= ? AND effective_date <= ? AND recorded_time <= ?";
constexpr std::string_view kFoldCredit =
    "SELECT amount_fen, phase FROM transfer WHERE region = ? AND credit_account >= ? "
    "AND credit_account <= ? AND effective_date <= ? AND recorded_time <= ?";
constexpr std::string_view kAccountsAfter =
    "SELECT account_id FROM account WHERE region = ? AND account_id > ? ORDER BY account_id "
    "LIMIT ?";
constexpr std::string_view kBalancesAfter =
    "SELECT account_id, debit_posted, credit_posted, debit_pending, credit_pending FROM balance "
    "WHERE region = ? AND account_id > ? AND account_id <= ? ORDER BY account_id";
// Sums of whole amounts are whole; a server's are DECIMAL without the cast.
constexpr std::string_view kSumDebit =
    "SELECT debit_account, phase, CAST(SUM(amount_fen) AS SIGNED) FROM transfer "
    "WHERE region = ? AND debit_account > ? AND debit_account <= ? GROUP BY debit_account, phase";
constexpr std::string_view kSumCredit =
    "SELECT credit_account, phase, CAST(SUM(amount_fen) AS SIGNED) FROM transfer "
    "WHERE region = ? AND credit_account > ? AND credit_account <= ? "
    "GROUP BY credit_account, phase";
constexpr std::string_view kYearBalances =
    "SELECT b.debit_posted, b.credit_posted, b.debit_pending, b.credit_pending FROM account a "
    "JOIN balance b ON b.region = a.region AND b.account_id = a.account_id "
    "WHERE a.region = ? AND a.year = ?";
constexpr std::string_view kCloseAccounts =
    "UPDATE account SET closed_by = ? WHERE region = ? AND year = ? AND closed_by = ''";

constexpr size_t kIdsPerQuery = 250;
constexpr int64_t kAccountsPerPage = 500;
constexpr char kEver[] = "9999-12-31";

absl::Status Overflow(std::string_view account_id) {
  return Refuse(absl::StatusCode::kOutOfRange, Reason::k_ARITHMETIC_OVERFLOW,
                absl::StrCat("the balance of ", ToAbsl(account_id), " leaves 64 bits"));
}

// Adds `amount` of a transfer in that phase to one side of an account.
absl::Status AddSide(std::string_view account_id, TransferPhase phase, int64_t amount,
                     int64_t& posted, int64_t& pending) {
  int64_t to_posted = 0;
  int64_t to_pending = 0;
  switch (phase) {
    case TransferPhase::kPosted:
      to_posted = amount;
      break;
    case TransferPhase::kPending:
      to_pending = amount;
      break;
    case TransferPhase::kPost:
      to_posted = amount;
      to_pending = -amount;
      break;
    case TransferPhase::kVoid:
      to_pending = -amount;
      break;
  }
  if (__builtin_add_overflow(posted, to_posted, &posted) ||
      __builtin_add_overflow(pending, to_pending, &pending)) {
    return Overflow(account_id);
  }
  return absl::OkStatus();
}

std::string Placeholders(size_t count) {
  std::string text = "?";
  for (size_t i = 1; i < count; ++i) text += ",?";
  return text;
}

// Which of the accounts exist; YEAR_CLOSED if one of them is closed.
absl::StatusOr<std::vector<std::string>> MissingAccounts(sql::Tx& tx, const std::string& region,
                                                         const BalanceMoves& moves) {
  std::vector<std::string> wanted;
  for (const auto& [id, move] : moves) wanted.push_back(id);
  std::vector<std::string> found;
  for (size_t first = 0; first < wanted.size(); first += kIdsPerQuery) {
    const size_t count = std::min(kIdsPerQuery, wanted.size() - first);
    sql::Params params = {region};
    for (size_t i = first; i < first + count; ++i) params.emplace_back(wanted[i]);
    PROBITY_RETURN_IF_ERROR(
        tx.QueryEach(absl::StrCat(ToAbsl(kSelectAccounts), Placeholders(count), ")"), params,
                     [&found](const sql::Row& row) {
                       if (!row.Text(1).empty()) {
                         return Precondition(Reason::k_YEAR_CLOSED,
                                             absl::StrCat("the books of ", row.Text(0),
                                                          " are closed; enter it as a prior-year "
                                                          "adjustment of the open year"),
                                             {{"account_id", row.Text(0)}});
                       }
                       found.push_back(row.Text(0));
                       return absl::OkStatus();
                     }));
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> missing;
  std::set_difference(wanted.begin(), wanted.end(), found.begin(), found.end(),
                      std::back_inserter(missing));
  return missing;
}

absl::Status MakeAccounts(sql::Tx& tx, const std::string& region,
                          const std::vector<std::string>& ids, const BalanceMoves& moves) {
  std::vector<sql::Params> accounts;
  std::vector<sql::Params> balances;
  for (const std::string& id : ids) {
    const std::optional<Account> account = ParseAccountId(id);
    if (!account.has_value()) {
      return NotFound(Reason::k_UNKNOWN_ACCOUNT, absl::StrCat("no account is called ", id));
    }
    accounts.push_back({region, id, int64_t{account->year},
                        std::string(AccountKindName(account->kind)), account->institution_id,
                        account->fund, account->unit_class, std::string()});
    const Balance& move = moves.at(id);
    balances.push_back({region, id, move.debit_posted, move.credit_posted, move.debit_pending,
                        move.credit_pending});
  }
  PROBITY_RETURN_IF_ERROR(tx.InsertMany(kInsertAccount, accounts));
  return tx.InsertMany(kInsertBalance, balances);
}

Balance BalanceAt(const sql::Row& row, size_t column) {
  return {row.Int(column), row.Int(column + 1), row.Int(column + 2), row.Int(column + 3)};
}

// What the transfers of accounts above `after` up to `last` come to.
absl::StatusOr<BalanceMoves> SumPage(sql::Tx& tx, const std::string& region,
                                     const std::string& after, const std::string& last) {
  BalanceMoves sums;
  const sql::Params range = {region, after, last};
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kSumDebit, range, [&](const sql::Row& row) {
    Balance& one = sums[row.Text(0)];
    return AddSide(row.Text(0), ParsePhase(row.Text(1)).value(), row.Int(2), one.debit_posted,
                   one.debit_pending);
  }));
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kSumCredit, range, [&](const sql::Row& row) {
    Balance& one = sums[row.Text(0)];
    return AddSide(row.Text(0), ParsePhase(row.Text(1)).value(), row.Int(2), one.credit_posted,
                   one.credit_pending);
  }));
  return sums;
}

}  // namespace

absl::Status AddMoves(const Transfer& transfer, BalanceMoves& moves) {
  Balance& debit = moves[transfer.debit_account];
  PROBITY_RETURN_IF_ERROR(AddSide(transfer.debit_account, transfer.phase, transfer.amount_fen,
                                  debit.debit_posted, debit.debit_pending));
  Balance& credit = moves[transfer.credit_account];
  return AddSide(transfer.credit_account, transfer.phase, transfer.amount_fen, credit.credit_posted,
                 credit.credit_pending);
}

absl::Status ApplyMoves(sql::Tx& tx, const std::string& region, const BalanceMoves& moves) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> missing,
                           MissingAccounts(tx, region, moves));
  PROBITY_RETURN_IF_ERROR(MakeAccounts(tx, region, missing, moves));
  for (const auto& [id, move] : moves) {
    if (std::binary_search(missing.begin(), missing.end(), id)) continue;
    PROBITY_RETURN_IF_ERROR(
        tx.Execute(kMoveBalance, {move.debit_posted, move.credit_posted, move.debit_pending,
                                  move.credit_pending, region, id})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Balance> GetBalance(sql::Tx& tx, const std::string& region,
                                   const std::string& account_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectBalance, {region, account_id}));
  if (rows.empty()) {
    return NotFound(Reason::k_UNKNOWN_ACCOUNT,
                    absl::StrCat("nothing was ever posted to \"", account_id, "\""));
  }
  return BalanceAt(rows.front(), 0);
}

absl::StatusOr<Balance> FoldBalance(sql::Tx& tx, const std::string& region,
                                    const std::string& account_id, const BalanceMoment& moment) {
  PROBITY_RETURN_IF_ERROR(GetBalance(tx, region, account_id).status());
  const int64_t known = moment.known.has_value() ? absl::ToUnixMicros(*moment.known) : INT64_MAX;
  const sql::Params params = {region, account_id, account_id, moment.at.empty() ? kEver : moment.at,
                              known};
  Balance balance;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kFoldDebit, params, [&](const sql::Row& row) {
    return AddSide(account_id, ParsePhase(row.Text(1)).value(), row.Int(0), balance.debit_posted,
                   balance.debit_pending);
  }));
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kFoldCredit, params, [&](const sql::Row& row) {
    return AddSide(account_id, ParsePhase(row.Text(1)).value(), row.Int(0), balance.credit_posted,
                   balance.credit_pending);
  }));
  return balance;
}

absl::StatusOr<Rebuilt> RebuildBalances(sql::Tx& tx, const std::string& region, bool write) {
  if (write) {
    for (int32_t lane = 0; lane < kLanes; ++lane) {
      PROBITY_RETURN_IF_ERROR(LockLane(tx, region, lane).status());
    }
  }
  Rebuilt rebuilt;
  std::string after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> page,
                             tx.Query(kAccountsAfter, {region, after, kAccountsPerPage}));
    if (page.empty()) return rebuilt;
    const std::string last = page.back().Text(0);
    PROBITY_ASSIGN_OR_RETURN(BalanceMoves sums, SumPage(tx, region, after, last));
    BalanceMoves kept;
    PROBITY_RETURN_IF_ERROR(
        tx.QueryEach(kBalancesAfter, {region, after, last}, [&kept](const sql::Row& row) {
          kept[row.Text(0)] = BalanceAt(row, 1);
          return absl::OkStatus();
        }));
    for (const sql::Row& row : page) {
      const std::string& id = row.Text(0);
      ++rebuilt.accounts;
      const Balance& right = sums[id];
      const auto found = kept.find(id);
      if (found != kept.end() && found->second == right) continue;
      if (rebuilt.corrected++ == 0) rebuilt.first_corrected = id;
      if (!write) continue;
      const sql::Params values = {right.debit_posted,
                                  right.credit_posted,
                                  right.debit_pending,
                                  right.credit_pending,
                                  region,
                                  id};
      PROBITY_ASSIGN_OR_RETURN(const int64_t matched, tx.Execute(kSetBalance, values));
      if (matched == 0) {
        PROBITY_RETURN_IF_ERROR(
            tx.InsertMany(kInsertBalance, {{region, id, right.debit_posted, right.credit_posted,
                                            right.debit_pending, right.credit_pending}}));
      }
    }
    after = last;
  }
}

absl::StatusOr<Balance> TrialBalance(sql::Tx& tx, const std::string& region, int32_t year) {
  Balance total;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(kYearBalances, {region, int64_t{year}}, [&](const sql::Row& row) {
        const Balance one = BalanceAt(row, 0);
        if (__builtin_add_overflow(total.debit_posted, one.debit_posted, &total.debit_posted) ||
            __builtin_add_overflow(total.credit_posted, one.credit_posted, &total.credit_posted) ||
            __builtin_add_overflow(total.debit_pending, one.debit_pending, &total.debit_pending) ||
            __builtin_add_overflow(total.credit_pending, one.credit_pending,
                                   &total.credit_pending)) {
          return Overflow("the year");
        }
        return absl::OkStatus();
      }));
  return total;
}

absl::StatusOr<int64_t> CloseAccounts(sql::Tx& tx, const std::string& region, int32_t year,
                                      const std::string& closed_by) {
  return tx.Execute(kCloseAccounts, {closed_by, region, int64_t{year}});
}

}  // namespace probity::settlement
