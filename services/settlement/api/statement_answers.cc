#include "services/settlement/api/statement_answers.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/settlement/v1/dispute_service.pb.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/statements.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kMaxText = 1000;  // bytes of a dispute's reason or answer
constexpr int64_t kDeemedPerTransaction = 500;

absl::Status OwnStatement(const rpc::Call& call, const UnitKey& key) {
  if (call.caller.institution_id == key.institution_id) return absl::OkStatus();
  return Denied(Reason::k_NOT_YOURS, "an institution answers its own statements only");
}

absl::Status StatementsOut(const Run& run) {
  if (run.state == RunState::kReviewed) return absl::OkStatus();
  return Precondition(Reason::k_RUN_STATE,
                      "statements are answered between their issue and the lock of their run",
                      {{"state", std::string(RunStateName(run.state))}});
}

// The statement to be answered, with its run locked.
struct Answerable {
  Run run;
  UnitKey key;
  StatementRow row;
};

template <typename Request>
absl::StatusOr<Answerable> OpenStatement(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                         const Request& request) {
  Answerable open;
  PROBITY_ASSIGN_OR_RETURN(open.key, KeyOf(request));
  PROBITY_RETURN_IF_ERROR(OwnStatement(call, open.key));
  PROBITY_ASSIGN_OR_RETURN(LockedRun locked, LockRun(env, tx, request.run_id()));
  open.run = std::move(locked.run);
  PROBITY_RETURN_IF_ERROR(StatementsOut(open.run));
  PROBITY_ASSIGN_OR_RETURN(open.row, LockStatement(tx, {env.region, open.run.run_id}, open.key));
  return open;
}

absl::Status Decide(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, Answerable& open,
                    StatementDecision decision) {
  open.row.state = decision;
  open.row.decided_by = call.caller.person;
  open.row.decided_time = absl::ToUnixMicros(env.clock.Now());
  return DecideStatement(tx, {env.region, open.run.run_id}, open.key, open.row);
}

absl::StatusOr<v1::Statement> Shown(const ServiceEnv& env, sql::Tx& tx, const Answerable& open) {
  PROBITY_ASSIGN_OR_RETURN(const Outcome outcome,
                           GetOutcome(tx, {env.region, open.run.run_id}, open.key));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.Get(tx, outcome.unit.input.policy_sha256));
  return ToProto(open.run, outcome, *policy);
}

absl::Status RecordAnswer(const ServiceEnv& env, sql::Tx& tx, AuditKind kind,
                          std::string_view actor, const Answerable& open, std::string_view line) {
  ledger::Fields fields;
  fields.Add("actor", actor).Add("run_id", open.run.run_id).Add("unit", KeyText(open.key));
  if (!line.empty()) fields.Add("line", line);
  return AppendAudit(tx, env.region, kind, fields, Now(env));
}

v1::Dispute ToProto(const Dispute& dispute) {
  v1::Dispute message;
  message.set_run_id(dispute.run_id);
  message.set_institution_id(dispute.key.institution_id);
  message.set_fund(ToProto(dispute.key.fund));
  message.set_unit_class(ToProto(dispute.key.unit_class));
  message.set_line(dispute.line);
  message.set_reason(dispute.reason);
  message.set_answer(dispute.answer);
  message.set_state(static_cast<v1::DisputeState>(dispute.state));
  message.set_disputed_by(dispute.disputed_by);
  *message.mutable_disputed_time() = TimeUtil::MicrosecondsToTimestamp(dispute.disputed_time);
  message.set_answered_by(dispute.answered_by);
  if (dispute.answered_time.has_value()) {
    *message.mutable_answered_time() = TimeUtil::MicrosecondsToTimestamp(*dispute.answered_time);
  }
  return message;
}

absl::StatusOr<v1::AnswerDisputeResponse> Answer(const ServiceEnv& env, sql::Tx& tx,
                                                 const rpc::Call& call,
                                                 const v1::AnswerDisputeRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const UnitKey key, KeyOf(request));
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.answer().empty() && request.answer().size() <= kMaxText, "answer",
                 "1 to 1000 bytes")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  if (Prepared(locked.run, call.caller.person)) {
    return Denied(Reason::k_SAME_OFFICER, "you prepared this run and cannot answer its disputes");
  }
  const UnitsOfRun run{env.region, locked.run.run_id};
  PROBITY_ASSIGN_OR_RETURN(Dispute dispute, GetDispute(tx, run, key, request.line()));
  if (dispute.state != DisputeState::kOpen) {
    return Precondition(Reason::k_STATEMENT_STATE, "the dispute was answered already");
  }
  dispute.answer = request.answer();
  dispute.state = request.accepted() ? DisputeState::kAccepted : DisputeState::kRejected;
  dispute.answered_by = call.caller.person;
  dispute.answered_time = absl::ToUnixMicros(env.clock.Now());
  PROBITY_RETURN_IF_ERROR(AnswerDispute(tx, env.region, dispute));
  PROBITY_RETURN_IF_ERROR(RecordAnswer(env, tx, AuditKind::kDisputeAnswered, call.caller.person,
                                       {locked.run, key, {}}, request.line()));
  v1::AnswerDisputeResponse response;
  *response.mutable_dispute() = ToProto(dispute);
  return response;
}

