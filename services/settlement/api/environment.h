// What every handler of the settlement service works with. Made once in main.cc (or by a test).
#ifndef PROBITY_SERVICES_SETTLEMENT_API_ENVIRONMENT_H_
#define PROBITY_SERVICES_SETTLEMENT_API_ENVIRONMENT_H_

#include <memory>
#include <string>

#include "common/calendar/work_calendar.h"
#include "common/clock/clock.h"
#include "common/crypto/crypto.h"
#include "common/rpc/call.h"
#include "common/rpc/page_token.h"
#include "common/sql/database.h"
#include "grpcpp/channel.h"
#include "services/settlement/api/policy_files.h"
#include "services/settlement/api/run_progress.h"
#include "services/settlement/store/audit_log.h"

namespace probity::settlement {

// Everything it points to outlives the router the handlers are registered with.
struct ServiceEnv {
  std::string region;       // leads every primary key
  const Clock& clock;       // business time
  crypto::Entropy entropy;  // ids
  sql::Database& database;
  PolicyFiles& policies;
  const rpc::PageTokens& page_tokens;
  std::shared_ptr<grpc::Channel> scoring;       // whose standings and policies are frozen
  const calendar::WorkCalendar& work_calendar;  // for the clocks of statements
  RunProgress& progress;
};

// The moment of a recording, by the service's clock.
RecordedAt Now(const ServiceEnv& env);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_ENVIRONMENT_H_
