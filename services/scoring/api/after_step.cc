#include "services/scoring/api/after_step.h"

namespace probity::scoring {

absl::Status AfterStep(const ServiceEnv&, sql::Tx&, const rpc::Call&, const StepDone&) {
  return absl::OkStatus();
}

}  // namespace probity::scoring
