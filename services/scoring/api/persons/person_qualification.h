// What the points ledger says of a person, in the caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_QUALIFICATION_H_
#define PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_QUALIFICATION_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/person.pb.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/persons/person.h"

namespace probity::scoring {

using Standings = std::map<int32_t, Standing>;

// The standing of every year in which the subject has entries, each read by the policies its
// decisions pinned.
absl::StatusOr<Standings> StandingsOf(const ServiceEnv& env, sql::Tx& tx, const Subject& subject);

absl::StatusOr<QualificationHistory> HistoryOfPerson(const ServiceEnv& env, sql::Tx& tx,
                                                     const Person& person);

// Of everybody who works or worked at the institution and has entries, by person_id.
absl::StatusOr<std::map<std::string, QualificationHistory>> HistoriesOfStaff(
    const ServiceEnv& env, sql::Tx& tx, const std::string& institution_id);

// The person's qualification on `day`, with points and band of that day's year.
absl::StatusOr<v1::PaymentQualification> QualificationOf(const ServiceEnv& env, sql::Tx& tx,
                                                         const Person& person, absl::CivilDay day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PERSONS_PERSON_QUALIFICATION_H_
