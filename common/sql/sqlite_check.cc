#include "common/sql/sqlite_check.h"

#include <linux/magic.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr int kLeastVersion = 3037000;  // STRICT tables

constexpr Remedy kUpgrade = {"use a newer SQLite", "请使用更新版本的 SQLite"};
constexpr Remedy kRestart = {"another program changed the file's settings: end it and restart",
                             "有其他程序改动了该文件的设置：请停止该程序并重启服务"};
constexpr Remedy kLocal = {"move the file to a disk of this machine, or use MariaDB",
                           "请把数据库文件移到本机磁盘，或改用 MariaDB"};
constexpr Remedy kRestore = {"the file is damaged: restore a backup", "文件已损坏：请从备份恢复"};

// The write-ahead log needs memory that every process of the file shares, and locks that hold: a
// network gives neither.
std::string NetworkFileSystem(uint32_t type) {
  constexpr std::pair<uint32_t, std::string_view> kKnown[] = {
      {NFS_SUPER_MAGIC, "NFS"},    {SMB_SUPER_MAGIC, "SMB"}, {CIFS_SUPER_MAGIC, "CIFS"},
      {SMB2_SUPER_MAGIC, "SMB2"},  {AFS_SUPER_MAGIC, "AFS"}, {CODA_SUPER_MAGIC, "Coda"},
      {CEPH_SUPER_MAGIC, "CephFS"}};
  for (const auto& [magic, name] : kKnown) {
    if (type == magic) return std::string(name);
  }
  return "";
}

Finding Judged(bool fine, std::string name, std::string value, std::string wanted,
               const Remedy& remedy) {
  return {fine ? Verdict::kOk : Verdict::kRefused, std::move(name), std::move(value),
          std::move(wanted), remedy};
}

}  // namespace

Report JudgeSqlite(const SqliteFacts& facts) {
  const std::string network = NetworkFileSystem(facts.file_system);
  const std::string version =
      absl::StrCat(facts.version / 1000000, ".", facts.version / 1000 % 1000);
  Report report = {
      Judged(facts.version >= kLeastVersion, "SQLite", version, "at least 3.37", kUpgrade),
      Judged(facts.journal_mode == "wal", "journal_mode", facts.journal_mode, "wal", kRestart),
      Judged(facts.synchronous == "2" || facts.synchronous == "3", "synchronous", facts.synchronous,
             "2 (FULL)", kRestart),
      Judged(network.empty(), "file system", network.empty() ? "local" : network, "local", kLocal)};
  if (!facts.quick_check.empty()) {
    report.push_back(
        Judged(facts.quick_check == "ok", "quick_check", facts.quick_check, "ok", kRestore));
  }
  return report;
}

}  // namespace probity::sql
