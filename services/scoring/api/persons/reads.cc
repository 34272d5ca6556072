// What is asked about persons and their scorings.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/persons/person_convert.h"
#include "services/scoring/api/persons/person_handlers.h"
#include "services/scoring/api/persons/person_qualification.h"
#include "services/scoring/domain/persons/share.h"
#include "services/scoring/store/persons/persons.h"
#include "services/scoring/store/persons/scorings.h"

namespace probity::scoring {
namespace {

constexpr int32_t kFirstYear = 2000;
constexpr int32_t kLastYear = 2200;
constexpr int64_t kAllPersons = 1'000'000;

// Who has no entries is affected in no year.
ShareCount CountAffected(const std::map<std::string, QualificationHistory>& histories,
                         const std::vector<Person>& persons, int32_t year) {
  ShareCount count;
  for (const Person& one : persons) {
    ++count.persons;
    const auto history = histories.find(one.person_id);
    if (history == histories.end()) continue;
    if (AffectedIn(history->second, one.registered, year)) ++count.affected;
  }
  return count;
}

}  // namespace

absl::StatusOr<v1::GetPersonResponse> HandleGetPerson(const ServiceEnv& env, const rpc::Call& call,
                                                      const v1::GetPersonRequest& request) {
  FieldCheck check;
  const absl::CivilDay day = DateField(request.date(), "date", Today(env.clock), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  v1::GetPersonResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const Person person, GetPerson(tx, env.region, request.person_id()));
    PROBITY_RETURN_IF_ERROR(CheckOwnPerson(call, person));
    *response.mutable_person() = ToProto(person, call);
    PROBITY_ASSIGN_OR_RETURN(*response.mutable_person()->mutable_qualification(),
                             QualificationOf(env, tx, person, day));
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListPersonsResponse> HandleListPersons(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::ListPersonsRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, request.institution_id()));
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<Person> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        found, PersonsAfter(tx, env.region, request.institution_id(), page.cursor, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListPersonsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().person_id));
  }
  for (const Person& one : found) *response.add_persons() = ToProto(one, call);
  return response;
}

absl::StatusOr<v1::GetPersonScoringResponse> HandleGetPersonScoring(
    const ServiceEnv& env, const rpc::Call& call, const v1::GetPersonScoringRequest& request) {
  v1::GetPersonScoringResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const PersonScoring found,
                             LoadScoring(tx, env.region, request.scoring_id()));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<TellRow> tells,
                             TellsOf(tx, env.region, found.scoring_id));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<PersonStepRow> steps,
                             StepsOf(tx, env.region, found.scoring_id));
    *response.mutable_scoring() = ToProto(found);
    AddTells(tells, *response.mutable_scoring());
    AddSteps(steps, *response.mutable_scoring());
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListPersonScoringsResponse> HandleListPersonScorings(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListPersonScoringsRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(request.person_id().empty() != request.case_id().empty(),
                                     "person_id", "either this or case_id")
                              .Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<PersonScoring> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        found, ListScorings(tx, env.region,
                            {request.person_id(), request.case_id(), page.cursor, page.size + 1}));
    return absl::OkStatus();
  }));
  v1::ListPersonScoringsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().scoring_id));
  }
  for (const PersonScoring& one : found) *response.add_scorings() = ToProto(one);
  return response;
}

absl::StatusOr<v1::GetPersonShareResponse> HandleGetPersonShare(
    const ServiceEnv& env, const rpc::Call& call, const v1::GetPersonShareRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(kFirstYear <= request.year() && request.year() <= kLastYear, "year",
                 "2000 to 2200")
          .Check(IsInstitutionId(request.institution_id()), "institution_id", "required")
          .Result());
  const absl::CivilDay first(request.year(), 1, 1);
  const absl::CivilDay last(request.year(), 12, 31);
  v1::GetPersonShareResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        std::vector<Person> persons,
        PersonsAfter(tx, env.region, request.institution_id(), "", kAllPersons));
    std::erase_if(persons, [&](const Person& one) {
      return !WorkedAt(one, request.institution_id(), first, last);
    });
    PROBITY_ASSIGN_OR_RETURN(const auto histories,
                             HistoriesOfStaff(env, tx, request.institution_id()));
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                             env.policies.For(tx, policy::SubjectKind::kPerson, last));
    const ShareCount count = CountAffected(histories, persons, request.year());
    response.set_persons(count.persons);
    response.set_affected(count.affected);
    response.set_share_bp(ShareBp(count));
    response.set_rule_enabled(policy->persons->share.enabled);
    response.set_proposal(
        static_cast<v1::ShareProposal>(ProposalFor(policy->persons->share, count)));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace probity::scoring
