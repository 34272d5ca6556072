#include "services/scoring/store/ledger/proposals.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO proposal (region, proposal_id, subject_kind, subject_id, completed_by, rule, "
    "policy_sha256, case_id, occurrences, window_first, window_last, last_seq, business_date, "
    "recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertDecision =
    "INSERT INTO proposal_decision (region, proposal_id, outcome, reason, document, actor, "
    "business_date, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT p.proposal_id, p.subject_kind, p.subject_id, p.completed_by, p.rule, p.policy_sha256, "
    "p.case_id, p.occurrences, p.window_first, p.window_last, p.last_seq, p.business_date, "
    "p.recorded_time, p.scenario, d.outcome, d.reason, d.document, d.actor, d.business_date, "
    "d.recorded_time, d.scenario FROM proposal p LEFT JOIN proposal_decision d "
    "ON d.region = p.region AND d.proposal_id = p.proposal_id WHERE p.region = ? ";
constexpr std::string_view kThis = "AND p.proposal_id = ?";
constexpr std::string_view kAfter = "AND p.proposal_id > ? ";
constexpr std::string_view kOfSubject = "AND p.subject_kind = ? AND p.subject_id = ? ";
constexpr std::string_view kOpen = "AND d.outcome IS NULL ";
constexpr std::string_view kLimited = "ORDER BY p.proposal_id LIMIT ?";
constexpr std::string_view kTerms =
    "SELECT from_date, to_date FROM agreement WHERE region = ? AND subject_kind = ? "
    "AND subject_id = ? ORDER BY from_date, to_date";

Proposal FromRow(const sql::Row& row) {
  Proposal one;
  one.proposal_id = row.Bytes(0);
  one.subject = {static_cast<policy::SubjectKind>(row.Int(1)), row.Text(2)};
  one.completed_by = row.Text(3);
  one.rule = static_cast<int32_t>(row.Int(4));
  one.policy_sha256 = row.Text(5);
  if (!row.IsNull(6)) one.case_id = row.Bytes(6);
  one.occurrences = row.Text(7);
  one.window = {DateAt(row, 8), DateAt(row, 9)};
  one.last_seq = row.Int(10);
  one.date = DateAt(row, 11);
  one.recorded_time = row.Int(12);
  one.scenario = row.Bool(13);
  if (row.IsNull(14)) return one;
  ProposalDecision decision;
  decision.outcome = static_cast<ProposalOutcome>(row.Int(14));
  decision.reason = row.Text(15);
  decision.document = row.Text(16);
  decision.actor = row.Text(17);
  decision.date = DateAt(row, 18);
  decision.recorded_time = row.Int(19);
  decision.scenario = row.Bool(20);
  one.decision = std::move(decision);
  return one;
}

absl::StatusOr<std::vector<Proposal>> Select(sql::Tx& tx, std::string_view condition,
                                             const sql::Params& params) {
  std::vector<Proposal> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params,
                                       [&](const sql::Row& row) {
                                         found.push_back(FromRow(row));
                                         return absl::OkStatus();
                                       }));
  return found;
}

}  // namespace

absl::Status InsertProposal(sql::Tx& tx, const std::string& region, const Proposal& one) {
  const sql::Value case_id =
      one.case_id.empty() ? sql::Value(sql::Null{}) : sql::Value(sql::Blob{one.case_id});
  return tx
      .Execute(kInsert, {region, sql::Blob{one.proposal_id}, static_cast<int64_t>(one.subject.kind),
                         one.subject.id, one.completed_by, int64_t{one.rule}, one.policy_sha256,
                         case_id, one.occurrences, DateColumn(one.window.first),
                         DateColumn(one.window.last), one.last_seq, DateColumn(one.date),
                         one.recorded_time, static_cast<int64_t>(one.scenario)})
      .status();
}

absl::Status InsertProposalDecision(sql::Tx& tx, const std::string& region,
                                    const std::string& proposal_id,
                                    const ProposalDecision& decision) {
  const absl::Status inserted =
      tx.Execute(kInsertDecision,
                 {region, sql::Blob{proposal_id}, static_cast<int64_t>(decision.outcome),
                  decision.reason, decision.document, decision.actor, DateColumn(decision.date),
                  decision.recorded_time, static_cast<int64_t>(decision.scenario)})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return Precondition(Reason::k_PROPOSAL_DECIDED, "it has been decided; 该建议已作决定");
}

absl::StatusOr<Proposal> GetProposal(sql::Tx& tx, const std::string& region,
                                     const std::string& proposal_id) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Proposal> found,
                           Select(tx, kThis, {region, sql::Blob{proposal_id}}));
  if (found.empty()) return NotFound(Reason::k_UNKNOWN_PROPOSAL, "no such proposal");
  return std::move(found.front());
}

absl::StatusOr<std::vector<Proposal>> ListProposals(sql::Tx& tx, const std::string& region,
                                                    const ProposalFilter& filter) {
  std::string condition(kAfter);
  sql::Params params = {region, sql::Blob{filter.after}};
  if (filter.subject.has_value()) {
    condition += kOfSubject;
    params.emplace_back(static_cast<int64_t>(filter.subject->kind));
    params.emplace_back(filter.subject->id);
  }
  if (filter.open_only) condition += kOpen;
  condition += kLimited;
  params.emplace_back(filter.limit);
  return Select(tx, condition, params);
}

absl::StatusOr<std::vector<calendar::Period>> AgreementTerms(sql::Tx& tx, const std::string& region,
                                                             const Subject& subject) {
  std::vector<calendar::Period> terms;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(
      kTerms, {region, static_cast<int64_t>(subject.kind), subject.id}, [&](const sql::Row& row) {
        terms.push_back({DateAt(row, 0), DateAt(row, 1)});
        return absl::OkStatus();
      }));
  return terms;
}

}  // namespace probity::scoring
