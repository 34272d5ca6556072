#include "services/scoring/api/inspections/campaign_steps.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/inspections/campaign_view.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/inspections/campaigns.h"
#include "services/scoring/store/inspections/inspections.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr int64_t kRowsPerRead = 1000;

std::string_view NameOf(CampaignState state) {
  switch (state) {
    case CampaignState::kPlanned:
      return "PLANNED 已计划";
    case CampaignState::kFrozen:
      return "FROZEN 名单已冻结";
    case CampaignState::kDrawn:
      return "DRAWN 已抽取";
    case CampaignState::kAbandoned:
      return "ABANDONED 已放弃";
  }
  return "";
}

absl::StatusOr<CampaignRow> Locked(const ServiceEnv& env, sql::Tx& tx, const std::string& id_text,
                                   const std::vector<CampaignState>& allowed) {
  PROBITY_ASSIGN_OR_RETURN(const Id id, CampaignIdOf(id_text));
  PROBITY_ASSIGN_OR_RETURN(CampaignRow row, GetCampaign(tx, env.region, id, Lock::kForUpdate));
  if (std::find(allowed.begin(), allowed.end(), row.state) != allowed.end()) return row;
  return Precondition(Reason::k_WRONG_STATE,
                      absl::StrCat("the campaign is in state ", ToAbsl(NameOf(row.state))),
                      {{"campaign_id", id_text}});
}

absl::Status CheckEtag(const CampaignRow& row, const std::string& etag) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck().Check(!etag.empty(), "etag", "required: the campaign's etag").Result());
  if (etag == absl::StrCat(row.etag)) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kAborted, Reason::k_ETAG_MISMATCH,
      "the campaign was changed since it was read; read it again; 计划已变动，请重新读取");
}

absl::Status CheckReason(const std::string& reason) {
  return FieldCheck().Check(IsLabel(reason, 1, 500), "reason", "1..500 characters").Result();
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, const Id& campaign_id,
                   std::string_view act, const ledger::Fields& extra = {}) {
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("campaign_id", campaign_id.Text())
      .Add("act", act)
      .AddHex("facts_sha256", crypto::Sha256(extra.text()));
  return AppendAudit(tx, env.region, AuditKind::kCampaignMoved, fields, Now(env)).status();
}

// Stores the next state and shows it.
template <typename Response>
absl::StatusOr<Response> Save(const ServiceEnv& env, sql::Tx& tx, CampaignRow row,
                              std::string_view pool = {}) {
  ++row.etag;
  PROBITY_RETURN_IF_ERROR(SaveCampaign(tx, env.region, row, pool));
  Response response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_campaign(), Show(tx, env, row));
  return response;
}

CampaignPlan PlanOf(const v1::PlanCampaignRequest& request, FieldCheck& check) {
  CampaignPlan plan;
  plan.title = request.title();
  plan.year = request.year();
  if (request.inspectors_each() != 0) plan.inspectors_each = request.inspectors_each();
  plan.weight_per_point = request.weight_per_point();
  if (!request.not_inspected_since_date().empty()) {
    plan.not_inspected_since = DateField(request.not_inspected_since_date(),
                                         "not_inspected_since_date", absl::CivilDay(), check);
  }
  for (int i = 0; i < request.strata_size(); ++i) {
    const v1::CampaignStratum& one = request.strata(i);
    const std::optional<policy::SubjectKind> kind = FromProto(one.kind());
    check.Check(kind.has_value(), absl::StrCat("strata[", i, "].kind"), "MEDICAL or PHARMACY");
    plan.strata.push_back(
        {kind.value_or(policy::SubjectKind::kMedical), one.district(), one.count()});
  }
  return plan;
}

