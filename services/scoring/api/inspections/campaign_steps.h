// The steps of a campaign, one function each: plan, commit, freeze, reveal, recuse, abandon.
#ifndef PROBITY_SERVICES_SCORING_API_INSPECTIONS_CAMPAIGN_STEPS_H_
#define PROBITY_SERVICES_SCORING_API_INSPECTIONS_CAMPAIGN_STEPS_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/inspection_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

absl::StatusOr<v1::PlanCampaignResponse> PlanCampaign(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::PlanCampaignRequest& request);
absl::StatusOr<v1::CommitShareResponse> CommitShare(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::CommitShareRequest& request);
absl::StatusOr<v1::FreezePoolResponse> FreezePool(const ServiceEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::FreezePoolRequest& request);
absl::StatusOr<v1::RevealShareResponse> RevealShareOf(const ServiceEnv& env, sql::Tx& tx,
                                                      const rpc::Call& call,
                                                      const v1::RevealShareRequest& request);
absl::StatusOr<v1::RecuseInspectorResponse> RecuseInspector(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecuseInspectorRequest& request);
absl::StatusOr<v1::AbandonCampaignResponse> AbandonCampaign(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AbandonCampaignRequest& request);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_INSPECTIONS_CAMPAIGN_STEPS_H_
