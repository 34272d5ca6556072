#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/api/sheets/plan.h"
#include "services/scoring/api/sheets/redaction.h"
#include "services/scoring/api/sheets/register_scan.h"
#include "services/scoring/api/sheets/sheet_service.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/sheet_store.h"
#include "services/scoring/store/sheets/blindings.h"
#include "services/scoring/store/sheets/register_names.h"

namespace probity::scoring {
namespace {

constexpr int kMostAliases = 50;
constexpr size_t kShortestAlias = 2;
constexpr size_t kLongestAlias = 200;

std::string_view RemedyOf(MatchKind kind) {
  switch (kind) {
    case MatchKind::kInstitutionName:
    case MatchKind::kInstitutionShortName:
    case MatchKind::kInstitutionId:
      return "改为“被检查单位”或“某机构” / write \"the party\" or \"an institution\"";
    case MatchKind::kPlace:
      return "删去地名，或改为“某地” / leave the place out";
    case MatchKind::kPerson:
    case MatchKind::kSignature:
      return "改为“某人”或其职务类别 / write \"a person\", or the kind of post";
    case MatchKind::kCaseNumber:
      return "删去案件编号 / leave the number of the case out";
    case MatchKind::kDigitRun:
      return "删去号码；金额、日期改为档次、季度 / leave the number out; give a band or a quarter";
    case MatchKind::kContact:
      return "删去联系方式或证照编号 / leave the address or licence number out";
  }
  return "";
}

v1::SheetHit ToProto(const Hit& hit) {
  v1::SheetHit message;
  message.set_place(hit.place);
  message.set_first(static_cast<int32_t>(hit.first));
  message.set_last(static_cast<int32_t>(hit.last));
  message.set_kind(static_cast<v1::MatchKind>(hit.kind));
  message.set_remedy(std::string(RemedyOf(hit.kind)));
  return message;
}

v1::ResidualSignature ToProto(const ResidualSignature& signature) {
  v1::ResidualSignature message;
  message.set_person(signature.actor);
  message.set_reason(signature.reason);
  message.set_date(calendar::FormatDate(signature.date));
  *message.mutable_recorded_time() = Moment(signature.recorded_time);
  return message;
}

absl::Status NoSheet() {
  return NotFound(Reason::k_UNKNOWN_SHEET,
                  "the case has no sheet; refer it to review first; 尚无盲审材料");
}

// The case's blinding and its sheet, whichever round it is in or was.
struct KnownSheet {
  SheetBlinding blinding;
  std::string body;
};
absl::StatusOr<KnownSheet> LastSheet(const ServiceEnv& env, sql::Tx& tx,
                                     const std::string& case_id) {
  PROBITY_ASSIGN_OR_RETURN(auto blinding, LastBlinding(tx, env.region, case_id));
  if (!blinding.has_value()) return NoSheet();
  PROBITY_ASSIGN_OR_RETURN(std::string body,
                           BodyOfReferral(tx, env.region, case_id, blinding->referral_seq));
  return KnownSheet{*std::move(blinding), std::move(body)};
}

}  // namespace

absl::StatusOr<v1::ScanSheetResponse> HandleScanSheet(const ServiceEnv& env, const rpc::Call& call,
                                                      const v1::ScanSheetRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Redaction redaction,
                           RedactionOf(request.defence(), request.facts()));
  v1::ScanSheetResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                             LoadCase(tx, env.region, {request.case_id(), ""}));
    PROBITY_ASSIGN_OR_RETURN(SheetPlan plan, TextsToScan(file, redaction));
    TakeOutSelfReference(plan);
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Hit> hits, ScanPlan(env, tx, file, plan));
    for (const Hit& hit : hits) *response.add_hits() = ToProto(hit);
    response.set_defence(plan.defence);
    for (const SheetFindingPlan& finding : plan.findings) {
      v1::RedactedFacts& facts = *response.add_facts();
      facts.set_item(finding.item);
      facts.set_facts(finding.facts);
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::GetSheetResponse> HandleGetSheet(const ServiceEnv& env, const rpc::Call& call,
                                                    const v1::GetSheetRequest& request) {
  v1::GetSheetResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_RETURN_IF_ERROR(LoadCase(tx, env.region, {request.case_id(), ""}).status());
    PROBITY_ASSIGN_OR_RETURN(const KnownSheet known, LastSheet(env, tx, request.case_id()));
    if (!response.mutable_body()->ParseFromString(known.body)) {
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_INTERNAL, "a stored sheet is damaged");
    }
    const SheetBlinding& blinding = known.blinding;
    response.set_attachment_count(static_cast<int32_t>(blinding.attachments.size()));
    response.set_residual(blinding.residual);
    response.set_admitting(blinding.admitting);
    response.set_k(blinding.k);
    response.set_generalisations(blinding.steps);
    response.set_referred_by(blinding.actor);
    if (blinding.signature.has_value())
      *response.mutable_signature() = ToProto(*blinding.signature);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::SignResidualSheetResponse> HandleSignResidualSheet(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::SignResidualSheetRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxRecordReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           LoadCaseForUpdate(tx, env.region, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(const auto last, LastBlinding(tx, env.region, file.case_id));
  if (!last.has_value()) return NoSheet();
  if (!last->residual) {
    return Precondition(Reason::k_SHEET_NOT_RESIDUAL,
                        "the sheet may go as it is: enough institutions admit it; 无须签署");
  }
  if (last->actor == call.caller.person) {
    return Denied(Reason::k_G22_TWO_PERSONS,
                  "who referred the case does not sign for its sheet; 须由第二人签署");
  }
  const RecordedAt at = Now(env);
  const ResidualSignature signature = {request.reason(), call.caller.person,
                                       calendar::DateOf(at.time), absl::ToUnixMicros(at.time),
                                       at.scenario};
  PROBITY_RETURN_IF_ERROR(
      InsertSignature(tx, env.region, file.case_id, last->referral_seq, signature));
  PROBITY_RETURN_IF_ERROR(SetAttention(tx, env.region, file.case_id, ""));
  ledger::Fields fields;
  fields.Add("case_id", file.case_id)
      .Add("admitting", last->admitting)
      .Add("referred_by", last->actor)
      .Add("person", signature.actor)
      .Add("reason", signature.reason);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kResidualSheetSigned, fields, at).status());
  v1::SignResidualSheetResponse response;
  *response.mutable_signature() = ToProto(signature);
  return response;
}

