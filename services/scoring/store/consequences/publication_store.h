// Publications as they stand; masked texts only.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_PUBLICATION_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_PUBLICATION_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/publicity/publication.h"

namespace probity::scoring {

// Inserts one of etag 0, else updates the row of that etag; with its new etag. ABORTED / CONFLICT.
absl::StatusOr<Publication> SavePublication(sql::Tx& tx, std::string_view region,
                                            Publication publication);

// By 26 symbols, locked. UNKNOWN_PUBLICATION.
absl::StatusOr<Publication> LoadPublicationForUpdate(sql::Tx& tx, std::string_view region,
                                                     std::string_view publication_id);
absl::StatusOr<std::vector<Publication>> PublicationsOfCase(sql::Tx& tx, std::string_view region,
                                                            std::string_view case_id);

// By publication_id, ascending, after `after` (16 bytes); absent and empty filters mean all.
struct PublicationFilter {
  std::optional<PublicationState> state;
  std::string institution_id;
  std::optional<absl::CivilDay> overdue_on;  // due to be published or confirmed before that day
  std::optional<absl::CivilDay> shown_on;    // on the public list that day
  std::string after;
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Publication>> ListPublications(sql::Tx& tx, std::string_view region,
                                                          const PublicationFilter& filter);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_PUBLICATION_STORE_H_
