// The handlers of ConsequenceService for commands to the networked settlement.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.pb.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/consequence_service.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/store/consequences/switch_store.h"

namespace probity::scoring::consequences {
namespace {

constexpr size_t kMaxReceipt = 200;
constexpr char kCursorSeparator = '\n';

std::string CursorOf(const SwitchCommand& last) {
  return absl::StrCat(static_cast<int>(last.subject), "\n", last.no, "\n", last.subject_id);
}

// Absent for the first page; a token is sealed, so any other text is ours.
void ReadCursor(const std::string& cursor, SwitchFilter& filter) {
  const std::vector<std::string> parts =
      absl::StrSplit(cursor, absl::MaxSplits(kCursorSeparator, 2));
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &filter.after_subject) ||
      !absl::SimpleAtoi(parts[1], &filter.after_no)) {
    return;
  }
  filter.after_subject_id = parts[2];
}

absl::StatusOr<v1::ListSwitchCommandsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                    const v1::ListSwitchCommandsRequest& request) {
  FieldCheck check;
  SwitchFilter filter;
  filter.all = request.all();
  if (!request.subject_id().empty() || request.subject() != v1::MEASURE_SUBJECT_UNSPECIFIED) {
    filter.subject = SubjectField(request.subject(), "subject", check);
    check.Check(!request.subject_id().empty(), "subject_id", "required beside subject");
    filter.subject_id = request.subject_id();
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  ReadCursor(page.cursor, filter);
  filter.limit = page.size + 1;
  std::vector<SwitchCommand> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListSwitchCommands(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListSwitchCommandsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, CursorOf(found.back())));
  }
  for (const SwitchCommand& one : found) *response.add_commands() = ToProto(one);
  return response;
}

absl::Status CheckAcknowledged(const SwitchCommand& command) {
  if (command.state != SwitchState::kSuperseded) return absl::OkStatus();
  return Precondition(Reason::k_SWITCH_SUPERSEDED,
                      "a later command took its place; carry out that one; 指令已被替代");
}

absl::StatusOr<v1::AcknowledgeSwitchResponse> Acknowledge(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AcknowledgeSwitchRequest& request) {
  FieldCheck check;
  const MeasureSubject subject = SubjectField(request.subject(), "subject", check);
  CheckLabel(request.receipt(), 1, kMaxReceipt, "receipt", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SwitchCommand> commands,
                           SwitchCommandsForUpdate(tx, env.region, subject, request.subject_id()));
  const auto found = std::find_if(commands.begin(), commands.end(),
                                  [&](const SwitchCommand& one) { return one.no == request.no(); });
  if (found == commands.end()) {
    return NotFound(Reason::k_UNKNOWN_SWITCH_COMMAND, "no command has this number; 无此指令");
  }
  SwitchCommand command = *found;
  PROBITY_RETURN_IF_ERROR(CheckAcknowledged(command));
  v1::AcknowledgeSwitchResponse response;
  if (command.state == SwitchState::kOutstanding) {
    const RecordedAt at = Now(env);
    command.state = SwitchState::kAcknowledged;
    command.acknowledged = calendar::DateOf(at.time);
    command.acknowledged_by = call.caller.person;
    command.receipt = request.receipt();
    PROBITY_RETURN_IF_ERROR(UpdateSwitchCommand(tx, env.region, command));
    ledger::Fields fields;
    fields.Add("actor", call.caller.person)
        .Add("subject", static_cast<int64_t>(command.subject))
        .Add("subject_id", command.subject_id)
        .Add("acknowledged_no", int64_t{command.no})
        .Add("receipt", command.receipt);
    PROBITY_RETURN_IF_ERROR(
        AppendAudit(tx, env.region, AuditKind::kSwitchCommanded, fields, at).status());
  }
  *response.mutable_command() = ToProto(command);
  return response;
}

}  // namespace

void RegisterSwitches(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.ConsequenceService.")
      .Read("ListSwitchCommands", &List)
      .Change("AcknowledgeSwitch", &Acknowledge);
}

}  // namespace probity::scoring::consequences
