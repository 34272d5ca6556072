#include "services/scoring/store/sheets/register_names.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"

namespace probity::scoring {
namespace {

constexpr char kInsertAlias[] =
    "INSERT INTO institution_alias (region, institution_id, alias, actor, recorded_time) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr char kFindAlias[] =
    "SELECT COUNT(*) FROM institution_alias WHERE region = ? AND institution_id = ? AND alias = ?";
constexpr char kAliases[] =
    "SELECT alias FROM institution_alias WHERE region = ? ORDER BY institution_id, alias";
constexpr char kLastProfile[] =
    "SELECT COALESCE(MAX(seq), 0) FROM institution_profile WHERE region = ? AND institution_id = ?";
constexpr char kInsertProfile[] =
    "INSERT INTO institution_profile (region, institution_id, seq, classes, yearly_fund_fen, "
    "actor, recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kProfiles[] =
    "SELECT institution_id, classes, yearly_fund_fen FROM institution_profile WHERE region = ? "
    "ORDER BY institution_id, seq";

}  // namespace

absl::Status AddAlias(sql::Tx& tx, std::string_view region, const std::string& institution_id,
                      const std::string& alias, const RecordedBy& by) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row known,
                           tx.QueryOne(kFindAlias, {TextValue(region), institution_id, alias}));
  if (known.Int(0) > 0) return absl::OkStatus();
  return tx
      .Execute(kInsertAlias, {TextValue(region), institution_id, alias, by.actor, by.recorded_time})
      .status();
}

absl::StatusOr<std::vector<std::string>> AllAliases(sql::Tx& tx, std::string_view region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kAliases, {TextValue(region)}));
  std::vector<std::string> aliases;
  for (const sql::Row& row : rows) aliases.push_back(row.Text(0));
  return aliases;
}

absl::Status PutProfile(sql::Tx& tx, std::string_view region, const std::string& institution_id,
                        const InstitutionProfile& profile, const RecordedBy& by) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row last,
                           tx.QueryOne(kLastProfile, {TextValue(region), institution_id}));
  std::string classes;
  for (const ServiceClass one : profile.classes) {
    absl::StrAppend(&classes, classes.empty() ? "" : ",", static_cast<int>(one));
  }
  return tx
      .Execute(kInsertProfile, {TextValue(region), institution_id, last.Int(0) + 1, classes,
                                profile.yearly_fund_fen, by.actor, by.recorded_time})
      .status();
}

absl::StatusOr<std::map<std::string, InstitutionProfile>> AllProfiles(sql::Tx& tx,
                                                                      std::string_view region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kProfiles, {TextValue(region)}));
  std::map<std::string, InstitutionProfile> profiles;
  for (const sql::Row& row : rows) {
    InstitutionProfile profile;
    for (const absl::string_view part : absl::StrSplit(row.Text(1), ',', absl::SkipEmpty())) {
      int number = 0;
      if (absl::SimpleAtoi(part, &number)) {
        profile.classes.insert(static_cast<ServiceClass>(number));
      }
    }
    profile.yearly_fund_fen = row.Int(2);
    profiles[row.Text(0)] = std::move(profile);
  }
  return profiles;
}

}  // namespace probity::scoring
