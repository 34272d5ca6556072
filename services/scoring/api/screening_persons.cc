#include "services/scoring/api/screening_persons.h"

#include <algorithm>

#include "common/codes/person_code.h"
#include "common/status/status.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/inspections/inspections.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {
namespace {

constexpr int64_t kInspections = 1000;  // of one institution
constexpr size_t kChunk = 500;

absl::StatusOr<std::set<std::string>> WorkedOn(const ServiceEnv& env, sql::Tx& tx,
                                               const CaseFile& file) {
  std::set<std::string> persons(file.officers.begin(), file.officers.end());
  persons.insert(file.former_officers.begin(), file.former_officers.end());
  PROBITY_ASSIGN_OR_RETURN(const auto steps, ListTransitions(tx, env.region, file.case_id));
  for (const TransitionRow& step : steps) persons.insert(step.actor);
  PROBITY_ASSIGN_OR_RETURN(const auto records, ListRecords(tx, env.region, file.case_id));
  for (const CaseRecord& record : records) persons.insert(record.actor);
  InspectionQuery query;
  query.institution_id = file.institution_id;
  query.limit = kInspections;
  PROBITY_ASSIGN_OR_RETURN(const auto inspections, ListInspections(tx, env.region, query));
  for (const InspectionRow& one : inspections) {
    if (one.case_ref == file.case_ref) {
      persons.insert(one.inspectors.begin(), one.inspectors.end());
    }
  }
  return persons;
}

}  // namespace

absl::StatusOr<std::set<std::string>> PersonsOf(const ServiceEnv& env, sql::Tx& tx,
                                                const CaseFile& file,
                                                const std::vector<Challenge>& challenges) {
  PROBITY_ASSIGN_OR_RETURN(const std::set<std::string> worked, WorkedOn(env, tx, file));
  std::set<std::string> names = ChallengedPersons(challenges);
  names.insert(worked.begin(), worked.end());
  const std::vector<std::string> ids(worked.begin(), worked.end());
  for (size_t begin = 0; begin < ids.size(); begin += kChunk) {
    const auto end =
        ids.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kChunk, ids.size()));
    const std::vector<std::string> some(ids.begin() + static_cast<std::ptrdiff_t>(begin), end);
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> officers, OfficersOf(tx, env.region, some));
    for (const Officer& officer : officers) names.insert(officer.name);
  }
  std::set<std::string> persons;
  for (const std::string& name : names) {
    persons.insert(codes::PersonCode(env.screening_keys.person, name));
  }
  return persons;
}

}  // namespace probity::scoring
