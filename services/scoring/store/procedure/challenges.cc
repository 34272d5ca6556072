#include "services/scoring/store/procedure/challenges.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelectLast[] =
    "SELECT COALESCE(MAX(challenge_no), 0) FROM challenge WHERE region = ? AND case_id = ?";
constexpr char kInsertChallenge[] =
    "INSERT INTO challenge (region, case_id, challenge_no, target_kind, target, reason, actor, "
    "business_date, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertRuling[] =
    "INSERT INTO challenge_ruling (region, case_id, challenge_no, ruling, reason, actor, "
    "business_date, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelect[] =
    "SELECT c.case_id, c.challenge_no, c.target_kind, c.target, c.reason, c.actor, "
    "c.business_date, c.recorded_time, c.scenario, r.ruling, r.reason, r.actor, r.business_date, "
    "r.recorded_time, r.scenario FROM challenge c "
    "LEFT JOIN challenge_ruling r ON r.region = c.region AND r.case_id = c.case_id "
    "AND r.challenge_no = c.challenge_no WHERE c.region = ?";
constexpr char kOfCase[] = " AND c.case_id = ? ORDER BY c.challenge_no";
constexpr char kAfter[] = " AND (c.case_id > ? OR (c.case_id = ? AND c.challenge_no > ?))";
constexpr char kOpen[] = " AND r.ruling IS NULL";
constexpr char kInOrder[] = " ORDER BY c.case_id, c.challenge_no LIMIT ?";

absl::StatusOr<Challenge> ChallengeOf(const sql::Row& row) {
  Challenge one;
  PROBITY_ASSIGN_OR_RETURN(one.case_id, CaseIdText(row.Bytes(0)));
  one.challenge_no = row.Int(1);
  one.target_kind = static_cast<ChallengeTarget>(row.Int(2));
  one.target = row.Text(3);
  one.reason = row.Text(4);
  one.actor = row.Text(5);
  one.date = DateAt(row, 6);
  one.recorded_time = row.Int(7);
  one.scenario = row.Bool(8);
  if (row.IsNull(9)) return one;
  one.ruling = ChallengeRuling{static_cast<Ruling>(row.Int(9)),
                               row.Text(10),
                               row.Text(11),
                               DateAt(row, 12),
                               row.Int(13),
                               row.Bool(14)};
  return one;
}

absl::StatusOr<std::vector<Challenge>> AllOf(const std::vector<sql::Row>& rows) {
  std::vector<Challenge> all;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(Challenge one, ChallengeOf(row));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

absl::StatusOr<Challenge> InsertChallenge(sql::Tx& tx, std::string_view region,
                                          Challenge challenge) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(challenge.case_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Row last, tx.QueryOne(kSelectLast, {TextValue(region), id}));
  challenge.challenge_no = last.Int(0) + 1;
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertChallenge,
                 {TextValue(region), id, challenge.challenge_no, NumberOf(challenge.target_kind),
                  challenge.target, challenge.reason, challenge.actor, DateColumn(challenge.date),
                  challenge.recorded_time, int64_t{challenge.scenario}})
          .status());
  return challenge;
}

absl::StatusOr<std::vector<Challenge>> ChallengesOf(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, kOfCase), {TextValue(region), id}));
  return AllOf(rows);
}

absl::StatusOr<std::vector<Challenge>> ListChallenges(sql::Tx& tx, std::string_view region,
                                                      bool open_only, std::string_view after_case,
                                                      int64_t after_no, int64_t limit) {
  sql::Value after = sql::Blob{std::string(16, '\0')};
  if (!after_case.empty()) {
    PROBITY_ASSIGN_OR_RETURN(after, CaseIdValue(after_case));
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, kAfter, open_only ? kOpen : "", kInOrder),
                                    {TextValue(region), after, after, after_no, limit}));
  return AllOf(rows);
}

absl::Status InsertRuling(sql::Tx& tx, std::string_view region, std::string_view case_id,
                          int64_t challenge_no, const ChallengeRuling& ruling) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  const absl::Status inserted =
      tx.Execute(kInsertRuling, {TextValue(region), id, challenge_no, NumberOf(ruling.ruling),
                                 ruling.reason, ruling.actor, DateColumn(ruling.date),
                                 ruling.recorded_time, int64_t{ruling.scenario}})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                "the challenge was ruled on; 已作出决定");
}

}  // namespace probity::scoring
