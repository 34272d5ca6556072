#include "services/scoring/store/persons/persons.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT person_id, licence_no, name, profession FROM person WHERE region = ?";
constexpr char kById[] = " AND person_id = ?";
constexpr char kAmongIds[] = " AND person_id IN (";
constexpr char kAmongLicences[] = " AND licence_no IN (";
constexpr char kAfter[] = " AND person_id > ? ORDER BY person_id LIMIT ?";
constexpr char kAfterAt[] =
    " AND person_id > ? AND person_id IN (SELECT person_id FROM person_employment "
    "WHERE region = ? AND institution_id = ?) ORDER BY person_id LIMIT ?";
constexpr char kSelectEmployments[] =
    "SELECT person_id, institution_id, from_date, to_date, main_site FROM person_employment "
    "WHERE region = ? AND person_id IN (";
constexpr char kSelectRegistrations[] =
    "SELECT person_id, registered_date FROM person_registration "
    "WHERE region = ? AND person_id IN (";
constexpr char kInRegisteredOrder[] = ") ORDER BY person_id, registered_date";
constexpr char kInsertPerson[] =
    "INSERT INTO person (region, person_id, licence_no, name, profession, recorded_time) VALUES";
constexpr char kInsertRegistration[] =
    "INSERT INTO person_registration (region, person_id, registered_date, actor, recorded_time) "
    "VALUES";
constexpr char kInsertEmployment[] =
    "INSERT INTO person_employment (region, person_id, institution_id, from_date, to_date, "
    "main_site, recorded_time) VALUES";
// Statements of few shapes keep the statement caches small.
constexpr size_t kIdsPerQuery = 100;

Person FromRow(const sql::Row& row) {
  Person person;
  person.person_id = row.Text(0);
  person.licence_no = row.Text(1);
  person.name = row.Text(2);
  person.profession = static_cast<Profession>(row.Int(3));
  return person;
}

std::string Placeholders(size_t count) {
  std::string text = "?";
  for (size_t i = 1; i < count; ++i) text += ",?";
  return text;
}

absl::Status FillChunk(sql::Tx& tx, const std::string& region, Person* first, size_t count) {
  sql::Params params = {region};
  std::map<std::string, Person*> by_id;
  for (size_t i = 0; i < count; ++i) {
    params.emplace_back(first[i].person_id);
    by_id[first[i].person_id] = &first[i];
  }
  const std::string among = Placeholders(count);
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(absl::StrCat(kSelectEmployments, among, ")"), params, [&](const sql::Row& row) {
        by_id.at(row.Text(0))
            ->employments.push_back(
                {row.Text(1), DateAt(row, 2), OptionalDateAt(row, 3), row.Bool(4)});
        return absl::OkStatus();
      }));
  return tx.QueryEach(absl::StrCat(kSelectRegistrations, among, kInRegisteredOrder), params,
                      [&](const sql::Row& row) {
                        by_id.at(row.Text(0))->registered.push_back(DateAt(row, 1));
                        return absl::OkStatus();
                      });
}

// Adds where and since when to what stands in the register.
absl::Status Fill(sql::Tx& tx, const std::string& region, std::vector<Person>& persons) {
  for (size_t first = 0; first < persons.size(); first += kIdsPerQuery) {
    PROBITY_RETURN_IF_ERROR(FillChunk(tx, region, persons.data() + first,
                                      std::min(kIdsPerQuery, persons.size() - first)));
  }
  for (Person& one : persons) SortEmployments(one.employments);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Person>> Select(sql::Tx& tx, const std::string& region,
                                           std::string_view condition, const sql::Params& params) {
  std::vector<Person> found;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(absl::StrCat(kSelect, ToAbsl(condition)), params, [&](const sql::Row& row) {
        found.push_back(FromRow(row));
        return absl::OkStatus();
      }));
  PROBITY_RETURN_IF_ERROR(Fill(tx, region, found));
  return found;
}

