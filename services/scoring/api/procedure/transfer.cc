#include "services/scoring/domain/procedure/transfer.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/procedure/handlers.h"
#include "services/scoring/domain/procedure/last_day.h"

namespace probity::scoring {
namespace {

constexpr char kAnswerKey[] = "transfer_answer";

absl::CivilDay RequiredDate(const std::string& text, std::string_view field, FieldCheck& check) {
  check.Check(!text.empty(), field, "a date YYYY-MM-DD");
  return DateField(text, field, absl::CivilDay(), check);
}

clocks::Subject ClockSubject(const CaseFile& file, int64_t transfer) {
  return {clocks::SubjectKind::kTransfer, absl::StrCat(file.case_id, "/", transfer)};
}

absl::Status StartAnswerClock(const ServiceEnv& env, sql::Tx& tx, const Act& act,
                              const CaseRecord& transfer, const PolicyRef& policy) {
  clocks::ClockStart start;
  start.subject = ClockSubject(act.file, transfer.seq);
  start.key = kAnswerKey;
  start.event = transfer.date;
  start.case_id = act.file.case_id;
  start.institution_id = act.file.institution_id;
  start.policy = policy;
  return clocks::StartClock(env, tx, act.at, start).status();
}

template <typename Response>
absl::StatusOr<Response> Finish(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                const Act& act, CaseRecord record) {
  PROBITY_ASSIGN_OR_RETURN(const CaseRecord saved, SaveAct(env, tx, call, act, std::move(record)));
  Response response;
  *response.mutable_record() = ToProto(saved);
  return response;
}

absl::StatusOr<HandOver> HandOverOf(const v1::TransferCaseRequest& request) {
  FieldCheck check;
  HandOver hand_over;
  hand_over.authority = EnumField<Authority>(request.authority(), "authority", check);
  CheckNumber(request.document_no(), "document_no", check);
  hand_over.document_no = request.document_no();
  hand_over.handed_over = RequiredDate(request.handed_over_date(), "handed_over_date", check);
  CheckLength(request.reason(), 1, kMaxRecordReason, "reason", check);
  hand_over.reason = request.reason();
  PROBITY_RETURN_IF_ERROR(check.Result());
  return hand_over;
}

}  // namespace

absl::StatusOr<v1::TransferCaseResponse> HandleTransferCase(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::TransferCaseRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const HandOver hand_over, HandOverOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  // Before the calendar is asked: a date that is wrong may lie beyond it.
  PROBITY_RETURN_IF_ERROR(CheckActDate(hand_over.handed_over, act.file.opened, act.today));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           clocks::ProcedurePolicy(env, tx, act.file, hand_over.handed_over));
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay due,
                           LastDayOf(*policy, kAnswerKey, env.calendar, hand_over.handed_over));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record, TransferCase(act.file, hand_over, due, act.today));
  PROBITY_ASSIGN_OR_RETURN(record, SaveAct(env, tx, call, act, std::move(record)));
  PROBITY_RETURN_IF_ERROR(StartAnswerClock(env, tx, act, record, policy));
  v1::TransferCaseResponse response;
  *response.mutable_record() = ToProto(record);
  return response;
}

absl::StatusOr<v1::RecordTransferReceiptResponse> HandleRecordTransferReceipt(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordTransferReceiptRequest& request) {
  FieldCheck check;
  CheckNumber(request.receipt_no(), "receipt_no", check);
  const absl::CivilDay received = RequiredDate(request.received_date(), "received_date", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(
      CaseRecord record,
      ReceiveTransfer(act.facts, request.transfer(), request.receipt_no(), received, act.today));
  return Finish<v1::RecordTransferReceiptResponse>(env, tx, call, act, std::move(record));
}

absl::StatusOr<v1::RecordTransferAnswerResponse> HandleRecordTransferAnswer(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordTransferAnswerRequest& request) {
  FieldCheck check;
  AnswerOfAuthority answer;
  answer.transfer = request.transfer();
  answer.answer = EnumField<TransferAnswer>(request.answer(), "answer", check);
  CheckNumber(request.document_no(), "document_no", check);
  answer.document_no = request.document_no();
  answer.answered = RequiredDate(request.answered_date(), "answered_date", check);
  CheckLength(request.summary(), 0, kMaxRecordReason, "summary", check);
  answer.reason = request.summary();
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record, AnswerTransfer(act.facts, answer, act.today));
  PROBITY_RETURN_IF_ERROR(clocks::MeetClock(
      env, tx, act.at, ClockSubject(act.file, request.transfer()), kAnswerKey, answer.answered));
  return Finish<v1::RecordTransferAnswerResponse>(env, tx, call, act, std::move(record));
}

absl::StatusOr<v1::GiveUpTransferResponse> HandleGiveUpTransfer(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::GiveUpTransferRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxRecordReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record, GiveUpTransfer(act.facts, request.transfer(),
                                                             request.reason(), act.today));
  PROBITY_RETURN_IF_ERROR(
      clocks::CancelClock(env, tx, act.at, ClockSubject(act.file, request.transfer()), kAnswerKey));
  return Finish<v1::GiveUpTransferResponse>(env, tx, call, act, std::move(record));
}

absl::StatusOr<v1::RecordPublicityResponse> HandleRecordPublicity(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordPublicityRequest& request) {
  FieldCheck check;
  const auto fact = EnumField<PublicityFact>(request.fact(), "fact", check);
  CheckNumber(request.document_no(), "document_no", check);
  CheckLength(request.reason(), 0, kMaxRecordReason, "reason", check);
  DateField(request.date(), "date", absl::CivilDay(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  const absl::CivilDay date = DateField(request.date(), "date", act.today, check);
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record, RecordPublicity(act.file, fact, request.document_no(),
                                                              request.reason(), date, act.today));
  return Finish<v1::RecordPublicityResponse>(env, tx, call, act, std::move(record));
}

}  // namespace probity::scoring
