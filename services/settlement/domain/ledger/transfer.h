// The money ledger's entries: a transfer moves an amount from one account to another, once and for
// ever. Its id is made of what it is for, so that posting it twice is the same posting.
//
// A transfer is POSTED, or PENDING until exactly one further transfer POSTs or VOIDs it. What was
// posted wrongly is reversed by a new transfer; the id of a reversal derives from the original's.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_LEDGER_TRANSFER_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_LEDGER_TRANSFER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// Chains transfers lie in, by institution: writers of different lanes need not wait for each other.
inline constexpr int32_t kLanes = 16;

// Rows of one transaction of the ledger.
inline constexpr size_t kMaxGroup = 512;

enum class TransferPhase { kPosted = 1, kPending = 2, kPost = 3, kVoid = 4 };
std::string_view PhaseName(TransferPhase phase);  // "POSTED", "PENDING", "POST", "VOID"
std::optional<TransferPhase> ParsePhase(std::string_view name);

struct Transfer {
  std::string transfer_id;    // 32 lower-case hex digits
  std::string debit_account;  // ids as AccountId makes them
  std::string credit_account;
  int64_t amount_fen = 0;  // above 0: a negative one swaps the accounts
  std::string line;        // "BASE"; of a further payout of a unit "PAYOUT.2"
  TransferPhase phase = TransferPhase::kPosted;
  std::string pending_id;      // of POST and VOID: the transfer it resolves
  int32_t for_year = 0;        // the year settled
  std::string effective_date;  // YYYY-MM-DD, in the open period
  std::string run_id;
  std::string policy_sha256;  // empty for what no unit's policy decides
  std::string reverses;       // the transfer it takes back, or empty
  bool operator==(const Transfer&) const = default;
};

// hex of the first 16 bytes of SHA-256("run_id\ninstitution_id\nfund\nclass\nline\nphase"). A line
// without a unit has an empty institution, fund and class.
std::string TransferId(std::string_view run_id, const std::optional<UnitKey>& unit,
                       std::string_view line, TransferPhase phase);
// The id of the transfer that takes `transfer_id` back.
std::string ReversalId(std::string_view transfer_id);

// The first 8 bytes of SHA-256(institution_id), big-endian, mod kLanes.
int32_t LaneOf(std::string_view institution_id);

// What a transfer says, as text that anybody can write down, and its SHA-256 in hex.
std::string PayloadSha256(std::string_view region, const Transfer& transfer);

// The name of the first field in which two transfers differ; empty if they are the same.
std::string_view FirstDifference(const Transfer& a, const Transfer& b);

// Where and by whom a transfer was recorded.
struct Recording {
  int32_t lane = 0;
  int64_t seq = 0;  // gapless within the lane, from 1
  std::string group_id;
  int64_t recorded_time = 0;  // microseconds since 1970 (UTC)
  std::string actor;
  std::string payload_sha256;
  std::string prev_hash;  // 64 hex digits, zeros for the first
  bool operator==(const Recording&) const = default;
};

// 64 zeros: what the first transfer of a lane names as the one before.
std::string FirstPrevHash();
// SHA-256 in hex over what the recording says; the next transfer of the lane names it.
std::string ChainHash(const Recording& recording);

enum class AccountKind {
  kFund,       // 基金, by fund
  kPayable,    // 应付, of a unit
  kReserve,    // 激励储备, of the year
  kExchange,   // 质量交换池, of the year
  kAdvance,    // 预付, of a unit
  kRecovery,   // 追回, of a unit
  kPriorYear,  // 上年结转, of a unit
  kCash        // 拨付, by fund
};
std::string_view AccountKindName(AccountKind kind);  // "FUND", "PAYABLE", …

struct Account {
  AccountKind kind = AccountKind::kFund;
  int32_t year = 0;
  std::string institution_id;  // empty where no unit owns it
  std::string fund;
  std::string unit_class;
  bool operator==(const Account&) const = default;
};

// The account of that kind a unit's money passes through; what does not apply is left empty.
Account AccountOf(AccountKind kind, int32_t year, const UnitKey& unit);
Account AccountOf(AccountKind kind, int32_t year);  // RESERVE and EXCHANGE

// "PAYABLE/2026/M001/ALL/ALL", "FUND/2026//ALL/", "RESERVE/2026///".
std::string AccountId(const Account& account);
// The account of an id; nothing for a text that is no id.
std::optional<Account> ParseAccountId(std::string_view id);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_LEDGER_TRANSFER_H_
