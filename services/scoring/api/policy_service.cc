#include "services/scoring/api/policy_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/policy/choose.h"
#include "common/policy/evaluate.h"
#include "common/policy/load.h"
#include "common/status/status.h"
#include "google/protobuf/text_format.h"
#include "probity/scoring/v1/policy_service.pb.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/store/policies.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;
constexpr int64_t kMaxPoints = 1'000'000;

// What a file may say and this service does not compute.
absl::Status CheckComputed(const policy::Policy& policy) {
  std::vector<FieldViolation> findings;
  const auto check = [&](bool ok, const char* field, const char* description) {
    if (!ok) findings.push_back({absl::StrCat(policy.file_name, ": ", field), description});
  };
  check(policy.period.kind == policy::PeriodKind::kCalendarYear, "period",
        "only calendar years are computed");
  check(policy.reset == policy::Reset::kZero, "reset", "only a reset to zero is computed");
  check(!policy.consequences.end_rolls_over_rest_day, "consequences.end_rolls_over_rest_day",
        "a month's end that rolls over a rest day is not computed");
  if (findings.empty()) return absl::OkStatus();
  const std::string text = absl::StrCat(findings.front().field, ": ", findings.front().description);
  return WithDetail(absl::StatusCode::kInvalidArgument, text,
                    {std::string(ReasonName(Reason::k_POLICY_INVALID)), {}, std::move(findings)});
}

// Against everything put so far, `added` included. A new version is put kind by kind, so it may
// differ from the other kind's until that one's new version is put too.
absl::Status CheckTogether(const std::vector<policy::Policy>& all, const policy::Policy& added) {
  PROBITY_RETURN_IF_ERROR(policy::CheckNoOverlap(all));
  if (added.supersedes.empty()) return policy::CheckConsistent(all, added.effective_from);
  for (const policy::Policy& old : all) {
    if (old.sha256 == added.supersedes && old.subject_kind == added.subject_kind) {
      return absl::OkStatus();
    }
  }
  return Refuse(
      absl::StatusCode::kInvalidArgument, Reason::k_POLICY_INVALID,
      absl::StrCat(added.file_name, ": supersedes: names no policy of this kind that was put"));
}

absl::StatusOr<v1::PutPolicyResponse> Put(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                          const v1::PutPolicyRequest& request) {
  FieldCheck check;
  check.Check(IsLabel(request.file_name(), 1, 200), "file_name", "1 to 200 characters")
      .Check(!request.content().empty() && request.content().size() <= kMaxFileBytes, "content",
             "1 byte to 1 MiB");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const policy::Policy added,
                           policy::LoadPolicy(request.content(), request.file_name()));
  v1::PutPolicyResponse response;
  response.set_policy_id(added.policy_id);
  response.set_sha256(added.sha256);
  const absl::Status known = env.policies.BySha(tx, added.sha256).status();
  if (known.ok()) return response;
  if (!absl::IsNotFound(known)) return known;
  PROBITY_RETURN_IF_ERROR(CheckComputed(added));
  const RecordedAt at = Now(env);
  const absl::Status inserted =
      InsertPolicyFile(tx, env.region,
                       {added.sha256, added.subject_kind, added.effective_from, added.effective_to,
                        request.file_name(), request.content(), call.caller.person,
                        absl::ToUnixMicros(at.time), at.scenario});
  // Somebody put the same bytes at the same moment.
  if (absl::IsAlreadyExists(inserted)) return response;
  PROBITY_RETURN_IF_ERROR(inserted);
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("policy_id", added.policy_id)
      .Add("version", int64_t{added.version})
      .Add("sha256", added.sha256);
  // Before the check: writers of the audit log take turns, so of two policies put at once the
  // second sees the first.
  PROBITY_RETURN_IF_ERROR(AppendAudit(tx, env.region, AuditKind::kPolicyPut, fields, at).status());
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf all, env.policies.All(tx));
  PROBITY_RETURN_IF_ERROR(CheckTogether(*all, added));
  return response;
}

