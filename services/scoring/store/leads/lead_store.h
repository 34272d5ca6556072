// Leads and their steps in the database. Every function runs inside its caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_STORE_LEADS_LEAD_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_LEADS_LEAD_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/leads/lead.h"

namespace probity::scoring {

// Where a row came from: item `index` of a delivery, or an entry by hand (no delivery).
struct LeadOrigin {
  std::string delivery_id;  // 16 bytes, or empty
  int64_t index = 0;

  bool operator==(const LeadOrigin&) const = default;
};

struct StoredLead {
  Lead lead;
  LeadOrigin origin;  // of the report that made it

  bool operator==(const StoredLead&) const = default;
};

// One line of a lead's history.
struct LeadEvent {
  int64_t seq = 0;  // the store's to fill, as are the states
  LeadState from = LeadState::kNone;
  LeadState to = LeadState::kNone;
  std::string actor;
  absl::CivilDay business_date;
  int64_t recorded_time = 0;  // microseconds since 1970
  std::string note;           // at most 1000 characters
  bool scenario = false;

  bool operator==(const LeadEvent&) const = default;
};

// The 26 symbols of a key of 16 bytes (LeadKey).
std::string LeadIdText(std::string_view key);

// New leads, in any order; their etag becomes 1. ALREADY_EXISTS if another writer took one
// meanwhile.
absl::Status InsertLeads(sql::Tx& tx, std::string_view region, std::vector<StoredLead> leads);

// UNKNOWN_LEAD.
absl::StatusOr<Lead> LoadLead(sql::Tx& tx, std::string_view region, std::string_view lead_id);
absl::StatusOr<Lead> LoadLeadForUpdate(sql::Tx& tx, std::string_view region,
                                       std::string_view lead_id);

// Those of `lead_ids` (26 symbols) that exist, by id.
absl::StatusOr<std::map<std::string, StoredLead>> FindLeads(
    sql::Tx& tx, std::string_view region, const std::vector<std::string>& lead_ids);

// Writes what a step changed, and its line; gives the lead with its new etag. ABORTED / CONFLICT if
// it is no longer in the state and at the etag of `before`.
absl::StatusOr<Lead> SaveLead(sql::Tx& tx, std::string_view region, const Lead& before, Lead after,
                              LeadEvent event);

absl::StatusOr<std::vector<LeadEvent>> ListLeadEvents(sql::Tx& tx, std::string_view region,
                                                      std::string_view lead_id);

// By state, last day of verification and id, above the place `after` (empty on the first page).
// kNone and empty filters mean all; `overdue_on`, if given, leaves open leads whose last day lies
// before it.
struct LeadFilter {
  LeadState state = LeadState::kNone;
  std::string institution_id;
  std::optional<absl::CivilDay> overdue_on;
  std::string after;  // PlaceOf the last lead of the page before
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Lead>> ListLeads(sql::Tx& tx, std::string_view region,
                                            const LeadFilter& filter);

// Leads still to be verified whose last day lies from `from` to `until`, by last day and id. With a
// verifier only those that person verifies; with `after_id` (26 symbols), of those due on `from`
// only the ones behind it. Leads without a known last day are never among them.
struct DueLeadFilter {
  absl::CivilDay from;
  absl::CivilDay until;
  std::string verifier;
  std::string after_id;
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Lead>> ListDueLeads(sql::Tx& tx, std::string_view region,
                                               const DueLeadFilter& filter);

// The place of a lead in that order, as text.
std::string PlaceOf(const Lead& lead);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_LEADS_LEAD_STORE_H_
