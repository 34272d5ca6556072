#include "common/rpc/config.h"

#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/json.h"
#include "common/rpc/jwks.h"
#include "common/rpc/peer.h"
#include "common/rpc/tls_files.h"
#include "common/sql/url.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using config::v1::ServiceConfig;

constexpr int kAdminPortOffset = 100;
constexpr int kMetricsPortOffset = 200;
constexpr int kMaxWorkers = 256;
constexpr int kMaxQueue = 100'000;
constexpr int kLeastMaxDeadlineMs = 1'000;
constexpr int kMostMaxDeadlineMs = 600'000;
constexpr int kMostDrainDelayMs = 60'000;
constexpr int kLeastConnections = 16;
constexpr int kMostConnections = 100'000;
constexpr int kLeastCalls = 8;
constexpr int kMostCalls = 100'000;
constexpr int kLeastPatienceMs = 1'000;
constexpr int kMostPatienceMs = 300'000;
constexpr size_t kMaxRegion = 32;
// What a rehearsal records never lies among the records of a region.
constexpr char kRehearsalRegion[] = "rehearsal";
constexpr size_t kMaxTrustDomain = 255;
constexpr int kClockSkewMs = 60'000;
constexpr int kMostClockSkewMs = 300'000;

int DefaultPort(std::string_view service) {
  return service == "review" ? 7102 : service == "settlement" ? 7103 : 7101;
}

void Default(const std::string& value, std::string* field) {
  if (field->empty()) *field = value;
}

// The admin port beside the service's; any free one where the service's is any free one.
std::string AdminListen(const std::string& listen) {
  absl::StatusOr<Address> address = ParseAddress(listen);
  if (!address.ok()) return "";
  if (address->port != 0) address->port += kAdminPortOffset;
  return AddressText(*address);
}

// Where the admin port is, on the second port beside the service's; any free one where either is.
std::string MetricsListen(const std::string& listen, const std::string& admin_listen) {
  const absl::StatusOr<Address> service = ParseAddress(listen);
  absl::StatusOr<Address> address = ParseAddress(admin_listen);
  if (!service.ok() || !address.ok()) return "";
  const bool any = service->port == 0 || address->port == 0;
  address->port = any ? 0 : service->port + kMetricsPortOffset;
  return AddressText(*address);
}

// Collects what is wrong; one finding a line of thought, joined at the end.
class Findings {
 public:
  void Check(bool ok, const std::string& text) {
    if (!ok) texts_.push_back(text);
  }
  void Range(const char* name, int64_t value, int64_t low, int64_t high) {
    Check(value >= low && value <= high,
          absl::StrCat(name, " is ", value, "; choose ", low, " to ", high));
  }
  void Holds(const char* name, const absl::Status& status) {
    if (!status.ok()) texts_.push_back(absl::StrCat(name, ": ", status.message()));
  }
  // Anywhere with TLS, on loopback without.
  void AddressOf(const char* name, const std::string& text, bool tls) {
    const absl::StatusOr<Address> address = ParseAddress(text);
    Holds(name, address.status());
    if (address.ok() && !tls) Holds(name, RequireLoopback(*address));
  }
  absl::Status Result() const {
    if (texts_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrJoin(texts_, "; "));
  }

 private:
  std::vector<std::string> texts_;
};

// The folder keys of the file's own folder: of data/scoring.db that is data/keys.
std::string KeysBeside(const std::string& database) {
  constexpr absl::string_view kSqlite = "sqlite:";
  if (!absl::StartsWith(database, kSqlite)) return "data/keys";
  const std::string path = database.substr(kSqlite.size());
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "keys" : absl::StrCat(path.substr(0, slash), "/keys");
}

// Where the key that signs heads lies: with the other keys of the service, or beside its database.
std::string AuditKey(std::string_view service, const ServiceConfig& config) {
  const std::string folder =
      config.keys_dir().empty() ? KeysBeside(config.database()) : config.keys_dir();
  return absl::StrCat(folder, "/audit-", ToAbsl(service), ".key");
}

