#include "services/scoring/store/evidence/content_store.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"

namespace probity::scoring {
namespace {

constexpr char kBegin[] =
    "INSERT INTO evidence_upload (region, store_id, touched_time) VALUES (?, ?, ?)";
constexpr char kTouch[] =
    "UPDATE evidence_upload SET touched_time = ? WHERE region = ? AND store_id = ?";
constexpr char kPutChunk[] =
    "INSERT INTO evidence_chunk (region, store_id, seq, bytes) VALUES (?, ?, ?, ?)";
constexpr char kFind[] =
    "SELECT store_id, size_bytes, chunks FROM evidence_content WHERE region = ? AND sha256 = ?";
constexpr char kPublish[] =
    "INSERT INTO evidence_content (region, sha256, store_id, size_bytes, chunks) "
    "VALUES (?, ?, ?, ?, ?)";
constexpr char kEnd[] = "DELETE FROM evidence_upload WHERE region = ? AND store_id = ?";
constexpr char kReadChunk[] =
    "SELECT bytes FROM evidence_chunk WHERE region = ? AND store_id = ? AND seq = ?";
constexpr char kLock[] =
    "SELECT touched_time FROM evidence_upload WHERE region = ? AND store_id = ?";
constexpr char kSomeChunks[] =
    "SELECT seq FROM evidence_chunk WHERE region = ? AND store_id = ? ORDER BY seq LIMIT 32";
constexpr char kDropChunks[] =
    "DELETE FROM evidence_chunk WHERE region = ? AND store_id = ? AND seq BETWEEN ? AND ?";
constexpr char kUntouched[] =
    "SELECT store_id FROM evidence_upload WHERE region = ? AND touched_time < ? "
    "ORDER BY store_id LIMIT ?";

// A repeated insert of a row only its upload writes is the first one, whose answer was lost.
absl::Status UnlessThere(const absl::Status& inserted) {
  return absl::IsAlreadyExists(inserted) ? absl::OkStatus() : inserted;
}

}  // namespace

absl::Status BeginUpload(sql::Tx& tx, std::string_view region, const Id& store_id, absl::Time now) {
  return UnlessThere(
      tx.Execute(kBegin, {TextValue(region), BlobValue(store_id.Bytes()), absl::ToUnixMicros(now)})
          .status());
}

absl::Status PutChunk(sql::Tx& tx, std::string_view region, const Id& store_id, int64_t seq,
                      std::string_view bytes, absl::Time now) {
  const sql::Value id = BlobValue(store_id.Bytes());
  PROBITY_RETURN_IF_ERROR(
      UnlessThere(tx.Execute(kPutChunk, {TextValue(region), id, seq, BlobValue(bytes)}).status()));
  PROBITY_ASSIGN_OR_RETURN(const int64_t touched,
                           tx.Execute(kTouch, {absl::ToUnixMicros(now), TextValue(region), id}));
  return touched == 1 ? absl::OkStatus() : LostRace("the upload was given up; begin it again");
}

absl::StatusOr<std::optional<StoredContent>> FindContent(sql::Tx& tx, std::string_view region,
                                                         std::string_view sha256) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kFind, {TextValue(region), BlobValue(sha256)}));
  if (rows.empty()) return std::nullopt;
  PROBITY_ASSIGN_OR_RETURN(const Id store_id, Id::FromBytes(rows.front().Bytes(0)));
  return StoredContent{store_id, rows.front().Int(1), rows.front().Int(2)};
}

absl::StatusOr<bool> PublishContent(sql::Tx& tx, std::string_view region, std::string_view sha256,
                                    const StoredContent& content) {
  const sql::Value id = BlobValue(content.store_id.Bytes());
  const absl::Status published = tx.Execute(kPublish, {TextValue(region), BlobValue(sha256), id,
                                                       content.size_bytes, content.chunks})
                                     .status();
  if (absl::IsAlreadyExists(published)) return false;
  PROBITY_RETURN_IF_ERROR(published);
  PROBITY_ASSIGN_OR_RETURN(const int64_t ended, tx.Execute(kEnd, {TextValue(region), id}));
  if (ended != 1) return LostRace("the upload was given up; begin it again");
  return true;
}

absl::StatusOr<std::string> ReadChunk(sql::Tx& tx, std::string_view region, const Id& store_id,
                                      int64_t seq) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kReadChunk, {TextValue(region), BlobValue(store_id.Bytes()), seq}));
  if (rows.empty()) return absl::DataLossError(absl::StrCat("chunk ", seq, " is missing"));
  return rows.front().Bytes(0);
}

absl::StatusOr<bool> DropSomeChunks(sql::Tx& tx, std::string_view region, const Id& store_id) {
  const sql::Params key = {TextValue(region), BlobValue(store_id.Bytes())};
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> upload,
                           tx.Query(absl::StrCat(kLock, ToAbsl(tx.dialect().ForUpdate())), key));
  if (upload.empty()) return true;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> some, tx.Query(kSomeChunks, key));
  if (some.empty()) {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kEnd, key).status());
    return true;
  }
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kDropChunks, {key[0], key[1], some.front().Int(0), some.back().Int(0)}).status());
  return false;
}

absl::StatusOr<std::vector<Id>> UploadsUntouched(sql::Tx& tx, std::string_view region,
                                                 absl::Time before, int32_t limit) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kUntouched, {TextValue(region), absl::ToUnixMicros(before), int64_t{limit}}));
  std::vector<Id> found;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(row.Bytes(0)));
    found.push_back(id);
  }
  return found;
}

}  // namespace probity::scoring
