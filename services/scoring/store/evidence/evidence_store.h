// Items of evidence, their reviews and their chains of custody in the database. Every function runs
// inside its caller's transaction. Rows are only ever added; who adds one to an item holds the row
// of its case (LoadCaseForUpdate), which on a server keeps others from adding at the same time.
#ifndef PROBITY_SERVICES_SCORING_STORE_EVIDENCE_EVIDENCE_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_EVIDENCE_EVIDENCE_STORE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/evidence/custody.h"
#include "services/scoring/domain/evidence/evidence.h"

namespace probity::scoring {

// The item with the first line of its chain.
absl::Status InsertEvidence(sql::Tx& tx, std::string_view region, const EvidenceItem& item,
                            const CustodyLine& collected);

// UNKNOWN_EVIDENCE.
absl::StatusOr<EvidenceItem> LoadEvidence(sql::Tx& tx, std::string_view region,
                                          std::string_view evidence_id);

// The items of a case above `after` (26 symbols, or empty), in the order in which they were
// brought.
absl::StatusOr<std::vector<EvidenceItem>> ListEvidence(sql::Tx& tx, std::string_view region,
                                                       std::string_view case_id,
                                                       std::string_view after, int64_t limit);

// All items of a case with their reviews: what G5 asks about, and what a case file lists.
absl::StatusOr<std::vector<ReviewedEvidence>> EvidenceOfCase(sql::Tx& tx, std::string_view region,
                                                             std::string_view case_id);

// Appends to the chain; gives the line with its place.
absl::StatusOr<CustodyLine> AppendCustody(sql::Tx& tx, std::string_view region,
                                          const EvidenceItem& item, CustodyLine line);
absl::StatusOr<std::vector<CustodyLine>> ListCustody(sql::Tx& tx, std::string_view region,
                                                     std::string_view evidence_id);

// ALREADY_EXISTS if the aspect has been reviewed.
absl::Status InsertReview(sql::Tx& tx, std::string_view region, std::string_view evidence_id,
                          const EvidenceReview& review);
absl::StatusOr<std::vector<EvidenceReview>> ListReviews(sql::Tx& tx, std::string_view region,
                                                        std::string_view evidence_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_EVIDENCE_EVIDENCE_STORE_H_
