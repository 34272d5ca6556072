// Legal review (法制审核, G11) and collective discussion (集体讨论, G12): what has to stand before
// a heavy decision.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_OPINIONS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_OPINIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

struct LegalReview {
  std::string person;
  ReviewOpinion opinion = ReviewOpinion::kAgree;
  std::string reason;       // required to return
  std::string document_no;  // 法制审核意见书
};
// The last opinion counts. WRONG_STATE unless the case is WAIVED or JUDGED; OFFICER_OF_THE_CASE for
// who investigates or investigated it; BAD_REQUEST without number, or without reason to return.
absl::StatusOr<CaseRecord> RecordLegalReview(const CaseFile& file, const ProcedureFacts& facts,
                                             const LegalReview& review, absl::CivilDay today);

struct Dissent {
  std::string person;
  std::string opinion;
};
struct Discussion {
  absl::CivilDay held;
  std::string document_no;  // 集体讨论记录
  std::string conclusion;
  std::vector<std::string> participants;  // who decides; officers who report are not among them
  std::vector<Dissent> dissents;
};
// WRONG_STATE unless WAIVED or JUDGED, or COMMITTEE: of what is to be decided in its place, see
// CheckDiscussedInstead. G12_COLLECTIVE_DISCUSSION with fewer than `participants_min`;
// OFFICER_OF_THE_CASE; DATE_INVALID; BAD_REQUEST for somebody named twice, a dissent of somebody
// who did not take part, or one without opinion.
absl::StatusOr<CaseRecord> RecordDiscussion(const CaseFile& file, const ProcedureFacts& facts,
                                            const Discussion& discussion, int32_t participants_min,
                                            absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_OPINIONS_H_
