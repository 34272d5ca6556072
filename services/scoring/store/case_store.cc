#include "services/scoring/store/case_store.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/case_history.h"
#include "services/scoring/store/case_rows.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kInsertCase[] =
    "INSERT INTO case_file (region, case_id, case_ref, institution_id, source, state, etag, "
    "opened_date, report, defence, waiver, decision, decision_reason, notified_points, "
    "final_points, policy_sha256, policy_choice, attention) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', '', 0, '', 0, 0, '', '', '')";
constexpr char kInsertOfficer[] =
    "INSERT INTO case_officer (region, case_id, position, person) VALUES (?, ?, ?, ?)";
constexpr char kUpdateCase[] =
    "UPDATE case_file SET state = ?, etag = ?, report = ?, notice_date = ?, "
    "notice_served_date = ?, objection_deadline_date = ?, objection_filed_date = ?, "
    "decided_date = ?, effective_date = ?, defence = ?, waiver = ?, decision = ?, "
    "decision_reason = ?, notified_points = ?, final_points = ?, policy_sha256 = ?, "
    "policy_choice = ?, attention = ?, reversal_person = ?, reversal_reason = ?, "
    "reversal_document = ?, returns_to = ?, suspended_date = ?, executed_date = ?, "
    "execution_document = ?, closed_date = ?, closing_report = ?, archived_date = ?, "
    "archive_no = ?, revoked_date = ?, revision = ?, termination = ?, termination_reason = ?, "
    "termination_document = ?, ceiling_points = ?, ceiling_recovery_fen = ? "
    "WHERE region = ? AND case_id = ? AND state = ? AND etag = ?";
constexpr char kSetAttention[] =
    "UPDATE case_file SET attention = ? WHERE region = ? AND case_id = ?";
constexpr char kInsertFinding[] =
    "INSERT INTO finding (region, case_id, item, code, act_ref, act_start, act_end, "
    "notified_points, judged_points, final_points, verdict, recovery_fen, reason, facts, "
    "service_class, remands, policy_sha256, safety_harmed, fraud_intent, grounds, "
    "final_recovery_fen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdateFinding[] =
    "UPDATE finding SET notified_points = ?, judged_points = ?, final_points = ?, verdict = ?, "
    "remands = ?, policy_sha256 = ?, recovery_fen = ?, final_recovery_fen = ? "
    "WHERE region = ? AND case_id = ? AND item = ?";
constexpr char kDeleteFinding[] =
    "DELETE FROM finding WHERE region = ? AND case_id = ? AND item = ?";
constexpr char kInsertLead[] =
    "INSERT INTO case_lead (region, case_id, position, lead_id) VALUES (?, ?, ?, ?)";
constexpr char kInsertTransition[] =
    "INSERT INTO case_transition (region, case_id, seq, from_state, to_state, actor, "
    "business_date, recorded_time, note, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

absl::Status InsertLine(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                        const TransitionRow& line) {
  return tx
      .Execute(kInsertTransition, {TextValue(region), case_id, line.seq, NumberOf(line.from),
                                   NumberOf(line.to), line.actor, DateColumn(line.business_date),
                                   line.recorded_time, line.note, int64_t{line.scenario}})
      .status();
}

sql::Value NumberValue(const std::optional<int64_t>& number) {
  if (!number.has_value()) return sql::Null{};
  return *number;
}

sql::Value GroundsValue(const FindingFile& finding) {
  std::vector<int> numbers;
  for (const policy::Ground ground : finding.grounds) numbers.push_back(static_cast<int>(ground));
  return absl::StrJoin(numbers, ",");
}

absl::Status InsertFinding(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                           const FindingFile& finding) {
  return tx
      .Execute(kInsertFinding, {TextValue(region),
                                case_id,
                                int64_t{finding.item},
                                finding.code,
                                finding.act_ref,
                                DateColumn(finding.act_start),
                                DateColumn(finding.act_end),
                                finding.notified_points,
                                NumberValue(finding.judged_points),
                                finding.final_points,
                                NumberOf(finding.verdict),
                                finding.recovery_fen,
                                finding.reason,
                                finding.facts,
                                NumberOf(finding.service_class),
                                int64_t{finding.remands},
                                finding.policy_sha256,
                                int64_t{finding.safety_harmed},
                                int64_t{finding.fraud_intent},
                                GroundsValue(finding),
                                NumberValue(finding.final_recovery_fen)})
      .status();
}

absl::Status UpdateFinding(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                           const FindingFile& finding) {
  return tx
      .Execute(kUpdateFinding,
               {finding.notified_points, NumberValue(finding.judged_points), finding.final_points,
                NumberOf(finding.verdict), int64_t{finding.remands}, finding.policy_sha256,
                finding.recovery_fen, NumberValue(finding.final_recovery_fen), TextValue(region),
                case_id, int64_t{finding.item}})
      .status();
}

