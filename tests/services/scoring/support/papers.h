// The papers an officer still has to write or to serve before a case can be closed.
#ifndef PROBITY_TESTS_SERVICES_SCORING_SUPPORT_PAPERS_H_
#define PROBITY_TESTS_SERVICES_SCORING_SUPPORT_PAPERS_H_

#include <string>

#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

// Whatever the checklist of the case misses: serves, today, what was issued and not served, and
// issues the list of the evidence. Fails the test for what nobody can supply. How many papers.
int CompletePapers(ScoringServer& server, const std::string& case_id);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_SUPPORT_PAPERS_H_
