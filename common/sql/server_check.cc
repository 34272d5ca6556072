#include "common/sql/server_check.h"

#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/sql/mysql_value.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// The largest values (a printed document, a pool of providers) must travel in one statement.
constexpr int64_t kLeastPacket = 16 << 20;

constexpr Remedy kSetGlobal = {"set it in the server's configuration, and at once by SET GLOBAL",
                               "在服务器配置文件中改正，SET GLOBAL 可立即生效"};
constexpr Remedy kRestart = {"set it in the server's configuration and restart the server",
                             "在服务器配置文件中改正并重启服务器"};
constexpr Remedy kLogAgain = {"ALTER INSTANCE ENABLE INNODB REDO_LOG",
                              "执行 ALTER INSTANCE ENABLE INNODB REDO_LOG"};
constexpr Remedy kUpgrade = {"use MariaDB from 10.11 or MySQL from 8.0",
                             "请改用 MariaDB 10.11 或 MySQL 8.0 及以上版本"};
constexpr Remedy kPrimary = {"name the writable primary, or wait until a failover is over",
                             "请填写可写主库的地址，或等待主备切换完成"};
constexpr Remedy kDirect = {"name the server itself: something in between changes the session",
                            "请直接填写服务器地址：中间件改动了会话设置"};
constexpr Remedy kAlter = {"ALTER DATABASE name CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                           "执行 ALTER DATABASE 库名 CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"};
constexpr Remedy kEncrypt = {"name the server's authority with ssl_ca=FILE",
                             "用 ssl_ca=文件 指定服务器证书的签发机构"};

using Values = std::map<std::string, std::string>;

// By the first of its names the server knows.
std::optional<std::string> Find(const Values& values, const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) {
    const auto found = values.find(std::string(name));
    if (found != values.end()) return found->second;
  }
  return std::nullopt;
}

bool Same(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(ToAbsl(a), ToAbsl(b));
}

bool IsOn(std::string_view value) {
  return Same(value, "ON") || value == "1";
}

// Every mode of `wanted` is among those of `mode`.
bool HasModes(std::string_view mode, std::string_view wanted) {
  const std::set<std::string> modes = absl::StrSplit(ToAbsl(mode), ',');
  for (const absl::string_view one : absl::StrSplit(ToAbsl(wanted), ',')) {
    if (!modes.contains(std::string(one))) return false;
  }
  return true;
}

bool IsStrict(std::string_view mode) {
  return HasModes(mode, "STRICT_ALL_TABLES") || HasModes(mode, "STRICT_TRANS_TABLES");
}

using Test = std::function<bool(std::string_view)>;

Test Is(std::string_view wanted) {
  return [wanted](std::string_view value) { return Same(value, wanted); };
}
Test IsNot(std::vector<std::string_view> refused) {
  return [refused = std::move(refused)](std::string_view value) {
    for (const std::string_view one : refused) {
      if (Same(value, one)) return false;
    }
    return true;
  };
}
// MariaDB from 12.0 has more ways to be read-only than ON.
bool Off(std::string_view value) {
  return Same(value, "OFF") || value == "0";
}

enum class Scope { kGlobal, kSession };
enum class Absent { kFine, kRefused };  // a variable only one family or series has

struct Rule {
  Scope scope;
  std::vector<std::string_view> names;
  std::string wanted;
  Test holds;
  Remedy remedy;
  Absent absent = Absent::kFine;
  Verdict otherwise = Verdict::kRefused;
  bool binlog_only = false;
};

