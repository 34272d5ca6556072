#include "services/scoring/store/persons/scorings.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT scoring_id, case_id, case_revision, person_id, institution_id, sanction, "
    "sanction_document, state, etag, proposed_date, proposer, notice_served_date, "
    "objection_deadline_date, objection_filed_date, objection, objection_answer, waiver, "
    "decided_date, decider, decision_reason, suspend_months, suspend_reason, effective_date, "
    "notified_months, notice_no, decision_no FROM person_scoring WHERE region = ?";
constexpr char kById[] = " AND scoring_id = ?";
constexpr char kOfPerson[] = " AND person_id = ? AND scoring_id > ? ORDER BY scoring_id LIMIT ?";
constexpr char kOfCase[] = " AND case_id = ? AND scoring_id > ? ORDER BY scoring_id LIMIT ?";
constexpr char kLines[] =
    "SELECT item, finding_item, code, violation_code, responsibility, reason, points, "
    "final_points, emergency, emergency_reason, act_start, act_end, policy_sha256 "
    "FROM person_line WHERE region = ? AND scoring_id = ? ORDER BY item";
constexpr char kInsert[] =
    "INSERT INTO person_scoring (region, scoring_id, case_id, case_revision, person_id, "
    "institution_id, sanction, sanction_document, state, etag, proposed_date, proposer, objection, "
    "objection_answer, waiver, decider, decision_reason, suspend_months, suspend_reason, "
    "notified_months, notice_no) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', '', 0, '', ?, ?)";
constexpr char kUpdate[] =
    "UPDATE person_scoring SET state = ?, etag = ?, notice_served_date = ?, "
    "objection_deadline_date = ?, objection_filed_date = ?, objection = ?, objection_answer = ?, "
    "waiver = ?, decided_date = ?, decider = ?, decision_reason = ?, suspend_months = ?, "
    "suspend_reason = ?, effective_date = ?, decision_no = ? "
    "WHERE region = ? AND scoring_id = ? AND state = ? AND etag = ?";
constexpr char kInsertLine[] =
    "INSERT INTO person_line (region, scoring_id, item, finding_item, code, violation_code, "
    "responsibility, reason, points, final_points, emergency, emergency_reason, act_start, "
    "act_end, policy_sha256) VALUES";
constexpr char kUpdateLine[] =
    "UPDATE person_line SET final_points = ?, policy_sha256 = ? "
    "WHERE region = ? AND scoring_id = ? AND item = ?";
constexpr char kInsertStep[] =
    "INSERT INTO person_step (region, scoring_id, seq, from_state, to_state, actor, business_date, "
    "recorded_time, note, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSteps[] =
    "SELECT seq, from_state, to_state, actor, business_date, recorded_time, note, scenario "
    "FROM person_step WHERE region = ? AND scoring_id = ? ORDER BY seq";
constexpr char kInsertTell[] =
    "INSERT INTO person_tell (region, scoring_id, institution_id, told_date, receipt) VALUES";
constexpr char kTells[] =
    "SELECT institution_id, told_date, receipt FROM person_tell "
    "WHERE region = ? AND scoring_id = ? ORDER BY institution_id";
constexpr char kTell[] =
    "UPDATE person_tell SET told_date = ?, receipt = ? "
    "WHERE region = ? AND scoring_id = ? AND institution_id = ? AND told_date IS NULL";

absl::Status Unknown() {
  return NotFound(Reason::k_UNKNOWN_PERSON_SCORING, "no scoring of a person has this scoring_id");
}

absl::StatusOr<sql::Value> IdValue(const std::string& scoring_id) {
  const absl::StatusOr<sql::Value> value = CaseIdValue(scoring_id);
  return value.ok() ? value : Unknown();
}

