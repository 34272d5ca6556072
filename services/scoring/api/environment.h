// What every handler of the scoring service works with. Made once in main.cc (or by a test).
#ifndef PROBITY_SERVICES_SCORING_API_ENVIRONMENT_H_
#define PROBITY_SERVICES_SCORING_API_ENVIRONMENT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/calendar/work_calendar.h"
#include "common/clock/clock.h"
#include "common/crypto/crypto.h"
#include "common/rpc/call.h"
#include "common/rpc/page_token.h"
#include "common/sql/database.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/api/screening_keys.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// Everything it points to outlives the router the handlers are registered with.
struct ServiceEnv {
  std::string region;                      // leads every primary key
  const Clock& clock;                      // business time
  crypto::Entropy entropy;                 // ids and tokens
  const calendar::WorkCalendar& calendar;  // workdays, and the last day it knows
  sql::Database& database;
  PolicyBook& policies;
  const rpc::PageTokens& page_tokens;
  ScreeningKeys screening_keys = {};
};

// The moment of a recording, by the service's clock.
RecordedAt Now(const ServiceEnv& env);

// NOT_YOURS if the caller is an institution and asks for another one's records.
absl::Status CheckOwn(const rpc::Call& call, std::string_view institution_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_ENVIRONMENT_H_
