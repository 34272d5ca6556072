// What settlement asks of scoring: the standings of a year and the policies behind them.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_SCORING_CLIENT_H_
#define PROBITY_SERVICES_SETTLEMENT_API_SCORING_CLIENT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "grpcpp/channel.h"
#include "services/settlement/api/standing_register.h"
#include "services/settlement/domain/freeze.h"

namespace probity::settlement {

// What the register of measures adds to a standing.
struct MeasuredStanding {
  std::vector<calendar::Period> orders;          // see Standing::orders
  std::optional<calendar::Date> cancelled_from;  // by an order that no year's points brought
  bool cancelled = false;                        // in this year
};

struct PulledYear {
  int32_t year = 0;
  StandingRegister standings;                        // of the whole register, by institution_id
  std::map<std::string, MeasuredStanding> measured;  // by institution_id
  std::map<std::string, std::string> policy_files;   // bytes by sha256
  int64_t known_seq = 0;  // the last number of scoring's ledger as it answered; 0: none

  // Every standing with what the measures add, by institution_id.
  absl::Status Each(const std::function<absl::Status(const Standing&)>& each) const;
};

// Everything a year is frozen from, as known and in force now: a decision served after the year
// still counts for the year of the act. DEPENDENCY_UNAVAILABLE if scoring does not answer;
// STANDINGS_INCOMPLETE if what it answers is not a register in order (each institution once, every
// standing of this year, dated and with its policy).
absl::StatusOr<PulledYear> PullYear(const std::shared_ptr<grpc::Channel>& scoring, int32_t year,
                                    absl::Time deadline);

// Adds to `pulled` what the register of measures holds: every suspension of a
// whole institution, so far as it was or is served, and cancellations that no year's points
// brought. Refuses as PullYear does.
absl::Status PullOrders(const std::shared_ptr<grpc::Channel>& scoring, int32_t year,
                        absl::Time deadline, PulledYear& pulled);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_SCORING_CLIENT_H_
