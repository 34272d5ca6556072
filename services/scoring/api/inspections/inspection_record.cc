#include "services/scoring/api/inspections/inspection_record.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/inspections/campaign_view.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/inspections/campaigns.h"
#include "services/scoring/store/inspections/inspections.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxNotes = 2048;

absl::StatusOr<InspectionRow> ReadRequest(const ServiceEnv& env, const v1::Inspection& message) {
  const bool targeted = message.campaign_id().empty();
  const bool with_case = message.outcome() == v1::INSPECTION_OUTCOME_CASE;
  FieldCheck check;
  InspectionRow row;
  row.institution_id = message.institution_id();
  row.inspection_date = DateField(message.inspection_date(), "inspection.inspection_date",
                                  calendar::DateOf(Now(env).time), check);
  row.inspectors.assign(message.inspectors().begin(), message.inspectors().end());
  row.outcome = static_cast<InspectionOutcome>(message.outcome());
  row.case_ref = message.case_ref();
  row.reason = message.reason();
  row.notes = message.notes();
  check
      .Check(row.inspection_date <= calendar::DateOf(Now(env).time), "inspection.inspection_date",
             "not in the future")
      .Check(message.outcome() != v1::INSPECTION_OUTCOME_UNSPECIFIED &&
                 v1::InspectionOutcome_IsValid(message.outcome()),
             "inspection.outcome", "NOTHING_FOUND, CORRECTED or CASE")
      .Check(with_case ? IsLabel(row.case_ref, 1, 64) : row.case_ref.empty(), "inspection.case_ref",
             "1..64 characters with CASE, otherwise empty")
      .Check(targeted ? IsLabel(row.reason, 1, 500) : row.reason.empty(), "inspection.reason",
             "why it was ordered, 1..500 characters; empty for a campaign's")
      .Check(targeted || row.inspectors.empty(), "inspection.inspectors",
             "empty for a campaign's: its team was drawn")
      .Check(row.notes.size() <= kMaxNotes, "inspection.notes", "at most 2048 bytes");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return row;
}

// An inspection needs two persons with certificates valid on its day (G1).
absl::Status CheckInspectors(const ServiceEnv& env, sql::Tx& tx, const InspectionRow& row) {
  const std::set<std::string> distinct(row.inspectors.begin(), row.inspectors.end());
  if (distinct.size() < kMinOfficers || distinct.size() != row.inspectors.size()) {
    return Precondition(Reason::k_G1_TWO_OFFICERS,
                        "at least two distinct inspectors inspect; 检查人员不得少于两人");
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> registered,
                           OfficersOf(tx, env.region, row.inspectors));
  return CheckAllCertified(row.inspectors, registered, row.inspection_date);
}

// A drawn one was made by the team of its campaign.
absl::Status TakeTeam(const ServiceEnv& env, sql::Tx& tx, InspectionRow& row) {
  PROBITY_ASSIGN_OR_RETURN(const CampaignRow campaign,
                           GetCampaign(tx, env.region, *row.campaign_id));
  if (campaign.state != CampaignState::kDrawn) {
    return Precondition(Reason::k_WRONG_STATE, "the campaign is not drawn, or was abandoned",
                        {{"campaign_id", row.campaign_id->Text()}});
  }
  PROBITY_ASSIGN_OR_RETURN(const draw::Transcript transcript, TranscriptOf(tx, env, campaign));
  for (const draw::Team& team : transcript.teams) {
    if (team.institution_id != row.institution_id) continue;
    row.inspectors = team.inspectors;
    return absl::OkStatus();
  }
  return Precondition(Reason::k_NOT_ASSIGNED,
                      absl::StrCat("institution ", row.institution_id, " was not drawn"),
                      {{"institution_id", row.institution_id}});
}

