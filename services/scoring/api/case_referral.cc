#include <string>
#include <utility>
#include <vector>

#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/sheet_blind.h"
#include "services/scoring/api/sheets/plan.h"
#include "services/scoring/api/sheets/redaction.h"
#include "services/scoring/api/sheets/register_scan.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/store/sheet_store.h"
#include "services/scoring/store/sheets/blindings.h"

namespace probity::scoring {
namespace {

// What the officers of a case are told whose sheet waits for a second signature.
constexpr char kResidual[] = "SHEET_RESIDUAL";

// What must not reach the committee: nothing does, but for the leaks tests plant.
void LeakAsPlanted(const CaseFile& file, v1::SheetBody body, SheetRow* sheet) {
  if (PROBITY_PLANTED(kInstitutionInSheet)) {
    body.set_defence(body.defence() + file.institution_id);
    sheet->body = body.SerializeAsString();
  }
  if (PROBITY_PLANTED(kDoctorInSheet)) {
    body.mutable_findings(0)->set_facts(file.findings.front().act_ref);
    sheet->body = body.SerializeAsString();
  }
  if (PROBITY_PLANTED(kTokenFromCase)) sheet->token = Id::Parse(file.case_id).value().Bytes();
  if (PROBITY_PLANTED(kTokenFromInstitution)) {
    sheet->token.replace(0, 8, crypto::Sha256(file.institution_id), 0, 8);
  }
}

SheetRow NewSheet(const ServiceEnv& env, const CaseFile& file, const SheetPlan& plan,
                  const v1::SheetBody& body) {
  SheetRow sheet;
  sheet.sheet_id = TimeOrderedId(env.clock.Now(), env.entropy).Bytes();
  sheet.case_id = file.case_id;
  sheet.token = RandomId(env.entropy).Bytes();
  for (const SheetFindingPlan& finding : plan.findings) sheet.items.push_back(finding.item);
  sheet.body = body.SerializeAsString();
  LeakAsPlanted(file, body, &sheet);
  return sheet;
}

// The referral's number is the queue's.
absl::Status KeepBlinding(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                          const RecordedAt& at, const std::string& token, SheetBlinding blinding) {
  PROBITY_ASSIGN_OR_RETURN(const auto queued, SheetByToken(tx, env.region, token));
  blinding.referral_seq = queued.value().referral_seq;
  blinding.actor = call.caller.person;
  blinding.recorded_time = absl::ToUnixMicros(at.time);
  blinding.scenario = at.scenario;
  return InsertBlinding(tx, env.region, blinding);
}

}  // namespace

absl::StatusOr<v1::ReferToReviewResponse> HandleReferToReview(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ReferToReviewRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Redaction redaction,
                           RedactionOf(request.defence(), request.facts()));
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kReferToReview, request));
  PROBITY_ASSIGN_OR_RETURN(PlannedSheet planned, PlanSheet(env, tx, step.before, redaction));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Hit> hits,
                           ScanPlan(env, tx, step.before, planned.referral.sheet));
  if (!hits.empty()) return NotBlind(hits);
  if (planned.blinding.residual) planned.referral.file.attention = kResidual;
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(planned.referral.file)));
  const SheetPlan& plan = planned.referral.sheet;
  const SheetRow sheet = NewSheet(env, saved, plan, SheetMessage(plan, planned.institution.kind));
  PROBITY_RETURN_IF_ERROR(QueueSheet(tx, env.region, sheet));
  PROBITY_RETURN_IF_ERROR(
      KeepBlinding(env, tx, call, step.at, sheet.token, std::move(planned.blinding)));
  return Answer<v1::ReferToReviewResponse>(saved, call);
}

}  // namespace probity::scoring
