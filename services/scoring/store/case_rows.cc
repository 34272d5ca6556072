#include "services/scoring/store/case_rows.h"

#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {

const char kSelectCase[] =
    "SELECT case_id, case_ref, institution_id, source, state, etag, opened_date, report, "
    "notice_date, notice_served_date, objection_deadline_date, objection_filed_date, decided_date, "
    "effective_date, defence, waiver, decision, decision_reason, notified_points, final_points, "
    "policy_sha256, policy_choice, attention, reversal_person, reversal_reason, reversal_document, "
    "returns_to, suspended_date, executed_date, execution_document, closed_date, closing_report, "
    "archived_date, archive_no, revoked_date, revision, termination, termination_reason, "
    "termination_document, ceiling_points, ceiling_recovery_fen "
    "FROM case_file WHERE region = ?";

namespace {

constexpr char kSelectOfficers[] =
    "SELECT case_id, person FROM case_officer WHERE region = ? AND case_id IN (";
// Without who stood down.
constexpr char kOrderOfficers[] =
    ") AND NOT EXISTS (SELECT 1 FROM case_officer_left l WHERE l.region = case_officer.region "
    "AND l.case_id = case_officer.case_id AND l.person = case_officer.person) "
    "ORDER BY case_id, position";
constexpr char kSelectLeft[] =
    "SELECT case_id, person FROM case_officer_left WHERE region = ? AND case_id IN (";
constexpr char kOrderLeft[] = ") ORDER BY case_id, person";
constexpr char kSelectFindings[] =
    "SELECT case_id, item, code, act_ref, act_start, act_end, notified_points, judged_points, "
    "final_points, verdict, recovery_fen, reason, facts, service_class, remands, "
    "policy_sha256, safety_harmed, fraud_intent, grounds, final_recovery_fen "
    "FROM finding WHERE region = ? AND case_id IN (";
constexpr char kOrderFindings[] = ") ORDER BY case_id, item";
constexpr char kSelectNotices[] =
    "SELECT case_id, notice_no, issued_date, points, served_date, superseded_date "
    "FROM case_notice WHERE region = ? AND case_id IN (";
constexpr char kOrderNotices[] = ") ORDER BY case_id, notice_no";
constexpr char kSelectRemedies[] =
    "SELECT case_id, remedy_no, revision, kind, filed_date, body, document, stay_document, "
    "late_reason, outcome, outcome_date, outcome_document, outcome_points "
    "FROM remedy WHERE region = ? AND case_id IN (";
constexpr char kOrderRemedies[] = ") ORDER BY case_id, remedy_no";
constexpr char kSelectLeads[] =
    "SELECT case_id, lead_id FROM case_lead WHERE region = ? AND case_id IN (";
constexpr char kOrderLeads[] = ") ORDER BY case_id, position";

// Statements of few shapes keep the statement caches small.
constexpr size_t kChunk = 100;

void AddLaterSteps(const sql::Row& row, CaseFile& file) {
  file.returns_to = static_cast<CaseState>(row.Int(26));
  file.suspended = OptionalDateAt(row, 27);
  file.executed = OptionalDateAt(row, 28);
  file.execution_document = row.Text(29);
  file.closed = OptionalDateAt(row, 30);
  file.closing_report = row.Text(31);
  file.archived = OptionalDateAt(row, 32);
  file.archive_no = row.Text(33);
  file.revoked = OptionalDateAt(row, 34);
  file.revision = static_cast<int32_t>(row.Int(35));
  file.termination = static_cast<TerminationProposal>(row.Int(36));
  file.termination_reason = row.Text(37);
  file.termination_document = row.Text(38);
  if (!row.IsNull(39)) file.ceiling_points = row.Int(39);
  if (!row.IsNull(40)) file.ceiling_recovery_fen = row.Int(40);
}

absl::StatusOr<CaseFile> CaseOf(const sql::Row& row) {
  CaseFile file;
  PROBITY_ASSIGN_OR_RETURN(file.case_id, CaseIdText(row.Bytes(0)));
  file.case_ref = row.Text(1);
  file.institution_id = row.Text(2);
  file.source = static_cast<CaseSource>(row.Int(3));
  file.state = static_cast<CaseState>(row.Int(4));
  file.etag = row.Int(5);
  file.opened = DateAt(row, 6);
  file.report = row.Text(7);
  file.notice = OptionalDateAt(row, 8);
  file.notice_served = OptionalDateAt(row, 9);
  file.objection_deadline = OptionalDateAt(row, 10);
  file.objection_filed = OptionalDateAt(row, 11);
  file.decided = OptionalDateAt(row, 12);
  file.effective = OptionalDateAt(row, 13);
  file.defence = row.Text(14);
  file.waiver = row.Text(15);
  file.decision = static_cast<Decision>(row.Int(16));
  file.decision_reason = row.Text(17);
  file.notified_points = row.Int(18);
  file.final_points = row.Int(19);
  file.policy_sha256 = row.Text(20);
  file.policy_choice = row.Text(21);
  file.attention = row.Text(22);
  if (!row.IsNull(23)) file.reversal = ReversalRequest{row.Text(23), row.Text(24), row.Text(25)};
  AddLaterSteps(row, file);
  return file;
}

std::vector<int64_t> NumbersOf(const std::string& text, char separator) {
  std::vector<int64_t> numbers;
  for (const absl::string_view part : absl::StrSplit(text, separator, absl::SkipEmpty())) {
    int64_t number = 0;
    if (absl::SimpleAtoi(part, &number)) numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<FindingFile> FindingOf(const sql::Row& row) {
  FindingFile finding;
  finding.item = static_cast<int32_t>(row.Int(1));
  finding.code = row.Text(2);
  finding.act_ref = row.Text(3);
  finding.act_start = DateAt(row, 4);
  finding.act_end = DateAt(row, 5);
  finding.notified_points = row.Int(6);
  if (!row.IsNull(7)) finding.judged_points = row.Int(7);
  finding.final_points = row.Int(8);
  finding.verdict = static_cast<FindingVerdict>(row.Int(9));
  finding.recovery_fen = row.Int(10);
  finding.reason = row.Text(11);
  finding.facts = row.Text(12);
  finding.service_class = static_cast<ServiceClass>(row.Int(13));
  finding.remands = static_cast<int32_t>(row.Int(14));
  finding.policy_sha256 = row.Text(15);
  finding.safety_harmed = row.Bool(16);
  finding.fraud_intent = row.Bool(17);
  for (const int64_t ground : NumbersOf(row.Text(18), ',')) {
    finding.grounds.push_back(static_cast<policy::Ground>(ground));
  }
  if (!row.IsNull(19)) finding.final_recovery_fen = row.Int(19);
  return finding;
}

NoticeRecord NoticeOf(const sql::Row& row) {
  NoticeRecord notice;
  notice.no = static_cast<int32_t>(row.Int(1));
  notice.issued = DateAt(row, 2);
  notice.points = row.Int(3);
  notice.served = OptionalDateAt(row, 4);
  notice.superseded = OptionalDateAt(row, 5);
  return notice;
}

Remedy RemedyOf(const sql::Row& row) {
  Remedy remedy;
  remedy.no = static_cast<int32_t>(row.Int(1));
  remedy.revision = static_cast<int32_t>(row.Int(2));
  remedy.kind = static_cast<RemedyKind>(row.Int(3));
  remedy.filed = DateAt(row, 4);
  remedy.body = row.Text(5);
  remedy.document = row.Text(6);
  remedy.stay_document = row.Text(7);
  remedy.late_reason = row.Text(8);
  remedy.outcome = static_cast<RemedyOutcome>(row.Int(9));
  remedy.decided = OptionalDateAt(row, 10);
  remedy.outcome_document = row.Text(11);
  const std::string& points = row.Text(12);
  for (const absl::string_view pair : absl::StrSplit(points, ',', absl::SkipEmpty())) {
    const std::vector<int64_t> both = NumbersOf(std::string(pair), ':');
    if (both.size() == 2) remedy.outcome_points[static_cast<int32_t>(both[0])] = both[1];
  }
  return remedy;
}

using ByCaseId = std::map<std::string, CaseFile*>;  // by the 16 bytes

// Rows of a table of details for a chunk of cases.
absl::StatusOr<std::vector<sql::Row>> Details(sql::Tx& tx, std::string_view region,
                                              const std::vector<std::string>& case_ids,
                                              std::string_view select, std::string_view order) {
  sql::Params params = {TextValue(region)};
  std::string marks;
  for (const std::string& case_id : case_ids) {
    absl::StrAppend(&marks, marks.empty() ? "?" : ", ?");
    params.push_back(BlobValue(case_id));
  }
  return tx.Query(absl::StrCat(ToAbsl(select), marks, ToAbsl(order)), params);
}

absl::Status AddDetails(sql::Tx& tx, std::string_view region, const ByCaseId& files,
                        const std::vector<std::string>& case_ids) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> officers,
                           Details(tx, region, case_ids, kSelectOfficers, kOrderOfficers));
  for (const sql::Row& row : officers) {
    files.at(row.Bytes(0))->officers.push_back(row.Text(1));
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> left,
                           Details(tx, region, case_ids, kSelectLeft, kOrderLeft));
  for (const sql::Row& row : left) {
    files.at(row.Bytes(0))->former_officers.push_back(row.Text(1));
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> findings,
                           Details(tx, region, case_ids, kSelectFindings, kOrderFindings));
  for (const sql::Row& row : findings) {
    PROBITY_ASSIGN_OR_RETURN(FindingFile finding, FindingOf(row));
    files.at(row.Bytes(0))->findings.push_back(std::move(finding));
  }
  return absl::OkStatus();
}

absl::Status AddHistory(sql::Tx& tx, std::string_view region, const ByCaseId& files,
                        const std::vector<std::string>& case_ids) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> notices,
                           Details(tx, region, case_ids, kSelectNotices, kOrderNotices));
  for (const sql::Row& row : notices) files.at(row.Bytes(0))->notices.push_back(NoticeOf(row));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> remedies,
                           Details(tx, region, case_ids, kSelectRemedies, kOrderRemedies));
  for (const sql::Row& row : remedies) files.at(row.Bytes(0))->remedies.push_back(RemedyOf(row));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> leads,
                           Details(tx, region, case_ids, kSelectLeads, kOrderLeads));
  for (const sql::Row& row : leads) files.at(row.Bytes(0))->lead_ids.push_back(row.Text(1));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CaseFile>> ReadCases(sql::Tx& tx, std::string_view region,
                                                const std::vector<sql::Row>& rows) {
  std::vector<CaseFile> cases;
  cases.reserve(rows.size());
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(CaseFile file, CaseOf(row));
    cases.push_back(std::move(file));
  }
  for (size_t begin = 0; begin < rows.size(); begin += kChunk) {
    ByCaseId files;
    std::vector<std::string> case_ids;
    for (size_t i = begin; i < std::min(begin + kChunk, rows.size()); ++i) {
      case_ids.push_back(rows[i].Bytes(0));
      files[rows[i].Bytes(0)] = &cases[i];
    }
    PROBITY_RETURN_IF_ERROR(AddDetails(tx, region, files, case_ids));
    PROBITY_RETURN_IF_ERROR(AddHistory(tx, region, files, case_ids));
  }
  return cases;
}

}  // namespace probity::scoring
