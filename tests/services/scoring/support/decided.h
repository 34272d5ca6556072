// Decisions that have taken effect, as the steps of a case would post them.
#ifndef PROBITY_TESTS_SERVICES_SCORING_SUPPORT_DECIDED_H_
#define PROBITY_TESTS_SERVICES_SCORING_SUPPORT_DECIDED_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/id/id.h"
#include "services/scoring/api/posting.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

// Posts the points of one case, item by item, of acts that ended on `act_end`, under the policy of
// that day; gives what was posted.
struct Decided {
  std::string institution_id;
  policy::SubjectKind kind = policy::SubjectKind::kMedical;
  std::vector<int64_t> points;
  absl::CivilDay served;
  absl::CivilDay act_end = absl::CivilDay(2026, 1, 15);
  bool veto = false;
};
absl::StatusOr<Posted> Post(ScoringServer& server, const Id& case_id, const Decided& decided);

absl::StatusOr<Posted> Reverse(ScoringServer& server, const Id& case_id, const Decided& decided,
                               absl::CivilDay served);

// A case id of its own for each call.
Id NewCaseId(ScoringServer& server);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_SUPPORT_DECIDED_H_