absl::StatusOr<PoolSources> Sources(const ServiceEnv& env, sql::Tx& tx, const CampaignPlan& plan) {
  PoolSources sources;
  sources.today = calendar::DateOf(Now(env).time);
  for (std::string after;;) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> some,
                             InstitutionsAfter(tx, env.region, std::nullopt, after, kRowsPerRead));
    if (some.empty()) break;
    after = some.back().institution_id;
    sources.institutions.insert(sources.institutions.end(), some.begin(), some.end());
  }
  for (std::string after;;) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> some,
                             OfficersAfter(tx, env.region, after, kRowsPerRead));
    if (some.empty()) break;
    after = some.back().certificate_no;
    sources.officers.insert(sources.officers.end(), some.begin(), some.end());
  }
  PROBITY_ASSIGN_OR_RETURN(sources.former_names, NamesOfRevised(tx, env.region));
  if (plan.not_inspected_since.has_value()) {
    PROBITY_ASSIGN_OR_RETURN(sources.inspected,
                             InspectedSince(tx, env.region, *plan.not_inspected_since));
  }
  if (plan.weight_per_point > 0) {
    PROBITY_ASSIGN_OR_RETURN(sources.points,
                             PointsOfInstitutions(tx, env.region, plan.year - 1, plan.year));
  }
  return sources;
}

}  // namespace

absl::StatusOr<v1::PlanCampaignResponse> PlanCampaign(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::PlanCampaignRequest& request) {
  FieldCheck check;
  CampaignRow row;
  row.plan = PlanOf(request, check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckPlan(row.plan));
  const RecordedAt at = Now(env);
  row.campaign_id = TimeOrderedId(at.time, env.entropy);
  row.planned_by = call.caller.person;
  row.recorded_time = absl::ToUnixMicros(at.time);
  PROBITY_RETURN_IF_ERROR(InsertCampaign(tx, env.region, row));
  v1::PlanCampaignResponse response;
  *response.mutable_campaign() = Summary(row);
  ledger::Fields facts;
  facts.Add("plan", response.campaign().SerializeAsString());
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call, row.campaign_id, "planned", facts));
  return response;
}

absl::StatusOr<v1::CommitShareResponse> CommitShare(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::CommitShareRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(request.commitment().size() == crypto::kHashSize, "commitment", "32 bytes")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(CampaignRow row,
                           Locked(env, tx, request.campaign_id(), {CampaignState::kPlanned}));
  const absl::Status inserted =
      InsertShare(tx, env.region, row.campaign_id, {call.caller.person, request.commitment(), ""});
  if (absl::IsAlreadyExists(inserted)) {
    return Refuse(
        absl::StatusCode::kAlreadyExists, Reason::k_COMMITMENT_EXISTS,
        "this person committed already; a commitment is never replaced; 已提交承诺，不得更换");
  }
  PROBITY_RETURN_IF_ERROR(inserted);
  ledger::Fields facts;
  facts.AddHex("commitment", request.commitment());
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call, row.campaign_id, "committed", facts));
  return Save<v1::CommitShareResponse>(env, tx, std::move(row));
}

absl::StatusOr<v1::FreezePoolResponse> FreezePool(const ServiceEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::FreezePoolRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(CampaignRow row,
                           Locked(env, tx, request.campaign_id(), {CampaignState::kPlanned}));
  PROBITY_RETURN_IF_ERROR(CheckEtag(row, request.etag()));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<draw::Share> shares,
                           SharesOf(tx, env.region, row.campaign_id));
  if (shares.size() < draw::kMinShares) {
    return Precondition(
        Reason::k_TOO_FEW_COMMITMENTS,
        absl::StrCat("at least ", draw::kMinShares, " persons commit before the pool is frozen, ",
                     shares.size(), " did; 承诺人数不足"));
  }
  PROBITY_ASSIGN_OR_RETURN(const PoolSources sources, Sources(env, tx, row.plan));
  const draw::Campaign pool = BuildPool(row.plan, row.campaign_id.Text(), sources);
  PROBITY_RETURN_IF_ERROR(draw::CheckDrawable(pool));
  const std::string text = draw::PoolText(pool);
  row.state = CampaignState::kFrozen;
  row.pool_sha256 = crypto::Sha256(text);
  row.pool_institutions = static_cast<int32_t>(pool.institutions.size());
  row.pool_inspectors = static_cast<int32_t>(pool.inspectors.size());
  ledger::Fields facts;
  facts.AddHex("pool_sha256", row.pool_sha256);
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call, row.campaign_id, "frozen", facts));
  return Save<v1::FreezePoolResponse>(env, tx, std::move(row), text);
}

