// Reconsideration (复议) and litigation (诉讼) against a decision that has taken effect.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASES_REMEDY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASES_REMEDY_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// The last day for filing: from service of the decision (复议法 20, 行诉法 46), for a suit after a
// reconsideration from its outcome (行诉法 45). BEYOND_CALENDAR; INTERNAL if the policy states no
// such deadline.
absl::StatusOr<absl::CivilDay> RemedyDeadline(const policy::Policy& policy,
                                              const calendar::WorkCalendar& calendar,
                                              const CaseFile& file, RemedyKind kind);

// The case in state RECONSIDERATION or LITIGATION. Execution goes on unless `remedy` names a stay
// (处罚法 73). Refuses WRONG_STATE, also where no decision stands; REMEDY_DATE_INVALID unless
// effect ≤ filed ≤ today; REMEDY_LATE after `deadline` without a reason; REVERSAL_DUE while an
// earlier remedy's outcome waits for its reversal.
absl::StatusOr<CaseFile> FileRemedy(CaseFile file, Remedy remedy, absl::CivilDay deadline,
                                    absl::CivilDay today);

struct RemedyDecision {
  RemedyOutcome outcome = RemedyOutcome::kUpheld;
  absl::CivilDay decided;
  std::string document;
  std::map<int32_t, int64_t> points;  // by item; with kChanged alone
};

// Ends the remedy that runs; the case returns to where it was, or to EXECUTED if it was executed
// meanwhile. Refuses WRONG_STATE, REMEDY_DATE_INVALID unless filed ≤ decided ≤ today,
// UNKNOWN_FINDING; REMEDY_HEAVIER unless a change lowers the points of the case and raises those of
// no finding (复议法 63; for a suit 行诉法 77).
absl::StatusOr<CaseFile> RecordRemedyOutcome(CaseFile file, const RemedyDecision& decision,
                                             absl::CivilDay today);

// WRONG_STATE unless a served decision stands: a closed case may be one that was terminated.
absl::Status CheckDecisionStands(const CaseFile& file);

// REVERSAL_DUE while the outcome of a remedy waits for its reversal.
absl::Status CheckNoReversalDue(const CaseFile& file);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASES_REMEDY_H_
