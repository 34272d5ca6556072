// Messages to another service, written in the transaction of the effect they tell of: both happen
// or neither. A Sender (sender.h) delivers them at least once; the receiver, which treats a
// message's key as its idempotency key, makes that exactly once. No time or count of attempts is
// stored.
//
// The table is the service's, in its own migration: the key columns as PRIMARY KEY, `payload`
// (BLOB, on MySQL MEDIUMBLOB), whatever column orders the oldest first, and nothing else that must
// be set.
#ifndef PROBITY_COMMON_OUTBOX_OUTBOX_H_
#define PROBITY_COMMON_OUTBOX_OUTBOX_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::outbox {

enum class ColumnType { kInt, kText, kBytes };

struct Column {
  std::string name;
  ColumnType type = ColumnType::kText;
};

struct TableShape {
  std::string name;         // e.g. "verdict_outbox"
  std::vector<Column> key;  // e.g. round_id and case_token, both bytes
};

struct Message {
  sql::Params key;      // one value for each key column
  std::string payload;  // bytes
};

// Adds a message. ALREADY_EXISTS if one of that key waits.
absl::Status Put(sql::Tx& tx, const TableShape& shape, const Message& message);

// The keys of up to `limit` waiting messages, ordered by key: with time-ordered ids, oldest first.
absl::StatusOr<std::vector<sql::Params>> WaitingKeys(sql::Tx& tx, const TableShape& shape,
                                                     int limit);

// The message of that key; none if it was delivered meanwhile.
absl::StatusOr<std::optional<Message>> Find(sql::Tx& tx, const TableShape& shape,
                                            const sql::Params& key);

// Removes a delivered message; false if it was gone already.
absl::StatusOr<bool> Remove(sql::Tx& tx, const TableShape& shape, const sql::Params& key);

// How many messages wait.
absl::StatusOr<int64_t> CountWaiting(sql::Tx& tx, const TableShape& shape);

}  // namespace probity::outbox

#endif  // PROBITY_COMMON_OUTBOX_OUTBOX_H_
