// Proposals to terminate that repetition calls for, how each ended, and the terms they are counted
// within. Append-only.
#ifndef PROBITY_SERVICES_SCORING_STORE_LEDGER_PROPOSALS_H_
#define PROBITY_SERVICES_SCORING_STORE_LEDGER_PROPOSALS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "common/sql/database.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

enum class ProposalOutcome { kOpen = 0, kAdopted = 1, kRejected = 2, kWithdrawn = 3 };

struct ProposalDecision {
  ProposalOutcome outcome = ProposalOutcome::kAdopted;
  std::string reason;
  std::string document;
  std::string actor;
  absl::CivilDay date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
};

struct Proposal {
  std::string proposal_id;  // 16 bytes
  Subject subject;
  std::string completed_by;  // Repetition::key
  int32_t rule = 0;          // index in the policy's multi_year
  std::string policy_sha256;
  std::string case_id;      // 16 bytes, or empty
  std::string occurrences;  // one a line
  calendar::Period window;
  int64_t last_seq = 0;  // the ledger entry after which it was made
  absl::CivilDay date;
  int64_t recorded_time = 0;
  bool scenario = false;
  std::optional<ProposalDecision> decision;

  ProposalOutcome outcome() const {
    return decision.has_value() ? decision->outcome : ProposalOutcome::kOpen;
  }
};

absl::Status InsertProposal(sql::Tx& tx, const std::string& region, const Proposal& proposal);

// PROPOSAL_DECIDED if it has ended already.
absl::Status InsertProposalDecision(sql::Tx& tx, const std::string& region,
                                    const std::string& proposal_id,
                                    const ProposalDecision& decision);

// UNKNOWN_PROPOSAL.
absl::StatusOr<Proposal> GetProposal(sql::Tx& tx, const std::string& region,
                                     const std::string& proposal_id);

// By id, which is by time, above `after`; without subject of all.
struct ProposalFilter {
  std::optional<Subject> subject;
  bool open_only = false;
  std::string after;  // 16 bytes, or empty
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Proposal>> ListProposals(sql::Tx& tx, const std::string& region,
                                                    const ProposalFilter& filter);

// The terms of the subject's agreements, by first day; none if none is registered.
absl::StatusOr<std::vector<calendar::Period>> AgreementTerms(sql::Tx& tx, const std::string& region,
                                                             const Subject& subject);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_LEDGER_PROPOSALS_H_