// The case that follows is one of the inspected institution.
absl::Status CheckCase(const ServiceEnv& env, sql::Tx& tx, const InspectionRow& row) {
  if (row.case_ref.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, env.region, {"", row.case_ref}));
  return FieldCheck()
      .Check(file.institution_id == row.institution_id, "inspection.case_ref",
             "a case of the inspected institution; 案件须属被检查机构")
      .Result();
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const InspectionRow& row) {
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("inspection_id", row.inspection_id.Text())
      .Add("campaign_id", row.campaign_id.has_value() ? row.campaign_id->Text() : "")
      .Add("institution_id", row.institution_id)
      .Add("inspection_date", DateText(row.inspection_date))
      .Add("inspectors", absl::StrJoin(row.inspectors, ","))
      .Add("outcome", static_cast<int64_t>(row.outcome))
      .Add("case_ref", row.case_ref)
      .Add("reason", row.reason)
      .Add("notes", row.notes);
  return AppendAudit(tx, env.region, AuditKind::kInspectionRecorded, fields, Now(env)).status();
}

v1::Inspection ToProto(const InspectionRow& row) {
  v1::Inspection message;
  message.set_inspection_id(row.inspection_id.Text());
  if (row.campaign_id.has_value()) message.set_campaign_id(row.campaign_id->Text());
  message.set_tag(row.campaign_id.has_value() ? v1::INSPECTION_TAG_RANDOM
                                              : v1::INSPECTION_TAG_TARGETED);
  message.set_institution_id(row.institution_id);
  message.set_inspection_date(DateText(row.inspection_date));
  for (const std::string& person : row.inspectors) message.add_inspectors(person);
  message.set_outcome(static_cast<v1::InspectionOutcome>(row.outcome));
  message.set_case_ref(row.case_ref);
  message.set_reason(row.reason);
  message.set_notes(row.notes);
  *message.mutable_recorded_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row.recorded_time);
  return message;
}

}  // namespace

absl::StatusOr<v1::RecordInspectionResponse> RecordInspection(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordInspectionRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(InspectionRow row, ReadRequest(env, request.inspection()));
  PROBITY_RETURN_IF_ERROR(GetInstitution(tx, env.region, row.institution_id).status());
  PROBITY_RETURN_IF_ERROR(CheckCase(env, tx, row));
  if (!request.inspection().campaign_id().empty()) {
    PROBITY_ASSIGN_OR_RETURN(row.campaign_id, CampaignIdOf(request.inspection().campaign_id()));
    PROBITY_RETURN_IF_ERROR(TakeTeam(env, tx, row));
  }
  PROBITY_RETURN_IF_ERROR(CheckInspectors(env, tx, row));
  const RecordedAt at = Now(env);
  row.inspection_id = TimeOrderedId(at.time, env.entropy);
  row.actor = call.caller.person;
  row.recorded_time = absl::ToUnixMicros(at.time);
  const absl::Status inserted = InsertInspection(tx, env.region, row);
  if (absl::IsAlreadyExists(inserted)) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  absl::StrCat("the campaign's inspection of ", row.institution_id,
                               " is on record; 该机构本次抽查已登记"),
                  {{"institution_id", row.institution_id}});
  }
  PROBITY_RETURN_IF_ERROR(inserted);
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call, row));
  v1::RecordInspectionResponse response;
  *response.mutable_inspection() = ToProto(row);
  return response;
}

absl::StatusOr<v1::ListInspectionsResponse> ListInspectionsOf(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListInspectionsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  InspectionQuery query;
  query.institution_id = request.institution_id();
  query.limit = page.size + 1;
  if (!page.cursor.empty()) {
    PROBITY_ASSIGN_OR_RETURN(query.after, Id::Parse(page.cursor));
  }
  if (!request.campaign_id().empty()) {
    PROBITY_ASSIGN_OR_RETURN(query.campaign_id, CampaignIdOf(request.campaign_id()));
  }
  std::vector<InspectionRow> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListInspections(tx, env.region, query));
    return absl::OkStatus();
  }));
  v1::ListInspectionsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(
        env.page_tokens.Next(call, request, found.back().inspection_id.Text()));
  }
  for (const InspectionRow& one : found) *response.add_inspections() = ToProto(one);
  return response;
}

}  // namespace probity::scoring
