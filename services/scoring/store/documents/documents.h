// Issued documents in the database. Append-only.
//
// The number of a document is its place in the hash chain of its type and year: gapless by the
// unique key (region, type, year, number), which a second writer waits at until the first commits
// or rolls back, and chained so that none can later be changed, left out or slipped in.
#ifndef PROBITY_SERVICES_SCORING_STORE_DOCUMENTS_DOCUMENTS_H_
#define PROBITY_SERVICES_SCORING_STORE_DOCUMENTS_DOCUMENTS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/documents/document.h"

namespace probity::scoring {

// What a document says can only be written once its number is known. May be called again with
// another number; the last call counts.
struct Numbered {
  std::string number_text;
  std::string content;
};
using WriteContent = std::function<absl::StatusOr<Numbered>(int64_t number)>;

// Takes the next number of the type and year and stores the document; `draft` has everything but
// number, number_text, content and hashes. As other writers of the series wait for the end of the
// transaction, several documents of one are issued in the order of their types.
absl::StatusOr<IssuedDocument> InsertDocument(sql::Tx& tx, const std::string& region,
                                              IssuedDocument draft, const WriteContent& write);

// By id (26 symbols) or, if that is empty, by number ("龙医保告〔2026〕12号"). UNKNOWN_DOCUMENT;
// DATA_LOSS / DOCUMENT_DAMAGED if content and hash no longer agree.
absl::StatusOr<IssuedDocument> LoadDocument(sql::Tx& tx, const std::string& region,
                                            std::string_view document_id,
                                            std::string_view number_text = "");

// By id, ascending, after `after`; empty filters mean all. At most `limit`, 0 = no bound.
struct DocumentFilter {
  std::string case_id;
  std::string institution_id;
  DocumentType type = DocumentType::kNone;
  bool unrendered = false;  // only those without a rendering
  std::string after;
  int32_t limit = 0;
};
absl::StatusOr<std::vector<IssuedDocument>> ListDocuments(sql::Tx& tx, const std::string& region,
                                                          const DocumentFilter& filter);

// The last one of its type in a case.
absl::StatusOr<std::optional<IssuedDocument>> LatestDocument(sql::Tx& tx, const std::string& region,
                                                             std::string_view case_id,
                                                             DocumentType type);

// Walks every series: numbers without a gap, each hash the one computed anew, each content that of
// its hash. How many there are; DATA_LOSS / DOCUMENT_DAMAGED naming the first that is wrong.
absl::StatusOr<int64_t> VerifyDocuments(sql::Tx& tx, const std::string& region);

struct Rendering {
  std::string sha256;  // of `pdf`, 64 hex digits
  std::string pdf;
};
// DATA_LOSS / DOCUMENT_DAMAGED if the bytes are no longer those of the hash.
absl::StatusOr<std::optional<Rendering>> LoadRendering(sql::Tx& tx, const std::string& region,
                                                       std::string_view document_id);
// ALREADY_EXISTS if another reader was quicker.
absl::Status InsertRendering(sql::Tx& tx, const std::string& region, std::string_view document_id,
                             const Rendering& rendering);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_DOCUMENTS_DOCUMENTS_H_
