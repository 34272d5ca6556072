#include <cstdio>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "clients/probityctl/commands/money_call.h"
#include "common/money/money.h"
#include "probity/settlement/v1/dispute_service.grpc.pb.h"
#include "probity/settlement/v1/hold_service.grpc.pb.h"
#include "probity/settlement/v1/statement_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = settlement::v1;
using Statements = v1::StatementService;
using Disputes = v1::DisputeService;
using Holds = v1::HoldService;

std::string Decision(const v1::Statement& one) {
  if (one.decision() == v1::STATEMENT_DECISION_UNSPECIFIED) return "-";
  return absl::StrCat(Short(v1::StatementDecision_Name(one.decision()), "STATEMENT_DECISION_"),
                      one.deferred() ? " (DEFERRED)" : "");
}

void PrintStatements(const v1::ListStatementsResponse& response) {
  Table table({"机构 institution", "分 points", "资格 reward", "应付 payable", "暂缓 held",
               "净额 net", "答复 answer", "至 until"});
  for (const v1::Statement& one : response.statements()) {
    table.Add({one.institution_id(), absl::StrCat(one.points()),
               Short(v1::RewardStatus_Name(one.reward_status()), "REWARD_STATUS_"),
               money::FormatYuan(one.figures().payable_fen()),
               money::FormatYuan(one.figures().held_fen()),
               money::FormatYuan(one.figures().net_fen()), Decision(one),
               one.confirm_until_date()});
  }
  table.Print();
}

void PrintNode(const v1::Node& node, int depth) {
  std::printf("%*s%s%s%s = %lld %s%s\n", 2 * depth, "", node.name_zh().c_str(),
              node.symbol().empty() ? "" : " ", node.symbol().c_str(),
              static_cast<long long>(node.value()), node.unit().c_str(),
              node.assumed() ? "  (假定值 assumed)" : "");
  const int indent = 2 * depth + 4;
  if (!node.formula().empty()) std::printf("%*s%s\n", indent, "", node.formula().c_str());
  if (!node.exact_numerator().empty() &&
      (node.exact_denominator() != "1" || node.exact_numerator() != absl::StrCat(node.value()))) {
    std::printf("%*s精确值 exact %s / %s\n", indent, "", node.exact_numerator().c_str(),
                node.exact_denominator().c_str());
  }
  if (!node.policy_field().empty() && node.operands_tree().empty()) {
    std::printf("%*s政策 policy %s\n", indent, "", node.policy_field().c_str());
  }
  for (const v1::Node& one : node.operands_tree()) PrintNode(one, depth + 1);
}

void PrintDispute(const v1::Dispute& one) {
  std::printf("%s %s: %s\n  %s\n", one.institution_id().c_str(), one.line().c_str(),
              one.reason().c_str(), one.answer().empty() ? "(未答复 open)" : one.answer().c_str());
}

void PrintHold(const v1::PaymentHold& one) {
  std::printf("%s  %s  %s  %s\n", one.hold_id().c_str(), one.institution_id().c_str(),
              one.document().c_str(),
              one.released_by().empty() ? "暂缓中 running" : "已解除 released");
}

}  // namespace

int StatementList(const Session& session, const MoneyOptions& options) {
  v1::ListStatementsRequest request;
  request.set_run_id(options.run_id);
  request.set_page_size(1000);
  return Ask<Statements>(session, "AUDITOR", &Statements::Stub::ListStatements, request,
                         &PrintStatements);
}

int StatementExplain(const Session& session, const MoneyOptions& options) {
  v1::ExplainLineRequest request;
  request.set_run_id(options.run_id);
  request.set_line(options.line);
  const absl::Status unit = FillUnit(options, request);
  if (!unit.ok()) return Fail(unit);
  return Ask<Statements>(
      session, "AUDITOR", &Statements::Stub::ExplainLine, request,
      [](const v1::ExplainLineResponse& response) { PrintNode(response.root(), 0); });
}

int StatementConfirm(const Session& session, const MoneyOptions& options) {
  v1::ConfirmStatementRequest request;
  request.set_request_id(NewRequestId());
  request.set_run_id(options.run_id);
  const absl::Status unit = FillUnit(options, request);
  if (!unit.ok()) return Fail(unit);
  return Ask<Statements>(
      session, "INSTITUTION", &Statements::Stub::ConfirmStatement, request,
      [](const v1::ConfirmStatementResponse&) { std::puts("已确认 confirmed"); },
      options.institution_id);
}

