// The register of persons in its tables. Every function runs inside its caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_STORE_PERSONS_PERSONS_H_
#define PROBITY_SERVICES_SCORING_STORE_PERSONS_PERSONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/persons/person.h"

namespace probity::scoring {

// UNKNOWN_PERSON.
absl::StatusOr<Person> GetPerson(sql::Tx& tx, const std::string& region,
                                 const std::string& person_id);
// The same, holding the person's row until the end of the transaction: what is decided about a
// person's points takes turns.
absl::StatusOr<Person> LockPerson(sql::Tx& tx, const std::string& region,
                                  const std::string& person_id);

// Those that are registered, ascending by id.
absl::StatusOr<std::vector<Person>> FindPersons(sql::Tx& tx, const std::string& region,
                                                const std::vector<std::string>& ids);
absl::StatusOr<std::vector<Person>> FindByLicence(sql::Tx& tx, const std::string& region,
                                                  const std::vector<std::string>& licences);

// Up to `limit` persons with an id above `after`, ascending; all, or those who work or worked at
// one institution.
absl::StatusOr<std::vector<Person>> PersonsAfter(sql::Tx& tx, const std::string& region,
                                                 const std::string& institution_id,
                                                 const std::string& after, int64_t limit);

struct Registration {
  std::string actor;
  int64_t recorded_time = 0;  // microseconds since 1970
};
// New persons with their employments and first registration, ascending by id. ALREADY_EXISTS if
// another writer took an id or a licence meanwhile.
absl::Status InsertPersons(sql::Tx& tx, const std::string& region,
                           const std::vector<Person>& persons, const Registration& by);

// ALREADY_EXISTS if the person was registered on that day.
absl::Status InsertRegistration(sql::Tx& tx, const std::string& region,
                                const std::string& person_id, absl::CivilDay day,
                                const Registration& by);

absl::Status PutEmployment(sql::Tx& tx, const std::string& region, const std::string& person_id,
                           const Employment& employment, int64_t recorded_time);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_PERSONS_PERSONS_H_
