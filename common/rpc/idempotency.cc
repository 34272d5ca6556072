#include "common/rpc/idempotency.h"

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/rpc/content.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kInsert[] =
    "INSERT INTO idempotency (request_id, caller, method, scope, request_hash, response) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kSelect[] =
    "SELECT caller, method, request_hash, response FROM idempotency WHERE request_id = ?";
constexpr size_t kMaxScope = 64;  // of its column
constexpr char kAnswer[] = "UPDATE idempotency SET scope = ?, response = ? WHERE request_id = ?";

struct Key {
  std::string id;
  std::string caller;
  std::string method;
  std::string hash;
};

// The value of a singular string field; empty if the message has no such field.
std::string StringField(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, field);
}

absl::StatusOr<Key> KeyOf(const Call& call, const std::vector<const Message*>& messages) {
  if (messages.empty()) return BadRequest({{"request_id", "the stream is empty"}});
  const std::string text = StringField(*messages[0], "request_id");
  const absl::StatusOr<std::string> id = ParseUuid(text);
  FieldCheck check;
  check.Check(id.ok(), "request_id",
              "must be a UUID made by the caller, the same for every attempt");
  for (size_t i = 1; i < messages.size(); ++i) {
    const std::string later = StringField(*messages[i], "request_id");
    check.Check(later.empty() || later == text, absl::StrCat("[", i, "].request_id"),
                "only the first message of a stream carries the id");
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return Key{*id, call.caller.person, call.method, ContentHash(messages)};
}

absl::Status Parse(const Key& key, const sql::Row& row, Message* response) {
  if (row.Text(0) != key.caller || row.Text(1) != key.method || row.Bytes(2) != key.hash) {
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_REQUEST_ID_REUSED,
                  "request_id was used before for another content; make a new one for each change");
  }
  if (!response->ParseFromString(row.Bytes(3))) {
    return absl::InternalError("a stored answer does not parse");
  }
  return absl::OkStatus();
}

absl::Status Insert(sql::Tx& tx, const Key& key, const std::string& scope) {
  return tx
      .Execute(kInsert,
               {sql::Blob{key.id}, key.caller, key.method, scope, sql::Blob{key.hash}, sql::Blob{}})
      .status();
}

absl::Status StoreAnswer(sql::Tx& tx, const Key& key, const std::string& scope,
                         const Message& response) {
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t rows,
      tx.Execute(kAnswer, {scope, sql::Blob{response.SerializeAsString()}, sql::Blob{key.id}}));
  if (rows != 1) return absl::InternalError("the record of this request vanished");
  return absl::OkStatus();
}

absl::Status CheckWanted(const Call& call) {
  if (!call.cancelled()) return absl::OkStatus();
  return absl::CancelledError("the caller no longer waits; nothing was changed");
}

}  // namespace

absl::Status RunOnce(sql::Database& db, const Call& call,
                     const std::vector<const Message*>& messages, Message* response,
                     const ChangeBody& body) {
  PROBITY_ASSIGN_OR_RETURN(const Key key, KeyOf(call, messages));
  const std::string request_scope = StringField(*messages[0], "round_id");
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(request_scope.size() <= kMaxScope, "round_id", "at most 64 characters")
          .Result());
  PROBITY_RETURN_IF_ERROR(CheckWanted(call));
  return db.Transact(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response->Clear();
    const absl::Status inserted = Insert(tx, key, request_scope);
    if (absl::IsAlreadyExists(inserted)) {
      PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(kSelect, {sql::Blob{key.id}}));
      return Parse(key, row, response);
    }
    PROBITY_RETURN_IF_ERROR(inserted);
    PROBITY_RETURN_IF_ERROR(body(tx));
    const std::string scope =
        request_scope.empty() ? StringField(*response, "round_id") : request_scope;
    PROBITY_RETURN_IF_ERROR(StoreAnswer(tx, key, scope, *response));
    return CheckWanted(call);
  });
}

absl::StatusOr<bool> FindAnswer(sql::Database& db, const Call& call, const Message& message,
                                Message* response) {
  PROBITY_ASSIGN_OR_RETURN(const Key key, KeyOf(call, {&message}));
  bool found = false;
  PROBITY_RETURN_IF_ERROR(db.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                             tx.Query(kSelect, {sql::Blob{key.id}}));
    found = !rows.empty();
    return found ? Parse(key, rows[0], response) : absl::OkStatus();
  }));
  return found;
}

std::string ContentHash(const std::vector<const Message*>& messages) {
  return crypto::Sha256(NormalContent(messages, "request_id"));
}

}  // namespace probity::rpc
