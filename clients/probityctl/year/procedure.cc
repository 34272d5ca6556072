#include "clients/probityctl/year/procedure.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/year/ballots.h"
#include "clients/probityctl/year/preparations.h"
#include "clients/probityctl/year/supplied.h"
#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

using scoring::v1::CaseService;
namespace v1 = scoring::v1;
namespace role = options::v1;

// A case may move under the client: its window lapses by itself. Then it is read again.
constexpr int kAttempts = 5;

bool MovedMeanwhile(const absl::Status& status) {
  return HasReason(status, Reason::k_ETAG_MISMATCH) || HasReason(status, Reason::k_CONFLICT) ||
         HasReason(status, Reason::k_WRONG_STATE);
}

std::string Date(absl::CivilDay day) {
  return calendar::FormatDate(day);
}

bool SameFinding(const scenario::Finding& here, const v1::Finding& known) {
  return here.code == known.violation_code() && Date(here.end_date) == known.act_end_date() &&
         here.points == known.notified_points() && here.recovery_fen == known.recovery_fen();
}

// A folder that was changed after its year began is another folder.
absl::Status CheckSame(const scenario::Case& here, const v1::Case& known) {
  bool same = here.institution_id == known.institution_id() &&
              known.findings_size() <= static_cast<int>(here.findings.size());
  for (const v1::Finding& finding : known.findings()) {
    const auto twin = std::find_if(here.findings.begin(), here.findings.end(),
                                   [&](const auto& f) { return f.item == finding.item(); });
    same = same && twin != here.findings.end() && SameFinding(*twin, finding);
  }
  if (same) return absl::OkStatus();
  return Precondition(Reason::k_CONFLICT,
                      absl::StrCat("the services hold case ", here.ref,
                                   " with other findings than this folder; a folder that was "
                                   "changed needs services of its own"));
}

// A step that a case may take again, once for each notice.
std::string StepOf(std::string_view name, const v1::Case& known) {
  if (known.notices_size() <= 1) return std::string(name);
  return absl::StrCat(ToAbsl(name), "@", known.notices_size());
}

// "NOTICE" for the papers of the first notice, then "NOTICE-2".
std::string NoticeKind(std::string_view kind, const v1::Case& known) {
  if (known.notices_size() <= 1) return std::string(kind);
  return absl::StrCat(ToAbsl(kind), "-", known.notices_size());
}

}  // namespace

absl::Status Procedure::Load() {
  const auto page = [this](const v1::ListCasesRequest& request) {
    return context_.bureau.Call(role::ROLE_SUPERVISOR, context_.bureau.cases,
                                &CaseService::Stub::ListCases, request);
  };
  PROBITY_ASSIGN_OR_RETURN(
      const auto known, (clients::AllPages<v1::ListCasesRequest, v1::ListCasesResponse, v1::Case>(
                            {}, page, &v1::ListCasesResponse::cases)));
  std::map<std::string, const v1::Case*> by_ref;
  for (const v1::Case& one : known) by_ref[one.case_ref()] = &one;
  cases_.clear();
  for (const scenario::Case& one : context_.scenario.cases) {
    v1::Case& seen = cases_[one.ref];
    const auto found = by_ref.find(one.ref);
    if (found == by_ref.end()) continue;
    seen = *found->second;
    PROBITY_RETURN_IF_ERROR(CheckSame(one, seen));
  }
  return absl::OkStatus();
}

