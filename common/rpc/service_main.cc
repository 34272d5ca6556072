#include "common/rpc/service_main.h"

#include <malloc.h>
#include <sysexits.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/metrics/exposer.h"
#include "common/rpc/address.h"
#include "common/rpc/log.h"
#include "common/rpc/oidc.h"
#include "common/rpc/otlp_exporter.h"
#include "common/rpc/server.h"
#include "common/rpc/text.h"
#include "common/rpc/token_buckets.h"
#include "common/status/status.h"
#include "google/protobuf/util/json_util.h"

namespace probity::rpc {
namespace {

using config::v1::ServiceConfig;

constexpr time_t kCheckEverySeconds = 5;
constexpr time_t kCheckAgainSeconds = 1;  // while not ready
constexpr absl::Duration kCheckWithin = absl::Seconds(2);
constexpr size_t kMaxMessageBytesOnTerminal = 2000;
constexpr int kLargeBlockBytes = 1 << 20;

struct Flags {
  std::string config_file;
  bool check_config = false;
  bool check_database = false;
  bool migrate = false;
  ServiceConfig set;  // only what flags gave
};

void Add(CLI::App& cli, const char* name, std::string* value, const char* help) {
  cli.add_option(name, *value, help);
}

void Describe(CLI::App& cli, Flags* flags) {
  ServiceConfig* const set = &flags->set;
  Add(cli, "--config", &flags->config_file, "configuration file, strict JSON; flags override it");
  Add(cli, "--region", set->mutable_region(), "pooling area this service serves (default demo)");
  Add(cli, "--listen", set->mutable_listen(),
      "host:port of the service; off loopback with --tls-dir");
  Add(cli, "--admin-listen", set->mutable_admin_listen(),
      "host:port of health and reflection (default: port + 100)");
  Add(cli, "--metrics-listen", set->mutable_metrics_listen(),
      "host:port where Prometheus reads figures (default: port + 200)");
  Add(cli, "--otlp-endpoint", set->mutable_otlp_endpoint(),
      "host:port of a collector of traces, OTLP over gRPC (default: none)");
  Add(cli, "--tls-dir", set->mutable_tls_dir(),
      "folder of tls.crt, tls.key and ca.crt: mutual TLS (docs/security.md)");
  Add(cli, "--trust-domain", set->mutable_trust_domain(),
      "of the names in certificates (default probity.local)");
  Add(cli, "--database", set->mutable_database(), "sqlite:PATH or mysql://user@host/name?…");
  Add(cli, "--roster-database", set->mutable_roster_database(), "review: the roster's database");
  Add(cli, "--hearing-database", set->mutable_hearing_database(), "review: the hearings' database");
  Add(cli, "--scoring-address", set->mutable_scoring_address(),
      "review, settlement: where scoring answers (default 127.0.0.1:7101)");
  Add(cli, "--oidc-jwks", set->mutable_oidc_jwks(), "file of the token provider's public keys");
  Add(cli, "--oidc-issuer", set->mutable_oidc_issuer(), "the provider, as its tokens name it");
  Add(cli, "--oidc-audience", set->mutable_oidc_audience(), "whom tokens for Probity are made for");
  Add(cli, "--oidc-roles-claim", set->mutable_oidc_roles_claim(),
      "claim with a person's roles (default probity_roles)");
  Add(cli, "--oidc-institution-claim", set->mutable_oidc_institution_claim(),
      "claim with an INSTITUTION's id (default probity_institution)");
  cli.add_option_function<int>(
      "--oidc-clock-skew-ms", [set](int ms) { set->set_oidc_clock_skew_ms(ms); },
      "by how much the provider's clock may differ (default 60000)");
  Add(cli, "--clock", set->mutable_clock(), "real (default) or scenario:FILE");
  Add(cli, "--calendar", set->mutable_calendar(),
      "scoring: the region's table of working days (default: the national one)");
  Add(cli, "--notices-dir", set->mutable_notices_dir(), "review: outgoing notices");
  Add(cli, "--keys-dir", set->mutable_keys_dir(), "scoring and review: folder of keys");
  Add(cli, "--audit-key", set->mutable_audit_key(), "file of the key that signs heads of the log");
  Add(cli, "--officer-keys", set->mutable_officer_keys(),
      "review: file of the two officers' public keys (docs/unsealing.md)");
  Add(cli, "--smtp-url", set->mutable_smtp_url(), "review: smtp://host:port that takes notices");
  Add(cli, "--smtp-from", set->mutable_smtp_from(), "review: the notices' sender");
  cli.add_option_function<int>(
      "--workers", [set](int workers) { set->set_workers(workers); },
      "worker threads = database connections (default 8)");
  cli.add_flag("--check-config", flags->check_config,
               "print the complete configuration, or what is wrong with it, and exit");
  cli.add_flag("--check-database", flags->check_database,
               "print what the start looks at in each database, what is wrong and what to do, and "
               "exit");
}

int Fail(const ServiceSpec& spec, int code, const absl::Status& status) {
  const std::string text = OneLine(ToStd(status.message()), kMaxMessageBytesOnTerminal);
  std::fprintf(stderr, "probity-%s: %s\n", spec.name.c_str(), text.c_str());
  return code;
}

absl::StatusOr<ServiceConfig> ConfigOf(const ServiceSpec& spec, const Flags& flags) {
  ServiceConfig config;
  if (!flags.config_file.empty()) {
    PROBITY_ASSIGN_OR_RETURN(config, ReadConfig(flags.config_file));
  }
  config.MergeFrom(flags.set);  // empty strings and zeros do not override
  Complete(spec.name, &config);
  PROBITY_RETURN_IF_ERROR(CheckConfig(spec.name, config));
  return config;
}

void PrintConfig(const ServiceConfig& config) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  if (google::protobuf::util::MessageToJsonString(config, &json, options).ok()) {
    std::fputs(json.c_str(), stdout);
  }
}

// A block from this size on is the system's own and goes back to it when it is freed. Left alone,
// malloc raises that size to the largest block freed so far (a font's table of 24 MB) and keeps
// what is freed below it, once per thread that rendered a document.
void ReturnLargeBlocks() {
  mallopt(M_MMAP_THRESHOLD, kLargeBlockBytes);
}

// Blocked before the first thread starts, so that all threads inherit it and only Wait sees them.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a full disk, not an end
  return signals;
}

