// The audit log of a service: who did what, append-only and chained by hash, so that other services
// (and auditors) who know an old head can prove that nothing before it was changed.
//
// hash = SHA-256(10h, "probity/audit/v1", prev, seq u64, kind u16, length u32, body), integers
// big-endian; the first entry has seq 1 and 32 zero bytes as prev. The numbers of kinds and what a
// body holds belong to the service. In a scenario the body says so itself (SCENARIO), for the time
// of a row is not part of the hash.
//
// DDL, SQLite; a service puts it into its own migration:
//   CREATE TABLE audit (
//     region TEXT NOT NULL, seq INTEGER NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL,
//     kind INTEGER NOT NULL, body BLOB NOT NULL, recorded_time INTEGER NOT NULL,
//     PRIMARY KEY (region, seq)) WITHOUT ROWID;
// MySQL, with no more than SELECT and INSERT granted on it:
//   CREATE TABLE audit (
//     region VARCHAR(64) NOT NULL, seq BIGINT NOT NULL, prev BINARY(32) NOT NULL,
//     hash BINARY(32) NOT NULL, kind INT NOT NULL, body MEDIUMBLOB NOT NULL,
//     recorded_time BIGINT NOT NULL,
//     PRIMARY KEY (region, seq)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
// A table that must not know where or when leaves out region and recorded_time (TableShape).
#ifndef PROBITY_COMMON_AUDIT_AUDIT_H_
#define PROBITY_COMMON_AUDIT_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/ledger/chain.h"
#include "common/sql/database.h"

namespace probity::audit {

// The columns of the table beside seq, prev, hash, kind and body.
struct TableShape {
  std::string name = "audit";
  bool has_region = true;
  bool has_recorded_time = true;
};

struct Entry {
  ledger::Link link;
  uint16_t kind = 0;
  std::string body;
  std::optional<absl::Time> recorded_time;  // microseconds; none where the table has none
};

// The hash of an entry, 32 bytes.
std::string EntryHash(std::string_view prev_hash, int64_t seq, uint16_t kind,
                      std::string_view body);

// One chain: a region's in its table, or the table's only one. A value; keeps no state of the
// chain.
class Log {
 public:
  explicit Log(TableShape shape, std::string region = "");

  // Appends inside the transaction of what is recorded, as late in it as possible: other writers of
  // the chain wait for its end. `recorded_time` is business time; not stored where the table has no
  // such column. INVALID_ARGUMENT for a body of 4 GiB or more; ABORTED with reason CONFLICT if too
  // many write at once.
  absl::StatusOr<ledger::Head> Append(sql::Tx& tx, uint16_t kind, std::string_view body,
                                      absl::Time recorded_time) const;

  // The last entry; seq 0 and zero bytes for an empty chain.
  absl::StatusOr<ledger::Head> GetHead(sql::Tx& tx) const;

  // Up to `limit` entries after number `after`, ascending.
  absl::StatusOr<std::vector<Entry>> List(sql::Tx& tx, int64_t after, int limit) const;

  // Walks the whole chain; its head if it is sound. DATA_LOSS with reason LEDGER_BROKEN otherwise,
  // metadata `seq` naming the first broken entry.
  absl::StatusOr<ledger::Head> Verify(sql::Tx& tx) const;

  // True if the chain still holds that head, which somebody was once told. Together with Verify it
  // shows that the entries up to there are the same.
  absl::StatusOr<bool> Holds(sql::Tx& tx, const ledger::Head& head) const;

 private:
  sql::Params Owner() const;  // the leading parameters: the region, if the table has one

  TableShape shape_;
  std::string region_;
};

}  // namespace probity::audit

#endif  // PROBITY_COMMON_AUDIT_AUDIT_H_
