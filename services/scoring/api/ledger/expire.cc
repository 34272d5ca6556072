#include <utility>
#include <vector>

#include "common/clock/clock.h"
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

absl::Status AppendExpiry(sql::Tx& tx, const ServiceEnv& env, const Subject& subject, int32_t year,
                          bool& ended) {
  PROBITY_ASSIGN_OR_RETURN(const Account account, ReadAccount(tx, env, subject, year));
  const int64_t points = account.standing.points;
  PROBITY_ASSIGN_OR_RETURN(const int64_t kept, BalancePoints(tx, env.region, subject, year));
  if (kept != points) {
    // Ending the year would put the balance right and hide that somebody had changed it.
    return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                  "a balance is not what its entries come to; run probityctl audit verify");
  }
  if (account.entries.empty() || points == 0) return absl::OkStatus();
  Batch batch;
  batch.audit_kind = AuditKind::kYearExpired;
  batch.case_id = ExpiryId(subject, year);
  batch.subject = subject;
  batch.effective_date = ExpiryDay(year);
  batch.actor = std::string(kServiceActor);
  batch.at = Now(env);
  std::vector<Entry> entries = {Blank(env, batch)};
  Entry& entry = entries.front();
  entry.kind = EntryKind::kExpire;
  entry.year = year;
  entry.item = 1;
  entry.revision = 1;
  entry.points = points;
  entry.policy_sha256 = account.entries.back().policy_sha256;
  entry.act_start = absl::CivilDay(year, 1, 1);
  entry.act_end = absl::CivilDay(year, 12, 31);
  PROBITY_RETURN_IF_ERROR(Record(tx, env, batch, entries).status());
  ended = true;
  return absl::OkStatus();
}

// Whether the policy that read the year's last day resets points at its end.
absl::StatusOr<bool> Resets(const ServiceEnv& env, sql::Tx& tx, const Subject& subject,
                            int32_t year) {
  const absl::StatusOr<PolicyRef> policy =
      env.policies.For(tx, subject.kind, absl::CivilDay(year, 12, 31));
  if (HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return true;
  if (!policy.ok()) return policy.status();
  return (*policy)->reset == policy::Reset::kZero;
}

}  // namespace

absl::StatusOr<bool> ExpireYear(const ServiceEnv& env, absl::Time deadline, const Subject& subject,
                                int32_t year) {
  bool ended = false;
  const absl::Status status = env.database.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    ended = false;
    if (Today(env.clock) < ExpiryDay(year)) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(const bool resets, Resets(env, tx, subject, year));
    return resets ? AppendExpiry(tx, env, subject, year, ended) : absl::OkStatus();
  });
  // The key of the EXPIRE entry admits one; who comes second has nothing to do.
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
      if (HasReason(mine.status(), Reason::k_LEDGER_BROKEN)) continue;  // the others still end
      if (!mine.ok()) return mine.status();
      ended += *mine ? 1 : 0;
    }
    after = due.back();
  }
}

}  // namespace probity::scoring