std::vector<Rule> Rules() {
  const auto large = [](std::string_view value) {
    return ParseWhole(value).value_or(0) >= kLeastPacket;
  };
  const auto ours = [](std::string_view value) { return HasModes(value, kSqlMode); };
  return {
      {Scope::kGlobal,
       {"sql_mode"},
       "strict (STRICT_TRANS_TABLES or STRICT_ALL_TABLES)",
       IsStrict,
       kSetGlobal,
       Absent::kRefused},
      {Scope::kSession, {"sql_mode"}, kSqlMode, ours, kDirect, Absent::kRefused},
      {Scope::kSession,
       {"transaction_isolation", "tx_isolation"},
       "REPEATABLE-READ",
       Is("REPEATABLE-READ"),
       kDirect,
       Absent::kRefused},
      {Scope::kSession, {"time_zone"}, "+00:00", Is("+00:00"), kDirect, Absent::kRefused},
      {Scope::kGlobal,
       {"innodb_flush_log_at_trx_commit"},
       "1",
       Is("1"),
       kSetGlobal,
       Absent::kRefused},
      {Scope::kGlobal, {"innodb_doublewrite"}, "ON", IsNot({"OFF", "0", "DETECT_ONLY"}), kRestart},
      {Scope::kGlobal,
       {"innodb_flush_method"},
       "fsync or O_DIRECT",
       IsNot({"nosync", "littlesync"}),
       kRestart},
      {Scope::kGlobal, {"debug_no_sync"}, "OFF", Off, kSetGlobal},
      {Scope::kGlobal, {"innodb_force_recovery"}, "0", Is("0"), kRestart},
      {Scope::kGlobal, {"innodb_strict_mode"}, "ON", IsOn, kSetGlobal},
      {Scope::kGlobal, {kRedoLog}, "ON", IsOn, kLogAgain},
      {Scope::kGlobal,
       {"sync_binlog"},
       "1",
       Is("1"),
       kSetGlobal,
       Absent::kFine,
       Verdict::kRefused,
       true},
      {Scope::kGlobal,
       {"binlog_format"},
       "ROW or MIXED",
       IsNot({"STATEMENT"}),
       kSetGlobal,
       Absent::kFine,
       Verdict::kRefused,
       true},
      {Scope::kGlobal, {"read_only"}, "OFF", Off, kPrimary, Absent::kFine, Verdict::kReadOnly},
      {Scope::kGlobal,
       {"super_read_only"},
       "OFF",
       Off,
       kPrimary,
       Absent::kFine,
       Verdict::kReadOnly},
      {Scope::kGlobal,
       {"innodb_read_only"},
       "OFF",
       Off,
       kPrimary,
       Absent::kFine,
       Verdict::kReadOnly},
      {Scope::kSession,
       {"transaction_read_only", "tx_read_only"},
       "OFF",
       Off,
       kSetGlobal,
       Absent::kFine,
       Verdict::kReadOnly},
      {Scope::kSession, {"unique_checks"}, "ON", IsOn, kSetGlobal},
      {Scope::kSession, {"sql_select_limit"}, kNoLimit, Is(kNoLimit), kDirect, Absent::kRefused},
      {Scope::kSession, {"character_set_client"}, "utf8mb4", Is("utf8mb4"), kDirect},
      {Scope::kSession, {"character_set_connection"}, "utf8mb4", Is("utf8mb4"), kDirect},
      {Scope::kSession, {"character_set_results"}, "utf8mb4", Is("utf8mb4"), kDirect},
      {Scope::kSession, {"character_set_database"}, "utf8mb4", Is("utf8mb4"), kAlter},
      {Scope::kSession, {"collation_database"}, "utf8mb4_bin", Is("utf8mb4_bin"), kAlter},
      {Scope::kSession,
       {"max_allowed_packet"},
       absl::StrCat("at least ", kLeastPacket),
       large,
       kSetGlobal,
       Absent::kRefused},
  };
}

Finding Judged(const Rule& rule, const std::optional<std::string>& value) {
  const bool fine = value.has_value() && rule.holds(*value);
  return {fine ? Verdict::kOk : rule.otherwise,
          absl::StrCat(rule.scope == Scope::kGlobal ? "" : "session ", ToAbsl(rule.names.front())),
          value.has_value() ? (value->empty() ? "empty" : *value) : "unknown to the server",
          rule.wanted, rule.remedy};
}

Finding JudgeVersion(const std::string& text) {
  const std::optional<ServerVersion> version = ParseVersion(text);
  const bool fine = version.has_value() && IsSupported(*version);
  return {fine ? Verdict::kOk : Verdict::kRefused, "version", text,
          "MariaDB from 10.11 or MySQL from 8.0", kUpgrade};
}

// Of plaintext nothing is sent off loopback to begin with; what is judged is what came about.
Finding JudgeTls(const ServerFacts& facts) {
  const bool recent = facts.tls_version == "TLSv1.2" || facts.tls_version == "TLSv1.3";
  const bool fine = recent || (facts.loopback && facts.tls_version.empty());
  const std::string found = facts.tls_version.empty()
                                ? (facts.loopback ? "none, on this machine" : "none")
                                : facts.tls_version;
  return {fine ? Verdict::kOk : Verdict::kRefused, "TLS", found, "TLSv1.2 or TLSv1.3", kEncrypt};
}

}  // namespace

const std::vector<std::string_view>& JudgedVariables() {
  static const auto* const names = [] {
    auto* all = new std::vector<std::string_view>{"log_bin"};
    for (const Rule& rule : Rules()) {
      for (const std::string_view name : rule.names) all->push_back(name);
    }
    return all;
  }();
  return *names;
}

Report JudgeServer(const ServerFacts& facts) {
  Report report = {JudgeVersion(facts.version), JudgeTls(facts)};
  const bool binlog = IsOn(Find(facts.global, {"log_bin"}).value_or("OFF"));
  for (const Rule& rule : Rules()) {
    if (rule.binlog_only && !binlog) continue;
    const Values& values = rule.scope == Scope::kGlobal ? facts.global : facts.session;
    const std::optional<std::string> value = Find(values, rule.names);
    if (value.has_value() || rule.absent == Absent::kRefused) report.push_back(Judged(rule, value));
  }
  return report;
}

}  // namespace probity::sql
