#include "services/scoring/api/sheets/plan.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/api/sheets/peers.h"
#include "services/scoring/api/sheets/register_scan.h"
#include "services/scoring/domain/sheets/anonymity.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/evidence/evidence_store.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/sheets/attachments.h"

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
    PROBITY_ASSIGN_OR_RETURN(years[year].balance, BalancePoints(tx, env.region, subject, year));
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

absl::StatusOr<std::vector<EvidenceKind>> KindsOfEvidence(const ServiceEnv& env, sql::Tx& tx,
                                                          const CaseFile& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<ReviewedEvidence> items,
                           EvidenceOfCase(tx, env.region, file.case_id));
  std::set<EvidenceKind> kinds;
  for (const ReviewedEvidence& one : items) kinds.insert(one.item.kind);
  return std::vector<EvidenceKind>(kinds.begin(), kinds.end());
}

// Those that passed, by number.
absl::StatusOr<std::vector<int32_t>> CheckedAttachments(const ServiceEnv& env, sql::Tx& tx,
                                                        const CaseFile& file) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Attachment> all,
                           AttachmentsOf(tx, env.region, file.case_id));
  std::vector<int32_t> passed;
  for (const Attachment& one : all) {
    if (!one.check.has_value()) {
      return Precondition(Reason::k_ATTACHMENT_UNCHECKED,
                          absl::StrCat("attachment ", one.attachment_no,
                                       " waits for a second person to look at it "
                                       "(CheckAttachment); 附件待复核"));
    }
    if (one.check->passed) passed.push_back(one.attachment_no);
  }
  return passed;
}

void Widen(const std::vector<Peer>& peers, int32_t k, PlannedSheet& planned) {
  SheetPlan& sheet = planned.referral.sheet;
  std::vector<ShownFinding> shown;
  for (const SheetFindingPlan& finding : sheet.findings) shown.push_back(finding.shown);
  const Generalised widened = Generalise(std::move(shown), peers, k);
  for (size_t i = 0; i < sheet.findings.size(); ++i) sheet.findings[i].shown = widened.findings[i];
  planned.blinding.k = k;
  planned.blinding.steps = widened.steps;
  planned.blinding.admitting = widened.admitting;
  planned.blinding.residual = widened.residual;
}

}  // namespace

absl::StatusOr<PlannedSheet> PlanSheet(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                       const Redaction& redaction) {
  PlannedSheet planned;
  PROBITY_ASSIGN_OR_RETURN(planned.institution,
                           GetInstitution(tx, env.region, file.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const NotedUnder noted,
                           PoliciesOf(env, tx, file, planned.institution.kind));
  PROBITY_ASSIGN_OR_RETURN(const auto years,
                           PointsByYear(env, tx, file, planned.institution.subject()));
  PROBITY_ASSIGN_OR_RETURN(
      planned.referral,
      ReferToReview(file, noted.items, redaction, NeedsSupermajority(years, noted.year_policies)));
  SheetPlan& sheet = planned.referral.sheet;
  TakeOutSelfReference(sheet);
  PROBITY_RETURN_IF_ERROR(CheckTexts(sheet));
  PROBITY_ASSIGN_OR_RETURN(sheet.evidence, KindsOfEvidence(env, tx, file));
  PROBITY_ASSIGN_OR_RETURN(planned.blinding.attachments, CheckedAttachments(env, tx, file));
  PROBITY_ASSIGN_OR_RETURN(const policy::Committee terms, CommitteeTerms(env, tx));
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Peer> peers,
      PeersOf(env, tx, planned.institution, {years, noted.year_policies, sheet.supermajority}));
  Widen(peers, terms.k_anonymity, planned);
  planned.blinding.case_id = file.case_id;
  return planned;
}

}  // namespace probity::scoring
