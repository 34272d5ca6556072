// Changes that are applied exactly once, however often they are asked for.
//
// The caller makes a UUID for each change and repeats it with every attempt. The id is the first
// write of the change's transaction, the answer the last: a repeated call gets the stored answer; a
// call that was refused left no trace and may be repeated; the same id with other content, another
// method or another caller is INVALID_ARGUMENT / REQUEST_ID_REUSED.
//
// Content is compared by a hash over the fields by number and value, without request_id, so it does
// not depend on how a client's protobuf lays out bytes. Unknown fields do not count.
#ifndef PROBITY_COMMON_RPC_IDEMPOTENCY_H_
#define PROBITY_COMMON_RPC_IDEMPOTENCY_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "google/protobuf/message.h"

namespace probity::rpc {

// The table every database that takes changes has, for its first migration. `scope` is the round
// a record belongs to (the request's or the answer's `round_id`), so that it can be erased with it;
// else empty. There is no time column: a hearing's database holds none finer than a phase.
inline constexpr char kIdempotencyTableSqlite[] = R"(
CREATE TABLE idempotency (
  request_id BLOB NOT NULL PRIMARY KEY,
  caller TEXT NOT NULL,
  method TEXT NOT NULL,
  scope TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  response BLOB NOT NULL
) WITHOUT ROWID;
)";
inline constexpr char kIdempotencyTableMySql[] = R"(
CREATE TABLE idempotency (
  request_id BINARY(16) NOT NULL,
  caller VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  method VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scope VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_hash BINARY(32) NOT NULL,
  response MEDIUMBLOB NOT NULL,
  PRIMARY KEY (request_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
)";

using ChangeBody = std::function<absl::Status(sql::Tx&)>;

// Runs `body` once for the request_id of `messages` (one, or the messages of an import, whose first
// carries the id). `body` fills `response`, which is cleared before every run; on a repetition
// `response` is filled from the record instead. The erased form behind Mutation, Import,
// Idempotent.
absl::Status RunOnce(sql::Database& db, const Call& call,
                     const std::vector<const google::protobuf::Message*>& messages,
                     google::protobuf::Message* response, const ChangeBody& body);

// Fills `response` if the change of `message` was already applied; false if it was not.
absl::StatusOr<bool> FindAnswer(sql::Database& db, const Call& call,
                                const google::protobuf::Message& message,
                                google::protobuf::Message* response);

// SHA-256 over the normalised content of `messages`.
std::string ContentHash(const std::vector<const google::protobuf::Message*>& messages);

// For a handler of several steps: `body` is its one transaction.
template <typename Response>
absl::StatusOr<Response> Idempotent(sql::Database& db, const Call& call,
                                    const google::protobuf::Message& request,
                                    const std::function<absl::StatusOr<Response>(sql::Tx&)>& body) {
  Response response;
  const absl::Status status = RunOnce(db, call, {&request}, &response, [&](sql::Tx& tx) {
    absl::StatusOr<Response> made = body(tx);
    if (!made.ok()) return made.status();
    response = *std::move(made);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

// The answer already given to `request`, if any: asked before a step that should not be repeated,
// such as calling another service.
template <typename Response>
absl::StatusOr<std::optional<Response>> StoredAnswer(sql::Database& db, const Call& call,
                                                     const google::protobuf::Message& request) {
  Response response;
  const absl::StatusOr<bool> found = FindAnswer(db, call, request, &response);
  if (!found.ok()) return found.status();
  if (!*found) return std::optional<Response>();
  return std::optional<Response>(std::move(response));
}

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_IDEMPOTENCY_H_
