// The handlers of PersonService, by file. See case_handlers.h for what they leave to common/rpc.
#ifndef PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_HANDLERS_H_
#define PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_HANDLERS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/person_service.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/persons/person.h"

namespace probity::scoring {

// The rows of an import as values, ascending by id. BAD_ROWS names every offending field of every
// row as `persons[N].field`, where N counts the rows of the whole stream from 0.
absl::StatusOr<std::vector<Person>> ReadPersonRows(
    const std::vector<v1::ImportPersonsRequest>& messages);

// register.cc
absl::StatusOr<v1::ImportPersonsResponse> HandleImportPersons(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const std::vector<v1::ImportPersonsRequest>& messages);

#define PROBITY_PERSON_STEP(Name)                                                     \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, sql::Tx& tx, \
                                                  const rpc::Call& call,              \
                                                  const v1::Name##Request& request);
PROBITY_PERSON_STEP(RegisterPerson)
PROBITY_PERSON_STEP(SetEmployment)
// propose.cc
PROBITY_PERSON_STEP(ProposePersonEntries)
// steps.cc
PROBITY_PERSON_STEP(RecordPersonNoticeService)
PROBITY_PERSON_STEP(FilePersonObjection)
PROBITY_PERSON_STEP(ConfirmPersonEntries)
PROBITY_PERSON_STEP(RecordPersonDecisionService)
PROBITY_PERSON_STEP(RecordInstitutionTold)
#undef PROBITY_PERSON_STEP

// reads.cc; they open their own transactions.
#define PROBITY_PERSON_READ(Name)                                                               \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, const rpc::Call& call, \
                                                  const v1::Name##Request& request);
PROBITY_PERSON_READ(GetPerson)
PROBITY_PERSON_READ(ListPersons)
PROBITY_PERSON_READ(GetPersonScoring)
PROBITY_PERSON_READ(ListPersonScorings)
PROBITY_PERSON_READ(GetPersonShare)
#undef PROBITY_PERSON_READ

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_HANDLERS_H_
