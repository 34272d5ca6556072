// SubmitBallot and GetBallot: a ballot's way into its sealed box, and its owner's look at it.
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "common/codes/codes.h"
#include "common/planted/planted.h"
#include "common/rpc/log.h"
#include "common/rpc/padding.h"
#include "common/status/status.h"
#include "probity/review/v1/committee_service.pb.h"
#include "probity/scoring/v1/sheet.pb.h"
#include "services/review/api/ballot_box.h"
#include "services/review/api/committee_calls.h"
#include "services/review/domain/ballot.h"
#include "services/review/domain/rules.h"
#include "services/review/store/hearing/committee_text.h"
#include "services/review/store/hearing/results.h"
#include "services/review/store/hearing/rounds.h"

namespace probity::review {
namespace {

// A choice or code this version does not know becomes one that no rule allows.
Choice ChoiceFrom(v1::Choice choice) {
  return choice >= v1::CHOICE_UPHOLD && choice <= v1::CHOICE_ABSTAIN ? static_cast<Choice>(choice)
                                                                     : static_cast<Choice>(0);
}

Ballot BallotFrom(const v1::SubmitBallotRequest& request) {
  Ballot ballot;
  ballot.revision = request.revision();
  for (const v1::FindingAnswer& given : request.answers()) {
    Answer& answer = ballot.answers.emplace_back();
    answer.choice = ChoiceFrom(given.choice());
    answer.points = given.points();
    for (const std::string& code : given.reason_codes()) {
      answer.reason_codes.push_back(ReasonCodeFromName(code).value_or(static_cast<ReasonCode>(0)));
    }
  }
  ballot.text = request.text();
  return ballot;
}

absl::StatusOr<std::vector<FindingBounds>> BoundsOf(const StoredSheet& sheet) {
  scoring::v1::SheetBody body;
  if (!body.ParseFromString(sheet.body)) return absl::InternalError("a stored sheet is damaged");
  std::vector<FindingBounds> bounds;
  for (const scoring::v1::SheetFinding& finding : body.findings()) {
    const std::int64_t beyond = PROBITY_PLANTED(kPointsUnbounded) ? 100 : 0;
    bounds.push_back({finding.points_floor(), finding.points_ceiling() + beyond});
  }
  return bounds;
}

// What lies in the box after a submission.
struct Judged {
  bool valid = false;
  Bytes sealed;
  Bytes receipt;
};

Bytes ReceiptOf(const Presented& presented, const Bytes& ballot) {
  return codes::Receipt(presented.round_id, presented.serial, presented.credential, ballot);
}

absl::StatusOr<Bytes> BallotIn(const Admitted& admitted, const RoundSeal& seal) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes opened, OpenBallot(seal, admitted.box->presented.cred_hash,
                                                          admitted.box->credential->ballot));
  PROBITY_ASSIGN_OR_RETURN(BoxedBallot boxed, UnboxBallot(opened));
  return std::move(boxed.ballot);
}

// An invalid ballot leaves what was stored; either way the box is sealed anew, so that writing
// shows nothing.
absl::StatusOr<Judged> Judge(const ReviewEnv& env, const Admitted& admitted,
                             const Ballot& incoming) {
  const Box& box = *admitted.box;
  const RoundSeal seal = admitted.Seal(env);
  PROBITY_ASSIGN_OR_RETURN(const StoredSheet sheet,
                           OpenSheet(seal, box.presented.serial, box.sheets.front().sealed));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<FindingBounds> bounds, BoundsOf(sheet));
  PROBITY_ASSIGN_OR_RETURN(const policy::Committee committee,
                           hearing::CommitteeFromText(box.voting.committee_text));
  PROBITY_ASSIGN_OR_RETURN(const Bytes stored, BallotIn(admitted, seal));
  Judged judged;
  judged.valid = ValidateBallot(incoming, bounds, ReasonRulesOf(committee)).ok();
  PROBITY_ASSIGN_OR_RETURN(const Bytes prevailing,
                           PrevailingBallot(stored, judged.valid ? incoming : Ballot{}));
  judged.receipt = ReceiptOf(box.presented, prevailing);
  PROBITY_ASSIGN_OR_RETURN(const Bytes boxed, BoxBallot({prevailing, judged.receipt}));
  judged.sealed = SealBallot(seal, box.presented.cred_hash, boxed);
  return judged;
}

// What a ballot must not leave behind: nothing, but for the leaks tests plant.
absl::Status LeavePlantedTrace(sql::Tx& tx, const Bytes& round_id, const Bytes& receipt) {
  if (PROBITY_PLANTED(kBallotCounted)) {
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::GetRound(tx, round_id));
    return hearing::SetIssue(tx, round_id, round.issue_no + 1);
  }
  if (PROBITY_PLANTED(kRowsOnVote)) return hearing::InsertReceipts(tx, round_id, {receipt});
  if (PROBITY_PLANTED(kBallotLeaf)) {
    return hearing::AppendAudit(tx, AuditKind::kVoting, round_id).status();
  }
  if (PROBITY_PLANTED(kBallotLogged)) rpc::Log(rpc::Severity::kInfo, "ballot");
  return absl::OkStatus();
}