absl::StatusOr<v1::DescribeInstitutionResponse> HandleDescribeInstitution(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::DescribeInstitutionRequest& request) {
  FieldCheck check;
  check.Check(request.aliases_size() <= kMostAliases, "aliases", "at most 50");
  for (const std::string& alias : request.aliases()) {
    check.Check(IsLabel(alias, kShortestAlias, kLongestAlias), "aliases",
                "one line of 2 to 200 characters each, without spaces around it");
  }
  InstitutionProfile profile;
  for (const int one : request.service_classes()) {
    const bool known = one != v1::SERVICE_CLASS_UNSPECIFIED && v1::ServiceClass_IsValid(one);
    check.Check(known, "service_classes", "known classes");
    profile.classes.insert(static_cast<ServiceClass>(one));
  }
  check.Check(request.yearly_fund_fen() >= 0, "yearly_fund_fen", "not negative");
  PROBITY_RETURN_IF_ERROR(check.Result());
  profile.yearly_fund_fen = request.yearly_fund_fen();
  PROBITY_RETURN_IF_ERROR(GetInstitution(tx, env.region, request.institution_id()).status());
  const RecordedAt at = Now(env);
  const RecordedBy by = {call.caller.person, absl::ToUnixMicros(at.time)};
  const std::set<std::string> aliases(request.aliases().begin(), request.aliases().end());
  for (const std::string& alias : aliases) {
    PROBITY_RETURN_IF_ERROR(AddAlias(tx, env.region, request.institution_id(), alias, by));
  }
  PROBITY_RETURN_IF_ERROR(PutProfile(tx, env.region, request.institution_id(), profile, by));
  ledger::Fields fields;
  fields.Add("institution_id", request.institution_id())
      .Add("aliases", static_cast<int64_t>(aliases.size()))
      .Add("person", by.actor);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kInstitutionDescribed, fields, at).status());
  return v1::DescribeInstitutionResponse();
}

absl::StatusOr<v1::GetSheetCountsResponse> HandleGetSheetCounts(const ServiceEnv& env,
                                                                const rpc::Call& call,
                                                                const v1::GetSheetCountsRequest&) {
  v1::GetSheetCountsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const policy::Committee terms, CommitteeTerms(env, tx));
    PROBITY_ASSIGN_OR_RETURN(const SheetCounts counts,
                             CountSheets(tx, env.region, terms.round_min));
    response.set_referrals(counts.referrals);
    response.set_generalised(counts.generalised);
    response.set_residual(counts.residual);
    response.set_residual_signed(counts.residual_signed);
    response.set_rounds(counts.rounds);
    response.set_small_rounds(counts.small_rounds);
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace probity::scoring
