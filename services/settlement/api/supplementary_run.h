// CreateSupplementaryRun: what changed since a year was locked, frozen as a run of its own.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_SUPPLEMENTARY_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_API_SUPPLEMENTARY_RUN_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "probity/settlement/v1/run_service.pb.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/domain/corrections.h"

namespace probity::settlement {

// Scoring is asked outside any transaction, as for a freeze.
absl::StatusOr<v1::CreateSupplementaryRunResponse> CreateSupplementaryRun(
    const ServiceEnv& env, const rpc::Call& call, const v1::CreateSupplementaryRunRequest& request);

// The corrections of a request by unit. VARIANT_INVALID.
absl::StatusOr<Corrections> ReadCorrections(
    const google::protobuf::RepeatedPtrField<v1::InputCorrection>& messages);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_SUPPLEMENTARY_RUN_H_
