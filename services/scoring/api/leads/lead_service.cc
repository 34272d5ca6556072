#include "services/scoring/api/leads/lead_service.h"

#include "services/scoring/api/leads/lead_handlers.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {

void RegisterLeadService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.LeadService.")
      .Change("ReportLead", &HandleReportLead)
      .Change("VerifyLead", &HandleVerifyLead)
      .Change("ExtendVerification", &HandleExtendVerification)
      .Change("RejectLead", &HandleRejectLead)
      .Change("TransferLead", &HandleTransferLead)
      .Change("FileLead", &HandleFileLead)
      .Read("GetLead", &HandleGetLead)
      .Read("ListLeads", &HandleListLeads)
      .Read("ReadInformant", &HandleReadInformant);
}

}  // namespace probity::scoring
