#include "services/scoring/api/procedure/procedure_service.h"

#include "absl/strings/str_cat.h"
#include "services/scoring/api/procedure/handlers.h"

namespace probity::scoring {
namespace {

constexpr char kProcedure[] = "probity.scoring.v1.ProcedureService.";
constexpr char kChallenge[] = "probity.scoring.v1.ChallengeService.";

template <typename Request, typename Response>
using ActHandler = absl::StatusOr<Response> (*)(const ServiceEnv&, sql::Tx&, const rpc::Call&,
                                                const Request&);
template <typename Request, typename Response>
using ReadHandler = absl::StatusOr<Response> (*)(const ServiceEnv&, const rpc::Call&,
                                                 const Request&);

// Adds handlers of one service.
class Registrar {
 public:
  Registrar(const ServiceEnv& env, rpc::Router& router, const char* service)
      : env_(env), router_(router), service_(service) {}

  template <typename Request, typename Response>
  Registrar& Act(const char* name, ActHandler<Request, Response> handle) {
    router_.Mutation<Request, Response>(
        absl::StrCat(service_, name), env_.database,
        [&env = env_, handle](sql::Tx& tx, const rpc::Call& call, const Request& request) {
          return handle(env, tx, call, request);
        });
    return *this;
  }

  template <typename Request, typename Response>
  Registrar& Read(const char* name, ReadHandler<Request, Response> handle) {
    router_.Unary<Request, Response>(
        absl::StrCat(service_, name),
        [&env = env_, handle](const rpc::Call& call, const Request& request) {
          return handle(env, call, request);
        });
    return *this;
  }

 private:
  const ServiceEnv& env_;
  rpc::Router& router_;
  const char* service_;
};

}  // namespace

void RegisterProcedureService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, kProcedure)
      .Act("RecuseOfficer", &HandleRecuseOfficer)
      .Act("ApplyForRecusal", &HandleApplyForRecusal)
      .Act("RuleOnRecusal", &HandleRuleOnRecusal)
      .Act("TellHearingRight", &HandleTellHearingRight)
      .Act("RequestHearing", &HandleRequestHearing)
      .Act("WaiveHearing", &HandleWaiveHearing)
      .Act("NotifyHearing", &HandleNotifyHearing)
      .Act("RecordHearing", &HandleRecordHearing)
      .Act("RecordLegalReview", &HandleRecordLegalReview)
      .Act("RecordCollectiveDiscussion", &HandleRecordCollectiveDiscussion)
      .Act("FileGrounds", &HandleFileGrounds)
      .Act("AnswerGround", &HandleAnswerGround)
      .Act("TransferCase", &HandleTransferCase)
      .Act("RecordTransferReceipt", &HandleRecordTransferReceipt)
      .Act("RecordTransferAnswer", &HandleRecordTransferAnswer)
      .Act("GiveUpTransfer", &HandleGiveUpTransfer)
      .Act("RecordPublicity", &HandleRecordPublicity)
      .Read("ListOpenTransfers", &HandleListOpenTransfers)
      .Read("ListRecords", &HandleListRecords)
      .Read("GetChecklist", &HandleGetChecklist);
}

void RegisterChallengeService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, kChallenge)
      .Act("FileChallenge", &HandleFileChallenge)
      .Act("RuleOnChallenge", &HandleRuleOnChallenge)
      .Read("ListChallenges", &HandleListChallenges);
}

}  // namespace probity::scoring
