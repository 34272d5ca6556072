#include "services/scoring/store/policies.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kHashes =
    "SELECT sha256 FROM policy WHERE region = ? AND recorded_time <= ? ORDER BY kind, "
    "effective_from";
constexpr std::string_view kOne =
    "SELECT sha256, kind, effective_from, effective_to, file_name, content, actor, recorded_time, "
    "scenario FROM policy WHERE region = ? AND sha256 = ?";
constexpr std::string_view kInsert =
    "INSERT INTO policy (region, sha256, kind, effective_from, effective_to, file_name, content, "
    "actor, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

}  // namespace

absl::StatusOr<std::vector<std::string>> ListPolicyHashes(sql::Tx& tx, const std::string& region,
                                                          int64_t known) {
  std::vector<std::string> hashes;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kHashes, {region, known}, [&](const sql::Row& row) {
    hashes.push_back(row.Text(0));
    return absl::OkStatus();
  }));
  return hashes;
}

absl::StatusOr<PolicyFile> GetPolicyFile(sql::Tx& tx, const std::string& region,
                                         const std::string& sha256) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kOne, {region, sha256}));
  if (rows.empty()) {
    return NotFound(Reason::k_NOT_FOUND, absl::StrCat("no policy with sha256 ", sha256));
  }
  const sql::Row& row = rows.front();
  return PolicyFile{row.Text(0),    static_cast<policy::SubjectKind>(row.Int(1)),
                    DateAt(row, 2), OptionalDateAt(row, 3),
                    row.Text(4),    row.Bytes(5),
                    row.Text(6),    row.Int(7),
                    row.Bool(8)};
}

absl::Status InsertPolicyFile(sql::Tx& tx, const std::string& region, const PolicyFile& file) {
  return tx
      .Execute(kInsert, {region, file.sha256, static_cast<int64_t>(file.kind),
                         DateColumn(file.effective_from), DateColumn(file.effective_to),
                         file.file_name, sql::Blob{file.content}, file.actor, file.recorded_time,
                         static_cast<int64_t>(file.scenario)})
      .status();
}

}  // namespace probity::scoring
