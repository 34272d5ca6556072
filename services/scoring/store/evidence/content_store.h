// The bytes of evidence: staged chunk by chunk under an upload's id, then made visible under their
// SHA-256 in one transaction. Every function runs inside its caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_STORE_EVIDENCE_CONTENT_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_EVIDENCE_CONTENT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/id/id.h"
#include "common/sql/database.h"

namespace probity::scoring {

// Where visible bytes lie: chunks 1..chunks of `store_id`.
struct StoredContent {
  Id store_id;
  int64_t size_bytes = 0;
  int64_t chunks = 0;

  bool operator==(const StoredContent&) const = default;
};

// Both may be repeated: a body that runs again finds what its first run wrote. `now` is real time.
absl::Status BeginUpload(sql::Tx& tx, std::string_view region, const Id& store_id, absl::Time now);
absl::Status PutChunk(sql::Tx& tx, std::string_view region, const Id& store_id, int64_t seq,
                      std::string_view bytes, absl::Time now);

// The content of that SHA-256 (32 bytes), if it is visible.
absl::StatusOr<std::optional<StoredContent>> FindContent(sql::Tx& tx, std::string_view region,
                                                         std::string_view sha256);

// Ends the upload `content.store_id` and makes its bytes visible. False if the same bytes are
// visible already: then the upload stays to be dropped. ABORTED / CONFLICT if it was dropped.
absl::StatusOr<bool> PublishContent(sql::Tx& tx, std::string_view region, std::string_view sha256,
                                    const StoredContent& content);

// DATA_LOSS if the chunk is not there.
absl::StatusOr<std::string> ReadChunk(sql::Tx& tx, std::string_view region, const Id& store_id,
                                      int64_t seq);

// Removes some chunks of an upload that was given up, or the upload itself when none is left; true
// once nothing of it is left. Does nothing to bytes that became visible.
absl::StatusOr<bool> DropSomeChunks(sql::Tx& tx, std::string_view region, const Id& store_id);

// Up to `limit` uploads nobody has touched since `before`.
absl::StatusOr<std::vector<Id>> UploadsUntouched(sql::Tx& tx, std::string_view region,
                                                 absl::Time before, int32_t limit);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_EVIDENCE_CONTENT_STORE_H_
