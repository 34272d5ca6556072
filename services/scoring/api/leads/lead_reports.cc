#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/leads/intake.h"
#include "services/scoring/api/leads/lead_convert.h"
#include "services/scoring/api/leads/lead_handlers.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/leads/report_store.h"

namespace probity::scoring {
namespace {

constexpr char kByHand[] = "manual";
constexpr size_t kMaxName = 100;
constexpr size_t kMaxContact = 200;
constexpr size_t kMaxNote = 500;

// What the caller left out is filled: a report without a number has its request_id, and one
// without code and reference is an act of its own.
v1::ReportedLead Completed(const v1::ReportLeadRequest& request) {
  v1::ReportedLead lead = request.lead();
  if (lead.external_id().empty()) lead.set_external_id(request.request_id());
  if (lead.violation_code().empty() && lead.act_ref().empty()) lead.set_act_ref(lead.external_id());
  return lead;
}

void CheckInformant(const v1::ReportLeadRequest& request, FieldCheck& check) {
  if (!request.has_informant()) return;
  check.Check(request.source() == v1::CASE_SOURCE_COMPLAINT, "informant", "with COMPLAINT only");
  check.Check(IsLabel(request.informant().name(), 1, kMaxName), "informant.name",
              "1 to 100 characters; leave the informant out if nobody gave a name");
  CheckLength(request.informant().contact(), 0, kMaxContact, "informant.contact", check);
  CheckLength(request.informant().note(), 0, kMaxNote, "informant.note", check);
}

absl::Status KeepInformant(const ServiceEnv& env, sql::Tx& tx, const v1::Informant& informant,
                           const StoredReport& report) {
  ToldBy told;
  told.name = informant.name();
  told.contact = informant.contact();
  told.note = informant.note();
  told.received = report.report.received;
  told.recorded_by = report.report.reported_by;
  told.recorded_time = report.recorded_time;
  told.nonce = env.entropy(16);
  const absl::Status kept = InsertInformant(tx, env.region, report, told);
  // The same report entered twice names its informant once.
  return absl::IsAlreadyExists(kept) ? absl::OkStatus() : kept;
}

}  // namespace

absl::StatusOr<v1::ReportLeadResponse> HandleReportLead(const ServiceEnv& env, sql::Tx& tx,
                                                        const rpc::Call& call,
                                                        const v1::ReportLeadRequest& request) {
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  FieldCheck check;
  ReportItem item;
  item.report = ReportField(Completed(request), today, CodeRule::kOptional, "lead.", check);
  item.report.source_system = kByHand;
  item.report.reported_by = call.caller.person;
  item.report.received = DateField(request.received_date(), "received_date", today, check);
  item.report.source = static_cast<CaseSource>(request.source());
  check.Check(
      request.source() != v1::CASE_SOURCE_UNSPECIFIED && v1::CaseSource_IsValid(request.source()),
      "source", "where the lead came from");
  check.Check(item.report.received <= today, "received_date", "not in the future");
  CheckInformant(request, check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  const absl::StatusOr<std::vector<TakenItem>> all = TakeReports(env, tx, {item}, at);
  if (absl::IsAlreadyExists(all.status())) {
    return LostRace("somebody reports the same act at the same time; repeat the call");
  }
  PROBITY_RETURN_IF_ERROR(all.status());
  const TakenItem& taken = all->front();
  PROBITY_RETURN_IF_ERROR(taken.refusal);
  if (request.has_informant()) {
    PROBITY_RETURN_IF_ERROR(KeepInformant(
        env, tx, request.informant(),
        {item.report, taken.lead_id, "", {}, absl::ToUnixMicros(at.time), at.scenario}));
  }
  PROBITY_ASSIGN_OR_RETURN(const Lead lead, LoadLead(tx, env.region, taken.lead_id));
  v1::ReportLeadResponse response;
  *response.mutable_lead() = ToProto(lead, today);
  response.set_joined(taken.taken != Taken::kNew);
  return response;
}

}  // namespace probity::scoring
