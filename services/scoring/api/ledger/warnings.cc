#include <charconv>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/ledger/handlers.h"
#include "services/scoring/domain/ledger/warning.h"
#include "services/scoring/store/balances.h"

namespace probity::scoring {
namespace {

constexpr int64_t kRows = 1000;

// A cursor is the kind's digit and the id of the last subject shown.
Subject SubjectOf(const std::string& cursor) {
  if (cursor.empty()) return {static_cast<policy::SubjectKind>(0), ""};
  return {static_cast<policy::SubjectKind>(cursor.front() - '0'), cursor.substr(1)};
}

std::string CursorOf(const v1::Warning& warning) {
  return absl::StrCat(static_cast<int>(warning.subject_kind()), warning.subject_id());
}

v1::Warning WarningMessage(const Balance& balance, const EarlyWarning& warning) {
  v1::Warning message;
  message.set_subject_kind(ToProto(balance.subject.kind));
  message.set_subject_id(balance.subject.id);
  message.set_year(balance.year);
  message.set_points(balance.points);
  message.set_band(warning.band);
  message.set_next_band(warning.next_band);
  message.set_points_to_next(warning.points_to_next);
  return message;
}

// The policy that reads the year of each kind: in force on the last day of it that has come.
class YearPolicies {
 public:
  YearPolicies(const ServiceEnv& env, sql::Tx& tx, int32_t year)
      : env_(env),
        tx_(tx),
        day_(std::min<absl::CivilDay>(Today(env.clock), absl::CivilDay(year, 12, 31))) {}

  absl::StatusOr<PolicyRef> For(policy::SubjectKind kind) {
    const auto known = held_.find(kind);
    if (known != held_.end()) return known->second;
    PROBITY_ASSIGN_OR_RETURN(PolicyRef policy, env_.policies.For(tx_, kind, day_));
    return held_.emplace(kind, std::move(policy)).first->second;
  }

 private:
  const ServiceEnv& env_;
  sql::Tx& tx_;
  const absl::CivilDay day_;
  std::map<policy::SubjectKind, PolicyRef> held_;
};

}  // namespace

absl::StatusOr<v1::ListWarningsResponse> HandleListWarnings(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListWarningsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  const int32_t year =
      request.year() == 0 ? static_cast<int32_t>(Today(env.clock).year()) : request.year();
  v1::ListWarningsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    YearPolicies policies(env, tx, year);
    Subject after = SubjectOf(page.cursor);
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const std::vector<Balance> balances,
                               BalancesOfYear(tx, env.region, year, after, kRows));
      if (balances.empty()) return absl::OkStatus();
      for (const Balance& one : balances) {
        after = one.subject;
        const v1::SubjectKind kind = ToProto(one.subject.kind);
        const bool wanted = request.subject_kind() == v1::SUBJECT_KIND_UNSPECIFIED ||
                            request.subject_kind() == kind;
        if (!wanted) continue;
        PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, policies.For(one.subject.kind));
        const std::optional<EarlyWarning> warning = WarningAt(*policy, one.points);
        if (!warning.has_value()) continue;
        if (response.warnings_size() == page.size) {
          response.set_next_page_token(env.page_tokens.Next(
              call, request, CursorOf(response.warnings(response.warnings_size() - 1))));
          return absl::OkStatus();
        }
        *response.add_warnings() = WarningMessage(one, *warning);
      }
    }
  }));
  return response;
}

}  // namespace probity::scoring
