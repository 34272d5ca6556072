// The director in the committee's place, where no panel can judge a case any more.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASES_DIRECT_DECISION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASES_DIRECT_DECISION_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/screening.h"

namespace probity::scoring {

struct DirectFinding {
  int32_t item = 0;
  FindingVerdict verdict = FindingVerdict::kUpheld;
  int64_t points = 0;
};

// The case in state JUDGED, with every undecided finding decided. Refuses WRONG_STATE;
// COMMITTEE_FIRST unless the case was screened or withheld `screenings_per_case` times (`hearings`
// are those of the case); OFFICER_OF_THE_CASE; UNKNOWN_FINDING for one that is not undecided;
// G8_HEAVIER_THAN_NOTIFIED; BAD_REQUEST unless each undecided finding is answered once, as upheld
// with points or not upheld without.
absl::StatusOr<CaseFile> DecideWithoutCommittee(CaseFile file,
                                                const std::vector<DirectFinding>& findings,
                                                const std::vector<PastHearing>& hearings,
                                                int32_t screenings_per_case,
                                                std::string_view person);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASES_DIRECT_DECISION_H_
