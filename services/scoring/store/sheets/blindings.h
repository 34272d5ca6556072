// How the sheets of a case were blinded: what was generalised, and who signed for a residual one.
#ifndef PROBITY_SERVICES_SCORING_STORE_SHEETS_BLINDINGS_H_
#define PROBITY_SERVICES_SCORING_STORE_SHEETS_BLINDINGS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"

namespace probity::scoring {

struct ResidualSignature {
  std::string reason;
  std::string actor;
  absl::CivilDay date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
  bool operator==(const ResidualSignature&) const = default;
};

// Of one referral of a case. A released sheet is of the referral it was made for.
struct SheetBlinding {
  std::string case_id;  // 26 symbols
  int64_t referral_seq = 0;
  bool residual = false;             // fewer than k institutions admit it
  int64_t admitting = 0;             // institutions
  int32_t k = 0;                     // the policy's, on the day
  int32_t steps = 0;                 // of generalisation
  std::vector<int32_t> attachments;  // their numbers in the case, in the sheet's order
  std::string actor;                 // who referred it
  int64_t recorded_time = 0;
  bool scenario = false;
  std::optional<ResidualSignature> signature;

  bool Waits() const { return residual && !signature.has_value(); }
  bool operator==(const SheetBlinding&) const = default;
};

absl::Status InsertBlinding(sql::Tx& tx, std::string_view region, const SheetBlinding& blinding);

// ALREADY_EXISTS if the referral was signed.
absl::Status InsertSignature(sql::Tx& tx, std::string_view region, std::string_view case_id,
                             int64_t referral_seq, const ResidualSignature& signature);

// Of one referral; nothing for one of before sheets were blinded so.
absl::StatusOr<std::optional<SheetBlinding>> BlindingOf(sql::Tx& tx, std::string_view region,
                                                        std::string_view case_id,
                                                        int64_t referral_seq);

// The last of the case.
absl::StatusOr<std::optional<SheetBlinding>> LastBlinding(sql::Tx& tx, std::string_view region,
                                                          std::string_view case_id);

// Residual referrals without signature: (case_id, referral_seq).
using Referrals = std::set<std::pair<std::string, int64_t>>;
absl::StatusOr<Referrals> WaitingReferrals(sql::Tx& tx, std::string_view region);

// Of the whole region, since the beginning.
struct SheetCounts {
  int64_t referrals = 0;
  int64_t generalised = 0;
  int64_t residual = 0;
  int64_t residual_signed = 0;
  int64_t rounds = 0;
  int64_t small_rounds = 0;  // of fewer than `round_min` sheets
};
absl::StatusOr<SheetCounts> CountSheets(sql::Tx& tx, std::string_view region, int64_t round_min);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_SHEETS_BLINDINGS_H_
