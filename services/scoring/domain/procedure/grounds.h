// The grounds of an objection (异议理由) and their findings (G9): every ground the party states
// gets an answer, and evidence that holds is adopted.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_GROUNDS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_GROUNDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

// WRONG_STATE unless the notice is served and the case undecided; OUTSIDE_OBJECTION_WINDOW for the
// party itself after the last day (`by_party`): later only an officer lists what its paper says.
// BAD_REQUEST without text.
absl::StatusOr<CaseRecord> FileGround(const CaseFile& file, std::string_view text,
                                      const std::vector<std::string>& evidence, bool by_party,
                                      absl::CivilDay today);

struct GroundFinding {
  int64_t ground = 0;  // seq
  GroundOutcome outcome = GroundOutcome::kNotSustained;
  std::string reason;
  std::string document_no;           // 复核意见书, may be empty
  std::vector<std::string> adopted;  // evidence taken over, of what the ground named
  std::vector<int32_t> items;        // findings that must come out lower
};
// A later answer takes the place of an earlier one. UNKNOWN_RECORD, UNKNOWN_FINDING;
// G9_EVIDENCE_NOT_ADOPTED if a ground is sustained and evidence it named is not adopted;
// BAD_REQUEST without a reason, for evidence the ground did not name, or for items and evidence of
// a ground that is not sustained; WRONG_STATE after the decision.
absl::StatusOr<CaseRecord> AnswerGround(const CaseFile& file, const ProcedureFacts& facts,
                                        const GroundFinding& finding, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_GROUNDS_H_