v1::PolicySummary Summary(const policy::Policy& policy) {
  v1::PolicySummary summary;
  summary.set_policy_id(policy.policy_id);
  summary.set_version(absl::StrCat(policy.version));
  summary.set_kind(ToProto(policy.subject_kind));
  summary.set_effective_from_date(DateText(policy.effective_from));
  summary.set_effective_to_date(DateText(policy.effective_to));
  summary.set_sha256(policy.sha256);
  summary.set_assumed_values(static_cast<int32_t>(policy.assumed.size()));
  return summary;
}

// The kind and the day a request asks for; an empty day is today.
struct KindAndDay {
  policy::SubjectKind kind;
  absl::CivilDay day;
};

template <typename Request>
absl::StatusOr<KindAndDay> ReadKindAndDay(const ServiceEnv& env, const Request& request,
                                          FieldCheck& check) {
  const std::optional<policy::SubjectKind> kind = FromProto(request.kind());
  check.Check(kind.has_value(), "kind", "MEDICAL, PHARMACY or PERSON");
  const absl::CivilDay day = DateField(request.date(), "date", Today(env.clock), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  return KindAndDay{*kind, day};
}

absl::StatusOr<PolicyRef> Find(const ServiceEnv& env, sql::Tx& tx,
                               const v1::GetPolicyRequest& request) {
  if (!request.sha256().empty()) return env.policies.BySha(tx, request.sha256());
  FieldCheck check;
  PROBITY_ASSIGN_OR_RETURN(const KindAndDay asked, ReadKindAndDay(env, request, check));
  return env.policies.For(tx, asked.kind, asked.day);
}

absl::StatusOr<v1::GetPolicyResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                          const v1::GetPolicyRequest& request) {
  v1::GetPolicyResponse response;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef found, Find(env, tx, request));
    PROBITY_ASSIGN_OR_RETURN(PolicyFile file, GetPolicyFile(tx, env.region, found->sha256));
    *response.mutable_summary() = Summary(*found);
    if (!google::protobuf::TextFormat::ParseFromString(file.content, response.mutable_policy())) {
      return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                    "a stored policy file cannot be read");
    }
    response.set_content(std::move(file.content));
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  return response;
}

absl::StatusOr<v1::ListPoliciesResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::ListPoliciesRequest&) {
  v1::ListPoliciesResponse response;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const PolicyShelf all, env.policies.All(tx));
    response.Clear();
    for (const policy::Policy& one : *all) *response.add_policies() = Summary(one);
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  return response;
}

v1::EvaluateResponse Meaning(const policy::Policy& policy, int64_t points) {
  const policy::Outcome outcome = policy::Evaluate(policy, points);
  v1::EvaluateResponse response;
  response.set_band(outcome.band_text);
  response.set_rate_bp(outcome.rate_bp.value_or(0));
  response.set_suspend_months(outcome.terminate ? 0 : outcome.suspend_months);
  response.set_cancelled(outcome.terminate);
  for (const policy::Qualification one : outcome.grants) {
    response.add_qualifications(std::string(policy::QualificationName(one)));
  }
  response.set_policy_sha256(policy.sha256);
  return response;
}

absl::StatusOr<v1::EvaluateResponse> Evaluate(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::EvaluateRequest& request) {
  FieldCheck check;
  check.Check(request.points() >= 0 && request.points() <= kMaxPoints, "points", "0 to 1000000");
  PROBITY_ASSIGN_OR_RETURN(const KindAndDay asked, ReadKindAndDay(env, request, check));
  v1::EvaluateResponse response;
  const auto read = [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.For(tx, asked.kind, asked.day));
    response = Meaning(*policy, request.points());
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, read));
  return response;
}

}  // namespace

void RegisterPolicyService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.PolicyService.")
      .Change("PutPolicy", &Put)
      .Read("GetPolicy", &Get)
      .Read("ListPolicies", &List)
      .Read("Evaluate", &Evaluate);
}

}  // namespace probity::scoring
