// The steps before the objection: filing, investigation, preliminary finding, notice. Each takes
// the case as it is and gives the case as it becomes, or the guard that refuses.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASE_STEPS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASE_STEPS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// G1_TWO_OFFICERS unless at least two different persons are named (条例 29, 处罚法 42); BAD_REQUEST
// for one named twice among more, an empty name, or one with blanks around it.
absl::Status CheckOfficers(const std::vector<std::string>& officers);

// OFFICER_OF_THE_CASE, saying `why`, if `person` investigates the case or did before
// standing down.
absl::Status CheckNotOfficer(const CaseFile& file, std::string_view person, std::string_view why);

// `file` holds what the request says; its state becomes FILED.
absl::StatusOr<CaseFile> OpenCase(CaseFile file, absl::CivilDay today);

// NO_FINDING without a finding that is not decided. `report` is the number of the investigation
// report.
absl::StatusOr<CaseFile> CompleteInvestigation(CaseFile file, std::string_view report);

// Refuses as CheckNotOfficer does.
absl::StatusOr<CaseFile> IssuePreliminary(CaseFile file, std::string_view person);

// Freezes the notified points in a new notice. G6_NO_REPORT without an investigation report;
// HEAVIER_THAN_REMEDY in a reopened case.
absl::StatusOr<CaseFile> IssueNotice(CaseFile file, absl::CivilDay today);

// How and when a document reached the party.
struct DocumentService {
  ServiceMethod method = ServiceMethod::kDirect;
  absl::CivilDay served;
  std::string receipt;
  bool signed_consent = false;
};

// SERVICE_DATE_INVALID unless `issued` ≤ served ≤ today; G15_SERVICE_REQUIRED for electronic
// service without the party's signed consent (处罚法 61).
absl::Status CheckService(const DocumentService& service, absl::CivilDay issued,
                          absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASE_STEPS_H_