absl::Status Procedure::RunCalendar() {
  std::set<std::pair<absl::CivilDay, std::string>> agenda;
  std::map<std::string, const scenario::Case*> by_ref;
  for (const scenario::Case& one : context_.scenario.cases) {
    by_ref[one.ref] = &one;
    PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay opens,
                             context_.calendar.FirstWorkdayAfter(one.LastViolation()));
    agenda.emplace(opens, one.ref);
  }
  const auto total = static_cast<int64_t>(agenda.size());
  int64_t done = 0;
  context_.progress.Stage("五步程序", "five steps", total);
  while (!agenda.empty()) {
    const auto [day, ref] = *agenda.begin();
    agenda.erase(agenda.begin());
    PROBITY_RETURN_IF_ERROR(context_.clock.AdvanceTo(day));
    PROBITY_ASSIGN_OR_RETURN(const Day next, Advance(*by_ref.at(ref)));
    if (next) {
      agenda.emplace(*next, ref);
    } else {
      ++done;
    }
    context_.progress.Step(done, Date(context_.clock.today()));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Procedure::Settle() {
  PROBITY_RETURN_IF_ERROR(Load());
  int waiting = 0;
  for (const scenario::Case& one : context_.scenario.cases) {
    PROBITY_RETURN_IF_ERROR(Advance(one).status());
    waiting += cases_.at(one.ref).state() == v1::CASE_STATE_COMMITTEE;
  }
  return waiting;
}

int Procedure::Open() const {
  return static_cast<int>(std::count_if(cases_.begin(), cases_.end(), [](const auto& entry) {
    return entry.second.state() != v1::CASE_STATE_EFFECTIVE;
  }));
}

absl::StatusOr<Procedure::Day> Procedure::Advance(const scenario::Case& one) {
  int attempts = 0;
  for (;;) {
    bool moved = false;
    absl::StatusOr<Day> next = Step(one, moved);
    if (!next.ok() && MovedMeanwhile(next.status()) && ++attempts < kAttempts) {
      PROBITY_RETURN_IF_ERROR(Reload(one.ref));
      continue;
    }
    if (!next.ok()) {
      return WithDetail(next.status().code(),
                        absl::StrCat("case ", one.ref, ": ", next.status().message()),
                        DetailOf(next.status()));
    }
    if (!moved) return next;
    attempts = 0;
  }
}

absl::StatusOr<Procedure::Day> Procedure::Step(const scenario::Case& one, bool& moved) {
  const v1::Case& known = cases_.at(one.ref);
  moved = true;
  switch (known.state()) {
    case v1::CASE_STATE_UNSPECIFIED:
      return OpenWhenDue(one, moved);
    case v1::CASE_STATE_FILED:
    case v1::CASE_STATE_INVESTIGATING: {
      PROBITY_RETURN_IF_ERROR(AddFindings(one));
      v1::CompleteInvestigationRequest request;
      request.set_report(PaperNo("REPORT", one.ref));
      PROBITY_RETURN_IF_ERROR(Do(role::ROLE_CASE_OFFICER, "CompleteInvestigation", one,
                                 &CaseService::Stub::CompleteInvestigation, request));
      return Day();
    }
    case v1::CASE_STATE_INVESTIGATED:
      PROBITY_RETURN_IF_ERROR(Do(role::ROLE_SUPERVISOR, "IssuePreliminary", one,
                                 &CaseService::Stub::IssuePreliminary,
                                 v1::IssuePreliminaryRequest()));
      return Day();
    case v1::CASE_STATE_PRELIM:
      PROBITY_RETURN_IF_ERROR(Do(role::ROLE_SUPERVISOR, "IssueNotice", one,
                                 &CaseService::Stub::IssueNotice, v1::IssueNoticeRequest()));
      return Day();
    case v1::CASE_STATE_NOTIFIED:
      PROBITY_RETURN_IF_ERROR(ServeNotice(one));
      return Day();
    case v1::CASE_STATE_OBJECTION_OPEN:
      return ObjectOrLapse(one, moved);
    case v1::CASE_STATE_OBJECTED:
      PROBITY_RETURN_IF_ERROR(Refer(one));
      return Day();
    case v1::CASE_STATE_WAIVED:
    case v1::CASE_STATE_JUDGED:
      PROBITY_RETURN_IF_ERROR(Confirm(one));
      return Day();
    case v1::CASE_STATE_CONFIRMED:
    case v1::CASE_STATE_REVISED_DOWN:
    case v1::CASE_STATE_DISMISSED:
      PROBITY_RETURN_IF_ERROR(ServeDecision(one));
      return Day();
    case v1::CASE_STATE_COMMITTEE:
      moved = known.attention() == kSheetResidual;
      if (moved) PROBITY_RETURN_IF_ERROR(SignSheet(one));
      return Day();
    case v1::CASE_STATE_EFFECTIVE:
      moved = false;
      return Day();
    default:
      return Precondition(Reason::k_WRONG_STATE,
                          absl::StrCat("the case is in ", v1::CaseState_Name(known.state()),
                                       ", where no scenario leads; someone else works on it"));
  }
}

absl::StatusOr<Procedure::Day> Procedure::OpenWhenDue(const scenario::Case& one, bool& moved) {
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay opens,
                           context_.calendar.FirstWorkdayAfter(one.LastViolation()));
  moved = context_.clock.today() >= opens;
  if (!moved) return Day(opens);
  PROBITY_RETURN_IF_ERROR(Open(one));
  return Day();
}

