// probity-review: the committee's roster, hearings on blinded sheets, ballots and verdicts.
#include <sys/prctl.h>
#include <sys/resource.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/audit/key_changes.h"
#include "common/audit/signed_head.h"
#include "common/crypto/crypto.h"
#include "common/rpc/address.h"
#include "common/rpc/channel.h"
#include "common/rpc/page_token.h"
#include "common/rpc/service_main.h"
#include "common/rpc/token_buckets.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "services/review/api/environment.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/keys.h"
#include "services/review/api/log_heads.h"
#include "services/review/api/notifier.h"
#include "services/review/api/officer_keys.h"
#include "services/review/api/scoring_client.h"
#include "services/review/api/services.h"
#include "services/review/api/smtp_notifier.h"
#include "services/review/api/stores.h"
#include "services/review/jobs/jobs.h"

namespace probity::review {
namespace {

// Neither database is observed: what others wait there for a member's ballot, or for a member's
// answer to an invitation, would be seen in the figures.
sql::Options RosterOptions(const rpc::Environment& process) {
  return rpc::StoreOptions(process.config, process.config.roster_database());
}

sql::Options HearingOptions(const rpc::Environment& process) {
  return rpc::StoreOptions(process.config, process.config.hearing_database());
}

// Codes and keys are in this process's memory: no core dump and no debugger of the same user may
// take them out.
absl::Status KeepMemoryPrivate() {
  const rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0) return absl::OkStatus();
  return absl::InternalError("core dumps cannot be switched off");
}

// What the handlers work with, in the order in which it is closed from the end.
struct Service {
  Service(const rpc::Environment& process, std::unique_ptr<sql::Database> people,
          std::unique_ptr<sql::Database> cases, Keys loaded, std::unique_ptr<Notifier> outgoing,
          const std::shared_ptr<grpc::Channel>& channel, Settings settings)
      : roster(std::move(people)),
        hearing(std::move(cases)),
        keys(std::move(loaded)),
        notifier(std::move(outgoing)),
        page_tokens(crypto::SystemEntropy()),
        scoring(channel),
        env{*process.clock,
            crypto::SystemEntropy(),
            *roster,
            *hearing,
            keys,
            *notifier,
            [this, clock = process.clock](absl::Time deadline) {
              return scoring.GetCommittee(Today(*clock), deadline);
            },
            page_tokens,
            std::move(settings)},
        jobs(env, scoring, {.metrics = process.metrics}) {}

  std::unique_ptr<sql::Database> roster;
  std::unique_ptr<sql::Database> hearing;
  Keys keys;
  std::unique_ptr<Notifier> notifier;
  rpc::PageTokens page_tokens;
  ScoringClient scoring;
  ReviewEnv env;
  Jobs jobs;
};

// By mail if a server is named, else into the outgoing folder.
absl::StatusOr<std::unique_ptr<Notifier>> Outgoing(const config::v1::ServiceConfig& config) {
  if (config.smtp_url().empty()) return FolderNotifier(config.notices_dir());
  return SmtpNotifier({config.smtp_url(), config.smtp_from(), config.smtp_login_file()});
}

absl::StatusOr<Settings> SettingsOf(const config::v1::ServiceConfig& config) {
  Settings settings;
  PROBITY_ASSIGN_OR_RETURN(const rpc::Address listen, rpc::ParseAddress(config.listen()));
  settings.loopback = rpc::IsLoopback(listen);
  PROBITY_ASSIGN_OR_RETURN(const crypto::SigningKey audit_key,
                           audit::LoadSigningKey(config.audit_key(), crypto::SystemEntropy()));
  settings.audit_key = std::make_shared<const crypto::SigningKey>(audit_key);
  PROBITY_ASSIGN_OR_RETURN(settings.audit_key_changes,
                           audit::LoadKeyChangesBeside(config.audit_key()));
  // A member at a screen is far below it, and so is a year driven by a script.
  settings.calls_per_code = std::make_shared<rpc::TokenBuckets>(
      rpc::TokenBuckets::Rate{.burst = 120, .refill = absl::Milliseconds(500)}, &absl::Now);
  if (config.officer_keys().empty()) return settings;
  PROBITY_ASSIGN_OR_RETURN(settings.officers, LoadOfficerKeys(config.officer_keys()));
  return settings;
}

absl::StatusOr<rpc::App> Make(const rpc::Environment& process) {
  PROBITY_RETURN_IF_ERROR(KeepMemoryPrivate());
  PROBITY_ASSIGN_OR_RETURN(auto people, OpenRoster(RosterOptions(process)));
  PROBITY_ASSIGN_OR_RETURN(auto cases, OpenHearing(HearingOptions(process)));
  PROBITY_ASSIGN_OR_RETURN(Keys keys, LoadKeys(process.config.keys_dir(), crypto::SystemEntropy()));
  PROBITY_ASSIGN_OR_RETURN(auto notifier, Outgoing(process.config));
  PROBITY_ASSIGN_OR_RETURN(
      const auto channel,
      rpc::MakeChannel(process.config.scoring_address(),
                       {.tls_dir = process.config.tls_dir(), .spans = process.spans}));
  PROBITY_ASSIGN_OR_RETURN(Settings settings, SettingsOf(process.config));
  const auto service =
      std::make_shared<Service>(process, std::move(people), std::move(cases), std::move(keys),
                                std::move(notifier), channel, std::move(settings));
  rpc::App app;
  app.router = std::make_unique<rpc::Router>();
  RegisterRoster(service->env, *app.router);
  RegisterCommittee(service->env, *app.router);
  RegisterKeys(service->env, *app.router);
  RegisterHearingAdmin(service->jobs.hearing(), *app.router);
  app.start_jobs = [service] { service->jobs.Start(); };
  app.stop_jobs = [service] { service->jobs.Stop(); };
  app.check = [service](absl::Time deadline) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(service->roster->Check(deadline));
    PROBITY_RETURN_IF_ERROR(service->hearing->Check(deadline));
    return CheckAuditKey(service->env, deadline);
  };
  app.owned = service;
  return app;
}

std::vector<rpc::Inspection> Inspect(const rpc::Environment& process) {
  return {
      {"roster_database", process.config.roster_database(), InspectRoster(RosterOptions(process))},
      {"hearing_database", process.config.hearing_database(),
       InspectHearing(HearingOptions(process))}};
}

absl::Status Migrate(const rpc::Environment& process) {
  PROBITY_RETURN_IF_ERROR(MigrateRoster(RosterOptions(process)));
  return MigrateHearing(HearingOptions(process));
}

}  // namespace
}  // namespace probity::review

int main(int argc, char** argv) {
  return probity::rpc::ServiceMain(
      {"review", &probity::review::Make, &probity::review::Migrate, &probity::review::Inspect},
      argc, argv);
}