absl::StatusOr<v1::RevealShareResponse> RevealShareOf(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::RevealShareRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(CampaignRow row,
                           Locked(env, tx, request.campaign_id(), {CampaignState::kFrozen}));
  PROBITY_ASSIGN_OR_RETURN(std::vector<draw::Share> shares,
                           SharesOf(tx, env.region, row.campaign_id));
  const auto own = std::find_if(shares.begin(), shares.end(), [&](const draw::Share& one) {
    return one.person == call.caller.person;
  });
  if (own == shares.end()) {
    return Precondition(Reason::k_COMMITMENT_MISMATCH,
                        "this person committed to no share; 该人员未提交承诺");
  }
  own->share = request.share();
  PROBITY_RETURN_IF_ERROR(draw::CheckShare(row.campaign_id.Text(), *own));
  PROBITY_RETURN_IF_ERROR(RevealShare(tx, env.region, row.campaign_id, *own));
  const bool all = std::all_of(shares.begin(), shares.end(),
                               [](const draw::Share& one) { return !one.share.empty(); });
  if (all) row.state = CampaignState::kDrawn;
  ledger::Fields facts;
  facts.AddHex("share", own->share);
  PROBITY_RETURN_IF_ERROR(
      Audit(env, tx, call, row.campaign_id, all ? "revealed and drawn" : "revealed", facts));
  return Save<v1::RevealShareResponse>(env, tx, std::move(row));
}

absl::StatusOr<v1::RecuseInspectorResponse> RecuseInspector(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecuseInspectorRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckReason(request.reason()));
  PROBITY_ASSIGN_OR_RETURN(CampaignRow row,
                           Locked(env, tx, request.campaign_id(), {CampaignState::kDrawn}));
  PROBITY_ASSIGN_OR_RETURN(draw::Transcript transcript, TranscriptOf(tx, env, row));
  const draw::Recusal recusal = {request.institution_id(), request.person()};
  transcript.recusals.push_back(recusal);
  PROBITY_RETURN_IF_ERROR(draw::Draw(transcript.campaign,
                                     draw::Seed(transcript.campaign, transcript.shares),
                                     transcript.recusals)
                              .status());
  PROBITY_RETURN_IF_ERROR(
      InsertRecusal(tx, env.region, row.campaign_id,
                    {recusal, static_cast<int64_t>(transcript.recusals.size()), request.reason(),
                     call.caller.person, absl::ToUnixMicros(Now(env).time)}));
  ledger::Fields facts;
  facts.Add("institution_id", recusal.institution_id)
      .Add("person", recusal.person)
      .Add("reason", request.reason());
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call, row.campaign_id, "recused", facts));
  return Save<v1::RecuseInspectorResponse>(env, tx, std::move(row));
}

absl::StatusOr<v1::AbandonCampaignResponse> AbandonCampaign(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AbandonCampaignRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckReason(request.reason()));
  PROBITY_ASSIGN_OR_RETURN(CampaignRow row, Locked(env, tx, request.campaign_id(),
                                                   {CampaignState::kPlanned, CampaignState::kFrozen,
                                                    CampaignState::kDrawn}));
  PROBITY_RETURN_IF_ERROR(CheckEtag(row, request.etag()));
  row.state = CampaignState::kAbandoned;
  row.abandoned_reason = request.reason();
  ledger::Fields facts;
  facts.Add("reason", request.reason());
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, call, row.campaign_id, "abandoned", facts));
  return Save<v1::AbandonCampaignResponse>(env, tx, std::move(row));
}

}  // namespace probity::scoring
