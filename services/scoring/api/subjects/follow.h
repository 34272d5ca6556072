// Points that follow the subject: whatever is posted or reversed for an institution that others
// went on for is carried to them, down any number of successions.
#ifndef PROBITY_SERVICES_SCORING_API_SUBJECTS_FOLLOW_H_
#define PROBITY_SERVICES_SCORING_API_SUBJECTS_FOLLOW_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/posting.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

// An act whose points stand with a subject.
struct Moved {
  Subject subject;
  std::string event_id;  // 16 bytes: the case, or the act that carried points to the subject
  std::string actor;
  int64_t forgiven = 0;  // points of it that were repaired meanwhile and are not carried
};

// Carries the standing items of the act to the approved successors of its subject; nothing without
// one. What was carried before is not carried again.
absl::Status FollowPosting(sql::Tx& tx, const ServiceEnv& env, const Moved& moved);

// Takes back from the successors of its subject what was carried of the act it is of, by the same
// persons and for the same reason.
absl::Status FollowReversal(sql::Tx& tx, const ServiceEnv& env, const Reversal& reversal);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SUBJECTS_FOLLOW_H_