absl::StatusOr<Procedure::Day> Procedure::ObjectOrLapse(const scenario::Case& one, bool& moved) {
  const v1::Case& known = cases_.at(one.ref);
  if (known.notices_size() > 1) {
    // Points and findings are as before; what the party has to say of them has been said.
    v1::RecordWaiverRequest request;
    request.set_waiver(PaperNo(NoticeKind("WAIVER", known), one.ref));
    PROBITY_RETURN_IF_ERROR(Do(role::ROLE_CASE_OFFICER, StepOf("RecordWaiver", known), one,
                               &CaseService::Stub::RecordWaiver, request));
    return Day();
  }
  const std::string from =
      one.objected ? known.notice_served_date() : known.objection_deadline_date();
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay last, calendar::ParseDate(from));
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay due, context_.calendar.FirstWorkdayAfter(last));
  moved = context_.clock.today() >= due;
  if (!moved) return Day(due);
  if (one.objected) {
    v1::FileObjectionRequest request;
    request.set_defence(Defence(MarkOf(context_.scenario.sha256, one.ref)));
    PROBITY_RETURN_IF_ERROR(Do(role::ROLE_CASE_OFFICER, "FileObjection", one,
                               &CaseService::Stub::FileObjection, request));
  } else {
    // The window is over; the service sees that for itself, by its clock.
    PROBITY_RETURN_IF_ERROR(Confirm(one));
  }
  return Day();
}

// Another case of the institution may have been decided since the notice, so that the same points
// weigh more: then they are told anew first.
absl::Status Procedure::Confirm(const scenario::Case& one) {
  const absl::Status confirmed = Do(role::ROLE_DIRECTOR, StepOf("ConfirmCase", cases_.at(one.ref)),
                                    one, &CaseService::Stub::ConfirmCase, v1::ConfirmCaseRequest());
  if (!HasReason(confirmed, Reason::k_G8_EFFECT_NOT_NOTIFIED)) return confirmed;
  v1::RenewNoticeRequest request;
  request.set_heavier_effect(true);
  request.set_reason(std::string(kHeavierEffect));
  return Do(role::ROLE_SUPERVISOR, StepOf("RenewNotice", cases_.at(one.ref)), one,
            &CaseService::Stub::RenewNotice, request);
}

absl::Status Procedure::Open(const scenario::Case& one) {
  v1::OpenCaseRequest request;
  request.set_request_id(context_.RequestId("OpenCase", one.ref));
  request.set_case_ref(one.ref);
  request.set_institution_id(one.institution_id);
  v1::CaseSource source = v1::CASE_SOURCE_UNSPECIFIED;
  v1::CaseSource_Parse(absl::StrCat("CASE_SOURCE_", one.source), &source);
  request.set_source(source);
  for (const std::string& officer : context_.bureau.actors().Persons(role::ROLE_CASE_OFFICER)) {
    request.add_officers(officer);
    v1::ShownCertificate& shown = *request.add_certificates();
    shown.set_person(officer);
    shown.set_name(officer);
    shown.set_certificate_no(PaperNo("CERTIFICATE", officer));
  }
  PROBITY_ASSIGN_OR_RETURN(const auto response,
                           context_.bureau.Call(role::ROLE_CASE_OFFICER, context_.bureau.cases,
                                                &CaseService::Stub::OpenCase, request));
  cases_[one.ref] = response.case_();
  return absl::OkStatus();
}

absl::Status Procedure::AddFindings(const scenario::Case& one) {
  for (const scenario::Finding& finding : one.findings) {
    const auto& there = cases_.at(one.ref).findings();
    if (std::any_of(there.begin(), there.end(),
                    [&](const v1::Finding& f) { return f.item() == finding.item; })) {
      continue;
    }
    v1::AddFindingRequest request;
    v1::Finding& added = *request.mutable_finding();
    added.set_item(finding.item);
    added.set_violation_code(finding.code);
    added.set_act_ref(ActRef(one.ref, finding.item));
    added.set_act_end_date(Date(finding.end_date));
    added.set_notified_points(finding.points);
    added.set_recovery_fen(finding.recovery_fen);
    added.set_reason(std::string(kReason));
    added.set_facts(std::string(kFacts));
    PROBITY_RETURN_IF_ERROR(Do(role::ROLE_CASE_OFFICER, "AddFinding", one,
                               &CaseService::Stub::AddFinding, request, finding.item));
  }
  return absl::OkStatus();
}

