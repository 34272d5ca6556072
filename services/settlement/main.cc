// probity-settlement: budgets, runs and statements.
#include <memory>
#include <utility>
#include <vector>

#include "common/audit/key_changes.h"
#include "common/audit/signed_head.h"
#include "common/calendar/work_calendar.h"
#include "common/crypto/crypto.h"
#include "common/rpc/channel.h"
#include "common/rpc/figures.h"
#include "common/rpc/page_token.h"
#include "common/rpc/service_main.h"
#include "common/sql/database.h"
#include "common/sql/inspect.h"
#include "common/status/status.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/api/services.h"
#include "services/settlement/api/witness/witness.h"
#include "services/settlement/jobs/settlement_job.h"
#include "services/settlement/jobs/witness_job.h"
#include "services/settlement/store/migrations.h"

namespace probity::settlement {
namespace {

// What the handlers work with, in the order in which it is closed from the end.
struct Service {
  Service(const rpc::Environment& process, std::unique_ptr<sql::Database> opened,
          calendar::WorkCalendar loaded, std::shared_ptr<grpc::Channel> scoring)
      : database(std::move(opened)),
        work_calendar(std::move(loaded)),
        policies(process.config.region()),
        page_tokens(crypto::SystemEntropy()),
        env{process.config.region(),
            *process.clock,
            crypto::SystemEntropy(),
            *database,
            policies,
            page_tokens,
            std::move(scoring),
            work_calendar,
            progress} {}

  std::unique_ptr<sql::Database> database;
  calendar::WorkCalendar work_calendar;
  RunProgress progress;
  PolicyFiles policies;
  rpc::PageTokens page_tokens;
  ServiceEnv env;
  std::unique_ptr<const crypto::SigningKey> audit_key;  // of the heads it witnesses
  std::unique_ptr<SettlementJob> settling;              // while jobs run
  std::unique_ptr<WitnessJob> witness;                  // while jobs run
};

// The region's own table, or the national one.
absl::StatusOr<calendar::WorkCalendar> Calendar(const config::v1::ServiceConfig& config) {
  if (config.calendar().empty()) return calendar::ShippedCalendar();
  return calendar::LoadCalendar(config.calendar());
}

// The database, observed, its account held to its grants.
sql::Options StoreOf(const rpc::Environment& process) {
  sql::Options store = rpc::StoreOptions(process.config, process.config.database());
  store.observer = rpc::ObserveSql(*process.metrics);
  store.grants = Grants();
  return store;
}

absl::StatusOr<rpc::App> Make(const rpc::Environment& process) {
  PROBITY_ASSIGN_OR_RETURN(calendar::WorkCalendar work_calendar, Calendar(process.config));
  PROBITY_ASSIGN_OR_RETURN(auto scoring, rpc::MakeChannel(process.config.scoring_address(),
                                                          {.tls_dir = process.config.tls_dir(),
                                                           .spans = process.spans}));
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database,
                           sql::Open(StoreOf(process), Migrations()));
  const auto service = std::make_shared<Service>(process, std::move(database),
                                                 std::move(work_calendar), std::move(scoring));
  rpc::App app;
  app.router = std::make_unique<rpc::Router>();
  RegisterServices(service->env, *app.router);
  RegisterAuditService(service->env, *app.router);
  PROBITY_ASSIGN_OR_RETURN(
      const crypto::SigningKey audit_key,
      audit::LoadSigningKey(process.config.audit_key(), crypto::SystemEntropy()));
  service->audit_key = std::make_unique<crypto::SigningKey>(audit_key);
  PROBITY_ASSIGN_OR_RETURN(const audit::KeyChanges changes,
                           audit::LoadKeyChangesBeside(process.config.audit_key()));
  app.start_jobs = [service, changes, failures = rpc::AuditFailures(*process.metrics)] {
    service->witness =
        std::make_unique<WitnessJob>(service->env, *service->audit_key, changes, failures);
    service->settling = std::make_unique<SettlementJob>(service->env);
  };
  app.stop_jobs = [service] {
    service->settling.reset();
    service->witness.reset();
  };
  // Scoring's absence stops one step of a run, not this service.
  app.check = [service, changes](absl::Time deadline) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(service->database->Check(deadline));
    return CheckAuditKey(service->env, *service->audit_key, changes, deadline);
  };
  app.owned = service;
  return app;
}

absl::Status Migrate(const rpc::Environment& process) {
  return sql::Migrate(StoreOf(process), Migrations());
}

std::vector<rpc::Inspection> Inspect(const rpc::Environment& process) {
  return {{"database", process.config.database(), sql::Inspect(StoreOf(process), Migrations())}};
}

}  // namespace
}  // namespace probity::settlement

int main(int argc, char** argv) {
  return probity::rpc::ServiceMain({"settlement", &probity::settlement::Make,
                                    &probity::settlement::Migrate, &probity::settlement::Inspect},
                                   argc, argv);
}
