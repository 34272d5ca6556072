// After the decision has taken effect: execution (执行), the proposal a veto item brings, handling
// a revoked case anew (重新处理), closing (结案) and the archive (归档).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASES_CLOSING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASES_CLOSING_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// The case in state EXECUTED, or still in the remedy that will return it there. Refuses WRONG_STATE
// (also if it was executed before the remedy), EXECUTION_DATE_INVALID unless effect ≤ executed ≤
// today, EXECUTION_STAYED while a remedy stays it, REVERSAL_DUE.
absl::StatusOr<CaseFile> RecordExecution(CaseFile file, absl::CivilDay executed,
                                         std::string_view document, absl::CivilDay today);

struct TerminationDecision {
  bool terminate = false;
  std::string reason;
  std::string document;
};

// The proposal to end the designation, decided either way (G20, 条例 40). Refuses WRONG_STATE,
// NO_TERMINATION_PROPOSAL without an open one, OFFICER_OF_THE_CASE.
absl::StatusOr<CaseFile> DecideTermination(CaseFile file, const TerminationDecision& decision,
                                           std::string_view person);

// A revoked case as its next revision, in the investigation. Its findings stay, undecided. After a
// remedy they bring at most what it left of them, each and together. WRONG_STATE.
absl::StatusOr<CaseFile> ReopenCase(CaseFile file, absl::CivilDay today);

// Refuses WRONG_STATE, G20_TERMINATION_UNDECIDED, REVERSAL_DUE. Which documents and acts a case
// needs first (G23) is the checklist's question.
absl::StatusOr<CaseFile> CloseCase(CaseFile file, std::string_view report, absl::CivilDay today);

absl::StatusOr<CaseFile> ArchiveCase(CaseFile file, std::string_view archive_no,
                                     absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASES_CLOSING_H_
