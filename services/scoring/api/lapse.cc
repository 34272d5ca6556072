#include "services/scoring/api/lapse.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/domain/objection.h"
#include "services/scoring/store/case_store.h"

namespace probity::scoring {
namespace {

// True if this call moved the case.
absl::StatusOr<bool> LapseOne(const ServiceEnv& env, absl::Time deadline,
                              std::string_view case_id) {
  bool moved = false;
  PROBITY_RETURN_IF_ERROR(env.database.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(CaseFile before, LoadCaseForUpdate(tx, env.region, case_id));
    PROBITY_ASSIGN_OR_RETURN(const CaseFile after, LapseIfDue(env, tx, Now(env), before));
    moved = after.etag != before.etag;
    return absl::OkStatus();
  }));
  return moved;
}

absl::StatusOr<std::vector<DueCase>> Due(const ServiceEnv& env, absl::Time deadline,
                                         const std::optional<DueCase>& after, int32_t limit) {
  std::vector<DueCase> due;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(due, CasesToLapse(tx, env.region, Today(env.clock), after, limit));
    return absl::OkStatus();
  }));
  return due;
}

// The database is away or the time is over: the other cases would fare no better.
bool EndsTheLook(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsDataLoss(status);
}

// One case that cannot lapse keeps none of the others from it.
void LogStuck(std::string_view case_id, const absl::Status& status) {
  rpc::Log(rpc::Severity::kError, "lapse_failed",
           {{"case_id", std::string(case_id)},
            {"code", absl::StatusCodeToString(status.code())},
            {"reason", DetailOf(status).reason}});
}

}  // namespace

absl::StatusOr<CaseFile> LapseIfDue(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                    CaseFile file) {
  const absl::CivilDay today = calendar::DateOf(at.time);
  if (!LapseDue(file, today)) return file;
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, Lapse(file, today));
  const absl::CivilDay last = *file.objection_deadline;
  return EndOwnStep(env, tx, kServiceActor, {CaseStep::kLapse, std::move(file), at, today},
                    std::move(after), last, "objection window lapsed / 异议期届满未提出异议");
}

absl::Status LapseCase(const ServiceEnv& env, absl::Time deadline, std::string_view case_id) {
  return LapseOne(env, deadline, case_id).status();
}

absl::StatusOr<int64_t> LapseDueCases(const ServiceEnv& env, absl::Time deadline, int32_t batch) {
  int64_t count = 0;
  std::optional<DueCase> after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<DueCase> due, Due(env, deadline, after, batch));
    for (const DueCase& one : due) {
      const absl::StatusOr<bool> moved = LapseOne(env, deadline, one.case_id);
      if (absl::IsAborted(moved.status())) continue;  // somebody else moved it
      if (EndsTheLook(moved.status())) return moved.status();
      if (!moved.ok()) {
        LogStuck(one.case_id, moved.status());
        continue;
      }
      count += *moved ? 1 : 0;
    }
    if (due.size() < static_cast<size_t>(batch)) return count;
    after = due.back();
  }
}

}  // namespace probity::scoring