bool ValidRegion(const std::string& region) {
  return !region.empty() && region.size() <= kMaxRegion &&
         region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

void CheckDatabase(const char* name, const std::string& url, Findings* findings) {
  // What is wrong is said without the address: it may hold a password where none belongs.
  for (const FieldViolation& wrong : DetailOf(sql::ParseUrl(url).status()).violations) {
    findings->Check(false, absl::StrCat(name, ": ", wrong.description));
  }
}

void CheckOwnSettings(std::string_view service, const ServiceConfig& config, Findings* findings) {
  const bool review = service == "review";
  if (review) {
    findings->Check(config.database().empty(),
                    "review has no single database; set roster_database and hearing_database");
    CheckDatabase("roster_database", config.roster_database(), findings);
    CheckDatabase("hearing_database", config.hearing_database(), findings);
    findings->Check(config.roster_database() != config.hearing_database(),
                    "roster_database and hearing_database are the same; they must be two, with "
                    "separate credentials");
  } else {
    CheckDatabase("database", config.database(), findings);
    findings->Check(config.roster_database().empty() && config.hearing_database().empty() &&
                        config.notices_dir().empty(),
                    "roster_database, hearing_database and notices_dir are settings of review "
                    "only; remove them");
  }
  findings->Check(service != "settlement" || config.keys_dir().empty(),
                  "keys_dir is a setting of scoring and review; remove it");
  findings->Check(review || (config.officer_keys().empty() && config.smtp_url().empty() &&
                             config.smtp_from().empty() && config.smtp_login_file().empty()),
                  "officer_keys and smtp_* are settings of review only; remove them");
  findings->Check(service == "scoring" || config.calendar().empty(),
                  "calendar is a setting of scoring only; remove it");
  if (service == "scoring") {
    findings->Check(config.scoring_address().empty(),
                    "scoring_address is a setting of review and settlement; remove it");
  } else {
    findings->AddressOf("scoring_address", config.scoring_address(), !config.tls_dir().empty());
  }
}

// As SPIFFE has it: lower case, and no more than a name may hold.
bool ValidTrustDomain(const std::string& domain) {
  return !domain.empty() && domain.size() <= kMaxTrustDomain &&
         domain.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos;
}

void CheckTls(std::string_view service, const ServiceConfig& config, Findings* findings) {
  findings->Check(ValidTrustDomain(config.trust_domain()),
                  absl::StrCat("trust_domain is '", config.trust_domain(),
                               "'; use lower-case letters, digits, hyphens and dots"));
  if (config.tls_dir().empty()) return;
  const absl::StatusOr<TlsFiles> files = ReadTlsFiles(config.tls_dir(), absl::Now());
  findings->Holds("tls_dir", files.status());
  const std::string own = SpiffeName(config.trust_domain(), service);
  findings->Check(!files.ok() || files->uri == own,
                  absl::StrCat("tls_dir: ", config.tls_dir(), "/tls.crt names '",
                               files.ok() ? files->uri : "", "'; this service is ", own));
}

void CheckObservers(const ServiceConfig& config, Findings* findings) {
  // What is not given follows from the two others, whose fault is named with them.
  if (!config.metrics_listen().empty()) {
    findings->AddressOf("metrics_listen", config.metrics_listen(), true);
    const absl::StatusOr<Address> address = ParseAddress(config.metrics_listen());
    const bool any = address.ok() && address->port == 0;
    findings->Check(any || (config.metrics_listen() != config.listen() &&
                            config.metrics_listen() != config.admin_listen()),
                    "metrics_listen is another port's address; choose three");
  }
  if (!config.otlp_endpoint().empty()) {
    findings->AddressOf("otlp_endpoint", config.otlp_endpoint(), !config.tls_dir().empty());
  }
}

bool AsksForTokens(const ServiceConfig& config) {
  return !config.oidc_jwks().empty() || !config.oidc_issuer().empty() ||
         !config.oidc_audience().empty();
}

void CheckTokens(const ServiceConfig& config, Findings* findings) {
  if (!AsksForTokens(config)) {
    return findings->Check(config.oidc_roles_claim().empty() &&
                               config.oidc_institution_claim().empty() &&
                               config.oidc_clock_skew_ms() == 0,
                           "oidc_* settings without oidc_jwks, oidc_issuer and oidc_audience");
  }
  findings->Check(!config.oidc_jwks().empty() && !config.oidc_issuer().empty() &&
                      !config.oidc_audience().empty(),
                  "oidc_jwks, oidc_issuer and oidc_audience are set together");
  findings->Check(!config.tls_dir().empty(),
                  "oidc_* needs tls_dir: a token is taken over TLS only");
  findings->Range("oidc_clock_skew_ms", config.oidc_clock_skew_ms(), 1, kMostClockSkewMs);
  if (!config.oidc_jwks().empty()) {
    findings->Holds("oidc_jwks", JwksFile::Open(config.oidc_jwks()).status());
  }
}

void CheckClock(const ServiceConfig& config, Findings* findings) {
  const bool scenario = absl::StartsWith(config.clock(), "scenario:");
  findings->Check(config.clock() == "real" || (scenario && config.clock() != "scenario:"),
                  absl::StrCat("clock is '", config.clock(), "'; write real or scenario:FILE"));
  const absl::StatusOr<Address> listen = ParseAddress(config.listen());
  findings->Check(!scenario || config.rehearsal() || !listen.ok() || IsLoopback(*listen),
                  "a scenario clock is refused off loopback; use clock real");
  for (const std::string& url :
       {config.database(), config.roster_database(), config.hearing_database()}) {
    const absl::StatusOr<sql::Url> to = sql::ParseUrl(url);  // what is no address was said already
    const bool server = to.ok() && to->engine == sql::Dialect::Engine::kMySql;
    findings->Check(!scenario || config.rehearsal() || !server || sql::IsLoopback(*to),
                    "a scenario clock is refused with a database off loopback; use clock real");
  }
  if (!config.rehearsal()) return;
  findings->Check(scenario, "a rehearsal plays time; set clock to scenario:FILE or remove it");
  findings->Check(!config.tls_dir().empty(), "a rehearsal needs tls_dir");
  findings->Check(absl::StartsWith(config.region(), kRehearsalRegion),
                  absl::StrCat("the region of a rehearsal begins with '", kRehearsalRegion,
                               "'; rename '", config.region(), "'"));
}

}  // namespace

