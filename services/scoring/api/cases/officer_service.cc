#include "services/scoring/api/cases/officer_service.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status/status.h"
#include "probity/scoring/v1/officer_service.pb.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/cases/officers.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxPerson = 64;
constexpr size_t kMaxName = 100;
constexpr size_t kMaxNumber = 64;
constexpr size_t kNumbersPerQuery = 500;

v1::Officer ToProto(const Officer& officer) {
  v1::Officer message;
  message.set_person(officer.person);
  message.set_name(officer.name);
  message.set_certificate_no(officer.certificate_no);
  message.set_unit(officer.unit);
  message.set_valid_from_date(DateText(officer.valid_from));
  message.set_valid_to_date(DateText(officer.valid_to));
  return message;
}

// A date that has to be there; a violation is recorded under `field`.
absl::CivilDay RequiredDate(const std::string& text, const std::string& field, FieldCheck& check) {
  check.Check(!text.empty(), field, "a date YYYY-MM-DD");
  return DateField(text, field, absl::CivilDay(), check);
}

Officer ReadRow(const v1::Officer& row, const std::string& prefix, FieldCheck& check) {
  check.Check(IsLabel(row.person(), 1, kMaxPerson), prefix + "person", "1 to 64 characters");
  check.Check(IsLabel(row.name(), 1, kMaxName), prefix + "name", "1 to 100 characters");
  check.Check(IsLabel(row.certificate_no(), 1, kMaxNumber), prefix + "certificate_no",
              "1 to 64 characters");
  check.Check(IsLabel(row.unit(), 1, kMaxName), prefix + "unit", "1 to 100 characters");
  const Officer read = {row.person(),
                        row.name(),
                        row.certificate_no(),
                        row.unit(),
                        RequiredDate(row.valid_from_date(), prefix + "valid_from_date", check),
                        RequiredDate(row.valid_to_date(), prefix + "valid_to_date", check)};
  check.Check(read.valid_from <= read.valid_to, prefix + "valid_to_date",
              "not before valid_from_date");
  return read;
}

absl::Status BadRows(const absl::Status& bad_request) {
  RefusalDetail detail = DetailOf(bad_request);
  std::set<std::string> rows;
  for (const FieldViolation& one : detail.violations) {
    rows.insert(one.field.substr(0, one.field.find('.')));
  }
  detail.reason = std::string(ReasonName(Reason::k_BAD_ROWS));
  detail.metadata["bad_rows"] = absl::StrCat(rows.size());
  return WithDetail(absl::StatusCode::kInvalidArgument,
                    absl::StrCat(rows.size(), " bad rows, nothing was imported"), detail);
}

// The rows of the stream by certificate number.
absl::StatusOr<std::map<std::string, Officer>> ReadRows(
    const std::vector<v1::ImportOfficersRequest>& messages) {
  FieldCheck check;
  std::map<std::string, Officer> rows;
  int64_t number = 0;
  for (const v1::ImportOfficersRequest& message : messages) {
    for (const v1::Officer& row : message.officers()) {
      const std::string prefix = absl::StrCat("officers[", number++, "].");
      const Officer read = ReadRow(row, prefix, check);
      check.Check(rows.emplace(read.certificate_no, read).second, prefix + "certificate_no",
                  "repeats the number of another row");
    }
  }
  const absl::Status result = check.Result();
  if (!result.ok()) return BadRows(result);
  return rows;
}

absl::StatusOr<std::vector<Officer>> Registered(const ServiceEnv& env, sql::Tx& tx,
                                                const std::map<std::string, Officer>& rows) {
  std::vector<Officer> found;
  std::vector<std::string> numbers;
  for (auto row = rows.begin(); row != rows.end();) {
    numbers.push_back(row->first);
    if (++row != rows.end() && numbers.size() < kNumbersPerQuery) continue;
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> some,
                             OfficersByCertificate(tx, env.region, numbers));
    found.insert(found.end(), some.begin(), some.end());
    numbers.clear();
  }
  return found;
}

// Takes out of `rows` what stands in the register already; DUPLICATE_OFFICER if it stands there
// otherwise.
absl::Status RemoveKnown(const std::vector<Officer>& registered,
                         std::map<std::string, Officer>& rows) {
  for (const Officer& known : registered) {
    if (rows.at(known.certificate_no) != known) {
      return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_DUPLICATE_OFFICER,
                    absl::StrCat("certificate ", known.certificate_no,
                                 " is registered with other particulars; nothing was imported; "
                                 "执法证号已登记"),
                    {{"certificate_no", known.certificate_no}});
    }
    rows.erase(known.certificate_no);
  }
  return absl::OkStatus();
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const std::vector<Officer>& fresh, const RecordedAt& at) {
  ledger::Fields rows;
  for (const Officer& one : fresh) {
    rows.Add("person", one.person)
        .Add("name", one.name)
        .Add("certificate_no", one.certificate_no)
        .Add("unit", one.unit)
        .Add("valid_from", DateText(one.valid_from))
        .Add("valid_to", DateText(one.valid_to));
  }
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("added", static_cast<int64_t>(fresh.size()))
      .AddHex("rows_sha256", crypto::Sha256(rows.text()));
  return AppendAudit(tx, env.region, AuditKind::kOfficersImported, fields, at).status();
}

absl::StatusOr<v1::ImportOfficersResponse> Import(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const std::vector<v1::ImportOfficersRequest>& messages) {
  PROBITY_ASSIGN_OR_RETURN(auto rows, ReadRows(messages));
  const auto given = static_cast<int32_t>(rows.size());
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> registered, Registered(env, tx, rows));
  PROBITY_RETURN_IF_ERROR(RemoveKnown(registered, rows));
  std::vector<Officer> fresh;
  for (const auto& [number, officer] : rows) fresh.push_back(officer);
  const RecordedAt at = Now(env);
  if (!fresh.empty()) {
    const absl::Status inserted =
        InsertOfficers(tx, env.region, fresh, absl::ToUnixMicros(at.time));
    if (absl::IsAlreadyExists(inserted)) {
      return LostRace("somebody imports the same officers at the same time; repeat the call");
    }
    PROBITY_RETURN_IF_ERROR(inserted);
    PROBITY_RETURN_IF_ERROR(Audit(env, tx, call, fresh, at));
  }
  v1::ImportOfficersResponse response;
  response.set_added(static_cast<int32_t>(fresh.size()));
  response.set_unchanged(given - static_cast<int32_t>(fresh.size()));
  return response;
}

absl::StatusOr<v1::ListOfficersResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::ListOfficersRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<Officer> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, OfficersAfter(tx, env.region, page.cursor, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListOfficersResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().certificate_no));
  }
  for (const Officer& one : found) *response.add_officers() = ToProto(one);
  return response;
}

}  // namespace

void RegisterOfficerService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.OfficerService.")
      .Import("ImportOfficers", &Import)
      .Read("ListOfficers", &List);
}

}  // namespace probity::scoring
