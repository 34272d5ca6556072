// From the folder's ballots to the answers of one seat.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_BALLOTS_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_BALLOTS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/probityctl/year/context.h"
#include "probity/review/v1/committee_service.pb.h"
#include "probity/scoring/v1/case.pb.h"
#include "probity/scoring/v1/sheet.pb.h"

namespace probity::year {

// True as long as the committee has to decide the finding.
bool Undecided(const scoring::v1::Finding& finding);

// The twelve capital letters in a defence's text, however grouped. NOT_FOUND if there are none.
absl::StatusOr<std::string> MarkInText(std::string_view defence);

// A seat's answers to the findings on a sheet, which are those the committee has not yet decided,
// by item. Empty if the seat has no ballot for the case.
absl::StatusOr<std::vector<review::v1::FindingAnswer>> AnswersOf(
    const scenario::Case& one, const scoring::v1::Case& known, const scoring::v1::SheetBody& sheet,
    int seat);

// Runs a member's call. A service whose database is away refuses members like everybody else,
// without saying why: `there` waits until the service answers a caller whom it does tell, or fails.
// Refused for a while by a service that is there, the call is refused.
absl::Status AsMember(const std::function<absl::Status()>& call,
                      const std::function<absl::Status()>& there);

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_BALLOTS_H_
