// What settlement tells of the years it has locked.
#include "services/scoring/store/ledger/year_locks.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/scoring/v1/year_lock_service.pb.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/ledger/handlers.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/entries.h"

namespace probity::scoring {
namespace {

constexpr int32_t kFirstYear = 2000;
constexpr int32_t kLastYear = 2200;
constexpr size_t kMaxRunId = 64;

v1::YearLock ToProto(const YearLock& lock) {
  v1::YearLock message;
  message.set_year(lock.year);
  message.set_run_id(lock.run_id);
  message.set_known_seq(lock.known_seq);
  *message.mutable_recorded_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(lock.recorded_time);
  return message;
}

void CheckYear(int32_t year, FieldCheck& check) {
  check.Check(year >= kFirstYear && year <= kLastYear, "year", "2000 to 2200");
}

absl::StatusOr<std::optional<YearLock>> Told(const ServiceEnv& env, sql::Tx& tx,
                                             const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<YearLock> locks, YearLocks(tx, env.region));
  for (const YearLock& one : locks) {
    if (one.run_id == run_id) return std::optional<YearLock>(one);
  }
  return std::optional<YearLock>();
}

absl::StatusOr<YearLock> LockOf(const ServiceEnv& env, sql::Tx& tx,
                                const v1::RecordYearLockRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, EntriesHead(tx, env.region));
  FieldCheck check;
  CheckYear(request.year(), check);
  check.Check(IsLabel(request.run_id(), 1, kMaxRunId), "run_id", "1 to 64 characters");
  check.Check(request.known_seq() >= 0 && request.known_seq() <= head.seq, "known_seq",
              absl::StrCat("0 to ", head.seq, ", the ledger's last number"));
  PROBITY_RETURN_IF_ERROR(check.Result());
  const RecordedAt at = Now(env);
  if (request.year() >= Today(env.clock).year()) {
    return Precondition(Reason::k_YEAR_NOT_OVER, "only a year that has ended can be locked");
  }
  return YearLock{request.year(), request.run_id(), request.known_seq(),
                  absl::ToUnixMicros(at.time), at.scenario};
}

absl::StatusOr<v1::RecordYearLockResponse> Record(const ServiceEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::RecordYearLockRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(YearLock lock, LockOf(env, tx, request));
  v1::RecordYearLockResponse response;
  PROBITY_ASSIGN_OR_RETURN(const std::optional<YearLock> told, Told(env, tx, lock.run_id));
  if (told.has_value()) {
    if (told->year != lock.year || told->known_seq != lock.known_seq) {
      return Precondition(Reason::k_YEAR_LOCK_CONFLICT,
                          absl::StrCat("run ", lock.run_id, " was told as a run of ", told->year,
                                       " that knew the ledger up to ", told->known_seq));
    }
    *response.mutable_lock() = ToProto(*told);
    return response;
  }
  PROBITY_RETURN_IF_ERROR(InsertYearLock(tx, env.region, lock));
  ledger::Fields fields;
  fields.Add("actor", call.caller.service)
      .Add("year", int64_t{lock.year})
      .Add("run_id", lock.run_id)
      .Add("known_seq", lock.known_seq);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kYearLocked, fields, Now(env)).status());
  *response.mutable_lock() = ToProto(lock);
  return response;
}

absl::StatusOr<v1::ListYearLocksResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                               const v1::ListYearLocksRequest& request) {
  FieldCheck check;
  CheckYear(request.year(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  std::vector<YearLock> locks;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(locks, YearLocks(tx, env.region));
    return absl::OkStatus();
  }));
  v1::ListYearLocksResponse response;
  for (const YearLock& one : locks) {
    if (one.year == request.year()) *response.add_locks() = ToProto(one);
  }
  return response;
}

}  // namespace

void RegisterYearLockService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.YearLockService.")
      .Change("RecordYearLock", &Record)
      .Read("ListYearLocks", &List);
}

}  // namespace probity::scoring
