// Who has points (记分对象): an institution or a person. The ledger treats both alike; what differs
// is the policy of the kind and who asks.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_SUBJECT_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_SUBJECT_H_

#include <compare>
#include <string>

#include "common/policy/basics.h"

namespace probity::scoring {

// Ids are unique within institutions (medical and pharmacy together) and within persons; an
// institution and a person may have the same.
struct Subject {
  policy::SubjectKind kind = policy::SubjectKind::kMedical;
  std::string id;  // 1..32 of A-Z 0-9 - _

  bool person() const { return kind == policy::SubjectKind::kPerson; }
  auto operator<=>(const Subject&) const = default;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_SUBJECT_H_
