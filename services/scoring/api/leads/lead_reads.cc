#include <string>
#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/leads/lead_convert.h"
#include "services/scoring/api/leads/lead_handlers.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/leads/lead_store.h"
#include "services/scoring/store/leads/report_store.h"

namespace probity::scoring {
namespace {

constexpr int64_t kShownReports = 100;
constexpr size_t kMaxReason = 500;

}  // namespace

absl::StatusOr<v1::GetLeadResponse> HandleGetLead(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::GetLeadRequest& request) {
  v1::GetLeadResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    const std::string& id = request.lead_id();
    PROBITY_ASSIGN_OR_RETURN(const Lead lead, LoadLead(tx, env.region, id));
    PROBITY_ASSIGN_OR_RETURN(const ReportsOfLead said,
                             ListReports(tx, env.region, id, kShownReports));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<LeadEvent> events,
                             ListLeadEvents(tx, env.region, id));
    PROBITY_ASSIGN_OR_RETURN(const bool told, HasInformant(tx, env.region, id));
    *response.mutable_lead() = ToProto(lead, Today(env.clock));
    for (const StoredReport& one : said.reports) *response.add_reports() = ToProto(one, lead);
    for (const LeadEvent& event : events) *response.add_events() = ToProto(event);
    response.set_report_count(said.count);
    response.set_has_informant(told);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListLeadsResponse> HandleListLeads(const ServiceEnv& env, const rpc::Call& call,
                                                      const v1::ListLeadsRequest& request) {
  FieldCheck check;
  check.Check(v1::LeadState_IsValid(request.state()), "state", "a known state");
  check.Check(request.institution_id().empty() || IsInstitutionId(request.institution_id()),
              "institution_id", "1 to 32 of A-Z 0-9 - _");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  const absl::CivilDay today = Today(env.clock);
  LeadFilter filter;
  filter.state = static_cast<LeadState>(request.state());
  filter.institution_id = request.institution_id();
  if (request.overdue_only()) filter.overdue_on = today;
  filter.after = page.cursor;
  filter.limit = page.size + 1;
  std::vector<Lead> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListLeads(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListLeadsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, PlaceOf(found.back())));
  }
  for (const Lead& lead : found) *response.add_leads() = ToProto(lead, today);
  return response;
}

// Not a Mutation: its stored answer would be a second place that names the informant.
absl::StatusOr<v1::ReadInformantResponse> HandleReadInformant(
    const ServiceEnv& env, const rpc::Call& call, const v1::ReadInformantRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  std::vector<ToldBy> told;
  PROBITY_RETURN_IF_ERROR(env.database.Transact(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(LoadLead(tx, env.region, request.lead_id()).status());
    PROBITY_ASSIGN_OR_RETURN(told, ReadInformants(tx, env.region, request.lead_id()));
    ledger::Fields fields;
    fields.Add("actor", call.caller.person)
        .Add("lead_id", request.lead_id())
        .Add("reason", request.reason());
    return AppendAudit(tx, env.region, AuditKind::kInformantRead, fields, Now(env)).status();
  }));
  if (told.empty()) {
    return NotFound(Reason::k_NO_INFORMANT, "nobody is named for this lead; 无举报人信息");
  }
  v1::ReadInformantResponse response;
  for (const ToldBy& one : told) {
    auto& made = *response.add_informants();
    made.mutable_informant()->set_name(one.name);
    made.mutable_informant()->set_contact(one.contact);
    made.mutable_informant()->set_note(one.note);
    made.set_received_date(calendar::FormatDate(one.received));
    made.set_recorded_by(one.recorded_by);
    *made.mutable_recorded_time() = MomentOf(one.recorded_time);
  }
  return response;
}

}  // namespace probity::scoring
