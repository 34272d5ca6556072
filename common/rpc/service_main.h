// What the main function of every service is: flags, configuration, clock, start, signals, drain.
// A service's main.cc names itself and says how its handlers are built from an environment:
//
//   absl::StatusOr<rpc::App> Make(const rpc::Environment& env) {
//     rpc::App app;
//     PROBITY_ASSIGN_OR_RETURN(std::shared_ptr<Store> store, Store::Open(env.config, …));
//     app.router = std::make_unique<rpc::Router>();
//     RegisterHandlers(*store, *env.clock, *app.router);
//     app.check = [store](absl::Time deadline) { return store->Check(deadline); };
//     app.owned = store;
//     return app;
//   }
//   int main(int argc, char** argv) {
//     return rpc::ServiceMain({"scoring", &Make, &Migrate, &Inspect}, argc, argv);
//   }
//
// Exit codes (sysexits.h): 0 stopped by a signal or asked a question, 64 bad flags, 78 bad
// configuration, 69 cannot start (database, port). Every failure is one line on stderr.
#ifndef PROBITY_COMMON_RPC_SERVICE_MAIN_H_
#define PROBITY_COMMON_RPC_SERVICE_MAIN_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "common/metrics/metrics.h"
#include "common/rpc/config.h"
#include "common/rpc/router.h"
#include "common/sql/finding.h"
#include "common/trace/span.h"

namespace probity::rpc {

// What a service is built from. `clock` lives as long as the process.
struct Environment {
  config::v1::ServiceConfig config;  // complete and checked
  const Clock* clock = nullptr;
  metrics::Registry* metrics = nullptr;  // what the service counts; lives as long as the process
  trace::Sink spans;                     // for ChannelOptions, of channels to other services
};

// A service that is built but not yet listening. Destroyed after the server has drained.
struct App {
  std::shared_ptr<void> owned;     // stores, channels: what handlers and jobs use; closed last
  std::unique_ptr<Router> router;  // required
  // Jobs run from before the first call is ready to be answered until after the last one was.
  std::function<void()> start_jobs;
  std::function<void()> stop_jobs;  // returns when they have ended
  // Whether the service can work now; asked every few seconds, decides readiness.
  std::function<absl::Status(absl::Time deadline)> check;
};

// What `--check-database` tells of one database.
struct Inspection {
  std::string setting;  // of the configuration: "database"
  std::string address;
  absl::StatusOr<sql::Report> report;
};

struct ServiceSpec {
  std::string name;  // "scoring", "review", "settlement"
  std::function<absl::StatusOr<App>(const Environment&)> make;
  std::function<absl::Status(const Environment&)> migrate;  // the subcommand `migrate`
  // `--check-database`, of a service that has databases
  std::function<std::vector<Inspection>(const Environment&)> inspect =
      [](const Environment&) -> std::vector<Inspection> { return {}; };
};

int ServiceMain(const ServiceSpec& spec, int argc, char** argv);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_SERVICE_MAIN_H_
