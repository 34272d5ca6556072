// What sources said about leads: reports, the deliveries they came in, what of them was refused,
// and who told it. Rows are only ever added. Every function runs inside its caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_STORE_LEADS_REPORT_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_LEADS_REPORT_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/leads/lead.h"
#include "services/scoring/store/leads/lead_store.h"

namespace probity::scoring {

struct StoredReport {
  LeadReport report;  // the act's institution, code and reference stand in its lead
  std::string lead_id;
  std::string content_hash;  // 32 bytes
  LeadOrigin origin;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
};

// What is known of a report: enough to tell a repetition from a conflict.
struct KnownReport {
  std::string lead_id;
  std::string content_hash;
  LeadOrigin origin;
};

// Those of `external_ids` the source has reported before, by external_id.
absl::StatusOr<std::map<std::string, KnownReport>> FindReports(
    sql::Tx& tx, std::string_view region, std::string_view source_system,
    const std::vector<std::string>& external_ids);

// In any order. ALREADY_EXISTS if another writer took an external_id meanwhile.
absl::Status InsertReports(sql::Tx& tx, std::string_view region,
                           const std::vector<StoredReport>& reports);

// The first `limit` reports of a lead, by source and external_id, and how many there are.
struct ReportsOfLead {
  std::vector<StoredReport> reports;
  int64_t count = 0;
};
absl::StatusOr<ReportsOfLead> ListReports(sql::Tx& tx, std::string_view region,
                                          std::string_view lead_id, int64_t limit);

// One stream of reports.
struct Delivery {
  std::string delivery_id;  // 16 bytes
  std::string source_system;
  CaseSource source = CaseSource::kOnlineMonitoring;
  std::string person;

  bool operator==(const Delivery&) const = default;
};
// ALREADY_EXISTS if it was begun before.
absl::Status InsertDelivery(sql::Tx& tx, std::string_view region, const Delivery& delivery,
                            int64_t recorded_time);
absl::StatusOr<std::optional<Delivery>> FindDelivery(sql::Tx& tx, std::string_view region,
                                                     std::string_view delivery_id);

// An item of a delivery that was not taken.
struct Rejection {
  int64_t index = 0;
  std::string external_id;  // as sent, at most 64 characters of it
  std::string reason;
  std::string detail;  // at most 500 characters

  bool operator==(const Rejection&) const = default;
};
// Those that are not there yet; ascending by index.
absl::Status PutRejections(sql::Tx& tx, std::string_view region, std::string_view delivery_id,
                           const std::vector<Rejection>& rejections);
// Up to `limit` from index `first` on, ascending.
absl::StatusOr<std::vector<Rejection>> ListRejections(sql::Tx& tx, std::string_view region,
                                                      std::string_view delivery_id, int64_t first,
                                                      int64_t limit);

// The vault: who told it, kept apart from every other table.
struct ToldBy {
  std::string name;
  std::string contact;
  std::string note;
  absl::CivilDay received;
  std::string recorded_by;
  int64_t recorded_time = 0;
  std::string nonce;  // 16 random bytes, written and never read
};
absl::Status InsertInformant(sql::Tx& tx, std::string_view region, const StoredReport& report,
                             const ToldBy& told);
absl::StatusOr<std::vector<ToldBy>> ReadInformants(sql::Tx& tx, std::string_view region,
                                                   std::string_view lead_id);
absl::StatusOr<bool> HasInformant(sql::Tx& tx, std::string_view region, std::string_view lead_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_LEADS_REPORT_STORE_H_