absl::Status Procedure::ServeNotice(const scenario::Case& one) {
  v1::RecordNoticeServiceRequest request;
  request.set_method(v1::SERVICE_METHOD_DIRECT);
  request.set_served_date(Date(context_.clock.today()));
  const v1::Case& known = cases_.at(one.ref);
  request.set_receipt(PaperNo(NoticeKind("NOTICE", known), one.ref));
  return Do(role::ROLE_CASE_OFFICER, StepOf("RecordNoticeService", known), one,
            &CaseService::Stub::RecordNoticeService, request);
}

// The sentences supplied for every case may contain what an institution is called. Then they are
// redacted, as the refusal asks.
absl::Status Procedure::Refer(const scenario::Case& one) {
  // Each referral is a step of its own; the etag tells the second from the first.
  const std::string step = absl::StrCat("ReferToReview@", cases_.at(one.ref).etag());
  const auto refer = [&](const v1::ReferToReviewRequest& request, int way) {
    return Do(role::ROLE_SUPERVISOR, step, one, &CaseService::Stub::ReferToReview, request, way);
  };
  absl::Status status = refer(v1::ReferToReviewRequest(), 0);
  const std::string mark = MarkOf(context_.scenario.sha256, one.ref);
  for (const int group : kMarkGroups) {
    if (!HasReason(status, Reason::k_SHEET_NOT_BLIND)) break;
    v1::ReferToReviewRequest request;
    request.set_defence(SpelledMark(mark, group));
    for (const v1::Finding& finding : cases_.at(one.ref).findings()) {
      if (!Undecided(finding)) continue;
      v1::RedactedFacts& facts = *request.add_facts();
      facts.set_item(finding.item());
      facts.set_facts(std::string(kRedactedFacts));
    }
    status = refer(request, group);
  }
  return status;
}

// In a small register few institutions admit what a sheet shows; a second person signs for it.
absl::Status Procedure::SignSheet(const scenario::Case& one) {
  const v1::Case& known = cases_.at(one.ref);
  v1::SignResidualSheetRequest request;
  request.set_request_id(context_.RequestId(absl::StrCat("SignSheet@", known.etag()), one.ref));
  request.set_case_id(known.case_id());
  request.set_reason(std::string(kSmallRegister));
  const absl::Status signed_off = context_.bureau
                                      .Call(role::ROLE_DIRECTOR, context_.bureau.sheets,
                                            &v1::SheetService::Stub::SignResidualSheet, request)
                                      .status();
  // Whoever ran this scenario before may have signed just before it was stopped.
  if (!signed_off.ok() && !HasReason(signed_off, Reason::k_ALREADY_EXISTS)) return signed_off;
  return Reload(one.ref);
}

absl::Status Procedure::ServeDecision(const scenario::Case& one) {
  v1::RecordDecisionServiceRequest request;
  request.set_method(v1::SERVICE_METHOD_DIRECT);
  request.set_served_date(Date(context_.clock.today()));
  request.set_receipt(PaperNo("DECISION", one.ref));
  return Do(role::ROLE_CASE_OFFICER, "RecordDecisionService", one,
            &CaseService::Stub::RecordDecisionService, request);
}

absl::Status Procedure::Reload(const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  PROBITY_ASSIGN_OR_RETURN(const auto response,
                           context_.bureau.Call(role::ROLE_SUPERVISOR, context_.bureau.cases,
                                                &CaseService::Stub::GetCase, request));
  cases_[case_ref] = response.case_();
  return absl::OkStatus();
}

template <typename Request, typename Class, typename Response>
absl::Status Procedure::Do(options::v1::Role role, std::string_view step, const scenario::Case& one,
                           grpc::Status (Class::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                           Request request, int item) {
  const v1::Case& known = cases_.at(one.ref);
  request.set_request_id(context_.RequestId(step, one.ref, item));
  request.set_case_id(known.case_id());
  request.set_etag(known.etag());
  auto response = context_.bureau.Call(role, context_.bureau.cases, method, request);
  for (int i = 0; !response.ok() && i < kMostPreparations; ++i) {
    PROBITY_ASSIGN_OR_RETURN(const bool supplied,
                             SupplyWhatIsAsked(context_, known, response.status()));
    if (!supplied) break;
    response = context_.bureau.Call(role, context_.bureau.cases, method, request);
  }
  PROBITY_RETURN_IF_ERROR(response.status());
  cases_[one.ref] = response->case_();
  return absl::OkStatus();
}

}  // namespace probity::year