int StatementDispute(const Session& session, const MoneyOptions& options) {
  v1::DisputeLineRequest request;
  request.set_request_id(NewRequestId());
  request.set_run_id(options.run_id);
  request.set_line(options.line);
  request.set_reason(options.reason);
  const absl::Status unit = FillUnit(options, request);
  if (!unit.ok()) return Fail(unit);
  return Ask<Statements>(
      session, "INSTITUTION", &Statements::Stub::DisputeLine, request,
      [](const v1::DisputeLineResponse&) { std::puts("已提出异议 disputed"); },
      options.institution_id);
}

int StatementFile(const Session& session, const MoneyOptions& options) {
  v1::RenderStatementRequest request;
  request.set_run_id(options.run_id);
  v1::StatementFormat format = v1::STATEMENT_FORMAT_UNSPECIFIED;
  if (v1::StatementFormat_Parse("STATEMENT_FORMAT_" + absl::AsciiStrToUpper(options.format),
                                &format)) {
    request.set_format(format);
  }
  const absl::Status unit = FillUnit(options, request);
  if (!unit.ok()) return Fail(unit);
  const absl::StatusOr<MoneyCall> call = ReachSettlement(session, "AUDITOR");
  if (!call.ok()) return Fail(call.status());
  std::string content;
  std::string name;
  const absl::Status status =
      rpc::InvokeStream(*Statements::NewStub(call->channel), &Statements::Stub::RenderStatement,
                        request, call->options, [&](const v1::RenderStatementResponse& piece) {
                          content += piece.content();
                          if (!piece.file_name().empty()) name = piece.file_name();
                          return absl::OkStatus();
                        });
  if (!status.ok()) return Fail(status);
  const std::string path = options.out.empty() ? name : options.out;
  const absl::Status written = clients::WriteFile(path, content);
  if (!written.ok()) return Fail(written);
  std::printf("%s  %zu bytes\n", path.c_str(), content.size());
  return kOk;
}

int DisputeList(const Session& session, const MoneyOptions& options) {
  v1::ListDisputesRequest request;
  request.set_run_id(options.run_id);
  request.set_open_only(!options.all);
  request.set_page_size(1000);
  return Ask<Disputes>(session, "AUDITOR", &Disputes::Stub::ListDisputes, request,
                       [](const v1::ListDisputesResponse& response) {
                         for (const v1::Dispute& one : response.disputes()) PrintDispute(one);
                       });
}

int DisputeAnswer(const Session& session, const MoneyOptions& options) {
  v1::AnswerDisputeRequest request;
  request.set_request_id(NewRequestId());
  request.set_run_id(options.run_id);
  request.set_line(options.line);
  request.set_accepted(options.accept);
  request.set_answer(options.reason);
  const absl::Status unit = FillUnit(options, request);
  if (!unit.ok()) return Fail(unit);
  return Ask<Disputes>(
      session, "SETTLEMENT_REVIEWER", &Disputes::Stub::AnswerDispute, request,
      [](const v1::AnswerDisputeResponse& response) { PrintDispute(response.dispute()); });
}

int HoldPlace(const Session& session, const MoneyOptions& options) {
  v1::PlacePaymentHoldRequest request;
  request.set_request_id(NewRequestId());
  request.set_institution_id(options.institution_id);
  request.set_reason(options.reason);
  request.set_document(options.document);
  return Ask<Holds>(
      session, "DIRECTOR", &Holds::Stub::PlacePaymentHold, request,
      [](const v1::PlacePaymentHoldResponse& response) { PrintHold(response.hold()); });
}

int HoldRelease(const Session& session, const MoneyOptions& options) {
  v1::ReleasePaymentHoldRequest request;
  request.set_request_id(NewRequestId());
  request.set_hold_id(options.hold_id);
  request.set_reason(options.reason);
  return Ask<Holds>(
      session, "DIRECTOR", &Holds::Stub::ReleasePaymentHold, request,
      [](const v1::ReleasePaymentHoldResponse& response) { PrintHold(response.hold()); });
}

int HoldList(const Session& session, const MoneyOptions& options) {
  v1::ListPaymentHoldsRequest request;
  request.set_all(options.all);
  request.set_page_size(1000);
  return Ask<Holds>(session, "AUDITOR", &Holds::Stub::ListPaymentHolds, request,
                    [](const v1::ListPaymentHoldsResponse& response) {
                      for (const v1::PaymentHold& one : response.holds()) PrintHold(one);
                    });
}

}  // namespace probity::ctl
