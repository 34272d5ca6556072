#include "services/settlement/domain/ledger/postings.h"

#include <array>
#include <utility>

namespace probity::settlement {
namespace {

struct LineRule {
  LedgerLine line;
  std::string_view name;
  AccountKind debit;
  AccountKind credit;
};

constexpr std::array<LineRule, 13> kRules = {{
    {LedgerLine::kBase, "BASE", AccountKind::kFund, AccountKind::kPayable},
    {LedgerLine::kRetention, "RETENTION", AccountKind::kFund, AccountKind::kPayable},
    {LedgerLine::kReward, "REWARD", AccountKind::kReserve, AccountKind::kPayable},
    {LedgerLine::kWithhold, "WITHHOLD", AccountKind::kPayable, AccountKind::kExchange},
    {LedgerLine::kIncentive, "INCENTIVE", AccountKind::kExchange, AccountKind::kPayable},
    {LedgerLine::kContract, "CONTRACT", AccountKind::kFund, AccountKind::kPayable},
    {LedgerLine::kForfeit, "FORFEIT", AccountKind::kPayable, AccountKind::kFund},
    {LedgerLine::kMonthly, "MONTHLY", AccountKind::kPayable, AccountKind::kAdvance},
    {LedgerLine::kPrefund, "PREFUND", AccountKind::kPayable, AccountKind::kAdvance},
    {LedgerLine::kDeduction, "DEDUCTION", AccountKind::kPayable, AccountKind::kRecovery},
    {LedgerLine::kPriorYear, "PRIOR_YEAR", AccountKind::kPriorYear, AccountKind::kPayable},
    {LedgerLine::kPayout, "PAYOUT", AccountKind::kPayable, AccountKind::kCash},
    {LedgerLine::kExchangeFix, "EXCHANGE_FIX", AccountKind::kReserve, AccountKind::kExchange},
}};

const LineRule& RuleOf(LedgerLine line) {
  return kRules.at(static_cast<size_t>(line));  // in the order of the enumeration
}

Account OneAccount(AccountKind kind, int32_t year, const std::optional<UnitKey>& unit) {
  const bool of_the_year = kind == AccountKind::kReserve || kind == AccountKind::kExchange;
  return of_the_year || !unit.has_value() ? AccountOf(kind, year) : AccountOf(kind, year, *unit);
}

// A transfer that resolves the line's open pending one.
Transfer Resolve(const PostingContext& context, const UnitKey& unit, LedgerLine line,
                 const LineStanding& open, TransferPhase phase) {
  Transfer transfer = MakeTransfer(context, unit, line, phase, open.pending_fen);
  transfer.pending_id = open.pending_id;
  return transfer;
}

void AppendLine(const PostingContext& context, const UnitKey& unit, LedgerLine line,
                const LineDue& due, const LineStanding& standing, std::vector<Transfer>& out) {
  int64_t difference = due.posted_fen - standing.posted_fen;
  const bool moved = due.pending_fen != standing.pending_fen;
  if (moved && !standing.pending_id.empty()) {
    const bool released = difference >= standing.pending_fen;
    out.push_back(Resolve(context, unit, line, standing,
                          released ? TransferPhase::kPost : TransferPhase::kVoid));
    if (released) difference -= standing.pending_fen;
  }
  if (difference != 0) {
    out.push_back(MakeTransfer(context, unit, line, TransferPhase::kPosted, difference));
  }
  if (moved && due.pending_fen != 0) {
    out.push_back(MakeTransfer(context, unit, line, TransferPhase::kPending, due.pending_fen));
  }
}

}  // namespace

std::string_view LedgerLineName(LedgerLine line) {
  return RuleOf(line).name;
}

std::optional<LedgerLine> ParseLedgerLine(std::string_view name) {
  const std::string_view whole = name.substr(0, name.find('.'));
  for (const LineRule& rule : kRules) {
    if (rule.name == whole) return rule.line;
  }
  return std::nullopt;
}

Direction LineAccounts(LedgerLine line, int32_t year, const std::optional<UnitKey>& unit) {
  const LineRule& rule = RuleOf(line);
  return {OneAccount(rule.debit, year, unit), OneAccount(rule.credit, year, unit)};
}

Transfer MakeTransfer(const PostingContext& context, const std::optional<UnitKey>& unit,
                      LedgerLine line, TransferPhase phase, int64_t amount_fen) {
  const Direction direction = LineAccounts(line, context.for_year, unit);
  Transfer transfer;
  transfer.transfer_id = TransferId(context.run_id, unit, LedgerLineName(line), phase);
  transfer.debit_account = AccountId(direction.debit);
  transfer.credit_account = AccountId(direction.credit);
  transfer.amount_fen = amount_fen;
  if (amount_fen < 0) {
    std::swap(transfer.debit_account, transfer.credit_account);
    transfer.amount_fen = -amount_fen;
  }
  transfer.line = LedgerLineName(line);
  transfer.phase = phase;
  transfer.for_year = context.for_year;
  transfer.effective_date = context.effective_date;
  transfer.run_id = context.run_id;
  transfer.policy_sha256 = context.policy_sha256;
  return transfer;
}

std::vector<Transfer> PostingsOf(const PostingContext& context, const UnitKey& unit,
                                 const UnitDue& due, const UnitStanding& standing) {
  std::vector<Transfer> postings;
  for (const LineRule& rule : kRules) {
    // Money paid out, and what a run moves as a whole, are no lines of a unit's result.
    if (rule.line == LedgerLine::kPayout || rule.line == LedgerLine::kExchangeFix) continue;
    const auto wanted = due.find(rule.line);
    const auto stands = standing.find(rule.line);
    AppendLine(context, unit, rule.line, wanted == due.end() ? LineDue() : wanted->second,
               stands == standing.end() ? LineStanding() : stands->second, postings);
  }
  return postings;
}

Transfer ReversalOf(const Transfer& original, std::string_view effective_date) {
  Transfer reversal = original;
  reversal.transfer_id = ReversalId(original.transfer_id);
  std::swap(reversal.debit_account, reversal.credit_account);
  reversal.effective_date = effective_date;
  reversal.reverses = original.transfer_id;
  return reversal;
}

void AddToStanding(const Transfer& transfer, UnitStanding& standing) {
  const std::optional<LedgerLine> line = ParseLedgerLine(transfer.line);
  const std::optional<Account> debit = ParseAccountId(transfer.debit_account);
  if (!line.has_value() || !debit.has_value()) return;
  const bool along = debit->kind == RuleOf(*line).debit;
  const int64_t amount = along ? transfer.amount_fen : -transfer.amount_fen;
  LineStanding& one = standing[*line];
  switch (transfer.phase) {
    case TransferPhase::kPosted:
      one.posted_fen += amount;
      return;
    case TransferPhase::kPending:
      one.pending_fen = amount;
      one.pending_id = transfer.transfer_id;
      return;
    case TransferPhase::kPost:
      one.posted_fen += amount;
      [[fallthrough]];
    case TransferPhase::kVoid:
      one.pending_fen = 0;
      one.pending_id.clear();
      return;
  }
}

int64_t NetOf(const UnitStanding& standing) {
  int64_t net = 0;
  for (const auto& [line, one] : standing) {
    net += RuleOf(line).credit == AccountKind::kPayable ? one.posted_fen : -one.posted_fen;
  }
  return net;
}

}  // namespace probity::settlement
