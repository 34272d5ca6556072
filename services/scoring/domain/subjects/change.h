// Continuity of subjects: an institution that changes keeps its points and bars, and whoever goes
// on in its place takes them over.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SUBJECTS_CHANGE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SUBJECTS_CHANGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

// The numbers are those of subject_service.proto.
enum class SubjectChangeKind {
  kRename = 1,
  kRelocation = 2,
  kPrincipal = 3,
  kMerger = 4,
  kSplit = 5,
  kReregistration = 6,
};

inline constexpr int32_t kWholeShare = 10'000;

struct Successor {
  std::string institution_id;
  int32_t share_bp = kWholeShare;
  bool operator==(const Successor&) const = default;
};

struct SubjectChange {
  std::string change_id;  // 16 bytes
  SubjectChangeKind kind = SubjectChangeKind::kRename;
  std::string institution_id;
  std::vector<Successor> successors;  // ascending by id
  std::string new_name;
  std::string new_district;
  std::string new_address;
  std::string new_principal;
  absl::CivilDay effective_date;
  std::string document;
  std::string reason;
  std::string requested_by;
  std::string approved_by;  // empty until approved
  std::string approval_reason;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool operator==(const SubjectChange&) const = default;
};

// True for a merger, a split and a new registration: another institution goes on.
bool IsSucceeded(SubjectChangeKind kind);

// BAD_REQUEST naming every field that is wrong for the kind of change.
absl::Status CheckChange(const SubjectChange& change, absl::CivilDay today);

// The institution as the register shows it once the change is in force. After a merger or split its
// designation ends the day before.
Institution Changed(const Institution& before, const SubjectChange& change);

// An item of a case whose points stand, as a successor takes it over.
struct CarriedItem {
  int32_t item = 0;
  int32_t year = 0;
  int64_t points = 0;
  bool veto = false;          // of a veto item, which the successor stands for as well
  int32_t chosen_months = 0;  // as the decision chose (G14)
  std::string policy_sha256;
  bool operator==(const CarriedItem&) const = default;
};

// Standing items of one case (its entries by item, then revision), less `forgiven` points of them
// that were repaired, taken from the first items; then `share_bp` of each, rounded half up. Items
// that come to nothing are left out.
std::vector<CarriedItem> ItemsToCarry(const std::vector<Entry>& of_case, int32_t share_bp,
                                      int64_t forgiven = 0);

// What remains of an institution's suspension for whoever goes on from `effective` on: as many days
// as it still had then, from the day after `today` or its own first day, whichever is later. None
// of a hold, a cancellation or what is over; none of what the predecessor's own ledger opened after
// the day `effective`, for the decision behind it fires the successor's band.
std::optional<Span> Unserved(const Measure& measure, absl::CivilDay effective,
                             absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SUBJECTS_CHANGE_H_
