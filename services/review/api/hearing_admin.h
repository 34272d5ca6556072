// HearingAdminService: the steps of a round, from the taking of sheets to the reading of outcomes.
#ifndef PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_H_
#define PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/router.h"
#include "services/review/api/environment.h"
#include "services/review/api/scoring_client.h"

namespace probity::review {

// What the steps of a round work with; outlives the router.
struct HearingEnv {
  const ReviewEnv& review;
  const ScoringClient& scoring;
  // A round moved on: something may wait to be sent to scoring, and what was deleted must leave the
  // databases' logs, too.
  std::function<void()> wake;
};

void RegisterHearingAdmin(const HearingEnv& env, rpc::Router& router);

// Finishes every opening that was cut short: its round becomes visible, or its sheets go back. For
// the service's start, and before rounds are listed or another one is opened. An error is the
// first that was met; the others were tried all the same.
absl::Status FinishOpenings(const HearingEnv& env, absl::Time deadline);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_HEARING_ADMIN_H_
