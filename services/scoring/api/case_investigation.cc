#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/api/leads/lead_handlers.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/domain/finding.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/procedure/recusal.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/cases/priors.h"
#include "services/scoring/store/finding_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxPerson = 64;
constexpr int kMaxOfficers = 16;
constexpr int kMaxLeads = 100;

void CheckLeads(const v1::OpenCaseRequest& request, FieldCheck& check) {
  std::set<std::string> leads;
  check.Check(request.lead_ids_size() <= kMaxLeads, "lead_ids", "at most 100");
  for (const std::string& lead : request.lead_ids()) {
    check.Check(IsLabel(lead, 1, kMaxPerson) && leads.insert(lead).second, "lead_ids",
                "ids of 1 to 64 characters, each once");
  }
}

absl::Status CheckOpening(const v1::OpenCaseRequest& request) {
  FieldCheck check;
  check.Check(IsLabel(request.case_ref(), 1, 64), "case_ref",
              "1 to 64 characters, without spaces around it");
  check.Check(IsInstitutionId(request.institution_id()), "institution_id",
              "1 to 32 of A-Z 0-9 - _");
  check.Check(
      request.source() != v1::CASE_SOURCE_UNSPECIFIED && v1::CaseSource_IsValid(request.source()),
      "source", "where the lead came from");
  check.Check(request.officers_size() <= kMaxOfficers, "officers", "at most 16");
  for (int i = 0; i < request.officers_size(); ++i) {
    check.Check(IsLabel(request.officers(i), 1, kMaxPerson), absl::StrCat("officers[", i, "]"),
                "a person's id, 1 to 64 characters, without spaces around it");
  }
  check.Check(request.certificates_size() <= kMaxOfficers, "certificates", "at most 16");
  CheckLeads(request, check);
  return check.Result();
}

std::vector<ShownCertificate> ShownOf(const v1::OpenCaseRequest& request) {
  std::vector<ShownCertificate> shown;
  for (const v1::ShownCertificate& one : request.certificates()) {
    shown.push_back({one.person(), one.name(), one.certificate_no()});
  }
  return shown;
}

// G1 holds for as long as facts are found.
absl::Status CheckStillCertified(const ServiceEnv& env, sql::Tx& tx, const Step& step) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> registered,
                           OfficersOf(tx, env.region, step.before.officers));
  return CheckTwoCertified(step.before.officers, registered, step.today);
}

}  // namespace

absl::StatusOr<v1::OpenCaseResponse> HandleOpenCase(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::OpenCaseRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckOpening(request));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, request.institution_id()));
  const RecordedAt now = Now(env);
  CaseFile file;
  file.case_id = TimeOrderedId(now.time, env.entropy).Text();
  file.case_ref = request.case_ref();
  file.institution_id = request.institution_id();
  file.source = static_cast<CaseSource>(request.source());
  file.officers = {request.officers().begin(), request.officers().end()};
  const absl::CivilDay today = calendar::DateOf(now.time);
  file.lead_ids = {request.lead_ids().begin(), request.lead_ids().end()};
  PROBITY_ASSIGN_OR_RETURN(file, OpenCase(std::move(file), today));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> registered,
                           OfficersOf(tx, env.region, file.officers));
  PROBITY_RETURN_IF_ERROR(CheckNobodyOfTheParty(institution, registered));
  PROBITY_RETURN_IF_ERROR(
      CheckShownCertificates(file.officers, registered, ShownOf(request), today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved, EndOpening(env, tx, call, now, std::move(file)));
  PROBITY_RETURN_IF_ERROR(FileLeadsOf(env, tx, call, saved, now));
  return Answer<v1::OpenCaseResponse>(saved, call);
}

absl::StatusOr<v1::AddFindingResponse> HandleAddFinding(const ServiceEnv& env, sql::Tx& tx,
                                                        const rpc::Call& call,
                                                        const v1::AddFindingRequest& request) {
  FieldCheck check;
  const FindingFile finding = FindingField(request.finding(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kAddFinding, request));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, step.before.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, institution.kind, finding.act_end));
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf others, env.policies.All(tx));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<PriorFinding> priors,
                           PriorFindings(tx, env.region, step.before, finding.code));
  PROBITY_ASSIGN_OR_RETURN(
      CaseFile after,
      AddFinding(step.before, {finding, *policy, *others, priors}, call.caller.person, step.today));
  PROBITY_RETURN_IF_ERROR(CheckStillCertified(env, tx, step));
  PROBITY_RETURN_IF_ERROR(ClaimAct(tx, env.region, after, finding));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("+ ", finding.item, " ", finding.code)));
  return Answer<v1::AddFindingResponse>(saved, call);
}

absl::StatusOr<v1::RemoveFindingResponse> HandleRemoveFinding(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RemoveFindingRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kRemoveFinding, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after,
                           RemoveFinding(step.before, request.item(), call.caller.person));
  const FindingFile removed = *FindFinding(step.before, request.item());
  PROBITY_RETURN_IF_ERROR(ReleaseAct(tx, env.region, after, removed));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("- ", removed.item, " ", removed.code)));
  return Answer<v1::RemoveFindingResponse>(saved, call);
}

absl::StatusOr<v1::CompleteInvestigationResponse> HandleCompleteInvestigation(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::CompleteInvestigationRequest& request) {
  FieldCheck check;
  check.Check(IsLabel(request.report(), 1, 200), "report",
              "number of the investigation report, 1 to 200 characters");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           BeginStep(env, tx, CaseStep::kCompleteInvestigation, request));
  PROBITY_RETURN_IF_ERROR(CheckEvidenceUsable(env, tx, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, CompleteInvestigation(step.before, request.report()));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), request.report()));
  return Answer<v1::CompleteInvestigationResponse>(saved, call);
}

}  // namespace probity::scoring
