// What the points of a year mean for the register of measures: the suspensions and the cancellation
// the ledger brings about are opened, lengthened, shortened and ended so that, but for early lifts,
// their days are those of the standing.
//
// D10 (policy: while_suspended) is the standing's: one suspension made longer, two that overlap, or
// a new one. An early lift stays: what a later decision adds to a lifted suspension begins the day
// after that decision was served, as a measure that continues it.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_FOLLOW_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_FOLLOW_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/domain/standing.h"

namespace probity::scoring {

// What the change was caused by.
struct Cause {
  absl::CivilDay
      served;           // of the decision that took effect, or last day before a reversal's effect
  std::string case_id;  // 26 symbols; empty: of several
  std::string band;
  std::string policy_sha256;
  std::string actor;
  int32_t bar_years = 0;                    // of the band that cancels
  MeasureKind kind = MeasureKind::kPoints;  // of the suspensions: kPoints, or kPerson of a person
};

// A measure opened or changed. `what`: ORDERED, LENGTHENED, SHORTENED, MOVED, FELL_AWAY.
struct MeasureStep {
  Measure after;
  std::string what;
};

// `kept`: all measures of the subject and the points year. A fresh one has no id.
std::vector<MeasureStep> FollowStanding(const std::vector<Measure>& kept, const Standing& standing,
                                        const Cause& cause);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_FOLLOW_H_
