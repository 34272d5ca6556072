#include "clients/probityctl/commands/consequences.h"

#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/common/bureau.h"
#include "common/id/uuid.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;
namespace role = options::v1;
using Consequences = v1::ConsequenceService::Stub;
using Publicity = v1::PublicityService::Stub;
using Recovery = v1::RecoveryService::Stub;
using Joint = v1::JointPunishmentService::Stub;

std::string NewRequestId() {
  return RandomUuid(crypto::SystemEntropy());
}

// What a measure is called, whom it meets and until when.
std::string KindOf(const v1::Measure& one) {
  return Short(v1::MeasureKind_Name(one.kind()), "MEASURE_KIND_");
}
std::string WhomOf(const v1::Measure& one) {
  if (one.scope_ref().empty()) return one.subject_id();
  return absl::StrCat(one.subject_id(), " / ", one.scope_ref());
}
std::string DaysOf(const v1::Measure& one) {
  if (one.start_date().empty()) return "-";
  return absl::StrCat(
      one.start_date(), "…", one.end_date().empty() ? "至解除 open" : one.end_date(),
      one.free_from_date().empty() ? "" : "  恢复自 free from ", one.free_from_date());
}

Table MeasureTable() {
  return Table(
      {"措施 measure", "类别 kind", "对象 subject", "期间 days", "状态 status", "文号 document"});
}
void AddMeasure(const v1::Measure& one, Table& table) {
  table.Add({one.measure_id(), KindOf(one), WhomOf(one), DaysOf(one),
             Short(v1::MeasureStatus_Name(one.status()), "MEASURE_STATUS_"), one.document()});
}

template <typename Message>
int PrintRows(const Session& session, const std::vector<Message>& rows, Table table,
              void (*add)(const Message&, Table&)) {
  if (session.json) {
    clients::PrintJsonArray(rows);
    return kOk;
  }
  for (const Message& row : rows) add(row, table);
  table.Print();
  return kOk;
}

int PrintMeasure(const Session& session, const absl::StatusOr<v1::Measure>& measure) {
  if (!measure.ok()) return Fail(measure.status());
  return PrintRows<v1::Measure>(session, {*measure}, MeasureTable(), AddMeasure);
}

absl::StatusOr<v1::GetMeasureResponse> Get(const clients::Bureau& bureau,
                                           const std::string& measure_id) {
  v1::GetMeasureRequest request;
  request.set_measure_id(measure_id);
  return bureau.Call(role::ROLE_AUDITOR, bureau.consequences, &Consequences::GetMeasure, request);
}

absl::StatusOr<std::string> CaseId(const clients::Bureau& bureau, const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  PROBITY_ASSIGN_OR_RETURN(
      const v1::GetCaseResponse got,
      bureau.Call(role::ROLE_AUDITOR, bureau.cases, &v1::CaseService::Stub::GetCase, request));
  return got.case_().case_id();
}

absl::StatusOr<std::vector<v1::Measure>> Listed(const Session& session,
                                                const MeasureOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  v1::ListMeasuresRequest request;
  request.set_subject_id(options.subject_id);
  request.set_on_date(options.on);
  return clients::AllPages<v1::ListMeasuresRequest, v1::ListMeasuresResponse, v1::Measure>(
      request,
      [&](const v1::ListMeasuresRequest& one) {
        return bureau.Call(role::ROLE_AUDITOR, bureau.consequences, &Consequences::ListMeasures,
                           one);
      },
      &v1::ListMeasuresResponse::measures);
}

// `change` with the measure's etag filled in.
template <typename Request, typename Response>
absl::StatusOr<v1::Measure> Changed(
    const Session& session, role::Role who, const std::string& measure_id, Request change,
    grpc::Status (Consequences::*method)(grpc::ClientContext*, const Request&, Response*)) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  PROBITY_ASSIGN_OR_RETURN(const v1::GetMeasureResponse known, Get(bureau, measure_id));
  change.set_request_id(NewRequestId());
  change.set_measure_id(measure_id);
  change.set_etag(known.measure().etag());
  PROBITY_ASSIGN_OR_RETURN(const Response response,
                           bureau.Call(who, bureau.consequences, method, change));
  return response.measure();
}

