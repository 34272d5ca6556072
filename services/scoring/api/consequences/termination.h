// From a decided proposal to end the designation to the cancellation, and back: both kinds of
// proposal order it here, that of a veto item (CaseService) and that of repetition
// (ProposalService), and a reversal of what they rested on ends it here.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_TERMINATION_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_TERMINATION_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/consequences/cancellation.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::consequences {

// Each article once, as many as the basis of a measure holds.
std::string CiteBases(const std::vector<policy::LegalBasis>& bases);

// The case's own proposal, adopted: `served` is the day the decision reached the party. What
// OrderCancellation refuses.
absl::StatusOr<Measure> TerminateForVeto(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                         absl::CivilDay served, const std::string& actor,
                                         const RecordedAt& at);

// `order` under the policy with that hash; for a proposal of repetition `order.measure_id` is the
// proposal's id, by which EndTermination finds it again.
absl::StatusOr<Measure> Terminate(const ServiceEnv& env, sql::Tx& tx,
                                  const CancellationOrder& order, std::string_view policy_sha256,
                                  const RecordedAt& at);

// Who takes a cancellation back, and the last day it may have run.
struct Revocation {
  absl::CivilDay served;
  std::string actor;
  RecordedAt at;
};

// The case was revoked: its own cancellation ends.
absl::Status EndTerminationForVeto(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                   const Revocation& by);

// The proposal's repetition no longer stands: the cancellation it ordered ends, if it runs.
absl::Status EndTermination(const ServiceEnv& env, sql::Tx& tx, std::string_view proposal_id,
                            const Revocation& by);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_TERMINATION_H_
