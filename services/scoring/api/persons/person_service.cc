#include "services/scoring/api/persons/person_service.h"

#include <string>
#include <string_view>

#include "services/scoring/api/persons/person_handlers.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kService = "probity.scoring.v1.PersonService.";

template <typename Response, typename Request>
void AddStep(const ServiceEnv& env, rpc::Router& router, std::string_view name,
             absl::StatusOr<Response> (*handler)(const ServiceEnv&, sql::Tx&, const rpc::Call&,
                                                 const Request&)) {
  router.Mutation<Request, Response>(
      std::string(kService).append(name), env.database,
      [&env, handler](sql::Tx& tx, const rpc::Call& call, const Request& request) {
        return handler(env, tx, call, request);
      });
}

template <typename Response, typename Request>
void AddRead(const ServiceEnv& env, rpc::Router& router, std::string_view name,
             absl::StatusOr<Response> (*handler)(const ServiceEnv&, const rpc::Call&,
                                                 const Request&)) {
  router.Unary<Request, Response>(std::string(kService).append(name),
                                  [&env, handler](const rpc::Call& call, const Request& request) {
                                    return handler(env, call, request);
                                  });
}

}  // namespace

void RegisterPersonService(const ServiceEnv& env, rpc::Router& router) {
  router.Import<v1::ImportPersonsRequest, v1::ImportPersonsResponse>(
      std::string(kService).append("ImportPersons"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& messages) {
        return HandleImportPersons(env, tx, call, messages);
      });
  AddStep(env, router, "RegisterPerson", &HandleRegisterPerson);
  AddStep(env, router, "SetEmployment", &HandleSetEmployment);
  AddStep(env, router, "ProposePersonEntries", &HandleProposePersonEntries);
  AddStep(env, router, "RecordPersonNoticeService", &HandleRecordPersonNoticeService);
  AddStep(env, router, "FilePersonObjection", &HandleFilePersonObjection);
  AddStep(env, router, "ConfirmPersonEntries", &HandleConfirmPersonEntries);
  AddStep(env, router, "RecordPersonDecisionService", &HandleRecordPersonDecisionService);
  AddStep(env, router, "RecordInstitutionTold", &HandleRecordInstitutionTold);
  AddRead(env, router, "GetPerson", &HandleGetPerson);
  AddRead(env, router, "ListPersons", &HandleListPersons);
  AddRead(env, router, "GetPersonScoring", &HandleGetPersonScoring);
  AddRead(env, router, "ListPersonScorings", &HandleListPersonScorings);
  AddRead(env, router, "GetPersonShare", &HandleGetPersonShare);
}

}  // namespace probity::scoring
