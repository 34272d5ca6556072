// What a unit's result means on the ledger: which account pays which, line by line, and what is
// still to be posted when part of it was posted before.
//
// A first lock posts everything; a supplementary run posts the difference between what is due and
// what stands, and resolves what was pending.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_LEDGER_POSTINGS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_LEDGER_POSTINGS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/settlement/domain/ledger/transfer.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

enum class LedgerLine {
  kBase,         // 基础应付
  kRetention,    // 结余留用
  kReward,       // 激励
  kWithhold,     // 质量扣减
  kIncentive,    // 质量返还
  kContract,     // 按疗效付费
  kForfeit,      // 质量保证金扣留
  kMonthly,      // 月度预拨
  kPrefund,      // 周转金
  kDeduction,    // 追回
  kPriorYear,    // 上年调整
  kPayout,       // 拨付
  kExchangeFix,  // 交换池补差, of a run, not of a unit
};
std::string_view LedgerLineName(LedgerLine line);  // "BASE", "PRIOR_YEAR", …
// "PAYOUT.2" is a PAYOUT.
std::optional<LedgerLine> ParseLedgerLine(std::string_view name);

// Along the line's own direction (LineAccounts), so that a claw-back is negative.
struct LineDue {
  int64_t posted_fen = 0;
  int64_t pending_fen = 0;  // held: paid or withdrawn later
  bool operator==(const LineDue&) const = default;
};
using UnitDue = std::map<LedgerLine, LineDue>;

// What the ledger says of a line already.
struct LineStanding {
  int64_t posted_fen = 0;
  int64_t pending_fen = 0;  // of the one unresolved pending transfer
  std::string pending_id;
  bool operator==(const LineStanding&) const = default;
};
using UnitStanding = std::map<LedgerLine, LineStanding>;

struct Direction {
  Account debit;
  Account credit;
};
// FUND → PAYABLE for BASE, and so on. `unit` is absent for EXCHANGE_FIX alone.
Direction LineAccounts(LedgerLine line, int32_t year, const std::optional<UnitKey>& unit);

// Of which run and day the transfers are.
struct PostingContext {
  std::string run_id;
  int32_t for_year = 0;
  std::string effective_date;  // YYYY-MM-DD
  std::string policy_sha256;
};

// One transfer of `amount_fen`, which may be negative but not 0, POSTED or PENDING.
Transfer MakeTransfer(const PostingContext& context, const std::optional<UnitKey>& unit,
                      LedgerLine line, TransferPhase phase, int64_t amount_fen);

// The transfers that make the standing what is due. A pending transfer that is no longer due as it
// is is posted where that much became payable, else voided; at most one per line is open at a time.
std::vector<Transfer> PostingsOf(const PostingContext& context, const UnitKey& unit,
                                 const UnitDue& due, const UnitStanding& standing);

// Takes a POSTED transfer back: the same amount the other way.
Transfer ReversalOf(const Transfer& original, std::string_view effective_date);

// Adds a recorded transfer to what stands of its unit; transfers come in the order of recording.
void AddToStanding(const Transfer& transfer, UnitStanding& standing);

// Credits less debits of the unit's PAYABLE account.
int64_t NetOf(const UnitStanding& standing);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_LEDGER_POSTINGS_H_
