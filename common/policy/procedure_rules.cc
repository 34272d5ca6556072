// The section `procedure`: from the message to plain values, and its lints.
#include <algorithm>

#include "common/policy/limits.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

std::vector<Measure> ToMeasures(const google::protobuf::RepeatedField<int>& file) {
  std::vector<Measure> measures;
  for (const int measure : file) measures.push_back(static_cast<Measure>(measure));
  return measures;
}

bool Holds(const std::vector<Measure>& measures, Measure measure) {
  return std::find(measures.begin(), measures.end(), measure) != measures.end();
}

// Whoever is heard before a suspension is heard before a cancellation.
void LintMeasures(const std::vector<Measure>& measures, const std::string& path,
                  Findings& findings) {
  findings.Check(!Holds(measures, Measure::kSuspension) || Holds(measures, Measure::kCancellation),
                 path, "a suspension asks for more than a cancellation");
}

}  // namespace

ProcedureRules ToProcedure(const v1::Procedure& file) {
  ProcedureRules rules;
  rules.hearing = ToMeasures(file.hearing());
  rules.legal_review = ToMeasures(file.legal_review());
  const v1::Discussion& discussion = file.discussion();
  rules.discussion = {ToMeasures(discussion.measures()),
                      std::clamp<int64_t>(discussion.points(), 0, kMaxAmount),
                      std::clamp<int64_t>(discussion.recovery_fen(), 0, kMaxAmount),
                      std::clamp<int32_t>(discussion.participants_min(), 0, kMaxCount)};
  for (const v1::LegalBasis& basis : file.legal_basis()) {
    rules.legal_basis.push_back(
        {static_cast<BasisKind>(basis.kind()), basis.instrument(), basis.article()});
  }
  return rules;
}

void LintProcedure(const Policy& policy, const v1::Policy& file, Findings& findings) {
  if (!file.has_procedure()) {
    findings.Check(policy.subject_kind == SubjectKind::kPerson, "procedure", "missing");
    return;
  }
  const ProcedureRules& rules = policy.procedure;
  LintMeasures(rules.hearing, "procedure.hearing", findings);
  LintMeasures(rules.legal_review, "procedure.legal_review", findings);
  LintMeasures(rules.discussion.measures, "procedure.discussion.measures", findings);
  findings.Check(rules.discussion.participants_min >= 2, "procedure.discussion.participants_min",
                 "a discussion needs at least two");
}

}  // namespace probity::policy
