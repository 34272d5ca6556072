#include "services/review/store/roster/leftovers.h"

#include <string_view>

#include "common/status/status.h"

namespace probity::review::roster {
namespace {

constexpr std::string_view kRounds =
    "SELECT round_id FROM pool_key UNION "
    "SELECT round_id FROM invitation WHERE answer_hash IS NOT NULL ORDER BY round_id";

}  // namespace

absl::StatusOr<std::vector<Bytes>> RoundsWithPeople(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kRounds, {}));
  std::vector<Bytes> rounds;
  for (const sql::Row& row : rows) rounds.push_back(row.Bytes(0));
  return rounds;
}

}  // namespace probity::review::roster