std::string CursorOfDispute(const Dispute& dispute) {
  return absl::StrCat(dispute.run_id, "\n", CursorOf(dispute.key), "\n", dispute.line);
}

DisputePosition PositionOf(const std::string& cursor) {
  const std::vector<std::string> parts = absl::StrSplit(cursor, '\n');
  if (parts.size() != 3) return {};
  return {parts[0], KeyOfCursor(parts[1]), parts[2]};
}

absl::StatusOr<v1::ListDisputesResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::ListDisputesRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  v1::ListDisputesResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(auto disputes, DisputesAfter(tx, {env.region, request.run_id()},
                                                          PositionOf(page.cursor), page.size + 1));
    if (static_cast<int64_t>(disputes.size()) > page.size) {
      disputes.pop_back();
      response.set_next_page_token(
          env.page_tokens.Next(call, request, CursorOfDispute(disputes.back())));
    }
    for (const Dispute& dispute : disputes) {
      if (request.open_only() && dispute.state != DisputeState::kOpen) continue;
      *response.add_disputes() = ToProto(dispute);
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<int64_t> DeemSome(const ServiceEnv& env, sql::Tx& tx, const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, run_id));
  if (locked.run.state != RunState::kReviewed) return 0;
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t deemed,
      DeemConfirmed(tx, {env.region, run_id}, calendar::FormatDate(Today(env.clock)),
                    env.clock.Now(), kDeemedPerTransaction));
  if (deemed == 0) return 0;
  ledger::Fields fields;
  fields.Add("run_id", run_id).Add("statements", deemed);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kStatementDeemedConfirmed, fields, Now(env)));
  return deemed;
}

}  // namespace

absl::StatusOr<v1::ConfirmStatementResponse> ConfirmStatement(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ConfirmStatementRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(Answerable open, OpenStatement(env, tx, call, request));
  PROBITY_RETURN_IF_ERROR(MayDecide(open.row.state, open.row.confirm_until, Today(env.clock)));
  PROBITY_RETURN_IF_ERROR(Decide(env, tx, call, open, StatementDecision::kConfirmed));
  PROBITY_RETURN_IF_ERROR(
      RecordAnswer(env, tx, AuditKind::kStatementConfirmed, call.caller.person, open, ""));
  v1::ConfirmStatementResponse response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_statement(), Shown(env, tx, open));
  return response;
}

absl::StatusOr<v1::DisputeLineResponse> DisputeLine(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::DisputeLineRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.reason().empty() && request.reason().size() <= kMaxText, "reason",
                 "1 to 1000 bytes")
          .Result());
  if (!IsStatementLine(request.line())) {
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_UNKNOWN_LINE,
                  absl::StrCat("a statement has no line \"", request.line(), "\""));
  }
  PROBITY_ASSIGN_OR_RETURN(Answerable open, OpenStatement(env, tx, call, request));
  PROBITY_RETURN_IF_ERROR(MayDispute(open.row.state, open.row.confirm_until, Today(env.clock)));
  const absl::Status added = InsertDispute(
      tx, env.region,
      {open.run.run_id, open.key, request.line(), request.reason(), "", DisputeState::kOpen,
       call.caller.person, absl::ToUnixMicros(env.clock.Now()), "", std::nullopt});
  if (absl::IsAlreadyExists(added)) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  absl::StrCat(request.line(), " is disputed already"));
  }
  PROBITY_RETURN_IF_ERROR(added);
  PROBITY_RETURN_IF_ERROR(Decide(env, tx, call, open, StatementDecision::kDisputed));
  PROBITY_RETURN_IF_ERROR(
      RecordAnswer(env, tx, AuditKind::kLineDisputed, call.caller.person, open, request.line()));
  v1::DisputeLineResponse response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_statement(), Shown(env, tx, open));
  return response;
}

void RegisterDisputeService(const ServiceEnv& env, rpc::Router& router) {
  router.Unary<v1::ListDisputesRequest, v1::ListDisputesResponse>(
      "probity.settlement.v1.DisputeService.ListDisputes",
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
  router.Mutation<v1::AnswerDisputeRequest, v1::AnswerDisputeResponse>(
      "probity.settlement.v1.DisputeService.AnswerDispute", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Answer(env, tx, call, request);
      });
}

absl::Status DeemLapsedConfirmed(const ServiceEnv& env, absl::Time deadline) {
  std::vector<std::string> runs;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        runs, RunsWithLapsedStatements(tx, env.region, calendar::FormatDate(Today(env.clock))));
    return absl::OkStatus();
  }));
  for (const std::string& run_id : runs) {
    int64_t deemed = 1;
    while (deemed > 0) {
      PROBITY_RETURN_IF_ERROR(env.database.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(deemed, DeemSome(env, tx, run_id));
        return absl::OkStatus();
      }));
    }
  }
  return absl::OkStatus();
}

}  // namespace probity::settlement
