#include "services/scoring/store/finding_store.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

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
constexpr char kPredecessors[] =
    "SELECT c.institution_id, c.effective_date FROM subject_successor s JOIN subject_change c ON "
    "c.region = s.region AND c.change_id = s.change_id JOIN subject_change_approval a ON a.region "
    "= "
    "s.region AND a.change_id = s.change_id WHERE s.region = ? AND s.institution_id = ?";

// The institution and whoever it went on for, down any number of successions, after an act that
// began on `act_start`; ascending, so that two claims take rows in one order.
absl::StatusOr<std::set<std::string>> Houses(sql::Tx& tx, std::string_view region,
                                             const std::string& institution_id,
                                             absl::CivilDay act_start) {
  std::set<std::string> houses = {institution_id};
  for (std::vector<std::string> open = {institution_id}; !open.empty();) {
    const std::string id = std::move(open.back());
    open.pop_back();
    PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                             tx.Query(kPredecessors, {TextValue(region), id}));
    for (const sql::Row& row : rows) {
      if (act_start < DateAt(row, 1) && houses.insert(row.Text(0)).second) {
        open.push_back(row.Text(0));
      }
    }
  }
  return houses;
}

sql::Params ActKey(std::string_view region, const std::string& institution_id,
                   const FindingFile& finding) {
  return {TextValue(region), institution_id, finding.code, finding.act_ref};
}

absl::Status DeleteAct(sql::Tx& tx, std::string_view region, const CaseFile& file,
                       const FindingFile& finding) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(file.case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::set<std::string> houses,
                           Houses(tx, region, file.institution_id, absl::CivilDay::min()));
  for (const std::string& id : houses) {
    sql::Params params = ActKey(region, id, finding);
    params.push_back(case_id);
    PROBITY_RETURN_IF_ERROR(tx.Execute(kDeleteAct, params).status());
  }
  return absl::OkStatus();
}

absl::Status ClaimFor(sql::Tx& tx, std::string_view region, const std::string& institution_id,
                      const sql::Value& case_id, const FindingFile& finding) {
  sql::Params params = ActKey(region, institution_id, finding);
  params.push_back(case_id);
  const absl::Status inserted = tx.Execute(kInsertAct, params).status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                           tx.QueryOne(kSelectAct, ActKey(region, institution_id, finding)));
  if (sql::Value(sql::Blob{row.Bytes(0)}) == case_id) return absl::OkStatus();
  return Precondition(Reason::k_G16_SAME_ACT,
                      absl::StrCat("case ", row.Text(1), " has taken up this act (", finding.code,
                                   ", ", finding.act_ref, "); 同一行为不得重复记分"),
                      {{"case_ref", row.Text(1)}});
}

}  // namespace

absl::Status ClaimAct(sql::Tx& tx, std::string_view region, const CaseFile& file,
                      const FindingFile& finding) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(file.case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::set<std::string> houses,
                           Houses(tx, region, file.institution_id, finding.act_start));
  for (const std::string& id : houses) {
    PROBITY_RETURN_IF_ERROR(ClaimFor(tx, region, id, case_id, finding));
  }
  return absl::OkStatus();
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