// At any moment; and the first process of a container gets no signal that it does not handle.
void MayBeStopped(const sigset_t& signals) {
  for (const int number : {SIGTERM, SIGINT}) {
    std::signal(number, [](int stopped_by) { _exit(128 + stopped_by); });
  }
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

std::string AddressOf(const std::string& configured, int port) {
  absl::StatusOr<Address> address = ParseAddress(configured);
  if (!address.ok()) return configured;
  address->port = port;
  return AddressText(*address);
}

LogFields Greeting(const ServiceSpec& spec, const Environment& env, const Server& server,
                   const metrics::Exposer& exposer) {
  return {{"service", absl::StrCat("probity-", spec.name)},
          {"listen", AddressOf(env.config.listen(), server.port())},
          {"admin_listen", AddressOf(env.config.admin_listen(), server.admin_port())},
          {"metrics_listen", AddressOf(env.config.metrics_listen(), exposer.port())},
          {"region", env.config.region()},
          {"clock", env.clock->scenario() ? "SCENARIO" : "real"}};
}

// Keeps readiness true to what `check` says; each change is logged once, of the reason too.
class Readiness {
 public:
  Readiness(const App& app, Server& server, LogFields greeting)
      : app_(app), server_(server), greeting_(std::move(greeting)) {}

  bool ready() const { return ready_; }

  void Update() {
    const absl::Status status =
        app_.check ? app_.check(absl::Now() + kCheckWithin) : absl::OkStatus();
    if (known_ && status.ok() == ready_ && ToStd(status.message()) == reason_) return;
    known_ = true;
    reason_ = std::string(status.message());
    ready_ = status.ok();
    server_.SetReady(ready_);
    if (ready_) return Log(Severity::kInfo, "ready", greeting_);
    Log(Severity::kWarning, "not_ready", {{"text", std::string(status.message())}});
  }

 private:
  const App& app_;
  Server& server_;
  const LogFields greeting_;
  bool known_ = false;
  bool ready_ = false;
  std::string reason_;  // why it is not, as it was logged
};

void ServeUntil(const sigset_t& signals, Readiness& readiness) {
  while (true) {
    readiness.Update();
    const timespec interval = {readiness.ready() ? kCheckEverySeconds : kCheckAgainSeconds, 0};
    const int signal = sigtimedwait(&signals, nullptr, &interval);
    if (signal > 0) {
      Log(Severity::kInfo, "stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return;
    }
  }
}

// OptionsOf, and what lives as long as the process: who believes tokens if the configuration names
// a provider, and how often an address may be refused by a uniform service. Terminals behind one
// address share that: it is more than mistyped codes ever are, and nothing against 125 bits.
absl::StatusOr<ServeOptions> CompleteOptions(const Environment& env) {
  const ServiceConfig& config = env.config;
  ServeOptions options = OptionsOf(config);
  options.metrics = env.metrics;
  options.spans = env.spans;
  options.uniform_refusals = std::make_shared<TokenBuckets>(
      TokenBuckets::Rate{.burst = 600, .refill = absl::Milliseconds(100)}, &absl::Now);
  if (!config.oidc_jwks().empty()) {
    PROBITY_ASSIGN_OR_RETURN(options.tokens, MakeTokenVerifier(OidcSettingsOf(config)));
  }
  return options;
}

// Where spans go. Without a collector nowhere; that calls belong together shows in logs all the
// same.
absl::StatusOr<trace::Sink> SpansOf(const ServiceSpec& spec, const Environment& env) {
  if (env.config.otlp_endpoint().empty()) return trace::Sink([](const trace::Span&) {});
  OtlpOptions options;
  options.endpoint = env.config.otlp_endpoint();
  options.tls_dir = env.config.tls_dir();
  options.service = absl::StrCat("probity-", spec.name);
  PROBITY_ASSIGN_OR_RETURN(std::shared_ptr<OtlpExporter> exporter,
                           OtlpExporter::Start(options, *env.metrics));
  return trace::Sink([exporter](trace::Span span) { exporter->Take(std::move(span)); });
}

absl::StatusOr<std::unique_ptr<metrics::Exposer>> Expose(const Environment& env) {
  PROBITY_ASSIGN_OR_RETURN(const Address address, ParseAddress(env.config.metrics_listen()));
  PROBITY_RETURN_IF_ERROR(WhyNotListening(address));
  return metrics::Exposer::Listen(AddressText(address), *env.metrics);
}

int Serve(const ServiceSpec& spec, Environment& env, const sigset_t& signals) {
  absl::StatusOr<trace::Sink> spans = SpansOf(spec, env);
  if (!spans.ok()) return Fail(spec, EX_UNAVAILABLE, spans.status());
  env.spans = *std::move(spans);
  const absl::StatusOr<ServeOptions> options = CompleteOptions(env);
  if (!options.ok()) return Fail(spec, EX_CONFIG, options.status());
  absl::StatusOr<App> app = spec.make(env);
  if (!app.ok()) return Fail(spec, EX_UNAVAILABLE, app.status());
  const absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(*app->router, *options);
  if (!server.ok()) return Fail(spec, EX_UNAVAILABLE, server.status());
  const absl::StatusOr<std::unique_ptr<metrics::Exposer>> exposer = Expose(env);
  if (!exposer.ok()) return Fail(spec, EX_UNAVAILABLE, exposer.status());
  if (app->start_jobs) app->start_jobs();
  Readiness readiness(*app, **server, Greeting(spec, env, **server, **exposer));
  ServeUntil(signals, readiness);
  (*server)->Drain();
  if (app->stop_jobs) app->stop_jobs();
  Log(Severity::kInfo, "stopped");
  return EX_OK;
}

// A table for each database, and a line for each that no service would be started on.
int CheckDatabases(const ServiceSpec& spec, const Environment& env) {
  int code = EX_OK;
  for (const Inspection& one : spec.inspect(env)) {
    std::printf("%s = %s\n", one.setting.c_str(), one.address.c_str());
    if (one.report.ok()) std::fputs(sql::TableOf(*one.report).c_str(), stdout);
    const absl::Status status = one.report.ok() ? sql::StatusOf(*one.report) : one.report.status();
    if (!status.ok()) code = Fail(spec, EX_UNAVAILABLE, status);
  }
  return code;
}

int Run(const ServiceSpec& spec, const Flags& flags) {
  metrics::Registry registry;
  Environment env;
  env.metrics = &registry;
  absl::StatusOr<ServiceConfig> config = ConfigOf(spec, flags);
  if (!config.ok()) return Fail(spec, EX_CONFIG, config.status());
  env.config = *std::move(config);
  if (flags.check_config) {
    PrintConfig(env.config);
    return EX_OK;
  }
  ReturnLargeBlocks();
  TameLibraryLogs();  // the first statement may fail before there is a server
  const sigset_t signals = BlockSignals();
  const absl::StatusOr<std::unique_ptr<Clock>> clock = MakeClock(env.config.clock());
  if (!clock.ok()) return Fail(spec, EX_CONFIG, clock.status());
  env.clock = clock->get();
  if (env.config.rehearsal()) {
    Log(Severity::kWarning, "rehearsal",
        {{"text", "time is played; nothing here has legal effect"}});
  }
  if (flags.check_database) return CheckDatabases(spec, env);
  if (!flags.migrate) return Serve(spec, env, signals);
  MayBeStopped(signals);
  const absl::Status migrated = spec.migrate(env);
  return migrated.ok() ? EX_OK : Fail(spec, EX_UNAVAILABLE, migrated);
}

}  // namespace

int ServiceMain(const ServiceSpec& spec, int argc, char** argv) {
  CLI::App cli(absl::StrCat("Probity ", spec.name, ": serves gRPC until SIGTERM"),
               absl::StrCat("probity-", spec.name));
  Flags flags;
  Describe(cli, &flags);
  cli.failure_message([](const CLI::App* app, const CLI::Error& error) {
    return absl::StrCat(app->get_name(), ": ", error.what(), "; ", app->get_name(),
                        " --help lists the flags\n");
  });
  cli.set_version_flag("--version", absl::StrCat("probity-", spec.name, " ", PROBITY_VERSION));
  cli.add_subcommand("migrate", "apply pending schema migrations and exit")
      ->callback([&] { flags.migrate = true; })
      ->fallthrough();
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = cli.exit(error);
    return code == 0 ? EX_OK : EX_USAGE;
  }
  return Run(spec, flags);
}

}  // namespace probity::rpc
