// One case with everything in it: from a lead, with evidence, a hearing, grounds of objection, a
// committee that lowers, legal review, discussion, a reconsideration that revokes, the reversal by
// two persons, closed and in the archive.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_DOCUMENTS_FULL_CASE_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_DOCUMENTS_FULL_CASE_H_

#include <string>
#include <vector>

#include "tests/services/scoring/api/documents/document_client.h"

namespace probity::scoring {

struct FullCase {
  std::string case_id;
  std::vector<std::string> evidence;  // contents of the two files
};

// `server` has M001 and the shipped policies, and stands at 2026-02-12.
FullCase MakeFullCase(ScoringServer& server);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_DOCUMENTS_FULL_CASE_H_
