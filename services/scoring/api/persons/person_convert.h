// Between the messages of persons and their values.
#ifndef PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_CONVERT_H_

#include <string_view>
#include <vector>

#include "common/rpc/call.h"
#include "common/status/status.h"
#include "probity/scoring/v1/person.pb.h"
#include "services/scoring/domain/persons/person.h"
#include "services/scoring/domain/persons/scoring.h"
#include "services/scoring/store/persons/scorings.h"

namespace probity::scoring {

inline constexpr size_t kMaxPersonReason = 500;

// True for callers who handle persons' matters; others see names masked and no licence number.
bool SeesNames(const rpc::Call& call);

// NOT_YOURS if the caller is an institution for which the person never worked.
absl::Status CheckOwnPerson(const rpc::Call& call, const Person& person);

// The person as this caller may see it, without qualification.
v1::Person ToProto(const Person& person, const rpc::Call& call);
v1::PersonScoring ToProto(const PersonScoring& scoring);
void AddTells(const std::vector<TellRow>& tells, v1::PersonScoring& message);
void AddSteps(const std::vector<PersonStepRow>& steps, v1::PersonScoring& message);

// The particulars of a person a caller states, with violations under `prefix`.
Person PersonField(const v1::Person& message, std::string_view prefix, FieldCheck& check);
Employment EmploymentField(const v1::Employment& message, std::string_view prefix,
                           FieldCheck& check);
// A line as asked for: item, finding, code, responsibility and reasons.
PersonLine LineField(const v1::PersonLine& message, std::string_view prefix, FieldCheck& check);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_CONVERT_H_
