#include "services/scoring/api/documents/registration_hold.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/documents/document_convert.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr char kHold[] = "register_hold";
constexpr size_t kMaxText = 500;

clocks::Subject ClockSubject(const IssuedDocument& document) {
  return {clocks::SubjectKind::kDocument, document.document_id};
}

// UNKNOWN_CLOCK for what holds nothing; CLOCK_NOT_RUNNING once it was disposed of, or the time is
// over.
absl::Status CheckRuns(const ServiceEnv& env, sql::Tx& tx, const IssuedDocument& document,
                       absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<clocks::ClockFile> clock,
                           clocks::FindClock(env, tx, ClockSubject(document), kHold));
  if (!clock.has_value()) {
    return NotFound(
        Reason::k_UNKNOWN_CLOCK,
        "this document holds nothing that would have to be disposed of; 无登记保存期限");
  }
  if (clocks::IsOpen(*clock) && !clocks::IsDue(*clock, today)) return absl::OkStatus();
  return Precondition(Reason::k_CLOCK_NOT_RUNNING,
                      "what was held was disposed of, or is free since its last day; "
                      "登记保存已处理或者期满自行解除",
                      {{"state", std::string(clocks::ClockStateName(clock->state))}});
}

// The case of the document, locked: its clocks change under its lock alone. A closed file takes no
// new document (G23).
absl::StatusOr<CaseFile> FileOf(const ServiceEnv& env, sql::Tx& tx,
                                const IssuedDocument& document) {
  CaseFile file;
  file.institution_id = document.institution_id;
  if (document.case_id.empty()) return file;
  PROBITY_ASSIGN_OR_RETURN(file, LoadCaseForUpdate(tx, env.region, document.case_id));
  if (file.state != CaseState::kClosed && file.state != CaseState::kArchived) return file;
  return Precondition(Reason::k_CASE_FILE_CLOSED,
                      "the case is closed; its file takes no new document; 案卷已结，不得增补文书");
}

}  // namespace

absl::Status StartRegistrationHold(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                   const IssuedDocument& issued) {
  if (issued.type != DocumentType::kRegistrationHold) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, issued.institution_id));
  clocks::ClockStart start;
  PROBITY_ASSIGN_OR_RETURN(start.policy, env.policies.For(tx, institution.kind, issued.issued));
  if (policy::FindDeadline(*start.policy, kHold) == nullptr) return absl::OkStatus();
  start.subject = ClockSubject(issued);
  start.key = kHold;
  start.event = issued.issued;
  start.case_id = issued.case_id;
  start.institution_id = issued.institution_id;
  if (issued.case_id.empty()) start.officer = issued.actor;
  return clocks::StartClock(env, tx, at, start).status();
}

absl::StatusOr<v1::DisposeHoldResponse> HandleDisposeHold(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::DisposeHoldRequest& request) {
  FieldCheck check;
  CheckLength(request.disposal(), 1, kMaxText, "disposal", check);
  CheckLength(request.reason(), 1, kMaxText, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const IssuedDocument hold,
                           LoadDocument(tx, env.region, request.document_id()));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, FileOf(env, tx, hold));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_RETURN_IF_ERROR(CheckRuns(env, tx, hold, today));
  NewDocument order;
  order.type = DocumentType::kCaseOrder;
  order.by_act = true;
  order.order =
      absl::StrCat("对", hold.number_text, "登记保存的物品作出处理：", request.disposal());
  order.note = request.reason();
  PROBITY_ASSIGN_OR_RETURN(const IssuedDocument issued,
                           IssueDocument(env, tx, at, call.caller.person, file, order));
  PROBITY_RETURN_IF_ERROR(clocks::MeetClock(env, tx, at, ClockSubject(hold), kHold, today));
  v1::DisposeHoldResponse response;
  *response.mutable_document() = ToProto(issued, std::nullopt);
  return response;
}

}  // namespace probity::scoring
