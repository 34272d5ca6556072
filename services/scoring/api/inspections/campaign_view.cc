#include "services/scoring/api/inspections/campaign_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"

namespace probity::scoring {

absl::StatusOr<Id> CampaignIdOf(const std::string& text) {
  absl::StatusOr<Id> id = Id::Parse(text);
  if (id.ok()) return id;
  return NotFound(Reason::k_UNKNOWN_CAMPAIGN, absl::StrCat("no campaign \"", text, "\""));
}

absl::StatusOr<draw::Transcript> TranscriptOf(sql::Tx& tx, const ServiceEnv& env,
                                              const CampaignRow& row) {
  draw::Transcript transcript;
  PROBITY_ASSIGN_OR_RETURN(transcript.shares, SharesOf(tx, env.region, row.campaign_id));
  const bool revealed = !row.pool_sha256.empty() &&
                        std::all_of(transcript.shares.begin(), transcript.shares.end(),
                                    [](const draw::Share& one) { return !one.share.empty(); });
  if (!revealed) {
    return Precondition(Reason::k_SHARE_NOT_REVEALED,
                        "the draw is made when every committed share is revealed; 尚未全部揭示");
  }
  PROBITY_ASSIGN_OR_RETURN(const std::string pool, PoolOf(tx, env.region, row.campaign_id));
  PROBITY_ASSIGN_OR_RETURN(transcript.campaign, draw::ParsePool(pool));
  PROBITY_ASSIGN_OR_RETURN(transcript.recusals, RecusalsOf(tx, env.region, row.campaign_id));
  PROBITY_ASSIGN_OR_RETURN(
      transcript.teams,
      draw::Draw(transcript.campaign, draw::Seed(transcript.campaign, transcript.shares),
                 transcript.recusals));
  return transcript;
}

v1::Campaign Summary(const CampaignRow& row) {
  v1::Campaign message;
  message.set_campaign_id(row.campaign_id.Text());
  message.set_title(row.plan.title);
  message.set_year(row.plan.year);
  message.set_state(static_cast<v1::CampaignState>(row.state));
  message.set_etag(absl::StrCat(row.etag));
  for (const PlanStratum& one : row.plan.strata) {
    v1::CampaignStratum& stratum = *message.add_strata();
    stratum.set_kind(ToProto(one.kind));
    stratum.set_district(one.district);
    stratum.set_count(one.count);
  }
  message.set_inspectors_each(row.plan.inspectors_each);
  message.set_not_inspected_since_date(DateText(row.plan.not_inspected_since));
  message.set_weight_per_point(row.plan.weight_per_point);
  message.set_pool_sha256(crypto::Hex(row.pool_sha256));
  message.set_pool_institutions(row.pool_institutions);
  message.set_pool_inspectors(row.pool_inspectors);
  message.set_abandoned_reason(row.abandoned_reason);
  return message;
}

absl::StatusOr<v1::Campaign> Show(sql::Tx& tx, const ServiceEnv& env, const CampaignRow& row) {
  v1::Campaign message = Summary(row);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<draw::Share> shares,
                           SharesOf(tx, env.region, row.campaign_id));
  for (const draw::Share& one : shares) {
    message.add_committed(one.person);
    if (!one.share.empty()) message.add_revealed(one.person);
  }
  if (row.state != CampaignState::kDrawn) return message;
  PROBITY_ASSIGN_OR_RETURN(const draw::Transcript transcript, TranscriptOf(tx, env, row));
  for (const draw::Team& one : transcript.teams) {
    v1::InspectionTeam& team = *message.add_teams();
    team.set_order(one.order);
    team.set_institution_id(one.institution_id);
    team.set_stratum(one.stratum);
    for (const std::string& person : one.inspectors) team.add_inspectors(person);
  }
  return message;
}

}  // namespace probity::scoring
