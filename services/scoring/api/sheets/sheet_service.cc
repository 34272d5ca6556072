#include "services/scoring/api/sheets/sheet_service.h"

#include "services/scoring/api/registrar.h"

namespace probity::scoring {

void RegisterSheetService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.SheetService.")
      .Read("ScanSheet", &HandleScanSheet)
      .Read("GetSheet", &HandleGetSheet)
      .Change("SignResidualSheet", &HandleSignResidualSheet)
      .Change("AddAttachment", &HandleAddAttachment)
      .Change("CheckAttachment", &HandleCheckAttachment)
      .Read("ListAttachments", &HandleListAttachments)
      .Read("GetAttachmentImage", &HandleGetAttachmentImage)
      .Change("DescribeInstitution", &HandleDescribeInstitution)
      .Read("GetSheetCounts", &HandleGetSheetCounts);
}

}  // namespace probity::scoring
