// Settlement hold during an investigation (暂停结算, 条例 30): no penalty. It keeps money back
// while a party that is suspected of fraud refuses to cooperate, and is over when the case is.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_HOLD_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_HOLD_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/consequences/measure.h"

namespace probity::scoring {

struct HoldRequest {
  std::string person;
  std::string refusal_record;  // document that records the refusal to cooperate
  bool fraud_item = false;     // the suspected breach is a veto item, or fraud makes it one
  std::string reason;
};

// The hold as asked for, without a day yet. G19_HOLD_NOT_ALLOWED unless the case is under
// investigation, fraud is suspected and the refusal is on record;
// NOT_AN_OFFICER_OF_THE_CASE.
absl::StatusOr<Measure> RequestHold(const CaseFile& file, const HoldRequest& request);

// The head's answer: in force from `today`, or refused. MEASURE_STATE, G22_TWO_PERSONS;
// G19_HOLD_NOT_ALLOWED if the investigation ended meanwhile.
absl::StatusOr<Measure> AnswerHold(Measure hold, const CaseFile& file, std::string_view person,
                                   bool approved, absl::CivilDay today);

// Over from `today` on. MEASURE_STATE unless it is in force.
absl::StatusOr<Measure> ReleaseHold(Measure hold, HoldOutcome outcome, absl::CivilDay today);

// Unless fraud was found, the held sum is settled as if it had never been held.
bool SettlesAsNormal(const Measure& hold);

// What the end of the case means for its hold; kNone while the case goes on.
HoldOutcome OutcomeOf(const CaseFile& file, bool fraud_found);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_HOLD_H_
