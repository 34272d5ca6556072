// The register of persons: who is added, who comes back after a bar, who works where.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/persons/person_convert.h"
#include "services/scoring/api/persons/person_handlers.h"
#include "services/scoring/api/persons/person_qualification.h"
#include "services/scoring/domain/persons/identity.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/persons/persons.h"

namespace probity::scoring {
namespace {

absl::Status Duplicate(std::vector<FieldViolation> which) {
  const std::string text = absl::StrCat(which.size(), " persons are registered already, first ",
                                        which.front().field, ": ", which.front().description);
  return WithDetail(absl::StatusCode::kAlreadyExists, text,
                    {std::string(ReasonName(Reason::k_DUPLICATE_PERSON)), {}, std::move(which)});
}

absl::Status CheckInstitutions(const ServiceEnv& env, sql::Tx& tx,
                               const std::vector<Person>& persons) {
  std::set<std::string> named;
  for (const Person& one : persons) {
    for (const Employment& at : one.employments) named.insert(at.institution_id);
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> known,
                           FindInstitutions(tx, env.region, {named.begin(), named.end()}));
  for (const Institution& one : known) named.erase(one.institution_id);
  if (named.empty()) return absl::OkStatus();
  return NotFound(Reason::k_UNKNOWN_INSTITUTION,
                  absl::StrCat(named.size(), " institutions are not in the register, first \"",
                               *named.begin(), "\""));
}

bool SameParticulars(const Person& a, const Person& b) {
  return a.person_id == b.person_id && a.licence_no == b.licence_no && a.name == b.name &&
         a.profession == b.profession;
}

// Rows that are new. `registered` holds those of the same ids, `licensed` of the same licences.
absl::StatusOr<std::vector<Person>> Fresh(const std::vector<Person>& rows,
                                          const std::vector<Person>& registered,
                                          const std::vector<Person>& licensed) {
  std::vector<Person> fresh;
  std::vector<FieldViolation> other;
  for (const Person& row : rows) {
    const auto known = std::find_if(registered.begin(), registered.end(), [&](const Person& one) {
      return one.person_id == row.person_id;
    });
    const auto taken = std::find_if(licensed.begin(), licensed.end(), [&](const Person& one) {
      return one.licence_no == row.licence_no && one.person_id != row.person_id;
    });
    if (taken != licensed.end()) {
      other.push_back({row.person_id, "the licence is registered under another code"});
    } else if (known == registered.end()) {
      fresh.push_back(row);
    } else if (!SameParticulars(*known, row) || known->employments != row.employments) {
      other.push_back({row.person_id, "registered with other particulars"});
    }
  }
  if (!other.empty()) return Duplicate(std::move(other));
  return fresh;
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const std::vector<Person>& persons, const RecordedAt& at) {
  ledger::Fields rows;
  for (const Person& one : persons) {
    rows.Add("person_id", one.person_id).Add("licence_no", one.licence_no).Add("name", one.name);
  }
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("persons", static_cast<int64_t>(persons.size()))
      .AddHex("rows_sha256", crypto::Sha256(rows.text()));
  return AppendAudit(tx, env.region, AuditKind::kPersonsRegistered, fields, at).status();
}

absl::Status Insert(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                    std::vector<Person> fresh) {
  if (fresh.empty()) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(CheckInstitutions(env, tx, fresh));
  const RecordedAt at = Now(env);
  for (Person& one : fresh) one.registered = {calendar::DateOf(at.time)};
  const absl::Status inserted =
      InsertPersons(tx, env.region, fresh, {call.caller.person, absl::ToUnixMicros(at.time)});
  if (absl::IsAlreadyExists(inserted)) {
    return LostRace("somebody registers the same persons at the same time; repeat the call");
  }
  PROBITY_RETURN_IF_ERROR(inserted);
  return Audit(env, tx, call, fresh, at);
}

// Who is known by the licence under another code: barred, or simply somebody else's number.
absl::Status CheckLicence(const ServiceEnv& env, sql::Tx& tx, const Person& person,
                          absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Person> licensed,
                           FindByLicence(tx, env.region, {person.licence_no}));
  for (const Person& one : licensed) {
    if (one.person_id == person.person_id) continue;
    PROBITY_ASSIGN_OR_RETURN(const QualificationHistory history, HistoryOfPerson(env, tx, one));
    PROBITY_RETURN_IF_ERROR(CheckNotBarred(history, today));
    return Duplicate({{person.person_id, "the licence is registered under another code"}});
  }
  return absl::OkStatus();
}

// The same person after the bar of a termination.
absl::Status RegisterAgain(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                           const Person& known, const Person& asked) {
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(const QualificationHistory history, HistoryOfPerson(env, tx, known));
  PROBITY_RETURN_IF_ERROR(CheckNotBarred(history, today));
  const PaymentQualification now = QualificationOn(history, known.registered, today);
  if (now.state != QualificationState::kTerminated || !SameParticulars(known, asked)) {
    return Duplicate({{asked.person_id, "registered already"}});
  }
  PROBITY_RETURN_IF_ERROR(InsertRegistration(tx, env.region, known.person_id, today,
                                             {call.caller.person, absl::ToUnixMicros(at.time)}));
  return Audit(env, tx, call, {known}, at);
}

template <typename Response>
absl::StatusOr<Response> AnswerPerson(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                      const std::string& person_id) {
  PROBITY_ASSIGN_OR_RETURN(const Person person, GetPerson(tx, env.region, person_id));
  Response response;
  *response.mutable_person() = ToProto(person, call);
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_person()->mutable_qualification(),
                           QualificationOf(env, tx, person, Today(env.clock)));
  return response;
}

}  // namespace

