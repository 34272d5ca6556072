#include "services/review/store/hearing/openings.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/review/store/columns.h"

namespace probity::review::hearing {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO opening (round_id, request_id, kind, max_cases, small_round_reason) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT round_id, request_id, kind, max_cases, small_round_reason FROM opening ";
constexpr std::string_view kByRequest = "WHERE request_id = ?";
constexpr std::string_view kByRound = "WHERE round_id = ?";
constexpr std::string_view kHalf =
    "WHERE NOT EXISTS (SELECT 1 FROM round WHERE round.round_id = opening.round_id) "
    "ORDER BY round_id";
constexpr std::string_view kErase = "DELETE FROM opening WHERE round_id = ?";
constexpr std::string_view kSelectDuties =
    "SELECT duty, person FROM duty WHERE round_id = ? ORDER BY duty";
constexpr std::string_view kInsertDuty =
    "INSERT INTO duty (round_id, duty, person) VALUES (?, ?, ?)";
constexpr std::string_view kEraseDuties = "DELETE FROM duty WHERE round_id = ?";

absl::StatusOr<std::vector<Opening>> Select(sql::Tx& tx, std::string_view condition,
                                            const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params));
  std::vector<Opening> openings;
  for (const sql::Row& row : rows) {
    openings.push_back({row.Bytes(0), row.Bytes(1), static_cast<RoundKind>(row.Int(2)),
                        static_cast<int>(row.Int(3)), row.Text(4)});
  }
  return openings;
}

absl::StatusOr<std::optional<Opening>> SelectOne(sql::Tx& tx, std::string_view condition,
                                                 const Bytes& key) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Opening> found, Select(tx, condition, {sql::Blob{key}}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

absl::Status InsertOpening(sql::Tx& tx, const Opening& opening) {
  return tx
      .Execute(kInsert,
               {sql::Blob{opening.round_id}, sql::Blob{opening.request_id}, Number(opening.kind),
                std::int64_t{opening.max_cases}, opening.small_round_reason})
      .status();
}

absl::StatusOr<std::optional<Opening>> OpeningOfRequest(sql::Tx& tx, const Bytes& request_id) {
  return SelectOne(tx, kByRequest, request_id);
}

absl::StatusOr<std::optional<Opening>> OpeningOfRound(sql::Tx& tx, const Bytes& round_id) {
  return SelectOne(tx, kByRound, round_id);
}

absl::StatusOr<std::vector<Opening>> HalfOpenings(sql::Tx& tx) {
  return Select(tx, kHalf, {});
}

absl::Status EraseOpening(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kErase, {sql::Blob{round_id}}).status();
}

absl::StatusOr<std::vector<DutyHolder>> DutiesOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectDuties, {sql::Blob{round_id}}));
  std::vector<DutyHolder> holders;
  for (const sql::Row& row : rows) {
    holders.push_back({static_cast<Duty>(row.Int(0)), row.Text(1)});
  }
  return holders;
}

absl::Status TakeDuty(sql::Tx& tx, const Bytes& round_id, Duty duty, const std::string& person) {
  return tx.Execute(kInsertDuty, {sql::Blob{round_id}, Number(duty), person}).status();
}

absl::Status EraseDuties(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kEraseDuties, {sql::Blob{round_id}}).status();
}

const outbox::TableShape& ReleaseOutbox() {
  static const auto* const shape =
      new outbox::TableShape{"release_outbox", {{"round_id", outbox::ColumnType::kBytes}}};
  return *shape;
}

absl::Status PutRelease(sql::Tx& tx, const Bytes& round_id, Reached reached) {
  return outbox::Put(tx, ReleaseOutbox(),
                     {{sql::Blob{round_id}}, Bytes(1, static_cast<char>(reached))});
}

absl::StatusOr<Reached> ReachedOf(const outbox::Message& release) {
  const bool known = release.payload.size() == 1 && release.payload[0] >= 1 &&
                     release.payload[0] <= static_cast<char>(Reached::kVoting);
  if (!known) return absl::InternalError("a stored release is damaged");
  return static_cast<Reached>(release.payload[0]);
}

}  // namespace probity::review::hearing
