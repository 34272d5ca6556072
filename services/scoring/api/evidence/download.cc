#include <algorithm>
#include <string>

#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/api/evidence/evidence_convert.h"
#include "services/scoring/api/evidence/transfer.h"
#include "services/scoring/store/evidence/content_store.h"
#include "services/scoring/store/evidence/evidence_store.h"

namespace probity::scoring {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

absl::Time Soon(const rpc::Call& call) {
  return std::min(call.deadline, absl::Now() + kPatience);
}

struct Found {
  EvidenceItem item;
  std::vector<EvidenceReview> reviews;
  StoredContent content;
};

// The item, with the line that says who took a copy.
absl::StatusOr<Found> Open(const ServiceEnv& env, const rpc::Call& call,
                           const std::string& evidence_id) {
  Found found;
  PROBITY_RETURN_IF_ERROR(env.database.Transact(Soon(call), [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found.item, LoadEvidence(tx, env.region, evidence_id));
    PROBITY_ASSIGN_OR_RETURN(found.reviews, ListReviews(tx, env.region, evidence_id));
    PROBITY_ASSIGN_OR_RETURN(const std::optional<StoredContent> content,
                             FindContent(tx, env.region, found.item.sha256));
    if (!content.has_value()) return absl::DataLossError("the bytes of an item are gone");
    found.content = *content;
    CustodyLine copied;
    copied.event = CustodyEvent::kCopied;
    copied.note = "下载 download";
    return RecordCustody(env, tx, call, found.item, copied).status();
  }));
  return found;
}

absl::StatusOr<std::string> Chunk(const ServiceEnv& env, const rpc::Call& call,
                                  const StoredContent& content, int64_t seq) {
  std::string bytes;
  PROBITY_RETURN_IF_ERROR(env.database.Read(Soon(call), [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(bytes, ReadChunk(tx, env.region, content.store_id, seq));
    return absl::OkStatus();
  }));
  return bytes;
}

}  // namespace

absl::Status DownloadEvidence(const ServiceEnv& env, const rpc::Call& call,
                              const v1::DownloadEvidenceRequest& request, rpc::Sink& sink) {
  PROBITY_ASSIGN_OR_RETURN(const Found found, Open(env, call, request.evidence_id()));
  v1::DownloadEvidenceResponse message;
  *message.mutable_evidence() = ToProto(found.item, found.reviews);
  PROBITY_RETURN_IF_ERROR(sink.Write(message));
  message.clear_evidence();
  crypto::Sha256Hasher hasher;
  for (int64_t seq = 1; seq <= found.content.chunks; ++seq) {
    PROBITY_ASSIGN_OR_RETURN(*message.mutable_chunk(), Chunk(env, call, found.content, seq));
    hasher.Update(message.chunk());
    PROBITY_RETURN_IF_ERROR(sink.Write(message));
  }
  if (hasher.Finish() == found.item.sha256) return absl::OkStatus();
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_EVIDENCE_HASH_MISMATCH,
                "the stored bytes no longer have their SHA-256; do not use what arrived; "
                "证据内容已损坏");
}

}  // namespace probity::scoring
