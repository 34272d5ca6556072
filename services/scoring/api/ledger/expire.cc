#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/scoring/api/lapse.h"
#include "services/scoring/api/ledger/adjust.h"
#include "services/scoring/api/ledger/record.h"
#include "services/scoring/domain/ledger/year_end.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"

namespace probity::scoring {
namespace {

constexpr int64_t kBatchRows = 200;

// Null if none was.
absl::StatusOr<PolicyRef> PolicyOfLastDay(const ServiceEnv& env, sql::Tx& tx,
                                          const Subject& subject, int32_t year) {
  absl::StatusOr<PolicyRef> policy =
      env.policies.For(tx, subject.kind, absl::CivilDay(year, 12, 31));
  if (HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return PolicyRef();
  return policy;
}

// The year as it stands, read by the policy of its last day or else by its last entry's.
absl::StatusOr<Standing> StandingOf(const ServiceEnv& env, sql::Tx& tx, PolicyRef policy,
                                    const std::vector<Entry>& entries) {
  if (policy == nullptr) {
    PROBITY_ASSIGN_OR_RETURN(policy, env.policies.BySha(tx, entries.back().policy_sha256));
  }
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  StandingRules rules{*policy};
  for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
  return FoldStanding(rules, entries);
}

Entry ExpiryEntry(const ServiceEnv& env, const Batch& batch, int32_t year,
                  const std::vector<Entry>& before) {
  Entry entry = Blank(env, batch);
  entry.kind = EntryKind::kExpire;
  entry.year = year;
  entry.item = 1;
  entry.revision = 1;
  for (const Entry& one : before) {
    if (one.kind == EntryKind::kExpire) entry.revision = one.revision + 1;
  }
  entry.policy_sha256 = before.back().policy_sha256;
  entry.act_start = absl::CivilDay(year, 1, 1);
  entry.act_end = absl::CivilDay(year, 12, 31);
  return entry;
}

absl::Status AppendExpiry(sql::Tx& tx, const ServiceEnv& env, const Subject& subject, int32_t year,
                          bool& ended) {
  PROBITY_RETURN_IF_ERROR(LockBalance(tx, env.region, subject, year));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, PolicyOfLastDay(env, tx, subject, year));
  if (policy != nullptr && policy->reset != policy::Reset::kZero) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> before,
                           EntriesOfYear(tx, env.region, year, subject));
  Standing standing;
  if (!before.empty()) {
    PROBITY_ASSIGN_OR_RETURN(standing, StandingOf(env, tx, policy, before));
  }
  PROBITY_ASSIGN_OR_RETURN(const int64_t kept, BalancePoints(tx, env.region, subject, year));
  if (kept != standing.points) {
    // Ending the year would put the balance right and hide that somebody had changed it.
    return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                  "a balance is not what its entries come to; run probityctl audit verify");
  }
  if (standing.points == standing.expired_points) return absl::OkStatus();
  Batch batch;
  batch.audit_kind = AuditKind::kYearExpired;
  batch.case_id = ExpiryId(subject, year);
  batch.subject = subject;
  batch.effective_date = ExpiryDay(year);
  batch.actor = std::string(kServiceActor);
  batch.at = Now(env);
  std::vector<Entry> entries = {ExpiryEntry(env, batch, year, before)};
  entries.front().points = standing.points - standing.expired_points;
  PROBITY_RETURN_IF_ERROR(Record(tx, env, batch, entries).status());
  ended = true;
  return absl::OkStatus();
}

// Whether the others cannot be ended either.
bool StopsAll(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status);
}

}  // namespace

absl::StatusOr<bool> ExpireYear(const ServiceEnv& env, absl::Time deadline, const Subject& subject,
                                int32_t year) {
  bool ended = false;
  const absl::Status status = env.database.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    ended = false;
    if (Today(env.clock) < ExpiryDay(year)) return absl::OkStatus();
    return AppendExpiry(tx, env, subject, year, ended);
  });
  // The key of the EXPIRE entry admits one of a revision; who comes second has nothing to do.
  if (absl::IsAlreadyExists(status)) return false;
  if (!status.ok()) return status;
  return ended;
}

absl::StatusOr<int64_t> ExpireDueYears(const ServiceEnv& env, absl::Time deadline) {
  int64_t ended = 0;
  Balance after;
  while (true) {
    std::vector<Balance> due;
    PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(
          due, BalancesToExpire(tx, env.region, static_cast<int32_t>(Today(env.clock).year()),
                                after, kBatchRows));
      return absl::OkStatus();
    }));
    if (due.empty()) return ended;
    for (const Balance& one : due) {
      const absl::StatusOr<bool> mine = ExpireYear(env, deadline, one.subject, one.year);
      if (StopsAll(mine.status())) return mine.status();
      if (!mine.ok()) {
        rpc::Log(rpc::Severity::kError, "year_not_ended",
                 {{"subject_id", one.subject.id},
                  {"year", absl::StrCat(one.year)},
                  {"reason", DetailOf(mine.status()).reason},
                  {"code", absl::StatusCodeToString(mine.status().code())}});
      }
      ended += mine.value_or(false) ? 1 : 0;
    }
    after = due.back();
  }
}

}  // namespace probity::scoring