absl::StatusOr<v1::ImportPersonsResponse> HandleImportPersons(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const std::vector<v1::ImportPersonsRequest>& messages) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Person> rows, ReadPersonRows(messages));
  std::vector<std::string> ids;
  std::vector<std::string> licences;
  for (const Person& row : rows) {
    ids.push_back(row.person_id);
    licences.push_back(row.licence_no);
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Person> registered, FindPersons(tx, env.region, ids));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Person> licensed,
                           FindByLicence(tx, env.region, licences));
  PROBITY_ASSIGN_OR_RETURN(std::vector<Person> fresh, Fresh(rows, registered, licensed));
  v1::ImportPersonsResponse response;
  response.set_added(static_cast<int32_t>(fresh.size()));
  response.set_unchanged(static_cast<int32_t>(rows.size() - fresh.size()));
  PROBITY_RETURN_IF_ERROR(Insert(env, tx, call, std::move(fresh)));
  return response;
}

absl::StatusOr<v1::RegisterPersonResponse> HandleRegisterPerson(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RegisterPersonRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckNoIdNumber(request.person().person_id(), "person.person_id"));
  PROBITY_RETURN_IF_ERROR(CheckNoIdNumber(request.person().licence_no(), "person.licence_no"));
  FieldCheck check;
  const Person person = PersonField(request.person(), "person.", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckEmployments(person));
  PROBITY_RETURN_IF_ERROR(CheckLicence(env, tx, person, Today(env.clock)));
  const absl::StatusOr<Person> known = LockPerson(tx, env.region, person.person_id);
  if (known.ok()) {
    PROBITY_RETURN_IF_ERROR(RegisterAgain(env, tx, call, *known, person));
  } else if (absl::IsNotFound(known.status())) {
    PROBITY_RETURN_IF_ERROR(Insert(env, tx, call, {person}));
  } else {
    return known.status();
  }
  return AnswerPerson<v1::RegisterPersonResponse>(env, tx, call, person.person_id);
}

absl::StatusOr<v1::SetEmploymentResponse> HandleSetEmployment(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::SetEmploymentRequest& request) {
  FieldCheck check;
  const Employment change = EmploymentField(request.employment(), "employment.", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Person person, LockPerson(tx, env.region, request.person_id()));
  PROBITY_RETURN_IF_ERROR(GetInstitution(tx, env.region, change.institution_id).status());
  PROBITY_ASSIGN_OR_RETURN(const Employment changed, ChangeEmployment(person, change));
  const RecordedAt at = Now(env);
  PROBITY_RETURN_IF_ERROR(
      PutEmployment(tx, env.region, person.person_id, changed, absl::ToUnixMicros(at.time)));
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("person_id", person.person_id)
      .Add("institution_id", changed.institution_id)
      .Add("from_date", DateText(changed.from))
      .Add("to_date", DateText(changed.to));
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kEmploymentChanged, fields, at).status());
  return AnswerPerson<v1::SetEmploymentResponse>(env, tx, call, person.person_id);
}

}  // namespace probity::scoring
