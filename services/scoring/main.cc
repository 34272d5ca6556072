// probity-scoring: institutions, policies, cases, points and what follows from them.
#include <memory>
#include <vector>

#include "absl/time/clock.h"
#include "common/audit/key_changes.h"
#include "common/audit/signed_head.h"
#include "common/calendar/work_calendar.h"
#include "common/crypto/crypto.h"
#include "common/print/pdf.h"
#include "common/rpc/figures.h"
#include "common/rpc/page_token.h"
#include "common/rpc/service_main.h"
#include "common/sql/database.h"
#include "common/sql/inspect.h"
#include "common/status/status.h"
#include "services/scoring/api/documents/book.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/api/screening_keys.h"
#include "services/scoring/api/services.h"
#include "services/scoring/api/witness/witness_service.h"
#include "services/scoring/jobs/clock_scheduler.h"
#include "services/scoring/jobs/counts/case_counts_job.h"
#include "services/scoring/jobs/documents/render_job.h"
#include "services/scoring/jobs/evidence/upload_sweep_job.h"
#include "services/scoring/jobs/ledger/year_end_job.h"
#include "services/scoring/store/migrations.h"
#include "services/scoring/store/seal/seal.h"

namespace probity::scoring {
namespace {

// What the handlers work with, in the order in which it is closed from the end.
struct Service {
  Service(const rpc::Environment& process, std::unique_ptr<sql::Database> store,
          calendar::WorkCalendar loaded, ScreeningKeys screening_keys)
      : opened(std::move(store)),
        database(SealRows(*opened, process.config.region(),
                          [&clock = *process.clock] {
                            return RecordedAt{clock.Now(), clock.scenario()};
                          })),
        work_calendar(std::move(loaded)),
        policies(process.config.region()),
        page_tokens(crypto::SystemEntropy()),
        env{process.config.region(),
            *process.clock,
            crypto::SystemEntropy(),
            work_calendar,
            *database,
            policies,
            page_tokens,
            std::move(screening_keys)} {}

  std::unique_ptr<sql::Database> opened;
  std::unique_ptr<sql::Database> database;  // `opened`, each appended row sealed
  calendar::WorkCalendar work_calendar;
  PolicyBook policies;
  rpc::PageTokens page_tokens;
  ServiceEnv env;
  std::unique_ptr<const crypto::SigningKey> audit_key;  // of the heads it witnesses
  std::unique_ptr<ClockScheduler> scheduler;            // while jobs run
  std::unique_ptr<CaseCountsJob> counts;
  std::unique_ptr<UploadSweepJob> sweeps;
  std::unique_ptr<YearEndJob> year_ends;
  std::unique_ptr<RenderJob> renderings;
};

// The region's own table, or the national one.
absl::StatusOr<calendar::WorkCalendar> Calendar(const config::v1::ServiceConfig& config) {
  if (config.calendar().empty()) return calendar::ShippedCalendar();
  return calendar::LoadCalendar(config.calendar());
}

// Rows of before there were seals are sealed once; who starts second finds it done.
absl::Status SealWhatStands(const ServiceEnv& env, sql::Database& database) {
  constexpr absl::Duration kPatience = absl::Minutes(5);
  const absl::Status sealed = database.Transact(
      absl::Now() + kPatience, [&](sql::Tx& tx) { return SealExisting(tx, env.region, Now(env)); });
  return absl::IsAlreadyExists(sealed) ? absl::OkStatus() : sealed;
}

// The database, observed, its account held to its grants.
sql::Options StoreOf(const rpc::Environment& process) {
  sql::Options store = rpc::StoreOptions(process.config, process.config.database());
  store.observer = rpc::ObserveSql(*process.metrics);
  store.grants = Grants();
  return store;
}

absl::StatusOr<rpc::App> Make(const rpc::Environment& process) {
  // A bureau learns at start, not at its first notice, that it could print none.
  PROBITY_RETURN_IF_ERROR(print::CheckFonts());
  PROBITY_RETURN_IF_ERROR(ShippedBook().status());
  PROBITY_ASSIGN_OR_RETURN(calendar::WorkCalendar work_calendar, Calendar(process.config));
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database,
                           sql::Open(StoreOf(process), Migrations()));
  PROBITY_ASSIGN_OR_RETURN(ScreeningKeys screening_keys,
                           LoadScreeningKeys(process.config.keys_dir(), crypto::SystemEntropy()));
  const auto service = std::make_shared<Service>(
      process, std::move(database), std::move(work_calendar), std::move(screening_keys));
  PROBITY_RETURN_IF_ERROR(SealWhatStands(service->env, *service->opened));
  rpc::App app;
  app.router = std::make_unique<rpc::Router>();
  RegisterServices(service->env, *app.router);
  PROBITY_ASSIGN_OR_RETURN(
      const crypto::SigningKey audit_key,
      audit::LoadSigningKey(process.config.audit_key(), crypto::SystemEntropy()));
  service->audit_key = std::make_unique<crypto::SigningKey>(audit_key);
  PROBITY_ASSIGN_OR_RETURN(const audit::KeyChanges changes,
                           audit::LoadKeyChangesBeside(process.config.audit_key()));
  RegisterWitnessService(service->env, *service->audit_key, *app.router, changes);
  app.check = [service, changes](absl::Time deadline) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(service->database->Check(deadline));
    return CheckAuditKey(service->env, *service->audit_key, changes, deadline);
  };
  app.start_jobs = [service, metrics = process.metrics] {
    service->counts = std::make_unique<CaseCountsJob>(service->env, *metrics);
    service->scheduler = std::make_unique<ClockScheduler>(service->env);
    service->sweeps = std::make_unique<UploadSweepJob>(service->env);
    service->year_ends = std::make_unique<YearEndJob>(service->env);
    service->renderings = std::make_unique<RenderJob>(service->env);
  };
  app.stop_jobs = [service] {
    service->counts.reset();
    service->scheduler.reset();
    service->sweeps.reset();
    service->renderings.reset();
    service->year_ends.reset();
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
}  // namespace probity::scoring

int main(int argc, char** argv) {
  return probity::rpc::ServiceMain(
      {"scoring", &probity::scoring::Make, &probity::scoring::Migrate, &probity::scoring::Inspect},
      argc, argv);
}
