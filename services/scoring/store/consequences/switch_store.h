// Commands to the networked settlement and their acknowledgement.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_SWITCH_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_SWITCH_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/domain/consequences/switch_plan.h"

namespace probity::scoring {

struct SwitchCommand {
  MeasureSubject subject = MeasureSubject::kInstitution;
  std::string subject_id;
  int32_t no = 0;  // counts up from 1 within the subject
  MeasureScope scope = MeasureScope::kWhole;
  std::string scope_ref;
  SwitchAction action = SwitchAction::kClose;
  absl::CivilDay effective;
  int32_t withdraws_no = 0;
  SwitchState state = SwitchState::kOutstanding;
  absl::CivilDay commanded;
  std::optional<absl::CivilDay> acknowledged;
  std::string acknowledged_by;
  std::string receipt;

  bool operator==(const SwitchCommand&) const = default;
};

// ABORTED / CONFLICT if another writer took the number.
absl::Status InsertSwitchCommand(sql::Tx& tx, std::string_view region,
                                 const SwitchCommand& command);

// Writes state and acknowledgement.
absl::Status UpdateSwitchCommand(sql::Tx& tx, std::string_view region,
                                 const SwitchCommand& command);

// All of one subject, by no, locked until the end of the transaction.
absl::StatusOr<std::vector<SwitchCommand>> SwitchCommandsForUpdate(sql::Tx& tx,
                                                                   std::string_view region,
                                                                   MeasureSubject subject,
                                                                   std::string_view subject_id);

// By subject, subject_id, no, after that place.
struct SwitchFilter {
  bool all = false;                       // else outstanding ones only
  std::optional<MeasureSubject> subject;  // with subject_id
  std::string subject_id;
  int64_t after_subject = 0;
  std::string after_subject_id;
  int64_t after_no = 0;
  int64_t limit = 50;
};
absl::StatusOr<std::vector<SwitchCommand>> ListSwitchCommands(sql::Tx& tx, std::string_view region,
                                                              const SwitchFilter& filter);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_SWITCH_STORE_H_