absl::StatusOr<ServiceConfig> ReadConfig(const std::string& path) {
  std::ifstream file(path);
  file.peek();  // of a folder fails here, and not with an exception
  if (!file.is_open() || file.bad()) {
    return absl::NotFoundError(absl::StrCat("cannot read the configuration file ", path));
  }
  std::ostringstream read;
  read << file.rdbuf();
  const std::string json = read.str();
  ServiceConfig config;
  const std::optional<JsonFault> fault = ReadJson(json, config);
  if (!fault) return config;
  return absl::InvalidArgumentError(
      absl::StrCat(path, ":", LineColumn(json, fault->at), ": ", fault->what));
}

void Complete(std::string_view service, ServiceConfig* config) {
  Default("demo", config->mutable_region());
  Default(absl::StrCat("127.0.0.1:", DefaultPort(service)), config->mutable_listen());
  Default(AdminListen(config->listen()), config->mutable_admin_listen());
  Default(MetricsListen(config->listen(), config->admin_listen()),
          config->mutable_metrics_listen());
  Default("real", config->mutable_clock());
  Default("probity.local", config->mutable_trust_domain());
  if (config->workers() == 0) config->set_workers(8);
  if (config->queue() == 0) config->set_queue(256);
  if (config->max_deadline_ms() == 0) config->set_max_deadline_ms(30'000);
  if (config->max_connections() == 0) config->set_max_connections(1024);
  if (config->calls_per_address() == 0) config->set_calls_per_address(256);
  if (config->patience_ms() == 0) config->set_patience_ms(30'000);
  if (service != "scoring") Default("127.0.0.1:7101", config->mutable_scoring_address());
  if (service == "review") {
    Default("sqlite:data/roster.db", config->mutable_roster_database());
    Default("sqlite:data/hearing.db", config->mutable_hearing_database());
    Default("data/notices", config->mutable_notices_dir());
    Default("data/keys", config->mutable_keys_dir());
  } else {
    Default(absl::StrCat("sqlite:data/", ToAbsl(service), ".db"), config->mutable_database());
  }
  if (service == "scoring") Default(KeysBeside(config->database()), config->mutable_keys_dir());
  Default(AuditKey(service, *config), config->mutable_audit_key());
  if (!AsksForTokens(*config)) return;
  Default("probity_roles", config->mutable_oidc_roles_claim());
  Default("probity_institution", config->mutable_oidc_institution_claim());
  if (config->oidc_clock_skew_ms() == 0) config->set_oidc_clock_skew_ms(kClockSkewMs);
}

absl::Status CheckConfig(std::string_view service, const ServiceConfig& config) {
  Findings findings;
  findings.Check(ValidRegion(config.region()),
                 absl::StrCat("region is '", config.region(),
                              "'; use up to 32 lower-case letters, digits and hyphens"));
  findings.AddressOf("listen", config.listen(), !config.tls_dir().empty());
  const absl::StatusOr<Address> listen = ParseAddress(config.listen());
  // What is not given follows from `listen`, whose fault has just been named.
  if (!config.admin_listen().empty() || listen.ok()) {
    findings.AddressOf("admin_listen", config.admin_listen(), true);  // health and nothing else
  }
  findings.Check(config.listen() != config.admin_listen() || (listen.ok() && listen->port == 0),
                 "listen and admin_listen are the same address; choose two");
  CheckObservers(config, &findings);
  findings.Range("workers", config.workers(), 1, kMaxWorkers);
  findings.Range("queue", config.queue(), 1, kMaxQueue);
  findings.Range("max_deadline_ms", config.max_deadline_ms(), kLeastMaxDeadlineMs,
                 kMostMaxDeadlineMs);
  findings.Range("max_connections", config.max_connections(), kLeastConnections, kMostConnections);
  findings.Range("calls_per_address", config.calls_per_address(), kLeastCalls, kMostCalls);
  findings.Range("patience_ms", config.patience_ms(), kLeastPatienceMs, kMostPatienceMs);
  findings.Range("drain_delay_ms", config.drain_delay_ms(), 0, kMostDrainDelayMs);
  findings.Check(config.sqlite_max_pages() >= 0, "sqlite_max_pages is negative; 0 means no bound");
  CheckOwnSettings(service, config, &findings);
  CheckTls(service, config, &findings);
  CheckTokens(config, &findings);
  CheckClock(config, &findings);
  return findings.Result();
}

sql::Options StoreOptions(const ServiceConfig& config, const std::string& url) {
  sql::Options options;
  options.url = url;
  options.connections = config.workers();
  options.max_page_count = config.sqlite_max_pages();
  return options;
}

}  // namespace probity::rpc
