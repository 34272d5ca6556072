#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/ledger/chain.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/clocks/clock_convert.h"
#include "services/scoring/api/clocks/clock_handlers.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/domain/clocks/change.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/clocks/announcements.h"
#include "services/scoring/store/clocks/clock_store.h"

namespace probity::scoring::clocks {
namespace {

constexpr char kPublicNoticeService[] = "public_notice_service";
constexpr size_t kMaxCause = 500;
constexpr size_t kMaxPlace = 200;

// A clock that is about to change, locked, with its case.
struct Change {
  ClockFile before;
  std::optional<CaseFile> file;
  DeadlineRef deadline;
  RecordedAt at;

  Rules rules(const ServiceEnv& env) const {
    return {*deadline.deadline, env.calendar, calendar::DateOf(at.time)};
  }
};

absl::StatusOr<Change> BeginChange(const ServiceEnv& env, sql::Tx& tx, const ClockName& name) {
  Change change;
  // The case first, as every step does; the clock itself cannot move to another case.
  PROBITY_ASSIGN_OR_RETURN(const std::optional<ClockFile> seen,
                           FindLatest(tx, env.region, name.subject, name.key));
  if (!seen.has_value()) {
    return NotFound(Reason::k_UNKNOWN_CLOCK,
                    absl::StrCat("no clock ", name.key, " was ever started there; 无此期限"));
  }
  if (!seen->case_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(change.file, LoadCaseForUpdate(tx, env.region, seen->case_id));
  }
  PROBITY_ASSIGN_OR_RETURN(
      const std::optional<ClockFile> latest,
      LoadLatestForUpdate(tx, env.region, name.subject, name.key, Detail::kWhole));
  change.before = *latest;
  change.at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(change.deadline, DeadlineOf(env, tx, change.before));
  return change;
}

absl::Status CheckNotOwn(const Change& change, std::string_view person) {
  if (!change.file.has_value()) return absl::OkStatus();
  return CheckNotOfficer(*change.file, person,
                         "an extension is approved by somebody who does not work the case; "
                         "承办人不得批准延长自己的期限");
}

// Only the people of the case, or the head of supervision, say what happened in it.
absl::Status CheckOfTheCase(const Change& change, const rpc::Call& call) {
  if (!change.file.has_value() || call.caller.Has(options::v1::ROLE_SUPERVISOR) ||
      IsOfficer(*change.file, call.caller.person)) {
    return absl::OkStatus();
  }
  return Denied(Reason::k_NOT_AN_OFFICER_OF_THE_CASE,
                "only an officer of the case excludes days from its clocks; 非本案承办人");
}

absl::Status CheckApprover(policy::ExtensionBy by, const rpc::Call& call) {
  if (by == policy::ExtensionBy::kOfficerInCharge || call.caller.Has(options::v1::ROLE_DIRECTOR)) {
    return absl::OkStatus();
  }
  return Denied(Reason::k_ROLE_REQUIRED,
                "this extension is the head's to grant; 须经负责人批准或集体讨论决定");
}

ledger::Fields Fields(const Change& change, const ClockFile& after, const std::string& actor) {
  ledger::Fields fields;
  fields.Add("actor", actor)
      .Add("subject_kind", static_cast<int64_t>(after.subject.kind))
      .Add("subject_id", after.subject.id)
      .Add("key", after.key)
      .Add("run", int64_t{after.run})
      .Add("last_date_before", DateText(change.before.last_day))
      .Add("last_date", DateText(after.last_day));
  return fields;
}

absl::StatusOr<v1::ClockView> EndChange(const ServiceEnv& env, sql::Tx& tx, const Change& change,
                                        ClockFile after, AuditKind kind,
                                        const ledger::Fields& fields) {
  PROBITY_ASSIGN_OR_RETURN(const ClockFile saved,
                           SaveClock(tx, env.region, change.before, std::move(after), change.at));
  PROBITY_RETURN_IF_ERROR(AppendAudit(tx, env.region, kind, fields, change.at).status());
  return ToProto(saved, change.file.has_value() ? change.file->case_ref : "",
                 calendar::DateOf(change.at.time));
}

ledger::Fields SpanFields(ledger::Fields fields, const Span& span) {
  fields.Add("kind", static_cast<int64_t>(span.kind))
      .Add("first_date", DateText(span.first))
      .Add("last_excluded_date", DateText(span.last))
      .Add("reason", span.reason)
      .Add("document", span.document);
  return fields;
}

Announcement AnnouncementField(const v1::AnnounceServiceRequest& request, const std::string& person,
                               FieldCheck& check) {
  check.Check(!request.announced_date().empty(), "announced_date", "required");
  CheckLength(request.cause(), 1, kMaxCause, "cause", check);
  CheckLength(request.place(), 1, kMaxPlace, "place", check);
  check.Check(IsLabel(request.receipt(), 1, kMaxPlace), "receipt",
              "number of the announcement, 1 to 200 characters");
  Announcement announcement;
  announcement.announced = DateField(request.announced_date(), "announced_date", Date(), check);
  announcement.cause = request.cause();
  announcement.place = request.place();
  announcement.receipt = request.receipt();
  announcement.person = person;
  return announcement;
}

Announcement Of(Announcement announcement, const ClockFile& clock) {
  announcement.case_id = clock.case_id;
  announcement.run = clock.run;
  return announcement;
}

// What waits to be served was issued on this day.
absl::StatusOr<Date> IssuedOn(const CaseFile& file) {
  switch (file.state) {
    case CaseState::kNotified:
      return file.notice.value_or(file.opened);
    case CaseState::kConfirmed:
    case CaseState::kRevisedDown:
    case CaseState::kDismissed:
      return file.decided.value_or(file.opened);
    default:
      return Precondition(Reason::k_WRONG_STATE,
                          absl::StrCat("nothing waits to be served; the case is in state ",
                                       ToAbsl(CaseStateTitle(file.state)), "; 无待送达文书"),
                          {{"state", std::string(CaseStateName(file.state))}});
  }
}

}  // namespace

absl::StatusOr<v1::ExtendDeadlineResponse> HandleExtendDeadline(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ExtendDeadlineRequest& request) {
  FieldCheck check;
  const ClockName name = NameField(request.clock(), check);
  const Grant grant = GrantField(request, call.caller.person, check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckApprover(grant.by, call));
  PROBITY_ASSIGN_OR_RETURN(const Change change, BeginChange(env, tx, name));
  PROBITY_RETURN_IF_ERROR(CheckNotOwn(change, call.caller.person));
  PROBITY_ASSIGN_OR_RETURN(const ClockFile after, Extend(change.before, grant, change.rules(env)));
  ledger::Fields fields = Fields(change, after, call.caller.person);
  fields.Add("by", static_cast<int64_t>(grant.by))
      .Add("count", int64_t{grant.count})
      .Add("reason", grant.reason)
      .Add("document", grant.document);
  v1::ExtendDeadlineResponse response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_clock(),
                           EndChange(env, tx, change, after, AuditKind::kDeadlineExtended, fields));
  return response;
}

