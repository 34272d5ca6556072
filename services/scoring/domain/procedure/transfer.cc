#include "services/scoring/domain/procedure/transfer.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

absl::StatusOr<TransferFacts> OpenTransfer(const ProcedureFacts& facts, int64_t seq) {
  const TransferFacts* transfer = FindTransfer(facts, seq);
  if (transfer == nullptr) {
    return NotFound(Reason::k_UNKNOWN_RECORD, "the case has no such transfer; 无此移送");
  }
  if (transfer->ended) {
    return Precondition(Reason::k_WRONG_STATE, "the transfer was answered or given up; 移送已办结");
  }
  return *transfer;
}

CaseRecord RecordOf(RecordKind kind, absl::CivilDay date, std::string_view document_no,
                    std::string_view reason, int64_t refers_to) {
  CaseRecord record;
  record.kind = kind;
  record.date = date;
  record.document_no = std::string(document_no);
  record.reason = std::string(reason);
  record.refers_to = refers_to;
  return record;
}

absl::Status CheckNumber(std::string_view text, std::string_view field, std::string_view what) {
  FieldCheck check;
  check.Check(!text.empty(), field, what);
  return check.Result();
}

}  // namespace

std::string_view AuthorityTitle(Authority authority) {
  switch (authority) {
    case Authority::kHealth:
      return "HEALTH 卫生健康";
    case Authority::kMarket:
      return "MARKET 市场监管";
    case Authority::kDrug:
      return "DRUG 药品监管";
    case Authority::kPolice:
      return "POLICE 公安";
  }
  return "";
}

absl::StatusOr<CaseRecord> TransferCase(const CaseFile& file, const HandOver& hand_over,
                                        absl::CivilDay due, absl::CivilDay today) {
  FieldCheck check;
  check.Check(!hand_over.document_no.empty(), "document_no",
              "the number of the hand-over document");
  check.Check(!hand_over.reason.empty(), "reason", "what is handed over, and why");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckFileOpen(file, "TransferCase"));
  PROBITY_RETURN_IF_ERROR(CheckActDate(hand_over.handed_over, file.opened, today));
  CaseRecord record = RecordOf(RecordKind::kTransferred, hand_over.handed_over,
                               hand_over.document_no, hand_over.reason, 0);
  record.outcome = static_cast<int64_t>(hand_over.authority);
  record.due = due;
  return record;
}

absl::StatusOr<CaseRecord> ReceiveTransfer(const ProcedureFacts& facts, int64_t transfer,
                                           std::string_view receipt_no, absl::CivilDay received,
                                           absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckNumber(receipt_no, "receipt_no", "the number of the receipt"));
  PROBITY_ASSIGN_OR_RETURN(const TransferFacts open, OpenTransfer(facts, transfer));
  if (open.received) {
    return Precondition(Reason::k_WRONG_STATE, "its receipt is on record; 已有回执");
  }
  PROBITY_RETURN_IF_ERROR(CheckActDate(received, open.handed_over, today));
  return RecordOf(RecordKind::kTransferReceived, received, receipt_no, "", transfer);
}

absl::StatusOr<CaseRecord> AnswerTransfer(const ProcedureFacts& facts,
                                          const AnswerOfAuthority& answer, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(
      CheckNumber(answer.document_no, "document_no", "the number of the answer"));
  PROBITY_ASSIGN_OR_RETURN(const TransferFacts open, OpenTransfer(facts, answer.transfer));
  PROBITY_RETURN_IF_ERROR(CheckActDate(answer.answered, open.handed_over, today));
  CaseRecord record = RecordOf(RecordKind::kTransferAnswered, answer.answered, answer.document_no,
                               answer.reason, answer.transfer);
  record.outcome = static_cast<int64_t>(answer.answer);
  return record;
}

absl::StatusOr<CaseRecord> GiveUpTransfer(const ProcedureFacts& facts, int64_t transfer,
                                          std::string_view reason, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckNumber(reason, "reason", "why no answer is awaited any more"));
  PROBITY_RETURN_IF_ERROR(OpenTransfer(facts, transfer).status());
  return RecordOf(RecordKind::kTransferGivenUp, today, "", reason, transfer);
}

absl::StatusOr<CaseRecord> RecordPublicity(const CaseFile& file, PublicityFact fact,
                                           std::string_view document_no, std::string_view reason,
                                           absl::CivilDay date, absl::CivilDay today) {
  const bool published = fact == PublicityFact::kPublished;
  FieldCheck check;
  check.Check(!published || !document_no.empty(), "document_no", "the number of the publication");
  check.Check(published || !reason.empty(), "reason", "why the decision is not to be published");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckFileOpen(file, "RecordPublicity"));
  if (!file.effective.has_value()) {
    return Precondition(Reason::k_WRONG_STATE,
                        "only a decision that took effect is published; 决定尚未生效",
                        {{"state", std::string(CaseStateName(file.state))}});
  }
  PROBITY_RETURN_IF_ERROR(CheckActDate(date, *file.effective, today));
  CaseRecord record = RecordOf(RecordKind::kPublicity, date, document_no, reason, 0);
  record.outcome = static_cast<int64_t>(fact);
  return record;
}

}  // namespace probity::scoring
