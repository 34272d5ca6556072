#include "services/scoring/api/clocks/expiry.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/ledger/chain.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/domain/clocks/case_clocks.h"
#include "services/scoring/domain/clocks/change.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/clocks/clock_store.h"

namespace probity::scoring::clocks {
namespace {

constexpr int32_t kBatch = 200;

// Another replica was faster, or will be: the next look sees what it left.
bool IsPassing(const absl::Status& status) {
  return absl::IsAborted(status);
}

// The database is away or the time is over: the other clocks would fare no better.
bool EndsTheLook(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsDataLoss(status);
}

// The lapse of a window is a step of its case, recorded as one whoever looks first.
absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                   const ClockFile& clock) {
  if (IsObjectionWindow(clock)) return absl::OkStatus();
  ledger::Fields fields;
  fields.Add("subject_kind", static_cast<int64_t>(clock.subject.kind))
      .Add("subject_id", clock.subject.id)
      .Add("key", clock.key)
      .Add("run", int64_t{clock.run})
      .Add("last_date", calendar::FormatDate(*clock.last_day))
      .Add("on_expiry", static_cast<int64_t>(clock.on_expiry));
  return AppendAudit(tx, env.region, AuditKind::kClockExpired, fields, at).status();
}

// Locks in the order in which steps do: the case, then its clock.
absl::StatusOr<std::optional<ClockFile>> LockIfDue(const ServiceEnv& env, sql::Tx& tx,
                                                   const ClockFile& listed) {
  if (!listed.case_id.empty()) {
    PROBITY_RETURN_IF_ERROR(LoadCaseForUpdate(tx, env.region, listed.case_id).status());
  }
  PROBITY_ASSIGN_OR_RETURN(ClockFile clock,
                           LoadClockForUpdate(tx, env.region, KeyOf(listed), Detail::kHead));
  if (!IsDue(clock, Today(env.clock))) return std::optional<ClockFile>();
  return std::optional<ClockFile>(std::move(clock));
}

// The clock as it ended, or absent if there was nothing to do any more.
absl::StatusOr<std::optional<ClockFile>> FireOne(const ServiceEnv& env, absl::Time deadline,
                                                 const ClockFile& listed) {
  std::optional<ClockFile> ended;
  PROBITY_RETURN_IF_ERROR(env.database.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    ended.reset();
    PROBITY_ASSIGN_OR_RETURN(const std::optional<ClockFile> due, LockIfDue(env, tx, listed));
    if (!due.has_value()) return absl::OkStatus();
    const RecordedAt at = Now(env);
    PROBITY_ASSIGN_OR_RETURN(ClockFile expired, Expire(*due, calendar::DateOf(at.time)));
    PROBITY_ASSIGN_OR_RETURN(expired, SaveClock(tx, env.region, *due, std::move(expired), at));
    PROBITY_RETURN_IF_ERROR(Effect(env, tx, at, expired));
    PROBITY_RETURN_IF_ERROR(Audit(env, tx, at, expired));
    ended = std::move(expired);
    return absl::OkStatus();
  }));
  return ended;
}

absl::StatusOr<std::vector<ListedClock>> DueClocks(const ServiceEnv& env, absl::Time deadline,
                                                   const std::optional<ListPlace>& after) {
  ClockFilter filter;
  filter.state = ClockState::kRunning;
  filter.until = Today(env.clock) - 1;
  filter.after = after;
  filter.limit = kBatch;
  std::vector<ListedClock> due;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(due, ListClocks(tx, env.region, filter));
    return absl::OkStatus();
  }));
  return due;
}

void LogFailure(const ClockFile& clock, const absl::Status& status) {
  rpc::Log(rpc::Severity::kWarning, "clock_not_fired",
           {{"key", clock.key},
            {"subject", clock.subject.id},
            {"reason", DetailOf(status).reason},
            {"code", absl::StatusCodeToString(status.code())}});
}

absl::Status FireListed(const ServiceEnv& env, absl::Time deadline, const ClockFile& listed,
                        Fired& fired) {
  const absl::StatusOr<std::optional<ClockFile>> one = FireOne(env, deadline, listed);
  if (!one.ok()) {
    if (EndsTheLook(one.status())) return one.status();
    if (IsPassing(one.status())) return absl::OkStatus();
    LogFailure(listed, one.status());
    ++fired.failed;
    return absl::OkStatus();
  }
  if (!one->has_value()) return absl::OkStatus();
  ++fired.expired;
  fired.overdue += (*one)->state == ClockState::kOverdue ? 1 : 0;
  return absl::OkStatus();
}

absl::Status CountOne(const ServiceEnv& env, sql::Tx& tx, const ClockKey& key, bool& counted) {
  counted = false;
  PROBITY_ASSIGN_OR_RETURN(const ClockFile clock,
                           LoadClockForUpdate(tx, env.region, key, Detail::kWhole));
  if (clock.state != ClockState::kRunning || clock.last_day.has_value()) return absl::OkStatus();
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(const DeadlineRef found, DeadlineOf(env, tx, clock));
  PROBITY_ASSIGN_OR_RETURN(
      const ClockFile after,
      Recount(clock, *found.deadline, env.calendar, calendar::DateOf(at.time), Beyond::kWait));
  counted = after.last_day.has_value();
  if (!counted) return absl::OkStatus();
  return SaveClock(tx, env.region, clock, after, at).status();
}

}  // namespace

absl::StatusOr<Fired> FireDueClocks(const ServiceEnv& env, absl::Time deadline) {
  Fired fired;
  std::optional<ListPlace> after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<ListedClock> due, DueClocks(env, deadline, after));
    for (const ListedClock& one : due) {
      PROBITY_RETURN_IF_ERROR(FireListed(env, deadline, one.clock, fired));
    }
    if (due.size() < static_cast<size_t>(kBatch)) return fired;
    after = PlaceOf(due.back().clock);
  }
}

absl::StatusOr<int64_t> CountWaitingClocks(const ServiceEnv& env, absl::Time deadline) {
  int64_t total = 0;
  std::optional<ClockKey> after;
  while (true) {
    std::vector<ClockKey> keys;
    PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(keys, WaitingClocks(tx, env.region, after, kBatch));
      return absl::OkStatus();
    }));
    for (const ClockKey& key : keys) {
      bool counted = false;
      const absl::Status status = env.database.Transact(
          deadline, [&](sql::Tx& tx) { return CountOne(env, tx, key, counted); });
      if (!status.ok() && !IsPassing(status)) return status;
      total += status.ok() && counted ? 1 : 0;
    }
    if (keys.size() < static_cast<size_t>(kBatch)) return total;
    after = keys.back();
  }
}

}  // namespace probity::scoring::clocks
