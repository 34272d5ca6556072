#include "services/scoring/domain/consequences/recovery.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

absl::Status TooMuch(std::string_view what, int64_t at_most) {
  return Precondition(Reason::k_RECOVERY_OVERPAID,
                      absl::StrCat(ToAbsl(what), ToAbsl(money::FormatYuan(at_most))),
                      {{"at_most_fen", absl::StrCat(at_most)}});
}

}  // namespace

RecoverySum& RecoverySum::operator+=(const RecoverySum& other) {
  expected_fen += other.expected_fen;
  received_fen += other.received_fen;
  outstanding_fen += other.outstanding_fen;
  to_refund_fen += other.to_refund_fen;
  late_fen += other.late_fen;
  return *this;
}

RecoverySum SumItem(const std::vector<RecoveryEntry>& of_item, absl::CivilDay today) {
  RecoverySum sum;
  for (const RecoveryEntry& entry : of_item) {
    switch (entry.kind) {
      case RecoveryKind::kExpected:
        sum.expected_fen += entry.amount_fen;
        break;
      case RecoveryKind::kReversed:
        sum.expected_fen -= entry.amount_fen;
        break;
      case RecoveryKind::kReceived:
        sum.received_fen += entry.amount_fen;
        break;
      case RecoveryKind::kRefunded:
        sum.received_fen -= entry.amount_fen;
        break;
    }
  }
  sum.outstanding_fen = std::max<int64_t>(0, sum.expected_fen - sum.received_fen);
  sum.to_refund_fen = std::max<int64_t>(0, sum.received_fen - sum.expected_fen);
  const std::optional<absl::CivilDay> due = DueOf(of_item);
  if (due.has_value() && today > *due) sum.late_fen = sum.outstanding_fen;
  return sum;
}

std::optional<absl::CivilDay> DueOf(const std::vector<RecoveryEntry>& of_item) {
  std::optional<absl::CivilDay> due;
  for (const RecoveryEntry& entry : of_item) {
    if (entry.kind == RecoveryKind::kExpected) due = entry.due;
    if (entry.kind == RecoveryKind::kReversed) due.reset();
  }
  return due;
}

absl::Status CheckReceipt(const RecoverySum& sum, int64_t amount_fen) {
  if (amount_fen <= sum.outstanding_fen) return absl::OkStatus();
  return TooMuch("more than is outstanding; 超过未缴金额: ", sum.outstanding_fen);
}

absl::Status CheckRefund(const RecoverySum& sum, int64_t amount_fen) {
  if (amount_fen <= sum.to_refund_fen) return absl::OkStatus();
  return TooMuch("more than is to be given back; 超过应退金额: ", sum.to_refund_fen);
}

std::vector<RecoveryEntry> ExpectedBy(const CaseFile& file, absl::CivilDay due) {
  std::vector<RecoveryEntry> expected;
  for (const FindingFile& finding : file.findings) {
    const int64_t fen = finding.final_recovery_fen.value_or(finding.recovery_fen);
    if (finding.final_points == 0 || fen == 0) continue;
    RecoveryEntry entry;
    entry.case_id = file.case_id;
    entry.institution_id = file.institution_id;
    entry.year = static_cast<int32_t>(file.effective->year());
    entry.item = finding.item;
    entry.amount_fen = fen;
    entry.business_date = *file.effective;
    entry.due = due;
    expected.push_back(std::move(entry));
  }
  return expected;
}

}  // namespace probity::scoring
