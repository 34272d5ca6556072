#include "services/scoring/api/services.h"

#include "services/scoring/api/agreements/agreement_service.h"
#include "services/scoring/api/archive/archive_service.h"
#include "services/scoring/api/attention/attention_service.h"
#include "services/scoring/api/case_service.h"
#include "services/scoring/api/cases/officer_service.h"
#include "services/scoring/api/clocks/clock_service.h"
#include "services/scoring/api/consequences/consequence_service.h"
#include "services/scoring/api/consequences/joint_punishment_service.h"
#include "services/scoring/api/consequences/recovery_service.h"
#include "services/scoring/api/documents/document_service.h"
#include "services/scoring/api/evidence/evidence_service.h"
#include "services/scoring/api/inspections/inspection_service.h"
#include "services/scoring/api/insured/insured_service.h"
#include "services/scoring/api/leads/lead_service.h"
#include "services/scoring/api/leads/monitoring_service.h"
#include "services/scoring/api/ledger/handlers.h"
#include "services/scoring/api/ledger_service.h"
#include "services/scoring/api/persons/person_service.h"
#include "services/scoring/api/policy_service.h"
#include "services/scoring/api/procedure/procedure_service.h"
#include "services/scoring/api/publicity/publicity_service.h"
#include "services/scoring/api/registry_service.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/api/sheets/sheet_service.h"
#include "services/scoring/api/standing_service.h"
#include "services/scoring/api/statistics/statistics_service.h"
#include "services/scoring/api/subjects/subject_service.h"

namespace probity::scoring {

void RegisterServices(const ServiceEnv& env, rpc::Router& router) {
  RegisterRegistryService(env, router);
  RegisterPolicyService(env, router);
  RegisterCaseService(env, router);
  RegisterAttentionService(env, router);
  RegisterProcedureService(env, router);
  RegisterChallengeService(env, router);
  RegisterClockService(env, router);
  RegisterOfficerService(env, router);
  RegisterDocumentService(env, router);
  RegisterEvidenceService(env, router);
  RegisterLeadService(env, router);
  RegisterMonitoringService(env, router);
  RegisterArchiveService(env, router);
  RegisterAgreementService(env, router);
  RegisterInsuredService(env, router);
  RegisterInspectionService(env, router);
  RegisterPersonService(env, router);
  RegisterConsequenceService(env, router);
  RegisterPublicityService(env, router);
  RegisterJointPunishmentService(env, router);
  RegisterRecoveryService(env, router);
  RegisterScreeningService(env, router);
  RegisterSheetService(env, router);
  RegisterStandingService(env, router);
  RegisterStatisticsService(env, router);
  RegisterSubjectService(env, router);
  RegisterLedgerService(env, router);
  RegisterProposalService(env, router);
  RegisterYearLockService(env, router);
}

}  // namespace probity::scoring
