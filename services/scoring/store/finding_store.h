// Guard G16: one act of an institution (code, act reference) is taken up by one case only. The
// findings of one case are distinct acts, whatever their references say.
#ifndef PROBITY_SERVICES_SCORING_STORE_FINDING_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_FINDING_STORE_H_

#include <string_view>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// An act is claimed for the institution and, where it began before a succession, for those it went
// on for: whoever files it, it is the predecessor's act and counts once. G16_SAME_ACT if another
// case has the act; the unique key decides between two that come at once.
absl::Status ClaimAct(sql::Tx& tx, std::string_view region, const CaseFile& file,
                      const FindingFile& finding);

// Frees the act of a finding just removed from `file`, unless another finding of it has the same.
absl::Status ReleaseAct(sql::Tx& tx, std::string_view region, const CaseFile& file,
                        const FindingFile& removed);

// Frees every act of a case that was dismissed or revoked.
absl::Status ReleaseActs(sql::Tx& tx, std::string_view region, const CaseFile& file);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_FINDING_STORE_H_
