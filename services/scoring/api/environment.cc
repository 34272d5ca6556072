#include "services/scoring/api/environment.h"

#include "common/status/status.h"

namespace probity::scoring {

RecordedAt Now(const ServiceEnv& env) {
  return {env.clock.Now(), env.clock.scenario()};
}

absl::Status CheckOwn(const rpc::Call& call, std::string_view institution_id) {
  if (!call.caller.Has(options::v1::ROLE_INSTITUTION)) return absl::OkStatus();
  if (call.caller.institution_id == institution_id) return absl::OkStatus();
  return Denied(Reason::k_NOT_YOURS, "an institution sees its own records only");
}

}  // namespace probity::scoring
