#include "services/scoring/api/procedure/weight.h"

#include <map>
#include <utility>
#include <vector>

#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/domain/case_decision.h"
#include "services/scoring/domain/procedure/measure.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

enum class Stage { kProposed, kDecided };

// Everything the measure is computed from. The policies are held as long as it.
struct Basis {
  std::vector<PolicyRef> held;
  std::map<int32_t, const policy::Policy*> year_policies;  // of each year's last act
  std::map<int32_t, YearPoints> years;
  bool veto = false;
  bool asks_review = false;
};

absl::StatusOr<PolicyRef> PolicyOf(const ServiceEnv& env, sql::Tx& tx, policy::SubjectKind kind,
                                   const FindingFile& finding, Stage stage) {
  if (stage == Stage::kDecided && !finding.policy_sha256.empty()) {
    return env.policies.BySha(tx, finding.policy_sha256);
  }
  return env.policies.For(tx, kind, finding.act_end);
}

absl::Status AddPolicies(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                         policy::SubjectKind kind, Stage stage, Basis& basis) {
  std::map<int32_t, absl::CivilDay> last;
  for (const FindingFile& finding : file.findings) {
    PROBITY_ASSIGN_OR_RETURN(PolicyRef policy, PolicyOf(env, tx, kind, finding, stage));
    const auto year = static_cast<int32_t>(finding.act_end.year());
    const auto seen = last.find(year);
    if (seen == last.end() || seen->second < finding.act_end) {
      last[year] = finding.act_end;
      basis.year_policies[year] = policy.get();
    }
    if (PointsAtStake(file, finding) > 0) {
      const policy::CatalogueItem* item = policy::FindItem(*policy, finding.code);
      basis.veto = basis.veto || IsVeto(*policy, finding);
      basis.asks_review = basis.asks_review || (item != nullptr && item->requires_legal_review);
    }
    basis.held.push_back(std::move(policy));
  }
  return absl::OkStatus();
}

absl::Status AddPoints(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                       const Subject& subject, Stage stage, Basis& basis) {
  for (const auto& [year, points] : AtStakeByYear(file)) {
    basis.years[year].this_case = points;
    PROBITY_ASSIGN_OR_RETURN(basis.years[year].balance,
                             BalancePoints(tx, env.region, subject, year));
  }
  if (stage == Stage::kDecided) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseFile> others,
                           OpenNotifiedCases(tx, env.region, file.institution_id, file.case_id));
  for (const CaseFile& other : others) {
    for (const auto& [year, points] : AtStakeByYear(other)) {
      const auto found = basis.years.find(year);
      if (found != basis.years.end()) found->second.other_open += points;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<CaseWeight> Weigh(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                 Stage stage) {
  if (file.findings.empty()) return CaseWeight();
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, file.institution_id));
  Basis basis;
  PROBITY_RETURN_IF_ERROR(AddPolicies(env, tx, file, institution.kind, stage, basis));
  PROBITY_RETURN_IF_ERROR(AddPoints(env, tx, file, institution.subject(), stage, basis));
  const MeasureReached reached = MeasureOf(basis.years, basis.year_policies, basis.veto);
  return CaseWeight{reached.measure, basis.asks_review, reached.months};
}

}  // namespace

absl::StatusOr<CaseWeight> WeighProposal(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  return Weigh(env, tx, file, Stage::kProposed);
}

absl::StatusOr<CaseWeight> WeighDecision(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  return Weigh(env, tx, file, Stage::kDecided);
}

}  // namespace probity::scoring
