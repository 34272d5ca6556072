// Does the quality engine reproduce what was published? The public files of the Hospital
// Value-Based Purchasing Program state, for each hospital, values, points and scores; this
// recomputes every published cell from the values and compares.
#ifndef PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CMS_H_
#define PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CMS_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/probityctl/golden/comparison.h"
#include "common/policy/quality_terms.h"

namespace probity::golden {

// Compares the five files of `folder` (hvbp_*.csv) with the scores by `terms`. A composite whose
// strata both have points is given, not counted. NOT_FOUND without the files; INVALID_ARGUMENT
// where a file has not the columns, hospitals, thresholds or numbers expected.
absl::StatusOr<Comparison> CompareCms(const std::filesystem::path& folder,
                                      const policy::QualityTerms& terms);

}  // namespace probity::golden

#endif  // PROBITY_CLIENTS_PROBITYCTL_GOLDEN_CMS_H_
