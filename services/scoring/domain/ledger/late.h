// What comes too late for a settlement (G18): a year that was settled and locked is never written
// again; what concerns it and is recorded later is an adjusting entry, for a supplementary run.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_LATE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_LATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/scoring/domain/entry.h"

namespace probity::scoring {

// A run of settlement that was locked.
struct YearLock {
  int32_t year = 0;
  std::string run_id;         // settlement's
  int64_t known_seq = 0;      // the ledger's end as the run knew it; 0: an empty ledger
  int64_t recorded_time = 0;  // when settlement told; microseconds since 1970
  bool scenario = false;

  bool operator==(const YearLock&) const = default;
};

// True if the entry bears on what settlement pays for the year: points of the year, or of another
// one with effect in it. Not of a person, whom nobody settles, and not the year's end, after which
// a standing reads the same.
bool Concerns(const Entry& entry, int32_t year);

// The end of the ledger as the first, or the last, locked run of the year knew it; absent for a
// year that is not locked.
std::optional<int64_t> FirstKnownSeq(const std::vector<YearLock>& locks, int32_t year);
std::optional<int64_t> LastKnownSeq(const std::vector<YearLock>& locks, int32_t year);

// An adjusting entry: unknown to the first locked run of a year it concerns, whatever a
// supplementary run made of it.
bool IsLate(const Entry& entry, const std::vector<YearLock>& locks);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_LATE_H_
