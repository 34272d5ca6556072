#include "services/scoring/api/procedure/checklist.h"

#include <algorithm>
#include <set>
#include <string>

#include "common/clock/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/documents/book.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/weight.h"
#include "services/scoring/domain/procedure/required_documents.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/documents/service_records.h"
#include "services/scoring/store/evidence/evidence_store.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {
namespace {

// Once decided, the balance holds the case's own points: what was recorded counts.
absl::StatusOr<CaseWeight> WeightOf(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                    const ProcedureFacts& facts) {
  if (file.decision == Decision::kNone) return WeighProposal(env, tx, file);
  return CaseWeight{facts.weighed.value_or(policy::Measure::kNone), false};
}

absl::StatusOr<bool> ChainHolds(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  const absl::Status verified = VerifyRecords(tx, env.region, file.case_id);
  if (HasReason(verified, Reason::k_LEDGER_BROKEN)) return false;
  PROBITY_RETURN_IF_ERROR(verified);
  return true;
}

// The documents of the case in the order of their issue, which is that of their ids.
absl::StatusOr<std::vector<FiledDocument>> FiledOf(const ServiceEnv& env, sql::Tx& tx,
                                                   const CaseFile& file) {
  DocumentFilter filter;
  filter.case_id = file.case_id;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<IssuedDocument> documents,
                           ListDocuments(tx, env.region, filter));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<StoredService> services,
                           ListServices(tx, env.region, file.case_id));
  std::set<std::string> served;
  for (const StoredService& one : services) served.insert(one.document_id);
  std::vector<FiledDocument> filed;
  for (const IssuedDocument& one : documents) {
    filed.push_back(
        {one.type, one.number_text, one.recorded_time, served.contains(one.document_id)});
  }
  std::stable_sort(filed.begin(), filed.end(),
                   [](const auto& a, const auto& b) { return a.recorded_time < b.recorded_time; });
  return filed;
}

absl::StatusOr<std::vector<MissingDocument>> Missing(const ServiceEnv& env, sql::Tx& tx,
                                                     const CaseFile& file,
                                                     const std::vector<CaseRecord>& records) {
  PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
  PROBITY_ASSIGN_OR_RETURN(const std::vector<ReviewedEvidence> evidence,
                           EvidenceOfCase(tx, env.region, file.case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<FiledDocument> filed, FiledOf(env, tx, file));
  return MissingDocuments(file, RequiredDocuments(file, records, !evidence.empty()), filed,
                          book->rules());
}

}  // namespace

absl::Status CheckMayClose(const CaseChecklist& checklist) {
  PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
  return CheckMayClose(checklist.lines, book->rules());
}

absl::StatusOr<CaseChecklist> LoadChecklist(const ServiceEnv& env, sql::Tx& tx,
                                            const CaseFile& file) {
  CaseChecklist checklist;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseRecord> records,
                           ListRecords(tx, env.region, file.case_id));
  const ProcedureFacts facts = FactsOf(records);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<MissingDocument> missing,
                           Missing(env, tx, file, records));
  PROBITY_ASSIGN_OR_RETURN(checklist.weight, WeightOf(env, tx, file, facts));
  PROBITY_ASSIGN_OR_RETURN(checklist.hearing_window_end, HearingWindow(env, tx, file, facts));
  PROBITY_ASSIGN_OR_RETURN(const bool intact, ChainHolds(env, tx, file));
  if (file.findings.empty()) {
    checklist.lines = ChecklistOf(file, facts, checklist.weight, {}, intact, missing);
    return checklist;
  }
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           clocks::ProcedurePolicy(env, tx, file, Today(env.clock)));
  checklist.lines = ChecklistOf(file, facts, checklist.weight, policy->procedure, intact, missing);
  return checklist;
}

}  // namespace probity::scoring
