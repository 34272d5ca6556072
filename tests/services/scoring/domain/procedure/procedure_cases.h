// Cases, records and rules for tests of the procedure.
#ifndef PROBITY_TESTS_SERVICES_SCORING_DOMAIN_PROCEDURE_PROCEDURE_CASES_H_
#define PROBITY_TESTS_SERVICES_SCORING_DOMAIN_PROCEDURE_PROCEDURE_CASES_H_

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "common/policy/procedure_rules.h"
#include "services/scoring/domain/documents/types.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/records.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {

// Hearing, review and discussion before suspension and cancellation; from 100,000 yuan too.
inline policy::ProcedureRules HeavyRules() {
  const std::vector<policy::Measure> both = {policy::Measure::kSuspension,
                                             policy::Measure::kCancellation};
  policy::ProcedureRules rules;
  rules.hearing = both;
  rules.legal_review = both;
  rules.discussion = {both, 0, 10'000'000, 3};
  return rules;
}

// The documents as they are shipped.
inline DocumentRules ShippedRules() {
  std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/policies/documents/types.csv");
  return DocumentRules::Parse(std::string(std::istreambuf_iterator<char>(in), {})).value();
}

inline CaseRecord Recorded(RecordKind kind, int64_t outcome = 0, int64_t refers_to = 0) {
  CaseRecord record;
  record.kind = kind;
  record.outcome = outcome;
  record.refers_to = refers_to;
  record.date = Day(2026, 2, 13);
  record.actor = "somebody";
  return record;
}

inline CaseRecord StepTo(CaseState state) {
  return Recorded(RecordKind::kStep, static_cast<int64_t>(state));
}

// What the records come to, numbered as the store would.
inline ProcedureFacts FactsAfter(std::vector<CaseRecord> records) {
  int64_t seq = 0;
  for (CaseRecord& record : records) record.seq = ++seq;
  return FactsOf(records);
}

// The facts once `record` is added behind what `before` came from.
inline std::vector<CaseRecord> With(std::vector<CaseRecord> records, CaseRecord record) {
  records.push_back(std::move(record));
  return records;
}

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_DOMAIN_PROCEDURE_PROCEDURE_CASES_H_