absl::StatusOr<v1::Measure> HoldAsked(const Session& session, const MeasureOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  v1::RequestHoldRequest request;
  request.set_request_id(NewRequestId());
  PROBITY_ASSIGN_OR_RETURN(const std::string case_id, CaseId(bureau, options.case_ref));
  request.set_case_id(case_id);
  request.set_violation_code(options.code);
  request.set_refusal_record(options.record);
  request.set_reason(options.reason);
  PROBITY_ASSIGN_OR_RETURN(const v1::RequestHoldResponse response,
                           bureau.Call(role::ROLE_CASE_OFFICER, bureau.consequences,
                                       &Consequences::RequestHold, request));
  return response.measure();
}

void AddCommand(const v1::SwitchCommand& one, Table& table) {
  table.Add({absl::StrCat(one.subject_id(), one.scope_ref().empty() ? "" : " / ", one.scope_ref()),
             absl::StrCat(one.no()), Short(v1::SwitchAction_Name(one.action()), "SWITCH_ACTION_"),
             one.effective_date(), Short(v1::SwitchState_Name(one.state()), "SWITCH_STATE_"),
             one.acknowledged_by()});
}

void AddBar(const v1::Bar& one, Table& table) {
  table.Add({Short(v1::BarSubject_Name(one.subject()), "BAR_SUBJECT_"), one.subject_id(),
             absl::StrCat(one.start_date(), "…", one.end_date()), one.ended_date(), one.document(),
             one.reason()});
}

void AddPublication(const v1::Publication& one, Table& table) {
  table.Add({one.publication_id(), one.institution_id(),
             Short(v1::PublicationState_Name(one.state()), "PUBLICATION_STATE_"),
             one.publish_by_date(), one.published_date(), one.end_date(), one.withdraw_by_date()});
}

void AddRecord(const v1::PublicRecord& one, Table& table) {
  table.Add({one.institution_name(), one.withdrawn() ? "已撤回 withdrawn" : one.title(),
             one.published_date(), one.end_date(), one.reason()});
}

std::string Yuan(int64_t fen) {
  return money::FormatYuan(fen);
}

void AddSum(const std::string& what, const std::string& due, const v1::RecoverySum& sum,
            Table& table) {
  table.Add({what, Yuan(sum.expected_fen()), Yuan(sum.received_fen()), Yuan(sum.outstanding_fen()),
             Yuan(sum.late_fen()), Yuan(sum.to_refund_fen()), due});
}

Table SumTable(const std::string& what) {
  return Table({what, "应追回 expected", "已到账 received", "未缴 outstanding", "逾期 late",
                "应退 to refund", "期限 due"});
}

absl::StatusOr<v1::RecordReceiptResponse> Received(const Session& session,
                                                   const RecoveryOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t fen, money::ParseYuan(options.yuan));
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  v1::RecordReceiptRequest request;
  request.set_request_id(NewRequestId());
  PROBITY_ASSIGN_OR_RETURN(const std::string case_id, CaseId(bureau, options.case_ref));
  request.set_case_id(case_id);
  request.set_item(options.item);
  request.set_amount_fen(fen);
  request.set_received_date(options.date);
  request.set_document(options.document);
  return bureau.Call(role::ROLE_CASE_OFFICER, bureau.recovery, &Recovery::RecordReceipt, request);
}

absl::StatusOr<v1::GetRecoveryResponse> RecoveryOf(const Session& session,
                                                   const std::string& case_ref) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  v1::GetRecoveryRequest request;
  request.set_case_ref(case_ref);
  return bureau.Call(role::ROLE_AUDITOR, bureau.recovery, &Recovery::GetRecovery, request);
}

