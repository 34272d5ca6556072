// A campaign as it is shown, with the draw made again from what is stored.
#ifndef PROBITY_SERVICES_SCORING_API_INSPECTIONS_CAMPAIGN_VIEW_H_
#define PROBITY_SERVICES_SCORING_API_INSPECTIONS_CAMPAIGN_VIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/draw/inspection_transcript.h"
#include "common/id/id.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/inspection_service.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/store/inspections/campaigns.h"

namespace probity::scoring {

// UNKNOWN_CAMPAIGN for a text that is no id, as nothing can have it.
absl::StatusOr<Id> CampaignIdOf(const std::string& text);

// The whole record of a drawn campaign; SHARE_NOT_REVEALED before all shares are.
absl::StatusOr<draw::Transcript> TranscriptOf(sql::Tx& tx, const ServiceEnv& env,
                                              const CampaignRow& row);

// The campaign as stored, without its teams.
v1::Campaign Summary(const CampaignRow& row);

// With its shares and, once drawn, its teams.
absl::StatusOr<v1::Campaign> Show(sql::Tx& tx, const ServiceEnv& env, const CampaignRow& row);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_INSPECTIONS_CAMPAIGN_VIEW_H_
