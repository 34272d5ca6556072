#include "services/review/store/roster/envelopes.h"

#include <algorithm>
#include <string_view>

#include "common/status/status.h"

namespace probity::review::roster {
namespace {

constexpr std::string_view kErase = "DELETE FROM envelope WHERE round_id = ?";
constexpr std::string_view kInsert = "INSERT INTO envelope (round_id, member_id, ct) VALUES";
constexpr std::string_view kSelect = "SELECT ct FROM envelope WHERE round_id = ?";

}  // namespace

absl::Status ReplaceEnvelopes(sql::Tx& tx, const Bytes& round_id, std::vector<Envelope> complete) {
  PROBITY_RETURN_IF_ERROR(EraseEnvelopes(tx, round_id));
  std::sort(complete.begin(), complete.end(),
            [](const Envelope& a, const Envelope& b) { return a.member_id < b.member_id; });
  std::vector<sql::Params> rows;
  for (const Envelope& one : complete) {
    rows.push_back({sql::Blob{round_id}, sql::Blob{one.member_id}, sql::Blob{one.ciphertext}});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertMany(kInsert, rows);
}

absl::Status EraseEnvelopes(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kErase, {sql::Blob{round_id}}).status();
}

absl::StatusOr<std::vector<Bytes>> EnvelopesOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelect, {sql::Blob{round_id}}));
  std::vector<Bytes> ciphertexts;
  for (const sql::Row& row : rows) ciphertexts.push_back(row.Bytes(0));
  std::sort(ciphertexts.begin(), ciphertexts.end());
  return ciphertexts;
}

}  // namespace probity::review::roster
