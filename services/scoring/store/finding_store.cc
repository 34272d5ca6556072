#include "services/scoring/store/finding_store.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"

namespace probity::scoring {
namespace {

constexpr char kInsertAct[] =
    "INSERT INTO finding_act (region, institution_id, code, act_ref, case_id) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr char kSelectAct[] =
    "SELECT a.case_id, c.case_ref FROM finding_act a "
    "JOIN case_file c ON c.region = a.region AND c.case_id = a.case_id "
    "WHERE a.region = ? AND a.institution_id = ? AND a.code = ? AND a.act_ref = ?";
constexpr char kDeleteAct[] =
    "DELETE FROM finding_act "
    "WHERE region = ? AND institution_id = ? AND code = ? AND act_ref = ? AND case_id = ?";

sql::Params ActKey(std::string_view region, const CaseFile& file, const FindingFile& finding) {
  return {TextValue(region), file.institution_id, finding.code, finding.act_ref};
}

absl::Status DeleteAct(sql::Tx& tx, std::string_view region, const CaseFile& file,
                       const FindingFile& finding) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(file.case_id));
  sql::Params params = ActKey(region, file, finding);
  params.push_back(case_id);
  return tx.Execute(kDeleteAct, params).status();
}

}  // namespace

absl::Status ClaimAct(sql::Tx& tx, std::string_view region, const CaseFile& file,
                      const FindingFile& finding) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(file.case_id));
  sql::Params params = ActKey(region, file, finding);
  params.push_back(case_id);
  const absl::Status inserted = tx.Execute(kInsertAct, params).status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                           tx.QueryOne(kSelectAct, ActKey(region, file, finding)));
  if (sql::Value(sql::Blob{row.Bytes(0)}) == case_id) return absl::OkStatus();
  return Precondition(Reason::k_G16_SAME_ACT,
                      absl::StrCat("case ", row.Text(1), " has taken up this act (", finding.code,
                                   ", ", finding.act_ref, "); 同一行为不得重复记分"),
                      {{"case_ref", row.Text(1)}});
}

absl::Status ReleaseAct(sql::Tx& tx, std::string_view region, const CaseFile& file,
                        const FindingFile& removed) {
  const bool still_needed =
      std::any_of(file.findings.begin(), file.findings.end(), [&](const FindingFile& other) {
        return other.code == removed.code && other.act_ref == removed.act_ref;
      });
  return still_needed ? absl::OkStatus() : DeleteAct(tx, region, file, removed);
}

absl::Status ReleaseActs(sql::Tx& tx, std::string_view region, const CaseFile& file) {
  for (const FindingFile& finding : file.findings) {
    PROBITY_RETURN_IF_ERROR(DeleteAct(tx, region, file, finding));
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
