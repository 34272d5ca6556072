// The lints of a policy file, one function per section. Internal to the loader.
#ifndef PROBITY_COMMON_POLICY_LINT_H_
#define PROBITY_COMMON_POLICY_LINT_H_

#include "common/policy/findings.h"
#include "common/policy/policy.h"
#include "probity/policy/v1/policy.pb.h"

namespace probity::policy {

// What the schema alone cannot say of any message: enums stated and known, one branch of each
// oneof, texts in both languages, numbers in range, dates that exist, required sections present.
void LintForm(const v1::Policy& file, Findings& findings);
// The part of it that holds for every message: what any section is held to.
void LintMessage(const google::protobuf::Message& message, Findings& findings);

// The file as plain values. Whatever LintForm objects to becomes a default.
Policy ToPolicy(const v1::Policy& file);
Committee ToCommittee(const v1::Committee& file);
SettlementTerms ToSettlement(const v1::Settlement& file);
QualityTerms ToQuality(const v1::Quality& file);
ProcedureRules ToProcedure(const v1::Procedure& file);
MeasureRules ToMeasureRules(const v1::MeasureRules& file);

void LintHead(const Policy& policy, Findings& findings);
void LintCatalogue(const Policy& policy, Findings& findings);
void LintBands(const Policy& policy, Findings& findings);
void LintDeadlines(const Policy& policy, Findings& findings);
void LintCommittee(const v1::Committee& file, const Committee& committee, Findings& findings);
void LintSettlement(const Policy& policy, const v1::Policy& file, Findings& findings);
// `prefix` is the path of the section in its file: "settlement.quality.", or empty.
void LintQuality(const v1::Quality& file, const std::string& prefix, Findings& findings);
void LintPersons(const Policy& policy, Findings& findings);
void LintProcedure(const Policy& policy, const v1::Policy& file, Findings& findings);
void LintMeasureRules(const Policy& policy, const v1::Policy& file, Findings& findings);
void LintAssumed(const Policy& policy, Findings& findings);

// Runs the tests of the file and demands one for each band.
void RunTests(const Policy& policy, const v1::Policy& file, Findings& findings);

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_LINT_H_
