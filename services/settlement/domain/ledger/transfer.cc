#include "services/settlement/domain/ledger/transfer.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr size_t kIdBytes = 16;

constexpr std::array<std::pair<TransferPhase, std::string_view>, 4> kPhases = {{
    {TransferPhase::kPosted, "POSTED"},
    {TransferPhase::kPending, "PENDING"},
    {TransferPhase::kPost, "POST"},
    {TransferPhase::kVoid, "VOID"},
}};

constexpr std::array<std::pair<AccountKind, std::string_view>, 8> kKinds = {{
    {AccountKind::kFund, "FUND"},
    {AccountKind::kPayable, "PAYABLE"},
    {AccountKind::kReserve, "RESERVE"},
    {AccountKind::kExchange, "EXCHANGE"},
    {AccountKind::kAdvance, "ADVANCE"},
    {AccountKind::kRecovery, "RECOVERY"},
    {AccountKind::kPriorYear, "PRIOR_YEAR"},
    {AccountKind::kCash, "CASH"},
}};

std::string ShortHash(std::string_view text) {
  return crypto::Hex(std::string_view(crypto::Sha256(text)).substr(0, kIdBytes));
}

void AppendLine(std::string& text, std::string_view name, std::string_view value) {
  absl::StrAppend(&text, ToAbsl(name), "\t", ToAbsl(value), "\n");
}

// Calls visit(name, value) for each field of the payload in the order in which it is hashed.
template <typename Visit>
void VisitPayload(const Transfer& transfer, Visit&& visit) {
  visit("transfer_id", transfer.transfer_id);
  visit("debit_account", transfer.debit_account);
  visit("credit_account", transfer.credit_account);
  visit("amount_fen", absl::StrCat(transfer.amount_fen));
  visit("line", transfer.line);
  visit("phase", std::string(PhaseName(transfer.phase)));
  visit("pending_id", transfer.pending_id);
  visit("for_year", absl::StrCat(transfer.for_year));
  visit("effective_date", transfer.effective_date);
  visit("run_id", transfer.run_id);
  visit("policy_sha256", transfer.policy_sha256);
  visit("reverses", transfer.reverses);
}

std::vector<std::pair<std::string_view, std::string>> PayloadOf(const Transfer& transfer) {
  std::vector<std::pair<std::string_view, std::string>> fields;
  VisitPayload(transfer, [&fields](std::string_view name, std::string value) {
    fields.emplace_back(name, std::move(value));
  });
  return fields;
}

}  // namespace

std::string_view PhaseName(TransferPhase phase) {
  for (const auto& [known, name] : kPhases) {
    if (known == phase) return name;
  }
  return "";
}

std::optional<TransferPhase> ParsePhase(std::string_view name) {
  for (const auto& [phase, known] : kPhases) {
    if (known == name) return phase;
  }
  return std::nullopt;
}

std::string TransferId(std::string_view run_id, const std::optional<UnitKey>& unit,
                       std::string_view line, TransferPhase phase) {
  const std::string key =
      unit.has_value() ? absl::StrCat(unit->institution_id, "\n", ToAbsl(FundName(unit->fund)),
                                      "\n", ToAbsl(UnitClassName(unit->unit_class)))
                       : "\n\n";
  return ShortHash(
      absl::StrCat(ToAbsl(run_id), "\n", key, "\n", ToAbsl(line), "\n", ToAbsl(PhaseName(phase))));
}

std::string ReversalId(std::string_view transfer_id) {
  return ShortHash(absl::StrCat("reverses\n", ToAbsl(transfer_id)));
}

int32_t LaneOf(std::string_view institution_id) {
  constexpr size_t kBytes = 8;
  uint64_t number = 0;
  for (const char byte : crypto::Sha256(institution_id).substr(0, kBytes)) {
    number = (number << 8U) | static_cast<uint8_t>(byte);
  }
  return static_cast<int32_t>(number % kLanes);
}

std::string PayloadSha256(std::string_view region, const Transfer& transfer) {
  std::string text = "probity.settlement.transfer/1\n";
  AppendLine(text, "region", region);
  VisitPayload(transfer, [&text](std::string_view name, const std::string& value) {
    AppendLine(text, name, value);
  });
  return crypto::Hex(crypto::Sha256(text));
}

std::string_view FirstDifference(const Transfer& a, const Transfer& b) {
  const auto left = PayloadOf(a);
  const auto right = PayloadOf(b);
  for (size_t i = 0; i < left.size(); ++i) {
    if (left[i].second != right[i].second) return left[i].first;
  }
  return "";
}

std::string FirstPrevHash() {
  return std::string(2 * crypto::kHashSize, '0');
}

std::string ChainHash(const Recording& recording) {
  std::string text = "probity.settlement.chain/1\n";
  AppendLine(text, "prev_hash", recording.prev_hash);
  AppendLine(text, "lane", absl::StrCat(recording.lane));
  AppendLine(text, "seq", absl::StrCat(recording.seq));
  AppendLine(text, "group_id", recording.group_id);
  AppendLine(text, "recorded_time", absl::StrCat(recording.recorded_time));
  AppendLine(text, "actor", recording.actor);
  AppendLine(text, "payload_sha256", recording.payload_sha256);
  return crypto::Hex(crypto::Sha256(text));
}

std::string_view AccountKindName(AccountKind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return "";
}

Account AccountOf(AccountKind kind, int32_t year, const UnitKey& unit) {
  Account account{kind, year, "", std::string(FundName(unit.fund)), ""};
  if (kind == AccountKind::kFund || kind == AccountKind::kCash) return account;
  account.institution_id = unit.institution_id;
  account.unit_class = std::string(UnitClassName(unit.unit_class));
  return account;
}

Account AccountOf(AccountKind kind, int32_t year) {
  return {kind, year, "", "", ""};
}

std::string AccountId(const Account& account) {
  return absl::StrCat(ToAbsl(AccountKindName(account.kind)), "/", account.year, "/",
                      account.institution_id, "/", account.fund, "/", account.unit_class);
}

std::optional<Account> ParseAccountId(std::string_view id) {
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(id), '/');
  Account account;
  if (parts.size() != 5 || !absl::SimpleAtoi(parts[1], &account.year)) return std::nullopt;
  account.institution_id = parts[2];
  account.fund = parts[3];
  account.unit_class = parts[4];
  for (const auto& [kind, name] : kKinds) {
    if (name != parts[0]) continue;
    account.kind = kind;
    if (AccountId(account) == id) return account;
  }
  return std::nullopt;
}

}  // namespace probity::settlement
