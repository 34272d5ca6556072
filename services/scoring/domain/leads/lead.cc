#include "services/scoring/domain/leads/lead.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/ledger/chain.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/clocks/count.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kVerifyKey = "lead_verify";
constexpr size_t kIdSize = 16;

absl::Status CheckState(const Lead& lead, LeadState wanted, std::string_view step) {
  if (lead.state == wanted) return absl::OkStatus();
  return Precondition(
      Reason::k_LEAD_STATE,
      absl::StrCat(ToAbsl(step), ": the lead is in state ", ToAbsl(LeadStateTitle(lead.state)),
                   ", not ", ToAbsl(LeadStateTitle(wanted))),
      {{"state", absl::StrCat(static_cast<int>(lead.state))}});
}

bool IsOver(const Lead& lead, absl::CivilDay today) {
  return lead.verify_due.has_value() && today > *lead.verify_due;
}

absl::Status Overdue(const Lead& lead, std::string_view text) {
  return Precondition(Reason::k_LEAD_OVERDUE, text,
                      {{"verify_due_date", calendar::FormatDate(*lead.verify_due)}});
}

}  // namespace

std::string_view LeadStateTitle(LeadState state) {
  switch (state) {
    case LeadState::kNone:
      return "NONE";
    case LeadState::kReceived:
      return "RECEIVED 线索";
    case LeadState::kVerifying:
      return "VERIFYING 核查";
    case LeadState::kRejected:
      return "REJECTED 不予立案";
    case LeadState::kTransferred:
      return "TRANSFERRED 移送";
    case LeadState::kFiled:
      return "FILED 立案";
  }
  return "";
}

std::string LeadKey(const LeadAct& act) {
  ledger::Fields fields;
  fields.Add("institution_id", act.institution_id)
      .Add("code", act.code)
      .Add("act_ref", act.act_ref);
  return ledger::Digest("probity/lead/1", fields).substr(0, kIdSize);
}

std::string ReportHash(const LeadReport& report) {
  ledger::Fields fields;
  fields.Add("source", static_cast<int64_t>(report.source))
      .Add("institution_id", report.act.institution_id)
      .Add("code", report.act.code)
      .Add("act_ref", report.act.act_ref)
      .Add("act_start", calendar::FormatDate(report.act.act_start))
      .Add("act_end", calendar::FormatDate(report.act.act_end))
      .Add("amount_fen", report.amount_fen)
      .Add("description", report.description);
  return ledger::Digest("probity/lead-report/1", fields);
}

absl::StatusOr<std::optional<absl::CivilDay>> VerifyDue(const policy::Policy& policy,
                                                        const calendar::WorkCalendar& calendar,
                                                        absl::CivilDay received, bool extended) {
  const policy::Deadline* deadline = policy::FindDeadline(policy, kVerifyKey);
  if (deadline == nullptr) return std::nullopt;
  std::vector<clocks::Grant> grants;
  if (extended && !deadline->extensions.empty()) {
    const policy::Extension& extension = deadline->extensions.front();
    clocks::Grant grant;
    grant.by = extension.by;
    grant.count = extension.count;
    grant.unit = extension.unit;
    grants.push_back(grant);
  }
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay last,
                           clocks::LastDay(*deadline, calendar, received, grants));
  return last;
}

absl::StatusOr<Lead> StartVerification(Lead lead, std::string_view person) {
  PROBITY_RETURN_IF_ERROR(CheckState(lead, LeadState::kReceived, "VerifyLead"));
  lead.verifier = std::string(person);
  lead.state = LeadState::kVerifying;
  return lead;
}

absl::StatusOr<Lead> ExtendVerification(Lead lead, std::optional<absl::CivilDay> due,
                                        absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckState(lead, LeadState::kVerifying, "ExtendVerification"));
  if (lead.extended) {
    return Precondition(Reason::k_LEAD_ALREADY_EXTENDED,
                        "verification is extended once; 核查期限只能延长一次");
  }
  if (IsOver(lead, today)) {
    return Overdue(lead,
                   "the last day of verification is over and is not extended; 核查期限已届满");
  }
  lead.extended = true;
  lead.verify_due = due;
  return lead;
}

absl::StatusOr<Lead> Conclude(Lead lead, const LeadOutcome& outcome, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckState(lead, LeadState::kVerifying, LeadStateTitle(outcome.state)));
  if (outcome.state != LeadState::kFiled && outcome.person == lead.verifier) {
    return Denied(Reason::k_SEPARATION_OF_DUTIES,
                  "who verified the lead does not decide that no case is opened; "
                  "核查人不得自行决定不予立案");
  }
  if (IsOver(lead, today)) {
    if (outcome.late_reason.empty() && lead.late_reason.empty()) {
      return Overdue(lead, "the last day of verification is over: say why; 核查已逾期，须说明理由");
    }
    if (!outcome.late_reason.empty()) lead.late_reason = outcome.late_reason;
  }
  lead.state = outcome.state;
  lead.outcome_reason = outcome.reason;
  lead.transferred_to = outcome.transferred_to;
  lead.document = outcome.document;
  lead.case_id = outcome.case_id;
  return lead;
}

bool ReopensOnReport(const Lead& lead) {
  return lead.state == LeadState::kRejected;
}

Lead Reopen(Lead lead, absl::CivilDay received, std::optional<absl::CivilDay> due) {
  lead.state = LeadState::kReceived;
  lead.received = received;
  lead.verify_due = due;
  lead.extended = false;
  lead.verifier.clear();
  lead.late_reason.clear();
  lead.outcome_reason.clear();
  return lead;
}

}  // namespace probity::scoring