// A finding is written once and removed whole; only its points and its sum, and what the committee
// and the decision make of it, change later.
absl::Status SaveFindings(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                          const CaseFile& before, const CaseFile& after) {
  for (const FindingFile& old : before.findings) {
    if (FindFinding(after, old.item) != nullptr) continue;
    PROBITY_RETURN_IF_ERROR(
        tx.Execute(kDeleteFinding, {TextValue(region), case_id, int64_t{old.item}}).status());
  }
  for (const FindingFile& finding : after.findings) {
    const FindingFile* old = FindFinding(before, finding.item);
    if (old == nullptr) {
      PROBITY_RETURN_IF_ERROR(InsertFinding(tx, region, case_id, finding));
    } else if (finding != *old) {
      PROBITY_RETURN_IF_ERROR(UpdateFinding(tx, region, case_id, finding));
    }
  }
  return absl::OkStatus();
}

sql::Value ReversalValue(const CaseFile& file, std::string ReversalRequest::*member) {
  if (!file.reversal.has_value()) return sql::Null{};
  return (*file.reversal).*member;
}

absl::Status UpdateCaseRow(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                           const CaseFile& before, const CaseFile& after) {
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(kUpdateCase, {NumberOf(after.state),
                               after.etag,
                               after.report,
                               DateColumn(after.notice),
                               DateColumn(after.notice_served),
                               DateColumn(after.objection_deadline),
                               DateColumn(after.objection_filed),
                               DateColumn(after.decided),
                               DateColumn(after.effective),
                               after.defence,
                               after.waiver,
                               NumberOf(after.decision),
                               after.decision_reason,
                               after.notified_points,
                               after.final_points,
                               after.policy_sha256,
                               after.policy_choice,
                               after.attention,
                               ReversalValue(after, &ReversalRequest::person),
                               ReversalValue(after, &ReversalRequest::reason),
                               ReversalValue(after, &ReversalRequest::document),
                               NumberOf(after.returns_to),
                               DateColumn(after.suspended),
                               DateColumn(after.executed),
                               after.execution_document,
                               DateColumn(after.closed),
                               after.closing_report,
                               DateColumn(after.archived),
                               after.archive_no,
                               DateColumn(after.revoked),
                               int64_t{after.revision},
                               NumberOf(after.termination),
                               after.termination_reason,
                               after.termination_document,
                               NumberValue(after.ceiling_points),
                               NumberValue(after.ceiling_recovery_fen),
                               TextValue(region),
                               case_id,
                               NumberOf(before.state),
                               before.etag}));
  if (matched == 1) return absl::OkStatus();
  return LostRace("somebody else moved the case at the same time; read it again; 案件已被他人处理");
}

}  // namespace

absl::StatusOr<CaseFile> InsertCase(sql::Tx& tx, std::string_view region, CaseFile file,
                                    TransitionRow line) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(file.case_id));
  file.etag = 1;
  const absl::Status inserted =
      tx.Execute(kInsertCase,
                 {TextValue(region), case_id, file.case_ref, file.institution_id,
                  NumberOf(file.source), NumberOf(file.state), file.etag, DateColumn(file.opened)})
          .status();
  if (absl::IsAlreadyExists(inserted)) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  absl::StrCat("there is a case ", file.case_ref, " already; 案号已存在"));
  }
  PROBITY_RETURN_IF_ERROR(inserted);
  for (size_t i = 0; i < file.officers.size(); ++i) {
    PROBITY_RETURN_IF_ERROR(
        tx.Execute(kInsertOfficer,
                   {TextValue(region), case_id, static_cast<int64_t>(i) + 1, file.officers[i]})
            .status());
  }
  for (size_t i = 0; i < file.lead_ids.size(); ++i) {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kInsertLead, {TextValue(region), case_id,
                                                     static_cast<int64_t>(i) + 1, file.lead_ids[i]})
                                .status());
  }
  line.seq = file.etag;
  line.to = file.state;
  PROBITY_RETURN_IF_ERROR(InsertLine(tx, region, case_id, line));
  return file;
}

absl::StatusOr<CaseFile> SaveTransition(sql::Tx& tx, std::string_view region,
                                        const CaseFile& before, CaseFile after,
                                        TransitionRow line) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(before.case_id));
  after.etag = before.etag + 1;
  PROBITY_RETURN_IF_ERROR(UpdateCaseRow(tx, region, case_id, before, after));
  PROBITY_RETURN_IF_ERROR(SaveFindings(tx, region, case_id, before, after));
  PROBITY_RETURN_IF_ERROR(SaveHistory(tx, region, case_id, before, after));
  line.seq = after.etag;
  line.from = before.state;
  line.to = after.state;
  PROBITY_RETURN_IF_ERROR(InsertLine(tx, region, case_id, line));
  return after;
}

absl::Status SetAttention(sql::Tx& tx, std::string_view region, std::string_view case_id,
                          std::string_view attention) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  return tx.Execute(kSetAttention, {TextValue(attention), TextValue(region), id}).status();
}

}  // namespace probity::scoring
