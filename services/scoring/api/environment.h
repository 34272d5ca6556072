// What every handler of the scoring service works with. Made once in main.cc (or by a test).
#ifndef PROBITY_SERVICES_SCORING_API_ENVIRONMENT_H_
#define PROBITY_SERVICES_SCORING_API_ENVIRONMENT_H_

#include <string>

#include "common/calendar/work_calendar.h"
#include "common/crypto/crypto.h"
#include "common/sql/database.h"
#include "services/scoring/api/policy_book.h"

namespace probity {
class Clock;
}  // namespace probity

namespace probity::scoring {

// Everything it points to outlives the router the handlers are registered with.
struct ServiceEnv {
  std::string region;                      // leads every primary key
  const Clock& clock;                      // business time
  crypto::Entropy entropy;                 // ids and tokens
  const calendar::WorkCalendar& calendar;  // workdays, and the last day it knows
  sql::Database& database;
  PolicyBook& policies;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_ENVIRONMENT_H_
