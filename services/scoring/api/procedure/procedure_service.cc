#include "services/scoring/api/procedure/procedure_service.h"

#include "services/scoring/api/procedure/handlers.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {
namespace {

constexpr char kProcedure[] = "probity.scoring.v1.ProcedureService.";
constexpr char kChallenge[] = "probity.scoring.v1.ChallengeService.";

}  // namespace

void RegisterProcedureService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, kProcedure)
      .Change("RecuseOfficer", &HandleRecuseOfficer)
      .Change("ApplyForRecusal", &HandleApplyForRecusal)
      .Change("RuleOnRecusal", &HandleRuleOnRecusal)
      .Change("TellHearingRight", &HandleTellHearingRight)
      .Change("RequestHearing", &HandleRequestHearing)
      .Change("WaiveHearing", &HandleWaiveHearing)
      .Change("NotifyHearing", &HandleNotifyHearing)
      .Change("RecordHearing", &HandleRecordHearing)
      .Change("RecordLegalReview", &HandleRecordLegalReview)
      .Change("RecordCollectiveDiscussion", &HandleRecordCollectiveDiscussion)
      .Change("FileGrounds", &HandleFileGrounds)
      .Change("AnswerGround", &HandleAnswerGround)
      .Change("TransferCase", &HandleTransferCase)
      .Change("RecordTransferReceipt", &HandleRecordTransferReceipt)
      .Change("RecordTransferAnswer", &HandleRecordTransferAnswer)
      .Change("GiveUpTransfer", &HandleGiveUpTransfer)
      .Change("RecordPublicity", &HandleRecordPublicity)
      .Read("ListOpenTransfers", &HandleListOpenTransfers)
      .Read("ListRecords", &HandleListRecords)
      .Read("GetChecklist", &HandleGetChecklist);
}

void RegisterChallengeService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, kChallenge)
      .Change("FileChallenge", &HandleFileChallenge)
      .Change("RuleOnChallenge", &HandleRuleOnChallenge)
      .Read("ListChallenges", &HandleListChallenges);
}

}  // namespace probity::scoring
