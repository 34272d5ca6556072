// What an inspection found, and the lists of inspections.
#ifndef PROBITY_SERVICES_SCORING_API_INSPECTIONS_INSPECTION_RECORD_H_
#define PROBITY_SERVICES_SCORING_API_INSPECTIONS_INSPECTION_RECORD_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/inspection_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

absl::StatusOr<v1::RecordInspectionResponse> RecordInspection(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordInspectionRequest& request);

absl::StatusOr<v1::ListInspectionsResponse> ListInspectionsOf(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListInspectionsRequest& request);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_INSPECTIONS_INSPECTION_RECORD_H_
