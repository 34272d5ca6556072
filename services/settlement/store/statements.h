// Statements as issued: their state, their clock, and what institutions dispute.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_STATEMENTS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_STATEMENTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/settlement/domain/statements.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// Of which run the units are.
struct UnitsOfRun {
  std::string region;
  std::string run_id;
};

struct StatementRow {
  StatementDecision state = StatementDecision::kIssued;
  int64_t served_time = 0;    // microseconds since 1970 (UTC)
  std::string confirm_until;  // YYYY-MM-DD, the last day; empty where nothing is confirmed
  std::string decided_by;
  std::optional<int64_t> decided_time;
};

// Issues the statement of every calculated unit of the run whose policy is `policy_sha256`.
struct Issue {
  std::string policy_sha256;
  absl::Time served;
  std::string confirm_until;  // empty: there is nothing to confirm
};
absl::Status IssueStatements(sql::Tx& tx, const UnitsOfRun& run, const Issue& issue);

// UNKNOWN: NOT_FOUND. The row is locked until the transaction ends.
absl::StatusOr<StatementRow> LockStatement(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key);
absl::Status DecideStatement(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key,
                             const StatementRow& decided);

// How many statements of the run are in which state.
absl::StatusOr<std::map<StatementDecision, int64_t>> CountStatements(sql::Tx& tx,
                                                                     const UnitsOfRun& run);

// Units of the run whose statement is disputed, by key.
absl::StatusOr<std::vector<UnitKey>> DisputedUnits(sql::Tx& tx, const UnitsOfRun& run);

// Confirms up to `limit` statements whose last day lies before `today`; how many they were.
absl::StatusOr<int64_t> DeemConfirmed(sql::Tx& tx, const UnitsOfRun& run, std::string_view today,
                                      absl::Time now, int64_t limit);
// Runs with an issued statement whose last day lies before `today`.
absl::StatusOr<std::vector<std::string>> RunsWithLapsedStatements(sql::Tx& tx,
                                                                  const std::string& region,
                                                                  std::string_view today);

enum class DisputeState { kOpen = 1, kAccepted = 2, kRejected = 3 };
struct Dispute {
  std::string run_id;
  UnitKey key;
  std::string line;
  std::string reason;
  std::string answer;
  DisputeState state = DisputeState::kOpen;
  std::string disputed_by;
  int64_t disputed_time = 0;
  std::string answered_by;
  std::optional<int64_t> answered_time;
};
// ALREADY_EXISTS if the line of the statement is disputed already.
absl::Status InsertDispute(sql::Tx& tx, const std::string& region, const Dispute& dispute);
// UNKNOWN_DISPUTE.
absl::StatusOr<Dispute> GetDispute(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key,
                                   const std::string& line);
// Units of the run with a dispute that nobody answered yet, by key.
absl::StatusOr<std::vector<UnitKey>> OpenDisputes(sql::Tx& tx, const UnitsOfRun& run);
absl::Status AnswerDispute(sql::Tx& tx, const std::string& region, const Dispute& answered);
struct DisputePosition {
  std::string run_id;
  UnitKey key;
  std::string line;
};
// Of one run, or of all (an empty run_id), above `after`, by run, unit and line.
absl::StatusOr<std::vector<Dispute>> DisputesAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                   const DisputePosition& after, int64_t limit);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_STATEMENTS_H_