absl::StatusOr<v1::AddExcludedSpanResponse> HandleAddExcludedSpan(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AddExcludedSpanRequest& request) {
  FieldCheck check;
  const ClockName name = NameField(request.clock(), check);
  const Span span = SpanField(request, call.caller.person, check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Change change, BeginChange(env, tx, name));
  PROBITY_RETURN_IF_ERROR(CheckOfTheCase(change, call));
  PROBITY_ASSIGN_OR_RETURN(const ClockFile after, AddSpan(change.before, span, change.rules(env)));
  v1::AddExcludedSpanResponse response;
  PROBITY_ASSIGN_OR_RETURN(
      *response.mutable_clock(),
      EndChange(env, tx, change, after, AuditKind::kSpanExcluded,
                SpanFields(Fields(change, after, call.caller.person), after.spans.back())));
  return response;
}

absl::StatusOr<v1::EndExcludedSpanResponse> HandleEndExcludedSpan(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::EndExcludedSpanRequest& request) {
  FieldCheck check;
  const ClockName name = NameField(request.clock(), check);
  const policy::ExcludedSpan kind = SpanKindField(request.kind(), check);
  check.Check(!request.last_date().empty(), "last_date", "required");
  const Date last = DateField(request.last_date(), "last_date", Date(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Change change, BeginChange(env, tx, name));
  PROBITY_RETURN_IF_ERROR(CheckOfTheCase(change, call));
  PROBITY_ASSIGN_OR_RETURN(const ClockFile after,
                           EndSpan(change.before, kind, last, change.rules(env)));
  ledger::Fields fields = Fields(change, after, call.caller.person);
  fields.Add("kind", static_cast<int64_t>(kind)).Add("last_excluded_date", DateText(last));
  v1::EndExcludedSpanResponse response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_clock(),
                           EndChange(env, tx, change, after, AuditKind::kSpanExcluded, fields));
  return response;
}

absl::StatusOr<v1::AnnounceServiceResponse> HandleAnnounceService(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AnnounceServiceRequest& request) {
  FieldCheck check;
  const Announcement announcement = AnnouncementField(request, call.caller.person, check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  const Date announced = announcement.announced;
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           LoadCaseForUpdate(tx, env.region, request.case_id()));
  PROBITY_RETURN_IF_ERROR(CheckFileOpen(file, "AnnounceService"));
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(const Date issued, IssuedOn(file));
  DocumentService service;
  service.method = ServiceMethod::kPublicNotice;
  service.served = announced;
  PROBITY_RETURN_IF_ERROR(CheckService(service, issued, calendar::DateOf(at.time)));
  ClockStart start;
  start.subject = OfCase(file.case_id);
  start.key = kPublicNoticeService;
  start.event = announced;
  start.case_id = file.case_id;
  start.institution_id = file.institution_id;
  start.officer = call.caller.person;
  PROBITY_ASSIGN_OR_RETURN(start.policy, ProcedurePolicy(env, tx, file, announced));
  PROBITY_ASSIGN_OR_RETURN(const ClockFile clock, StartClock(env, tx, at, start));
  PROBITY_RETURN_IF_ERROR(InsertAnnouncement(tx, env.region, Of(announcement, clock), at));
  v1::AnnounceServiceResponse response;
  *response.mutable_clock() = ToProto(clock, file.case_ref, calendar::DateOf(at.time));
  return response;
}

}  // namespace probity::scoring::clocks
