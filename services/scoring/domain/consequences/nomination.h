// The list of joint punishment (失信联合惩戒对象名单): responsible persons of serious breaches,
// decided by the head on the committee's minutes, for a time, with a way off it (SEED; 条例 33).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_NOMINATION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_NOMINATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/measure_rules.h"

namespace probity::scoring {

// The numbers are those of joint_punishment_service.proto.
enum class NominationState {
  kNominated = 1,
  kListed = 2,
  kNotListed = 3,
  kExited = 4,
  kWithdrawn = 5,
};

struct Nomination {
  std::string nomination_id;  // 16 bytes
  std::string case_id;        // 26 symbols
  std::string institution_id;
  std::string person;
  std::string duty;
  std::string cause;
  std::string basis;
  NominationState state = NominationState::kNominated;
  std::string nominated_by;
  std::string decided_by;
  std::string minutes;
  std::string reason;
  std::optional<absl::CivilDay> start;
  std::optional<absl::CivilDay> end;    // last day on the list
  std::optional<absl::CivilDay> ended;  // first day off it, if earlier
  int64_t etag = 0;

  bool operator==(const Nomination&) const = default;
};

struct NominationDecision {
  std::string person;
  bool listed = false;
  int32_t months = 0;
  std::string minutes;
  std::string reason;
};

// NOT_SERIOUS unless a veto item stands or the institution is cancelled.
absl::Status CheckSerious(bool veto_stands, bool cancelled);

// NOMINATION_STATE, G22_TWO_PERSONS; MEASURE_LENGTH outside the policy's range.
absl::StatusOr<Nomination> DecideNomination(Nomination nomination,
                                            const NominationDecision& decision,
                                            const policy::MonthRange& range, absl::CivilDay today);

// Off the list from `today`. NOMINATION_STATE unless it is on it; MEASURE_LENGTH before the
// shortest time has run.
absl::StatusOr<Nomination> ExitList(Nomination nomination, std::string_view reason,
                                    const policy::MonthRange& range, absl::CivilDay today);

// After the decision behind it was revoked; absent if it is over already.
std::optional<Nomination> WithdrawNomination(Nomination nomination, absl::CivilDay today);

bool OnList(const Nomination& nomination, absl::CivilDay day);

// The list as CSV: header line, then one line each; every line ends with a line feed.
std::string ListFile(const std::vector<Nomination>& listed);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_NOMINATION_H_
