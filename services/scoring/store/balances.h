// What the ledger comes to: balances, a cache that can be rebuilt at any time, and the record of
// consequences as they were opened, lengthened and lifted.
#ifndef PROBITY_SERVICES_SCORING_STORE_BALANCES_H_
#define PROBITY_SERVICES_SCORING_STORE_BALANCES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/standing.h"

namespace probity::scoring {

struct Balance {
  Subject subject;
  int32_t year = 0;
  int64_t points = 0;
  int64_t last_seq = 0;     // the last entry it counts
  int64_t expired_seq = 0;  // as in Standing: 0 while points of the year have not lapsed
  bool operator==(const Balance&) const = default;
};

absl::Status PutBalance(sql::Tx& tx, const std::string& region, const Balance& balance);

// By subject, then year.
absl::StatusOr<std::vector<Balance>> ListBalances(sql::Tx& tx, const std::string& region);

// Up to `limit` balances of years before `year` that have points that no EXPIRE entry ended, by
// year and subject, after `after` (exclusive; by default from the first).
absl::StatusOr<std::vector<Balance>> BalancesToExpire(sql::Tx& tx, const std::string& region,
                                                      int32_t year, const Balance& after,
                                                      int64_t limit);

// Up to `limit` balances of `year` with points, by subject, after `after` (exclusive).
absl::StatusOr<std::vector<Balance>> BalancesOfYear(sql::Tx& tx, const std::string& region,
                                                    int32_t year, const Subject& after,
                                                    int64_t limit);

// Points of institutions by id, of the years from `first_year` to `last_year` together.
absl::StatusOr<std::map<std::string, int64_t>> PointsOfInstitutions(sql::Tx& tx,
                                                                    const std::string& region,
                                                                    int32_t first_year,
                                                                    int32_t last_year);

// Waits until no other transaction is changing the subject's year, and keeps others from changing
// it until this one ends: before reading what a further entry depends on. Nothing to lock where
// nothing was ever posted.
absl::Status LockBalance(sql::Tx& tx, const std::string& region, const Subject& subject,
                         int32_t year);

// 0 where nothing was ever posted.
absl::StatusOr<int64_t> BalancePoints(sql::Tx& tx, const std::string& region,
                                      const Subject& subject, int32_t year);

// One state of a year's consequence.
struct ConsequenceRecord {
  Subject subject;
  int32_t year = 0;
  int32_t seq = 0;       // counts up from 1 within the subject's year
  int64_t last_seq = 0;  // the ledger entry it follows from
  std::string band;
  Consequence consequence;
  std::string policy_sha256;
  absl::CivilDay effective_date;
  int64_t recorded_time = 0;  // microseconds since 1970
  std::string actor;
  bool scenario = false;
};

// Absent if the year never had one.
absl::StatusOr<std::optional<ConsequenceRecord>> LastConsequence(sql::Tx& tx,
                                                                 const std::string& region,
                                                                 const Subject& subject,
                                                                 int32_t year);

absl::Status InsertConsequence(sql::Tx& tx, const std::string& region,
                               const ConsequenceRecord& record);

// By subject, year, seq.
absl::Status ForEachConsequence(sql::Tx& tx, const std::string& region,
                                const std::function<absl::Status(const ConsequenceRecord&)>& each);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_BALANCES_H_
