#include "services/scoring/api/leads/lead_service.h"

#include "absl/strings/str_cat.h"
#include "services/scoring/api/leads/lead_handlers.h"

namespace probity::scoring {
namespace {

constexpr char kService[] = "probity.scoring.v1.LeadService.";

template <typename Request, typename Response>
using Step = absl::StatusOr<Response> (*)(const ServiceEnv&, sql::Tx&, const rpc::Call&,
                                          const Request&);
template <typename Request, typename Response>
using Read = absl::StatusOr<Response> (*)(const ServiceEnv&, const rpc::Call&, const Request&);

template <typename Request, typename Response>
void AddStep(const ServiceEnv& env, rpc::Router& router, const char* name,
             Step<Request, Response> handle) {
  router.Mutation<Request, Response>(
      absl::StrCat(kService, name), env.database,
      [&env, handle](sql::Tx& tx, const rpc::Call& call, const Request& request) {
        return handle(env, tx, call, request);
      });
}

template <typename Request, typename Response>
void AddRead(const ServiceEnv& env, rpc::Router& router, const char* name,
             Read<Request, Response> handle) {
  router.Unary<Request, Response>(absl::StrCat(kService, name),
                                  [&env, handle](const rpc::Call& call, const Request& request) {
                                    return handle(env, call, request);
                                  });
}

}  // namespace

void RegisterLeadService(const ServiceEnv& env, rpc::Router& router) {
  AddStep(env, router, "ReportLead", &HandleReportLead);
  AddStep(env, router, "VerifyLead", &HandleVerifyLead);
  AddStep(env, router, "ExtendVerification", &HandleExtendVerification);
  AddStep(env, router, "RejectLead", &HandleRejectLead);
  AddStep(env, router, "TransferLead", &HandleTransferLead);
  AddStep(env, router, "FileLead", &HandleFileLead);
  AddRead(env, router, "GetLead", &HandleGetLead);
  AddRead(env, router, "ListLeads", &HandleListLeads);
  AddRead(env, router, "ReadInformant", &HandleReadInformant);
}

}  // namespace probity::scoring
