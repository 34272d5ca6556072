// SheetService: the officers' side of blinded sheets.
#ifndef PROBITY_SERVICES_SCORING_API_SHEETS_SHEET_SERVICE_H_
#define PROBITY_SERVICES_SCORING_API_SHEETS_SHEET_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/sheet_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// `env` outlives the router.
void RegisterSheetService(const ServiceEnv& env, rpc::Router& router);

#define PROBITY_SHEET_CHANGE(Name)                                                    \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, sql::Tx& tx, \
                                                  const rpc::Call& call,              \
                                                  const v1::Name##Request& request);
#define PROBITY_SHEET_READ(Name)                                                                \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, const rpc::Call& call, \
                                                  const v1::Name##Request& request);

// sheet_handlers.cc
PROBITY_SHEET_READ(ScanSheet)
PROBITY_SHEET_READ(GetSheet)
PROBITY_SHEET_CHANGE(SignResidualSheet)
PROBITY_SHEET_CHANGE(DescribeInstitution)
PROBITY_SHEET_READ(GetSheetCounts)
// attachment_handlers.cc
PROBITY_SHEET_CHANGE(AddAttachment)
PROBITY_SHEET_CHANGE(CheckAttachment)
PROBITY_SHEET_READ(ListAttachments)
PROBITY_SHEET_READ(GetAttachmentImage)

#undef PROBITY_SHEET_CHANGE
#undef PROBITY_SHEET_READ

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SHEETS_SHEET_SERVICE_H_
