#include "services/scoring/api/consequences/termination.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/consequences/qualifications.h"
#include "services/scoring/domain/case_decision.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/ledger/proposals.h"

namespace probity::scoring::consequences {
namespace {

constexpr size_t kMaxBasis = 200;  // bytes; the column holds as many characters

// The articles of the items that are a veto in the version that decided them.
absl::StatusOr<std::string> VetoBasis(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  std::vector<policy::LegalBasis> bases;
  for (const FindingFile& finding : file.findings) {
    if (finding.final_points == 0 || finding.policy_sha256.empty()) continue;
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, finding.policy_sha256));
    if (!IsVeto(*policy, finding)) continue;
    const policy::CatalogueItem& item = *policy::FindItem(*policy, finding.code);
    bases.insert(bases.end(), item.legal_basis.begin(), item.legal_basis.end());
  }
  return CiteBases(bases);
}

absl::Status End(const ServiceEnv& env, sql::Tx& tx, const Measure& measure, const Revocation& by) {
  PROBITY_ASSIGN_OR_RETURN(const Measure ended, Keep(env, tx, EndCancellation(measure, by.served),
                                                     {"FELL_AWAY", by.actor, "", by.at}));
  if (ended.subject != MeasureSubject::kInstitution) return absl::OkStatus();
  return FollowDesignation(tx, env, ended.subject_id, by.actor, by.at);
}

bool Runs(const Measure& measure) {
  return measure.kind == MeasureKind::kCancellation && measure.status == MeasureStatus::kInForce;
}

}  // namespace

std::string CiteBases(const std::vector<policy::LegalBasis>& bases) {
  std::set<std::string> cited;
  std::string text;
  for (const policy::LegalBasis& basis : bases) {
    const std::string one = policy::CiteBasis(basis);
    const std::string longer = text.empty() ? one : absl::StrCat(text, "; ", one);
    if (longer.size() <= kMaxBasis && cited.insert(one).second) text = longer;
  }
  return text;
}

absl::StatusOr<Measure> Terminate(const ServiceEnv& env, sql::Tx& tx,
                                  const CancellationOrder& order, std::string_view policy_sha256,
                                  const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, policy_sha256));
  PROBITY_ASSIGN_OR_RETURN(Measure measure,
                           OrderCancellation(order, *policy, calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(
      measure, Keep(env, tx, std::move(measure), {"ORDERED", order.person, order.reason, at}));
  if (measure.subject == MeasureSubject::kInstitution) {
    PROBITY_RETURN_IF_ERROR(FollowDesignation(tx, env, measure.subject_id, order.person, at));
  }
  return measure;
}

absl::StatusOr<Measure> TerminateForVeto(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                         absl::CivilDay served, const std::string& actor,
                                         const RecordedAt& at) {
  CancellationOrder order;
  order.subject_id = file.institution_id;
  order.case_id = file.case_id;
  order.served = served;
  order.since = *file.effective;
  PROBITY_ASSIGN_OR_RETURN(order.basis, VetoBasis(env, tx, file));
  order.document = file.termination_document;
  order.reason = file.termination_reason;
  order.person = actor;
  order.one_event = true;
  return Terminate(env, tx, order, file.policy_sha256, at);
}

absl::Status EndTerminationForVeto(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                   const Revocation& by) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Measure> measures,
                           MeasuresOfCase(tx, env.region, file.case_id));
  for (const Measure& measure : measures) {
    // What points or repetition brought ends with them.
    if (!Runs(measure) || measure.year != 0) continue;
    const absl::Status proposed = GetProposal(tx, env.region, measure.measure_id).status();
    if (proposed.ok()) continue;
    if (!absl::IsNotFound(proposed)) return proposed;
    PROBITY_RETURN_IF_ERROR(End(env, tx, measure, by));
  }
  return absl::OkStatus();
}

absl::Status EndTermination(const ServiceEnv& env, sql::Tx& tx, std::string_view proposal_id,
                            const Revocation& by) {
  PROBITY_ASSIGN_OR_RETURN(const Measure measure,
                           LoadMeasureForUpdate(tx, env.region, IdText(proposal_id)));
  return Runs(measure) ? End(env, tx, measure, by) : absl::OkStatus();
}

}  // namespace probity::scoring::consequences
