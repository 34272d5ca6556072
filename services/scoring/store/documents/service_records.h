// Service records in the database. Append-only; at most one for a document.
#ifndef PROBITY_SERVICES_SCORING_STORE_DOCUMENTS_SERVICE_RECORDS_H_
#define PROBITY_SERVICES_SCORING_STORE_DOCUMENTS_SERVICE_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/documents/service.h"

namespace probity::scoring {

struct StoredService {
  std::string document_id;  // 26 symbols
  std::string case_id;      // 26 symbols or empty
  ServiceRecord record;
  std::string actor;
  int64_t recorded_time = 0;
  bool scenario = false;
};

// SERVICE_ALREADY_RECORDED if the document has one.
absl::Status InsertService(sql::Tx& tx, const std::string& region, const StoredService& service);

absl::StatusOr<std::optional<StoredService>> LoadService(sql::Tx& tx, const std::string& region,
                                                         std::string_view document_id);

// Of all documents of a case, by document id.
absl::StatusOr<std::vector<StoredService>> ListServices(sql::Tx& tx, const std::string& region,
                                                        std::string_view case_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_DOCUMENTS_SERVICE_RECORDS_H_
