#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/sheet_blind.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/sheet_store.h"

namespace probity::scoring {
namespace {

// The policies the findings were noted under, held for as long as their items are used.
struct NotedUnder {
  std::vector<PolicyRef> held;
  std::map<int32_t, const policy::CatalogueItem*> items;   // by item number
  std::map<int32_t, const policy::Policy*> year_policies;  // of each year's last act
};

absl::StatusOr<NotedUnder> PoliciesOf(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                      policy::SubjectKind kind) {
  NotedUnder noted;
  std::map<int32_t, absl::CivilDay> last;
  for (const FindingFile& finding : file.findings) {
    PROBITY_ASSIGN_OR_RETURN(PolicyRef policy, env.policies.For(tx, kind, finding.act_end));
    noted.items[finding.item] = policy::FindItem(*policy, finding.code);
    const auto year = static_cast<int32_t>(finding.act_end.year());
    const auto seen = last.find(year);
    if (seen == last.end() || seen->second < finding.act_end) {
      last[year] = finding.act_end;
      noted.year_policies[year] = policy.get();
    }
    noted.held.push_back(std::move(policy));
  }
  return noted;
}

absl::StatusOr<std::map<int32_t, YearPoints>> PointsByYear(const ServiceEnv& env, sql::Tx& tx,
                                                           const CaseFile& file,
                                                           const Subject& subject) {
  std::map<int32_t, YearPoints> years;
  for (const auto& [year, points] : AtStakeByYear(file)) {
    years[year].this_case = points;
    PROBITY_ASSIGN_OR_RETURN(years[year].balance,
                             BalancePoints(tx, env.region, subject, year));
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CaseFile> others,
                           OpenNotifiedCases(tx, env.region, file.institution_id, file.case_id));
  for (const CaseFile& other : others) {
    for (const auto& [year, points] : AtStakeByYear(other)) {
      const auto found = years.find(year);
      if (found != years.end()) found->second.other_open += points;
    }
  }
  return years;
}

absl::StatusOr<Redaction> RedactionOf(const v1::ReferToReviewRequest& request) {
  FieldCheck check;
  Redaction redaction;
  redaction.defence = request.defence();
  for (const v1::RedactedFacts& one : request.facts()) {
    check.Check(redaction.facts.emplace(one.item(), one.facts()).second, "facts",
                absl::StrCat("item ", one.item(), " is named twice"));
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return redaction;
}

SheetRow NewSheet(const ServiceEnv& env, const CaseFile& file, const SheetPlan& plan,
                  const v1::SheetBody& body) {
  SheetRow sheet;
  sheet.sheet_id = TimeOrderedId(env.clock.Now(), env.entropy).Bytes();
  sheet.case_id = file.case_id;
  sheet.token = RandomId(env.entropy).Bytes();
  for (const SheetFindingPlan& finding : plan.findings) sheet.items.push_back(finding.item);
  sheet.body = body.SerializeAsString();
  return sheet;
}

}  // namespace

absl::StatusOr<v1::ReferToReviewResponse> HandleReferToReview(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ReferToReviewRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Redaction redaction, RedactionOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kReferToReview, request));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, step.before.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const NotedUnder noted,
                           PoliciesOf(env, tx, step.before, institution.kind));
  PROBITY_ASSIGN_OR_RETURN(const auto years, PointsByYear(env, tx, step.before, institution.subject()));
  PROBITY_ASSIGN_OR_RETURN(Referral referral,
                           ReferToReview(step.before, noted.items, redaction,
                                         NeedsSupermajority(years, noted.year_policies)));
  PROBITY_RETURN_IF_ERROR(CheckBlind(env, tx, referral.sheet));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(referral.file)));
  const v1::SheetBody body = SheetMessage(referral.sheet, institution.kind);
  PROBITY_RETURN_IF_ERROR(QueueSheet(tx, env.region, NewSheet(env, saved, referral.sheet, body)));
  return Answer<v1::ReferToReviewResponse>(saved, call);
}

}  // namespace probity::scoring
