// Clocks (期限) for every area of the service: start one, meet it, look at it. All of it happens in
// the transaction of what it belongs to.
//
//   PROBITY_RETURN_IF_ERROR(clocks::StartClock(env, tx, at, {
//       .subject = {clocks::SubjectKind::kTransfer, transfer_id}, .key = "transfer_answer",
//       .event = today, .case_id = case_id, .policy = policy}).status());
//   …
//   PROBITY_RETURN_IF_ERROR(clocks::MeetClock(env, tx, at, subject, "transfer_answer", today));
//
// The steps of a case start and meet their own clocks (domain/clocks/case_clocks.h). What happens
// when a clock runs out is decided by the policy's `on_expiry` (expiry.h).
#ifndef PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCKS_H_
#define PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCKS_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/domain/clocks/count.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::clocks {

struct ClockStart {
  Subject subject;  // OfCase(case_id), or another
  std::string key;  // of the policy's deadlines
  Date event;       // from which it runs; its day is not counted
  // Whose lists it stands in, all may be empty. A clock of a case needs no officer.
  std::string case_id;
  std::string institution_id;
  std::string officer;
  PolicyRef policy;  // that states the deadline
  Beyond beyond = Beyond::kRefuse;
  bool supersede = false;  // an open run of it is cancelled instead of refused
};

// UNKNOWN_DEADLINE if the policy states none of this key; CLOCK_RUNNING while an earlier run of it
// is open; BEYOND_CALENDAR (G24) with Beyond::kRefuse.
absl::StatusOr<ClockFile> StartClock(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                     const ClockStart& start);

// Done on `day`, in time or late. No open clock of that key is no error: not every policy states
// every deadline.
absl::Status MeetClock(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                       const Subject& subject, std::string_view key, Date day);

// What it was for has ended otherwise. No open clock is no error.
absl::Status CancelClock(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                         const Subject& subject, std::string_view key);

// The latest run, open or not, with extensions and spans; absent if it never began.
absl::StatusOr<std::optional<ClockFile>> FindClock(const ServiceEnv& env, sql::Tx& tx,
                                                   const Subject& subject, std::string_view key);

// The policy by which a clock runs, as long as this is held.
struct DeadlineRef {
  PolicyRef policy;
  const policy::Deadline* deadline;
};
absl::StatusOr<DeadlineRef> DeadlineOf(const ServiceEnv& env, sql::Tx& tx, const ClockFile& clock);

// The policy whose deadlines a case follows on `day`: the one in force for its institution's kind,
// or, where none is any more, that of its last act. POLICY_NOT_IN_FORCE.
absl::StatusOr<PolicyRef> ProcedurePolicy(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                          Date day);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_API_CLOCKS_CLOCKS_H_
