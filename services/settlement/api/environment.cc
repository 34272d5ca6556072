#include "services/settlement/api/environment.h"

namespace probity::settlement {

RecordedAt Now(const ServiceEnv& env) {
  return {env.clock.Now(), env.clock.scenario()};
}

}  // namespace probity::settlement
