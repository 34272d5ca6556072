#include "services/scoring/api/clocks/clocks.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/clocks/change.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/clocks/clock_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring::clocks {
namespace {

absl::Status EndEarlier(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                        const std::optional<ClockFile>& latest, const ClockStart& start) {
  if (!latest.has_value() || !IsOpen(*latest)) return absl::OkStatus();
  if (start.supersede) return SaveClock(tx, env.region, *latest, Cancel(*latest), at).status();
  return Precondition(Reason::k_CLOCK_RUNNING,
                      absl::StrCat("the clock ", latest->key,
                                   " is running already; meet or cancel it first; 期限已在计算"));
}

absl::StatusOr<const policy::Deadline*> Stated(const policy::Policy& policy, std::string_view key) {
  const policy::Deadline* deadline = FindDeadline(policy, key);
  if (deadline != nullptr) return deadline;
  return Precondition(Reason::k_UNKNOWN_DEADLINE,
                      absl::StrCat("the policy ", policy.policy_id, " states no deadline `",
                                   ToAbsl(key), "`; 政策未规定该期限"));
}

absl::Status CheckSizes(const ClockStart& start) {
  return FieldCheck()
      .Check(!start.subject.id.empty() && start.subject.id.size() <= kMaxSubjectId, "subject.id",
             "1 to 64 bytes")
      .Check(!start.key.empty() && start.key.size() <= kMaxKey, "key", "1 to 40 bytes")
      .Result();
}

}  // namespace

absl::StatusOr<ClockFile> StartClock(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                     const ClockStart& start) {
  PROBITY_RETURN_IF_ERROR(CheckSizes(start));
  PROBITY_ASSIGN_OR_RETURN(const policy::Deadline* deadline, Stated(*start.policy, start.key));
  PROBITY_ASSIGN_OR_RETURN(
      const std::optional<ClockFile> latest,
      LoadLatestForUpdate(tx, env.region, start.subject, start.key, Detail::kHead));
  PROBITY_RETURN_IF_ERROR(EndEarlier(env, tx, at, latest, start));
  ClockFile clock;
  clock.subject = start.subject;
  clock.key = start.key;
  clock.run = latest.has_value() ? latest->run + 1 : 1;
  clock.event = start.event;
  clock.policy_sha256 = start.policy->sha256;
  clock.case_id = start.case_id;
  clock.institution_id = start.institution_id;
  clock.officer = start.officer;
  PROBITY_ASSIGN_OR_RETURN(clock, Begin(std::move(clock), *deadline, env.calendar, start.beyond));
  PROBITY_RETURN_IF_ERROR(InsertClock(tx, env.region, clock, at));
  return clock;
}

absl::Status MeetClock(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                       const Subject& subject, std::string_view key, Date day) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<ClockFile> latest,
                           LoadLatestForUpdate(tx, env.region, subject, key, Detail::kHead));
  if (!latest.has_value() || !IsOpen(*latest)) return absl::OkStatus();
  return SaveClock(tx, env.region, *latest, Meet(*latest, day), at).status();
}

absl::Status CancelClock(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                         const Subject& subject, std::string_view key) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<ClockFile> latest,
                           LoadLatestForUpdate(tx, env.region, subject, key, Detail::kHead));
  if (!latest.has_value() || !IsOpen(*latest)) return absl::OkStatus();
  return SaveClock(tx, env.region, *latest, Cancel(*latest), at).status();
}

absl::StatusOr<std::optional<ClockFile>> FindClock(const ServiceEnv& env, sql::Tx& tx,
                                                   const Subject& subject, std::string_view key) {
  return FindLatest(tx, env.region, subject, key);
}

absl::StatusOr<DeadlineRef> DeadlineOf(const ServiceEnv& env, sql::Tx& tx, const ClockFile& clock) {
  DeadlineRef found;
  PROBITY_ASSIGN_OR_RETURN(found.policy, env.policies.BySha(tx, clock.policy_sha256));
  PROBITY_ASSIGN_OR_RETURN(found.deadline, Stated(*found.policy, clock.key));
  return found;
}

absl::StatusOr<PolicyRef> ProcedurePolicy(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                          Date day) {
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, file.institution_id));
  absl::StatusOr<PolicyRef> policy = env.policies.For(tx, institution.kind, day);
  if (policy.ok() || !HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE) ||
      file.findings.empty()) {
    return policy;
  }
  return env.policies.For(tx, institution.kind, LastActEnd(file));
}

}  // namespace probity::scoring::clocks