absl::StatusOr<PersonScoring> FromRow(const sql::Row& row) {
  PersonScoring scoring;
  PROBITY_ASSIGN_OR_RETURN(scoring.scoring_id, CaseIdText(row.Bytes(0)));
  PROBITY_ASSIGN_OR_RETURN(scoring.case_id, CaseIdText(row.Bytes(1)));
  scoring.case_revision = static_cast<int32_t>(row.Int(2));
  scoring.person_id = row.Text(3);
  scoring.institution_id = row.Text(4);
  scoring.sanction = static_cast<Sanction>(row.Int(5));
  scoring.sanction_document = row.Text(6);
  scoring.state = static_cast<ScoringState>(row.Int(7));
  scoring.etag = row.Int(8);
  scoring.proposed = DateAt(row, 9);
  scoring.proposer = row.Text(10);
  scoring.notice_served = OptionalDateAt(row, 11);
  scoring.objection_deadline = OptionalDateAt(row, 12);
  scoring.objection_filed = OptionalDateAt(row, 13);
  scoring.objection = row.Text(14);
  scoring.objection_answer = row.Text(15);
  scoring.waiver = row.Text(16);
  scoring.decided = OptionalDateAt(row, 17);
  scoring.decider = row.Text(18);
  scoring.decision_reason = row.Text(19);
  scoring.suspend_months = static_cast<int32_t>(row.Int(20));
  scoring.suspend_reason = row.Text(21);
  scoring.effective = OptionalDateAt(row, 22);
  scoring.notified_months = static_cast<int32_t>(row.Int(23));
  scoring.notice_no = row.Text(24);
  scoring.decision_no = row.Text(25);
  return scoring;
}

PersonLine LineFromRow(const sql::Row& row) {
  PersonLine line;
  line.item = static_cast<int32_t>(row.Int(0));
  line.finding_item = static_cast<int32_t>(row.Int(1));
  line.code = row.Text(2);
  line.violation_code = row.Text(3);
  line.responsibility = static_cast<policy::Responsibility>(row.Int(4));
  line.reason = row.Text(5);
  line.points = row.Int(6);
  line.final_points = row.Int(7);
  line.emergency = row.Bool(8);
  line.emergency_reason = row.Text(9);
  line.act_start = DateAt(row, 10);
  line.act_end = DateAt(row, 11);
  line.policy_sha256 = row.Text(12);
  return line;
}

absl::Status FillLines(sql::Tx& tx, const std::string& region, PersonScoring& scoring) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(scoring.scoring_id));
  return tx.QueryEach(kLines, {region, id}, [&](const sql::Row& row) {
    scoring.lines.push_back(LineFromRow(row));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<PersonScoring>> Select(sql::Tx& tx, const std::string& region,
                                                  std::string_view condition,
                                                  const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<PersonScoring> found;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(PersonScoring one, FromRow(row));
    PROBITY_RETURN_IF_ERROR(FillLines(tx, region, one));
    found.push_back(std::move(one));
  }
  return found;
}

absl::StatusOr<PersonScoring> One(sql::Tx& tx, const std::string& region,
                                  const std::string& scoring_id, std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(scoring_id));
  PROBITY_ASSIGN_OR_RETURN(std::vector<PersonScoring> found,
                           Select(tx, region, absl::StrCat(kById, ToAbsl(lock)), {region, id}));
  if (found.empty()) return Unknown();
  return std::move(found.front());
}

absl::Status InsertStep(sql::Tx& tx, const std::string& region, const sql::Value& id,
                        const PersonStepRow& step) {
  return tx
      .Execute(kInsertStep, {region, id, step.seq, NumberOf(step.from), NumberOf(step.to),
                             step.actor, DateColumn(step.business_date), step.recorded_time,
                             step.note, static_cast<int64_t>(step.scenario)})
      .status();
}

sql::Params LineRow(const std::string& region, const sql::Value& id, const PersonLine& line) {
  return {region,
          id,
          int64_t{line.item},
          int64_t{line.finding_item},
          line.code,
          line.violation_code,
          NumberOf(line.responsibility),
          line.reason,
          line.points,
          line.final_points,
          static_cast<int64_t>(line.emergency),
          line.emergency_reason,
          DateColumn(line.act_start),
          DateColumn(line.act_end),
          line.policy_sha256};
}

}  // namespace

absl::StatusOr<PersonScoring> InsertScoring(sql::Tx& tx, const std::string& region,
                                            PersonScoring scoring, PersonStepRow step) {
  scoring.etag = 1;
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(scoring.scoring_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(scoring.case_id));
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsert,
                 {region, id, case_id, int64_t{scoring.case_revision}, scoring.person_id,
                  scoring.institution_id, NumberOf(scoring.sanction), scoring.sanction_document,
                  NumberOf(scoring.state), scoring.etag, DateColumn(scoring.proposed),
                  scoring.proposer, int64_t{scoring.notified_months}, scoring.notice_no})
          .status());
  std::vector<sql::Params> lines;
  for (const PersonLine& line : scoring.lines) lines.push_back(LineRow(region, id, line));
  PROBITY_RETURN_IF_ERROR(tx.InsertMany(kInsertLine, lines));
  step.seq = scoring.etag;
  step.to = scoring.state;
  PROBITY_RETURN_IF_ERROR(InsertStep(tx, region, id, step));
  return scoring;
}

