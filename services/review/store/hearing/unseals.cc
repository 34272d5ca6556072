#include "services/review/store/hearing/unseals.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/review/store/columns.h"

namespace probity::review::hearing {
namespace {

constexpr std::string_view kInsertMinutes = "INSERT INTO minutes (round_id, serial, ct) VALUES";
constexpr std::string_view kSelectMinutes =
    "SELECT ct FROM minutes WHERE round_id = ? AND serial = ?";
constexpr std::string_view kInsertUnseal =
    "INSERT INTO unseal (unseal_id, round_id, serial, order_no, reason, first_person, "
    "second_person, not_before, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelectUnseal =
    "SELECT unseal_id, round_id, serial, order_no, reason, first_person, second_person, "
    "not_before, state FROM unseal WHERE unseal_id = ?";
constexpr std::string_view kUpdateUnseal =
    "UPDATE unseal SET second_person = ?, not_before = ?, state = ? WHERE unseal_id = ?";

absl::StatusOr<Unseal> Select(sql::Tx& tx, const std::string& statement, const Bytes& unseal_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(statement, {sql::Blob{unseal_id}}));
  if (rows.empty()) {
    return NotFound(Reason::k_UNKNOWN_UNSEAL, "nobody has asked for such an unsealing");
  }
  const sql::Row& row = rows.front();
  return Unseal{row.Bytes(0),
                row.Bytes(1),
                row.Text(2),
                row.Text(3),
                static_cast<int>(row.Int(4)),
                row.Text(5),
                TextOrEmpty(row, 6),
                row.Int(7),
                static_cast<UnsealState>(row.Int(8))};
}

}  // namespace

absl::Status InsertMinutes(sql::Tx& tx, const Bytes& round_id, std::vector<MinutesRow> minutes) {
  std::sort(minutes.begin(), minutes.end(),
            [](const MinutesRow& a, const MinutesRow& b) { return a.serial < b.serial; });
  std::vector<sql::Params> rows;
  for (const MinutesRow& one : minutes) {
    rows.push_back({sql::Blob{round_id}, one.serial, sql::Blob{one.ciphertext}});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertMany(kInsertMinutes, rows);
}

absl::StatusOr<std::optional<Bytes>> MinutesOf(sql::Tx& tx, const Bytes& round_id,
                                               const std::string& serial) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectMinutes, {sql::Blob{round_id}, serial}));
  if (rows.empty()) return std::nullopt;
  return rows.front().Bytes(0);
}

absl::Status InsertUnseal(sql::Tx& tx, const Unseal& unseal) {
  return tx
      .Execute(kInsertUnseal,
               {sql::Blob{unseal.unseal_id}, sql::Blob{unseal.round_id}, unseal.serial,
                unseal.order_no, std::int64_t{unseal.reason}, unseal.first_person,
                TextOrNull(unseal.second_person), unseal.not_before_seconds, Number(unseal.state)})
      .status();
}

absl::StatusOr<Unseal> LockUnseal(sql::Tx& tx, const Bytes& unseal_id) {
  return Select(tx, absl::StrCat(ToAbsl(kSelectUnseal), ToAbsl(tx.dialect().ForUpdate())),
                unseal_id);
}

absl::StatusOr<Unseal> GetUnseal(sql::Tx& tx, const Bytes& unseal_id) {
  return Select(tx, std::string(kSelectUnseal), unseal_id);
}

absl::Status UpdateUnseal(sql::Tx& tx, const Unseal& unseal) {
  return tx
      .Execute(kUpdateUnseal, {TextOrNull(unseal.second_person), unseal.not_before_seconds,
                               Number(unseal.state), sql::Blob{unseal.unseal_id}})
      .status();
}

}  // namespace probity::review::hearing
