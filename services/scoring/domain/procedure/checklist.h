// The three enforcement systems (行政执法三项制度) as a checklist of one case: publicity (公示),
// full-process record (全过程记录), legal review (法制审核), and what hangs on them. Closing
// depends on it.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_CHECKLIST_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_CHECKLIST_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/policy/procedure_rules.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/guards.h"
#include "services/scoring/domain/procedure/required_documents.h"

namespace probity::scoring {

enum class EnforcementSystem { kPublicity = 1, kFullRecord = 2, kLegalReview = 3 };

enum class CheckItem {
  kStepsRecorded = 1,  // every step of the timeline, in an unbroken chain
  kNoticeServed = 2,
  kDecisionServed = 3,
  kRecusalsRuled = 4,
  kGroundsAnswered = 5,
  kHearing = 6,
  kDiscussion = 7,
  kTransfersEnded = 8,
  kLegalReview = 9,
  kPublicity = 10,
  kDocuments = 11,  // every document the procedure calls for, issued and served
};
// "STEPS_RECORDED 全过程记录".
std::string_view CheckItemTitle(CheckItem item);

enum class CheckState { kNotNeeded = 1, kMet = 2, kOpen = 3 };

struct CheckLine {
  CheckItem item = CheckItem::kStepsRecorded;
  EnforcementSystem system = EnforcementSystem::kFullRecord;
  CheckState state = CheckState::kOpen;
  std::vector<MissingDocument> missing = {};  // of kDocuments
  bool operator==(const CheckLine&) const = default;
};

// All lines, in the order above. `weight` is what the decision brought, or may bring before it;
// `chain_intact` whether the stored records verify; `missing` what MissingDocuments found.
std::vector<CheckLine> ChecklistOf(const CaseFile& file, const ProcedureFacts& facts,
                                   const CaseWeight& weight, const policy::ProcedureRules& rules,
                                   bool chain_intact, std::vector<MissingDocument> missing);

// TRANSFER_OPEN while an authority owes its answer; CHECKLIST_INCOMPLETE naming every other open
// line (metadata `open`) and every document that is missing (metadata `missing`). Before CloseCase.
absl::Status CheckMayClose(const std::vector<CheckLine>& checklist, const DocumentRules& rules);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_CHECKLIST_H_