absl::StatusOr<PersonScoring> LoadScoring(sql::Tx& tx, const std::string& region,
                                          const std::string& scoring_id) {
  return One(tx, region, scoring_id, "");
}

absl::StatusOr<PersonScoring> LoadScoringForUpdate(sql::Tx& tx, const std::string& region,
                                                   const std::string& scoring_id) {
  return One(tx, region, scoring_id, tx.dialect().ForUpdate());
}

absl::StatusOr<PersonScoring> SaveScoring(sql::Tx& tx, const std::string& region,
                                          const PersonScoring& before, PersonScoring after,
                                          PersonStepRow step) {
  after.etag = before.etag + 1;
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(after.scoring_id));
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(kUpdate,
                 {NumberOf(after.state), after.etag, DateColumn(after.notice_served),
                  DateColumn(after.objection_deadline), DateColumn(after.objection_filed),
                  after.objection, after.objection_answer, after.waiver, DateColumn(after.decided),
                  after.decider, after.decision_reason, int64_t{after.suspend_months},
                  after.suspend_reason, DateColumn(after.effective), after.decision_no, region, id,
                  NumberOf(before.state), before.etag}));
  if (matched != 1) return LostRace("the scoring has moved since it was read; read it again");
  for (const PersonLine& line : after.lines) {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kUpdateLine, {line.final_points, line.policy_sha256, region,
                                                     id, int64_t{line.item}})
                                .status());
  }
  step.seq = after.etag;
  step.from = before.state;
  step.to = after.state;
  PROBITY_RETURN_IF_ERROR(InsertStep(tx, region, id, step));
  return after;
}

absl::StatusOr<std::vector<PersonStepRow>> StepsOf(sql::Tx& tx, const std::string& region,
                                                   const std::string& scoring_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(scoring_id));
  std::vector<PersonStepRow> steps;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kSteps, {region, id}, [&](const sql::Row& row) {
    steps.push_back({row.Int(0), static_cast<ScoringState>(row.Int(1)),
                     static_cast<ScoringState>(row.Int(2)), row.Text(3), DateAt(row, 4), row.Int(5),
                     row.Text(6), row.Bool(7)});
    return absl::OkStatus();
  }));
  return steps;
}

absl::StatusOr<std::vector<PersonScoring>> ListScorings(sql::Tx& tx, const std::string& region,
                                                        const ScoringFilter& filter) {
  sql::Value after = sql::Blob{};
  if (!filter.after.empty()) {
    PROBITY_ASSIGN_OR_RETURN(after, IdValue(filter.after));
  }
  if (!filter.person_id.empty()) {
    return Select(tx, region, kOfPerson, {region, filter.person_id, after, filter.limit});
  }
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(filter.case_id));
  return Select(tx, region, kOfCase, {region, case_id, after, filter.limit});
}

absl::Status InsertTells(sql::Tx& tx, const std::string& region, const std::string& scoring_id,
                         const std::vector<std::string>& institution_ids) {
  if (institution_ids.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(scoring_id));
  std::vector<sql::Params> rows;
  for (const std::string& one : institution_ids) {
    rows.push_back({region, id, one, sql::Null{}, std::string()});
  }
  return tx.InsertMany(kInsertTell, rows);
}

absl::StatusOr<std::vector<TellRow>> TellsOf(sql::Tx& tx, const std::string& region,
                                             const std::string& scoring_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(scoring_id));
  std::vector<TellRow> tells;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kTells, {region, id}, [&](const sql::Row& row) {
    tells.push_back({row.Text(0), OptionalDateAt(row, 1), row.Text(2)});
    return absl::OkStatus();
  }));
  return tells;
}

absl::Status MarkTold(sql::Tx& tx, const std::string& region, const std::string& scoring_id,
                      const TellRow& told) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(scoring_id));
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(kTell, {DateColumn(told.told), told.receipt, region, id, told.institution_id}));
  if (matched == 1) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<TellRow> tells, TellsOf(tx, region, scoring_id));
  for (const TellRow& tell : tells) {
    if (tell.institution_id != told.institution_id) continue;
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  "this institution was told already");
  }
  return NotFound(Reason::k_NOT_FOUND, "this institution is not to be told of the decision");
}

}  // namespace probity::scoring