// One transaction from the look at the phase to the write: a round that closes waits for it, or it
// finds the round closed. The receipt of what lies in the box, or nothing if the call is refused.
absl::StatusOr<std::optional<Bytes>> Store(sql::Tx& tx, const ReviewEnv& env,
                                           const StandIn& stand_in, const Presented& presented,
                                           const Ballot& incoming) {
  Box own;
  own.presented = presented;
  PROBITY_RETURN_IF_ERROR(HoldCase(tx, &own));
  PROBITY_ASSIGN_OR_RETURN(const Admitted admitted, Admit(env, own, stand_in.one_case));
  if (PROBITY_PLANTED(kWorkSkipped) && !admitted.allowed) return std::nullopt;
  PROBITY_ASSIGN_OR_RETURN(Judged judged, Judge(env, admitted, incoming));
  const bool open =
      PROBITY_PLANTED(kClosedRoundVotes) || NowSeconds(env) < own.voting.closes_at_seconds;
  const bool taken = admitted.allowed && judged.valid && open;
  PROBITY_RETURN_IF_ERROR(
      taken ? hearing::StoreBallot(tx, presented.round_id, presented.cred_hash, judged.sealed)
            : hearing::StoreNothing(tx, judged.sealed));
  if (!taken) return std::nullopt;
  PROBITY_RETURN_IF_ERROR(LeavePlantedTrace(tx, presented.round_id, judged.receipt));
  return std::move(judged.receipt);
}

absl::StatusOr<v1::SubmitBallotResponse> Submit(const ReviewEnv& env, const StandIn& stand_in,
                                                const rpc::Call& call,
                                                const v1::SubmitBallotRequest& request) {
  const Presented presented = Present(request.round_id(), request.serial(), request.credential(),
                                      request.ByteSizeLong() == kBallotMessageBytes);
  if (!WithinLimit(env, presented.cred_hash)) return Unavailable();
  const Ballot incoming = BallotFrom(request);
  std::optional<Bytes> receipt;
  PROBITY_RETURN_IF_ERROR(env.hearing.Transact(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(receipt, Store(tx, env, stand_in, presented, incoming));
    return absl::OkStatus();
  }));
  v1::SubmitBallotResponse response;
  if (receipt.has_value()) response.set_receipt(*receipt);
  const bool recognised = PROBITY_PLANTED(kRecusalAnswered) && !incoming.answers.empty() &&
                          incoming.answers[0].choice == Choice::kAbstain;
  const std::size_t size = kReceiptAnswerBytes + (recognised ? 1 : 0);
  if (!rpc::PadTo(size, &response) || !receipt.has_value()) return Unavailable();
  return response;
}

void Fill(const Ballot& ballot, v1::GetBallotResponse* response) {
  response->set_revision(ballot.revision);
  for (const Answer& answer : ballot.answers) {
    v1::FindingAnswer& shown = *response->add_answers();
    shown.set_choice(static_cast<v1::Choice>(answer.choice));
    shown.set_points(answer.points);
    for (const ReasonCode code : answer.reason_codes) shown.add_reason_codes(ReasonCodeName(code));
  }
  response->set_text(ballot.text);
}

absl::StatusOr<v1::GetBallotResponse> Get(const ReviewEnv& env, const StandIn& stand_in,
                                          const rpc::Call& call,
                                          const v1::GetBallotRequest& request) {
  Box own;
  own.presented = Present(request.round_id(), request.serial(), request.credential(),
                          request.ByteSizeLong() == kSmallRequestBytes);
  if (!WithinLimit(env, own.presented.cred_hash)) return Unavailable();
  PROBITY_RETURN_IF_ERROR(
      env.hearing.Read(call.deadline, [&](sql::Tx& tx) { return FindCase(tx, &own); }));
  PROBITY_ASSIGN_OR_RETURN(const Admitted admitted, Admit(env, own, stand_in.one_case));
  PROBITY_ASSIGN_OR_RETURN(const Bytes stored, BallotIn(admitted, admitted.Seal(env)));
  PROBITY_ASSIGN_OR_RETURN(const Ballot ballot, DecodeBallot(stored));
  v1::GetBallotResponse response;
  Fill(ballot, &response);
  response.set_receipt(ReceiptOf(admitted.box->presented, stored));
  if (PROBITY_PLANTED(kBallotUnpadded) && admitted.allowed) return response;
  if (!rpc::PadTo(kBallotMessageBytes, &response) || !admitted.allowed) return Unavailable();
  return response;
}

}  // namespace

void RegisterCommitteeBallots(const ReviewEnv& env, rpc::Router& router) {
  const auto stand_in = std::make_shared<const StandIn>(MakeStandIn(env).value());
  router.Unary<v1::SubmitBallotRequest, v1::SubmitBallotResponse>(
      "probity.review.v1.CommitteeService.SubmitBallot",
      [&env, stand_in](const rpc::Call& call, const v1::SubmitBallotRequest& request) {
        return Submit(env, *stand_in, call, request);
      });
  router.Unary<v1::GetBallotRequest, v1::GetBallotResponse>(
      "probity.review.v1.CommitteeService.GetBallot",
      [&env, stand_in](const rpc::Call& call, const v1::GetBallotRequest& request) {
        return Get(env, *stand_in, call, request);
      });
}

}  // namespace probity::review
