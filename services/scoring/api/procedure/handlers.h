// The handlers of ProcedureService and ChallengeService, by subject.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_HANDLERS_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_HANDLERS_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/challenge_service.pb.h"
#include "probity/scoring/v1/procedure_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

#define PROBITY_ACT(Name)                                                             \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, sql::Tx& tx, \
                                                  const rpc::Call& call,              \
                                                  const v1::Name##Request& request);
#define PROBITY_READ(Name)                                                                      \
  absl::StatusOr<v1::Name##Response> Handle##Name(const ServiceEnv& env, const rpc::Call& call, \
                                                  const v1::Name##Request& request);

// recusal.cc
PROBITY_ACT(RecuseOfficer)
PROBITY_ACT(ApplyForRecusal)
PROBITY_ACT(RuleOnRecusal)
// hearing.cc
PROBITY_ACT(TellHearingRight)
PROBITY_ACT(RequestHearing)
PROBITY_ACT(WaiveHearing)
PROBITY_ACT(NotifyHearing)
PROBITY_ACT(RecordHearing)
// opinions.cc
PROBITY_ACT(RecordLegalReview)
PROBITY_ACT(RecordCollectiveDiscussion)
// grounds.cc
PROBITY_ACT(FileGrounds)
PROBITY_ACT(AnswerGround)
// transfer.cc
PROBITY_ACT(TransferCase)
PROBITY_ACT(RecordTransferReceipt)
PROBITY_ACT(RecordTransferAnswer)
PROBITY_ACT(GiveUpTransfer)
PROBITY_ACT(RecordPublicity)
// challenge.cc
PROBITY_ACT(FileChallenge)
PROBITY_ACT(RuleOnChallenge)
// reads.cc; they open their own transactions.
PROBITY_READ(ListOpenTransfers)
PROBITY_READ(ListRecords)
PROBITY_READ(GetChecklist)
PROBITY_READ(ListChallenges)

#undef PROBITY_ACT
#undef PROBITY_READ

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_HANDLERS_H_
