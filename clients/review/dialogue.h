// Asking a member for a ballot, finding by finding.
#ifndef PROBITY_CLIENTS_REVIEW_DIALOGUE_H_
#define PROBITY_CLIENTS_REVIEW_DIALOGUE_H_

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/review/answers.h"
#include "clients/review/titles.h"

namespace probity::member {

struct Draft {
  std::vector<FindingAnswer> answers;
  std::string text;
};

// Asks until every answer is one the service admits; an empty line keeps what `recorded` says.
// CANCELLED if the input ends or the member does not confirm: nothing is to be sent.
absl::StatusOr<Draft> AskBallot(std::istream& in, std::ostream& out, const SheetBody& sheet,
                                const Titles& titles, size_t columns,
                                const review::v1::GetBallotResponse& recorded);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_DIALOGUE_H_
