#include "common/status/status.h"
#include "services/review/api/key_use.h"
#include "services/review/store/hearing/rounds.h"

namespace probity::review {

absl::StatusOr<std::set<int>> UseOfHearingKeys(const ReviewEnv& env, absl::Time deadline) {
  std::set<int> use;
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    use.clear();
    PROBITY_ASSIGN_OR_RETURN(const auto keys, hearing::WrappedRoundKeys(tx));
    for (const hearing::StoredRoundKey& key : keys) {
      use.insert(env.keys.GenerationOfRoundKey(key.round_id, key.wrapped));
    }
    return absl::OkStatus();
  }));
  return use;
}

}  // namespace probity::review