absl::StatusOr<std::vector<Person>> Among(sql::Tx& tx, const std::string& region,
                                          std::string_view condition,
                                          const std::vector<std::string>& values) {
  std::vector<Person> found;
  for (size_t first = 0; first < values.size(); first += kIdsPerQuery) {
    const size_t count = std::min(kIdsPerQuery, values.size() - first);
    sql::Params params = {region};
    for (size_t i = first; i < first + count; ++i) params.emplace_back(values[i]);
    PROBITY_ASSIGN_OR_RETURN(
        const std::vector<Person> some,
        Select(tx, region, absl::StrCat(ToAbsl(condition), Placeholders(count), ")"), params));
    found.insert(found.end(), some.begin(), some.end());
  }
  std::sort(found.begin(), found.end(),
            [](const Person& a, const Person& b) { return a.person_id < b.person_id; });
  return found;
}

absl::StatusOr<Person> One(sql::Tx& tx, const std::string& region, const std::string& person_id,
                           std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Person> found,
      Select(tx, region, absl::StrCat(kById, ToAbsl(lock)), {region, person_id}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_PERSON,
                    absl::StrCat("no person \"", person_id, "\" in the register"));
  }
  return found.front();
}

sql::Params RegistrationRow(const std::string& region, const std::string& person_id,
                            absl::CivilDay day, const Registration& by) {
  return {region, person_id, DateColumn(day), by.actor, by.recorded_time};
}

}  // namespace

absl::StatusOr<Person> GetPerson(sql::Tx& tx, const std::string& region,
                                 const std::string& person_id) {
  return One(tx, region, person_id, "");
}

absl::StatusOr<Person> LockPerson(sql::Tx& tx, const std::string& region,
                                  const std::string& person_id) {
  return One(tx, region, person_id, tx.dialect().ForUpdate());
}

absl::StatusOr<std::vector<Person>> FindPersons(sql::Tx& tx, const std::string& region,
                                                const std::vector<std::string>& ids) {
  return Among(tx, region, kAmongIds, ids);
}

absl::StatusOr<std::vector<Person>> FindByLicence(sql::Tx& tx, const std::string& region,
                                                  const std::vector<std::string>& licences) {
  return Among(tx, region, kAmongLicences, licences);
}

absl::StatusOr<std::vector<Person>> PersonsAfter(sql::Tx& tx, const std::string& region,
                                                 const std::string& institution_id,
                                                 const std::string& after, int64_t limit) {
  if (institution_id.empty()) return Select(tx, region, kAfter, {region, after, limit});
  return Select(tx, region, kAfterAt, {region, after, region, institution_id, limit});
}

absl::Status InsertPersons(sql::Tx& tx, const std::string& region,
                           const std::vector<Person>& persons, const Registration& by) {
  std::vector<sql::Params> rows;
  std::vector<sql::Params> registrations;
  std::vector<sql::Params> employments;
  for (const Person& one : persons) {
    rows.push_back({region, one.person_id, one.licence_no, one.name,
                    static_cast<int64_t>(one.profession), by.recorded_time});
    for (const absl::CivilDay day : one.registered) {
      registrations.push_back(RegistrationRow(region, one.person_id, day, by));
    }
    for (const Employment& at : one.employments) {
      employments.push_back({region, one.person_id, at.institution_id, DateColumn(at.from),
                             DateColumn(at.to), static_cast<int64_t>(at.main_site),
                             by.recorded_time});
    }
  }
  PROBITY_RETURN_IF_ERROR(tx.InsertMany(kInsertPerson, rows));
  if (!registrations.empty()) {
    PROBITY_RETURN_IF_ERROR(tx.InsertMany(kInsertRegistration, registrations));
  }
  if (employments.empty()) return absl::OkStatus();
  return tx.InsertMany(kInsertEmployment, employments);
}

absl::Status InsertRegistration(sql::Tx& tx, const std::string& region,
                                const std::string& person_id, absl::CivilDay day,
                                const Registration& by) {
  return tx.InsertMany(kInsertRegistration, {RegistrationRow(region, person_id, day, by)});
}

absl::Status PutEmployment(sql::Tx& tx, const std::string& region, const std::string& person_id,
                           const Employment& employment, int64_t recorded_time) {
  const std::string sql =
      tx.dialect().Upsert("person_employment",
                          {"region", "person_id", "institution_id", "from_date", "to_date",
                           "main_site", "recorded_time"},
                          {"region", "person_id", "institution_id", "from_date"}, {"to_date"});
  return tx
      .Execute(sql, {region, person_id, employment.institution_id, DateColumn(employment.from),
                     DateColumn(employment.to), static_cast<int64_t>(employment.main_site),
                     recorded_time})
      .status();
}

}  // namespace probity::scoring
