// Guards that depend on recorded acts. Pure: the handlers of the steps bring the case, its facts
// and the policy's rules together and call these before they save.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_GUARDS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_GUARDS_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/policy/procedure_rules.h"
#include "services/scoring/domain/procedure/facts.h"

namespace probity::scoring {

// What a case weighs when it is held against the rules.
struct CaseWeight {
  policy::Measure measure = policy::Measure::kNone;
  bool item_asks_review = false;  // a finding whose catalogue item asks for legal review
  int32_t months = 0;             // of a suspension, the longest it may be; else 0
};

// G8: what the case weighs, and what the last notice was weighed as. G8_EFFECT_NOT_NOTIFIED if a
// decision reaches a heavier measure, or a longer suspension, than the notice was issued for
// (处罚法 44, 45): it needs a new notice.
absl::Status CheckEffectNotified(const ProcedureFacts& facts, const CaseWeight& weight);

// NOT_HEAVIER unless a notice of the same points is due because they weigh more now.
absl::Status CheckEffectHeavier(const ProcedureFacts& facts, const CaseWeight& weight);

// G10_HEARING_RIGHT if the rules hear the party before such a measure and it was not told. Before
// IssueNotice, with what the notice may lead to.
absl::Status CheckHearingTold(const ProcedureFacts& facts, const CaseWeight& weight,
                              const policy::ProcedureRules& rules);

// G10: a hearing that was asked for is held; one that may still be asked for is waited for.
// `window_end` is HearingWindowEnd's. G10_HEARING_RIGHT, G10_HEARING_FIRST.
absl::Status CheckHeard(const ProcedureFacts& facts, const CaseWeight& weight,
                        const policy::ProcedureRules& rules,
                        std::optional<absl::CivilDay> window_end, absl::CivilDay today);

// Whether a legal review, a collective discussion is required of the case (G11, G12).
bool NeedsLegalReview(const ProcedureFacts& facts, const CaseWeight& weight,
                      const policy::ProcedureRules& rules);
bool NeedsDiscussion(const CaseFile& file, const CaseWeight& weight,
                     const policy::ProcedureRules& rules);

// G9_GROUND_UNANSWERED, naming the grounds; G9_EVIDENCE_NOT_ADOPTED if a finding that a sustained
// ground must lower stands in `decided` as notified. A statement without separate grounds is
// answered by the verdict on each finding.
absl::Status CheckGroundsAnswered(const ProcedureFacts& facts, const CaseFile& decided);

// The director decides in the committee's place only what was discussed collectively since the case
// was referred, whatever it weighs: nobody replaces a panel alone. G12_COLLECTIVE_DISCUSSION.
absl::Status CheckDiscussedInstead(const ProcedureFacts& facts);

// Everything that stands between a case and its decision: G2_APPLICATION_OPEN, then G9, G10,
// G11_LEGAL_REVIEW (missing, or returned), G12_COLLECTIVE_DISCUSSION. `decided` is the case as the
// decision would leave it, `weight` what that brings.
struct DecisionCheck {
  const CaseFile& decided;
  const ProcedureFacts& facts;
  CaseWeight weight;
  const policy::ProcedureRules& rules;
  std::optional<absl::CivilDay> hearing_window_end;
  absl::CivilDay today;
};
absl::Status CheckMayDecide(const DecisionCheck& check);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_GUARDS_H_