absl::StatusOr<std::vector<v1::InstitutionRecovery>> Totals(const Session& session,
                                                            const RecoveryOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  v1::ListRecoveryTotalsRequest request;
  request.set_year(options.year);
  request.set_institution_id(options.institution_id);
  return clients::AllPages<v1::ListRecoveryTotalsRequest, v1::ListRecoveryTotalsResponse,
                           v1::InstitutionRecovery>(
      request,
      [&](const v1::ListRecoveryTotalsRequest& one) {
        return bureau.Call(role::ROLE_AUDITOR, bureau.recovery, &Recovery::ListRecoveryTotals, one);
      },
      &v1::ListRecoveryTotalsResponse::totals);
}

template <typename Request, typename Response, typename Item, typename Stub>
absl::StatusOr<std::vector<Item>> Pages(
    const Session& session, role::Role who, std::unique_ptr<Stub> clients::Bureau::*stub,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const, Request request) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  return clients::AllPages<Request, Response, Item>(
      request, [&](const Request& one) { return bureau.Call(who, bureau.*stub, method, one); },
      items);
}

}  // namespace

int ConsequenceList(const Session& session, const MeasureOptions& options) {
  const auto all = Listed(session, options);
  if (!all.ok()) return Fail(all.status());
  return PrintRows<v1::Measure>(session, *all, MeasureTable(), AddMeasure);
}

int ConsequenceShow(const Session& session, const MeasureOptions& options) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  const auto got = Get(*bureau, options.measure_id);
  if (!got.ok()) return Fail(got.status());
  if (session.json) {
    PrintJson(*got);
    return kOk;
  }
  PrintMeasure(session, got->measure());
  Table events({"序 no", "日期 date", "事项 what", "经办 by", "期间 days afterwards", "说明 note"});
  for (const v1::MeasureEvent& one : got->events()) {
    events.Add({absl::StrCat(one.seq()), one.business_date(), one.what(), one.actor(),
                absl::StrCat(one.start_date(), "…", one.end_date()), one.note()});
  }
  events.Print();
  return kOk;
}

int ConsequenceLift(const Session& session, const MeasureOptions& options) {
  v1::RequestLiftRequest request;
  request.set_free_from_date(options.from);
  request.set_reason(options.reason);
  return PrintMeasure(session, Changed(session, role::ROLE_SUPERVISOR, options.measure_id, request,
                                       &Consequences::RequestLift));
}

int ConsequenceApproveLift(const Session& session, const MeasureOptions& options) {
  v1::ApproveLiftRequest request;
  request.set_document(options.document);
  request.set_reason(options.reason);
  return PrintMeasure(session, Changed(session, role::ROLE_DIRECTOR, options.measure_id, request,
                                       &Consequences::ApproveLift));
}

int ConsequenceHold(const Session& session, const MeasureOptions& options) {
  return PrintMeasure(session, HoldAsked(session, options));
}

int ConsequenceApproveHold(const Session& session, const MeasureOptions& options) {
  v1::ApproveHoldRequest request;
  request.set_approved(!options.refuse);
  request.set_document(options.document);
  request.set_reason(options.reason);
  return PrintMeasure(session, Changed(session, role::ROLE_DIRECTOR, options.measure_id, request,
                                       &Consequences::ApproveHold));
}

int ConsequenceSwitches(const Session& session, const MeasureOptions& options) {
  v1::ListSwitchCommandsRequest request;
  request.set_all(options.all);
  const auto all =
      Pages(session, role::ROLE_AUDITOR, &clients::Bureau::consequences,
            &Consequences::ListSwitchCommands, &v1::ListSwitchCommandsResponse::commands, request);
  if (!all.ok()) return Fail(all.status());
  return PrintRows<v1::SwitchCommand>(
      session, *all,
      Table({"对象 subject", "序 no", "指令 command", "生效 from", "状态 state", "确认 by"}),
      AddCommand);
}

int ConsequenceBars(const Session& session, const MeasureOptions& options) {
  v1::ListBarsRequest request;
  request.set_all(options.all);
  const auto all = Pages(session, role::ROLE_AUDITOR, &clients::Bureau::consequences,
                         &Consequences::ListBars, &v1::ListBarsResponse::bars, request);
  if (!all.ok()) return Fail(all.status());
  return PrintRows<v1::Bar>(session, *all,
                            Table({"类别 kind", "对象 who", "禁入期 barred", "终止 ended",
                                   "文号 document", "事由 reason"}),
                            AddBar);
}

