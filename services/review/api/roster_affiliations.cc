// PutAffiliation and EndAffiliation.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "probity/review/v1/roster_service.pb.h"
#include "services/review/api/roster_audit.h"
#include "services/review/api/roster_handlers.h"
#include "services/review/store/roster/members.h"

namespace probity::review {
namespace {

using calendar::Date;

constexpr char kIdRule[] = "must be an id as this service gave it";
constexpr char kDateRule[] = "must be a date, YYYY-MM-DD";

// What ties a member to an institution; persons are compared by name and never declared here.
absl::StatusOr<AffiliationKind> KindOf(std::string_view kind) {
  constexpr std::pair<std::string_view, AffiliationKind> kKinds[] = {
      {"EMPLOYER", AffiliationKind::kEmployer},
      {"FORMER_EMPLOYER", AffiliationKind::kFormerEmployer},
      {"KIN", AffiliationKind::kKin},
      {"SHARE", AffiliationKind::kShare},
      {"SERVICE", AffiliationKind::kService}};
  for (const auto& [name, known] : kKinds) {
    if (name == kind) return known;
  }
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_AFFILIATION_KIND,
                "a kind is one of EMPLOYER, FORMER_EMPLOYER, KIN, SHARE, SERVICE");
}

struct Asked {
  Bytes member_id;
  AffiliationKind kind = AffiliationKind::kEmployer;
  Date from;
  std::optional<Date> to;
};

absl::StatusOr<Asked> Read(const v1::PutAffiliationRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const AffiliationKind kind, KindOf(request.kind()));
  const absl::StatusOr<Id> member_id = Id::Parse(request.member_id());
  const absl::StatusOr<Date> from = calendar::ParseDate(request.from_date());
  const bool ends = !request.to_date().empty();
  const absl::StatusOr<Date> to =
      calendar::ParseDate(ends ? request.to_date() : request.from_date());
  FieldCheck check;
  check.Check(member_id.ok(), "member_id", kIdRule);
  check.Check(IsBureauCode(request.institution_code()), "institution_code",
              "must be 1 to 32 printable characters without spaces");
  check.Check(from.ok(), "from_date", kDateRule);
  check.Check(!ends || to.ok(), "to_date", "must be empty or a date, YYYY-MM-DD");
  check.Check(!from.ok() || !to.ok() || *from <= *to, "to_date", "is before from_date");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return Asked{member_id->Bytes(), kind, *from, ends ? std::optional<Date>(*to) : std::nullopt};
}

absl::StatusOr<v1::PutAffiliationResponse> Insert(sql::Tx& tx, const ReviewEnv& env,
                                                  const v1::PutAffiliationRequest& request,
                                                  const Asked& asked) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<roster::Member> member,
                           roster::FindById(tx, asked.member_id));
  if (!member.has_value()) {
    return NotFound(Reason::k_UNKNOWN_MEMBER, "no such member in the roster");
  }
  const Id aff_id = RandomId(env.entropy);
  PROBITY_RETURN_IF_ERROR(
      roster::InsertAffiliation(tx, {asked.member_id, aff_id.Bytes(), asked.kind,
                                     request.institution_code(), asked.from, asked.to}));
  PROBITY_RETURN_IF_ERROR(RecordRosterChange(tx, env, request));
  v1::PutAffiliationResponse response;
  response.set_aff_id(aff_id.Text());
  return response;
}

absl::StatusOr<v1::PutAffiliationResponse> PutAffiliation(
    const ReviewEnv& env, const rpc::Call& call, const v1::PutAffiliationRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Asked asked, Read(request));
  PROBITY_ASSIGN_OR_RETURN(
      v1::PutAffiliationResponse response,
      rpc::Idempotent<v1::PutAffiliationResponse>(
          env.roster, call, request, [&](sql::Tx& tx) { return Insert(tx, env, request, asked); }));
  PROBITY_RETURN_IF_ERROR(LogWaitingRosterChanges(env, call.deadline));
  return response;
}

struct End {
  Bytes member_id;
  Bytes aff_id;
  Date to;
};

absl::StatusOr<End> Read(const v1::EndAffiliationRequest& request) {
  const absl::StatusOr<Id> member_id = Id::Parse(request.member_id());
  const absl::StatusOr<Id> aff_id = Id::Parse(request.aff_id());
  const absl::StatusOr<Date> to = calendar::ParseDate(request.to_date());
  FieldCheck check;
  check.Check(member_id.ok(), "member_id", kIdRule);
  check.Check(aff_id.ok(), "aff_id", kIdRule);
  check.Check(to.ok(), "to_date", kDateRule);
  PROBITY_RETURN_IF_ERROR(check.Result());
  return End{member_id->Bytes(), aff_id->Bytes(), *to};
}

absl::StatusOr<v1::EndAffiliationResponse> Finish(sql::Tx& tx, const ReviewEnv& env,
                                                  const v1::EndAffiliationRequest& request,
                                                  const End& end) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<roster::AffiliationRow> row,
                           roster::FindAffiliation(tx, end.member_id, end.aff_id));
  if (!row.has_value()) {
    return NotFound(Reason::k_NOT_FOUND, "the member has no such affiliation");
  }
  if (end.to < row->from) return BadRequest({{"to_date", "is before the affiliation began"}});
  PROBITY_RETURN_IF_ERROR(roster::EndAffiliation(tx, end.member_id, end.aff_id, end.to));
  PROBITY_RETURN_IF_ERROR(RecordRosterChange(tx, env, request));
  return v1::EndAffiliationResponse();
}

absl::StatusOr<v1::EndAffiliationResponse> EndAffiliation(
    const ReviewEnv& env, const rpc::Call& call, const v1::EndAffiliationRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const End end, Read(request));
  PROBITY_ASSIGN_OR_RETURN(
      v1::EndAffiliationResponse response,
      rpc::Idempotent<v1::EndAffiliationResponse>(
          env.roster, call, request, [&](sql::Tx& tx) { return Finish(tx, env, request, end); }));
  PROBITY_RETURN_IF_ERROR(LogWaitingRosterChanges(env, call.deadline));
  return response;
}

}  // namespace

void RegisterRosterAffiliations(const ReviewEnv& env, rpc::Router& router) {
  router.Unary<v1::PutAffiliationRequest, v1::PutAffiliationResponse>(
      "probity.review.v1.RosterService.PutAffiliation",
      [&env](const rpc::Call& call, const v1::PutAffiliationRequest& request) {
        return PutAffiliation(env, call, request);
      });
  router.Unary<v1::EndAffiliationRequest, v1::EndAffiliationResponse>(
      "probity.review.v1.RosterService.EndAffiliation",
      [&env](const rpc::Call& call, const v1::EndAffiliationRequest& request) {
        return EndAffiliation(env, call, request);
      });
}

}  // namespace probity::review
