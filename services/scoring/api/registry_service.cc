#include "services/scoring/api/registry_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/bars.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

// Rows that are new, and how many stand in the register already as they are.
struct Sorted {
  std::vector<Institution> fresh;
  int32_t unchanged = 0;
};

// Both ascending by id. DUPLICATE_INSTITUTION names every id that is registered otherwise.
absl::StatusOr<Sorted> Compare(const std::vector<Institution>& rows,
                               const std::vector<Institution>& registered) {
  Sorted sorted;
  std::vector<FieldViolation> other;
  auto known = registered.begin();
  for (const Institution& row : rows) {
    while (known != registered.end() && known->institution_id < row.institution_id) ++known;
    if (known == registered.end() || known->institution_id != row.institution_id) {
      sorted.fresh.push_back(row);
    } else if (*known == row) {
      ++sorted.unchanged;
    } else {
      other.push_back({row.institution_id, "registered with other particulars"});
    }
  }
  if (other.empty()) return sorted;
  const std::string text =
      absl::StrCat(other.size(), " institutions are registered with other particulars, first ",
                   other.front().field, "; nothing was imported");
  return WithDetail(
      absl::StatusCode::kAlreadyExists, text,
      {std::string(ReasonName(Reason::k_DUPLICATE_INSTITUTION)), {}, std::move(other)});
}

absl::Status Audit(sql::Tx& tx, const ServiceEnv& env, const rpc::Call& call,
                   const std::vector<Institution>& fresh, const RecordedAt& at) {
  ledger::Fields rows;
  for (const Institution& one : fresh) {
    rows.Add("institution_id", one.institution_id)
        .Add("name", one.name)
        .Add("kind", policy::SubjectKindName(one.kind))
        .Add("district", one.district)
        .Add("designated_from", DateText(one.designated_from))
        .Add("designated_to", DateText(one.designated_to))
        .Add("principal", one.principal)
        .Add("address", one.address);
  }
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("added", static_cast<int64_t>(fresh.size()))
      .AddHex("rows_sha256", crypto::Sha256(rows.text()));
  return AppendAudit(tx, env.region, AuditKind::kInstitutionsImported, fields, at).status();
}

absl::StatusOr<v1::ImportInstitutionsResponse> Import(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const std::vector<v1::ImportInstitutionsRequest>& messages) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> rows, ReadRows(messages));
  std::vector<std::string> ids;
  for (const Institution& row : rows) ids.push_back(row.institution_id);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> registered,
                           FindInstitutions(tx, env.region, ids));
  PROBITY_ASSIGN_OR_RETURN(const Sorted sorted, Compare(rows, registered));
  const RecordedAt at = Now(env);
  PROBITY_RETURN_IF_ERROR(consequences::CheckBarred(env, tx, sorted.fresh));
  if (!sorted.fresh.empty()) {
    const absl::Status inserted =
        InsertInstitutions(tx, env.region, sorted.fresh, absl::ToUnixMicros(at.time));
    if (absl::IsAlreadyExists(inserted)) {
      return LostRace("somebody imports the same institutions at the same time; repeat the call");
    }
    PROBITY_RETURN_IF_ERROR(inserted);
    PROBITY_RETURN_IF_ERROR(Audit(tx, env, call, sorted.fresh, at));
  }
  v1::ImportInstitutionsResponse response;
  response.set_added(static_cast<int32_t>(sorted.fresh.size()));
  response.set_unchanged(sorted.unchanged);
  return response;
}

absl::StatusOr<v1::GetInstitutionResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                               const v1::GetInstitutionRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, request.institution_id()));
  v1::GetInstitutionResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const Institution found,
                             GetInstitution(tx, env.region, request.institution_id()));
    *response.mutable_institution() = ToProto(found);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListInstitutionsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::ListInstitutionsRequest& request) {
  const std::optional<policy::SubjectKind> kind = FromProto(request.kind());
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(kind.has_value() || request.kind() == v1::SUBJECT_KIND_UNSPECIFIED, "kind",
                 "MEDICAL, PHARMACY, PERSON or unspecified")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<Institution> found;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found,
                             InstitutionsAfter(tx, env.region, kind, page.cursor, page.size + 1));
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  v1::ListInstitutionsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().institution_id));
  }
  for (const Institution& one : found) *response.add_institutions() = ToProto(one);
  return response;
}

}  // namespace

void RegisterRegistryService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.RegistryService.")
      .Import("ImportInstitutions", &Import)
      .Read("GetInstitution", &Get)
      .Read("ListInstitutions", &List);
}

}  // namespace probity::scoring
