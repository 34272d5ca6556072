// The end of a year of points. At 00:00 on 1 January, in the bureau's zone, the points of the year
// before lapse (policy: `reset`): one EXPIRE entry says how many and since when, so that the reset
// is on record and not an effect of reading by year. What it says of the year stays readable: the
// year's standing, which settlement works with, is the same before and after. A suspension that
// runs goes on across it.
//
// A decision served after the end still posts to the year of the act (D6); its points lapse at
// once, by a further revision of the EXPIRE entry for what the ones before did not end.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_YEAR_END_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_YEAR_END_H_

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

// 16 bytes that only this subject's year has: the case_id of its EXPIRE entry, whose key thereby
// admits one of each revision.
std::string ExpiryId(const Subject& subject, int32_t year);

// The first day on which the points of `year` no longer count.
absl::CivilDay ExpiryDay(int32_t year);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_YEAR_END_H_
