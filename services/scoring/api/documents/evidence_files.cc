#include "services/scoring/api/documents/evidence_files.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/store/evidence/content_store.h"

namespace probity::scoring {
namespace {

absl::StatusOr<StoredContent> Take(const ServiceEnv& env, const rpc::Call& call,
                                   const EvidenceItem& item) {
  StoredContent found;
  PROBITY_RETURN_IF_ERROR(env.database.Transact(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const std::optional<StoredContent> content,
                             FindContent(tx, env.region, item.sha256));
    if (!content.has_value()) return absl::DataLossError("the bytes of an item are gone");
    found = *content;
    CustodyLine copied;
    copied.event = CustodyEvent::kCopied;
    copied.note = "案卷导出 exported with the case file";
    return RecordCustody(env, tx, call, item, copied).status();
  }));
  return found;
}

absl::Status AddOne(const ServiceEnv& env, const rpc::Call& call, const EvidenceItem& item,
                    const std::string& name, ZipFile& zip) {
  PROBITY_ASSIGN_OR_RETURN(const StoredContent content, Take(env, call, item));
  crypto::Sha256Hasher hasher;
  PROBITY_RETURN_IF_ERROR(zip.AddPieces(name, item.taken, [&](const ZipFile::Put& put) {
    for (int64_t seq = 1; seq <= content.chunks; ++seq) {
      std::string bytes;
      PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(bytes, ReadChunk(tx, env.region, content.store_id, seq));
        return absl::OkStatus();
      }));
      hasher.Update(bytes);
      PROBITY_RETURN_IF_ERROR(put(bytes));
    }
    return absl::OkStatus();
  }));
  if (hasher.Finish() == item.sha256) return absl::OkStatus();
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_EVIDENCE_HASH_MISMATCH,
                absl::StrCat("the stored bytes of ", item.title,
                             " no longer have their SHA-256; 证据内容已损坏"));
}

}  // namespace

std::string EvidenceFileName(size_t position, const EvidenceItem& item) {
  return absl::StrCat("证据/", absl::StrFormat("%02d", position), "-",
                      absl::StrReplaceAll(item.file_name, {{"/", "／"}, {"\\", "＼"}}));
}

absl::Status AddEvidenceFiles(const ServiceEnv& env, const rpc::Call& call,
                              const std::vector<EvidenceItem>& items, ZipFile& zip) {
  for (size_t i = 0; i < items.size(); ++i) {
    PROBITY_RETURN_IF_ERROR(AddOne(env, call, items[i], EvidenceFileName(i + 1, items[i]), zip));
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
