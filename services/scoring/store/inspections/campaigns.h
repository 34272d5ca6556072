// Inspection campaigns, the shares of their draw and the recusals.
#ifndef PROBITY_SERVICES_SCORING_STORE_INSPECTIONS_CAMPAIGNS_H_
#define PROBITY_SERVICES_SCORING_STORE_INSPECTIONS_CAMPAIGNS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/draw/inspection_draw.h"
#include "common/id/id.h"
#include "common/sql/database.h"
#include "services/scoring/domain/inspections/plan.h"

namespace probity::scoring {

enum class CampaignState { kPlanned = 1, kFrozen = 2, kDrawn = 3, kAbandoned = 4 };

// A campaign without its pool, which is large and read on its own.
struct CampaignRow {
  Id campaign_id;
  CampaignPlan plan;
  CampaignState state = CampaignState::kPlanned;
  int64_t etag = 1;
  std::string pool_sha256;  // 32 bytes; empty until the pool is frozen
  int32_t pool_institutions = 0;
  int32_t pool_inspectors = 0;
  std::string abandoned_reason;
  std::string planned_by;
  int64_t recorded_time = 0;  // microseconds since 1970
};

enum class Lock { kNone, kForUpdate };

absl::Status InsertCampaign(sql::Tx& tx, const std::string& region, const CampaignRow& row);

// UNKNOWN_CAMPAIGN.
absl::StatusOr<CampaignRow> GetCampaign(sql::Tx& tx, const std::string& region, const Id& id,
                                        Lock lock = Lock::kNone);

// Up to `limit`, by id, after `after`; of one year, or (0) of all.
absl::StatusOr<std::vector<CampaignRow>> CampaignsAfter(sql::Tx& tx, const std::string& region,
                                                        int32_t year, const Id& after,
                                                        int64_t limit);

// Writes what changes after planning, where the stored etag is one less; ABORTED if it is not.
// `pool` is written with it unless empty.
absl::Status SaveCampaign(sql::Tx& tx, const std::string& region, const CampaignRow& row,
                          std::string_view pool);

// draw::PoolText of a frozen campaign.
absl::StatusOr<std::string> PoolOf(sql::Tx& tx, const std::string& region, const Id& id);

// By person.
absl::StatusOr<std::vector<draw::Share>> SharesOf(sql::Tx& tx, const std::string& region,
                                                  const Id& id);
// ALREADY_EXISTS if the person committed before.
absl::Status InsertShare(sql::Tx& tx, const std::string& region, const Id& id,
                         const draw::Share& share);
absl::Status RevealShare(sql::Tx& tx, const std::string& region, const Id& id,
                         const draw::Share& share);

// In the order they were recorded.
absl::StatusOr<std::vector<draw::Recusal>> RecusalsOf(sql::Tx& tx, const std::string& region,
                                                      const Id& id);

struct RecusalRow {
  draw::Recusal recusal;
  int64_t seq = 1;
  std::string reason;
  std::string actor;
  int64_t recorded_time = 0;
};
absl::Status InsertRecusal(sql::Tx& tx, const std::string& region, const Id& id,
                           const RecusalRow& row);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_INSPECTIONS_CAMPAIGNS_H_