int PublicityList(const Session& session, bool overdue, bool public_only) {
  if (public_only) {
    const auto all = Pages(session, role::ROLE_AUDITOR, &clients::Bureau::publicity,
                           &Publicity::ListPublicRecords, &v1::ListPublicRecordsResponse::records,
                           v1::ListPublicRecordsRequest());
    if (!all.ok()) return Fail(all.status());
    return PrintRows<v1::PublicRecord>(
        session, *all,
        Table({"机构 institution", "标题 title", "公示 published", "至 until", "说明 reason"}),
        AddRecord);
  }
  v1::ListPublicationsRequest request;
  request.set_overdue(overdue);
  const auto all =
      Pages(session, role::ROLE_AUDITOR, &clients::Bureau::publicity, &Publicity::ListPublications,
            &v1::ListPublicationsResponse::publications, request);
  if (!all.ok()) return Fail(all.status());
  return PrintRows<v1::Publication>(
      session, *all,
      Table({"公示 publication", "机构 institution", "状态 state", "期限 publish by",
             "公示日 published", "至 until", "撤回期限 withdraw by"}),
      AddPublication);
}

int RecoveryRecord(const Session& session, const RecoveryOptions& options) {
  const auto response = Received(session, options);
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
    return kOk;
  }
  Table table = SumTable("项 item");
  AddSum(absl::StrCat(response->item().item()), response->item().due_date(), response->item().sum(),
         table);
  table.Print();
  return kOk;
}

int RecoveryShow(const Session& session, const RecoveryOptions& options) {
  const auto got = RecoveryOf(session, options.case_ref);
  if (!got.ok()) return Fail(got.status());
  if (session.json) {
    PrintJson(*got);
    return kOk;
  }
  Table table = SumTable("项 item");
  for (const v1::RecoveryItem& item : got->items()) {
    AddSum(absl::StrCat(item.item()), item.due_date(), item.sum(), table);
  }
  AddSum("合计 total", "", got->sum(), table);
  table.Print();
  Table entries({"序 no", "项 item", "类别 kind", "金额(元) yuan", "日期 date", "凭证 document"});
  for (const v1::RecoveryEntry& one : got->entries()) {
    entries.Add({absl::StrCat(one.seq()), absl::StrCat(one.item()),
                 Short(v1::RecoveryKind_Name(one.kind()), "RECOVERY_KIND_"), Yuan(one.amount_fen()),
                 one.business_date(), one.document()});
  }
  entries.Print();
  return kOk;
}

int RecoveryTotals(const Session& session, const RecoveryOptions& options) {
  const auto totals = Totals(session, options);
  if (!totals.ok()) return Fail(totals.status());
  if (session.json) {
    clients::PrintJsonArray(*totals);
    return kOk;
  }
  Table table = SumTable("机构 institution / 年度 year");
  for (const v1::InstitutionRecovery& one : *totals) {
    AddSum(absl::StrCat(one.institution_id(), " / ", one.year()), "", one.sum(), table);
  }
  table.Print();
  return kOk;
}

int JointExport(const Session& session) {
  const absl::StatusOr<clients::Bureau> bureau = session.Connect();
  if (!bureau.ok()) return Fail(bureau.status());
  v1::ExportListRequest request;
  request.set_request_id(NewRequestId());
  const auto exported =
      bureau->Call(role::ROLE_SUPERVISOR, bureau->joint_punishment, &Joint::ExportList, request);
  if (!exported.ok()) return Fail(exported.status());
  if (session.json) {
    PrintJson(*exported);
    return kOk;
  }
  std::fputs(exported->file().c_str(), stdout);
  std::fprintf(stderr, "sha256 %s  审计链 audit leaf %lld %s\n", exported->sha256().c_str(),
               static_cast<long long>(exported->audit_seq()), exported->audit_hash().c_str());
  return kOk;
}

}  // namespace probity::ctl
