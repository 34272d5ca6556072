// Officers and their certificates (行政执法证), guard G1: at least two officers with distinct,
// valid certificates whose names match (条例 29, 处罚法 42, Order 4 Art 16).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASES_OFFICER_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASES_OFFICER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"

namespace probity::scoring {

inline constexpr size_t kMinOfficers = 2;

// One certificate of one person; a renewed one is another row. A number belongs to one person only.
struct Officer {
  std::string person;
  std::string name;
  std::string certificate_no;
  std::string unit;
  absl::CivilDay valid_from;
  absl::CivilDay valid_to;  // last day

  bool operator==(const Officer&) const = default;
};

// A certificate as it was shown.
struct ShownCertificate {
  std::string person;
  std::string name;
  std::string certificate_no;
};

bool IsValidOn(const Officer& officer, absl::CivilDay day);

// G1_CERTIFICATE_INVALID, naming them, if any of `persons` holds no certificate of `registered`
// that is valid on `day`.
absl::Status CheckAllCertified(const std::vector<std::string>& persons,
                               const std::vector<Officer>& registered, absl::CivilDay day);

// For whoever comes to a case: the same, then G1_CERTIFICATE_MISMATCH if a certificate was shown by
// somebody else, or bears another name or number than the register's that is valid; blanks within
// a name do not count. G1_CERTIFICATE_NOT_SHOWN, naming them, for those of `persons` who showed
// none.
absl::Status CheckShownCertificates(const std::vector<std::string>& persons,
                                    const std::vector<Officer>& registered,
                                    const std::vector<ShownCertificate>& shown, absl::CivilDay day);

// For working on it: G1_CERTIFICATE_INVALID if fewer than two of `persons` hold a certificate valid
// on `day`.
absl::Status CheckTwoCertified(const std::vector<std::string>& persons,
                               const std::vector<Officer>& registered, absl::CivilDay day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASES_OFFICER_H_
