// One variant of a what-if: what it settles with, and what it does to the units of the run.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_VARIANT_H_
#define PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_VARIANT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/policy_files.h"
#include "services/settlement/api/what_if_basis.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// What every variant is compared with.
struct WhatIfRun {
  std::string region;
  Run run;
  std::vector<Fund> funds;                      // of its units
  PoliciesBySha policies;                       // by sha256
  std::map<std::string, std::string> contents;  // of their files
};

// How one variant is to be answered; both are called from the thread that settles it.
struct VariantAnswer {
  bool totals_only = false;
  std::function<absl::Status(const v1::WhatIfResponse&)> write;  // messages of changed units
  std::function<absl::Status(int64_t units)> progress;           // after every page
};

// Settles the run's units as variant number `index` says. The refusals of PatchPolicy, LoadPolicy,
// ReadCorrections and SettleRun; VARIANT_INVALID for a policy the run was not frozen with. Safe
// from any thread if the basis is kept.
absl::StatusOr<v1::VariantResult> SettleVariant(const WhatIfRun& run, const Basis& basis,
                                                const v1::Variant& variant, int32_t index,
                                                const VariantAnswer& answer);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_WHAT_IF_VARIANT_H_
