#include "services/scoring/api/persons/person_service.h"

#include <string>
#include <string_view>

#include "services/scoring/api/persons/person_handlers.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {

void RegisterPersonService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.PersonService.")
      .Import("ImportPersons", &HandleImportPersons)
      .Change("RegisterPerson", &HandleRegisterPerson)
      .Change("SetEmployment", &HandleSetEmployment)
      .Change("ProposePersonEntries", &HandleProposePersonEntries)
      .Change("RecordPersonNoticeService", &HandleRecordPersonNoticeService)
      .Change("FilePersonObjection", &HandleFilePersonObjection)
      .Change("ConfirmPersonEntries", &HandleConfirmPersonEntries)
      .Change("RecordPersonDecisionService", &HandleRecordPersonDecisionService)
      .Change("RecordInstitutionTold", &HandleRecordInstitutionTold)
      .Read("GetPerson", &HandleGetPerson)
      .Read("ListPersons", &HandleListPersons)
      .Read("GetPersonScoring", &HandleGetPersonScoring)
      .Read("ListPersonScorings", &HandleListPersonScorings)
      .Read("GetPersonShare", &HandleGetPersonShare);
}

}  // namespace probity::scoring
