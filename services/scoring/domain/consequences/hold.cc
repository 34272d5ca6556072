#include "services/scoring/domain/consequences/hold.h"

#include "common/status/status.h"

namespace probity::scoring {
namespace {

bool UnderInvestigation(CaseState state) {
  return state == CaseState::kFiled || state == CaseState::kInvestigating ||
         state == CaseState::kInvestigated || state == CaseState::kPrelim;
}

absl::Status NotAllowed(std::string_view why) {
  return Precondition(Reason::k_G19_HOLD_NOT_ALLOWED, why);
}

absl::Status CheckCase(const CaseFile& file) {
  if (UnderInvestigation(file.state)) return absl::OkStatus();
  return NotAllowed("a hold is for the time of an investigation; 仅限调查期间");
}

}  // namespace

absl::StatusOr<Measure> RequestHold(const CaseFile& file, const HoldRequest& request) {
  if (!IsOfficer(file, request.person)) {
    return Denied(Reason::k_NOT_AN_OFFICER_OF_THE_CASE,
                  "an officer of the case asks for the hold; 须由本案承办人申请");
  }
  PROBITY_RETURN_IF_ERROR(CheckCase(file));
  if (!request.fraud_item) {
    return NotAllowed("a hold needs a suspicion of fraud; 仅限涉嫌骗取医保基金");
  }
  if (request.refusal_record.empty()) {
    return NotAllowed("a hold needs the record of a refusal to cooperate; 须有拒不配合调查的记录");
  }
  Measure hold;
  hold.kind = MeasureKind::kHold;
  hold.status = MeasureStatus::kRequested;
  hold.subject_id = file.institution_id;
  hold.case_id = file.case_id;
  hold.first = file.opened;
  hold.document = request.refusal_record;
  hold.reason = request.reason;
  hold.ordered_by = request.person;
  return hold;
}

absl::StatusOr<Measure> AnswerHold(Measure hold, const CaseFile& file, std::string_view person,
                                   bool approved, absl::CivilDay today) {
  if (hold.kind != MeasureKind::kHold || hold.status != MeasureStatus::kRequested) {
    return Precondition(Reason::k_MEASURE_STATE, "no hold waits for an answer; 无待批的暂停结算");
  }
  if (hold.ordered_by == person) {
    return Denied(Reason::k_G22_TWO_PERSONS,
                  "who asked for the hold may not approve it; 申请人不得自行批准");
  }
  hold.approved_by = std::string(person);
  if (!approved) {
    hold.status = MeasureStatus::kRefused;
    return hold;
  }
  PROBITY_RETURN_IF_ERROR(CheckCase(file));
  hold.status = MeasureStatus::kInForce;
  hold.first = today;
  return hold;
}

absl::StatusOr<Measure> ReleaseHold(Measure hold, HoldOutcome outcome, absl::CivilDay today) {
  if (hold.kind != MeasureKind::kHold || hold.status != MeasureStatus::kInForce) {
    return Precondition(Reason::k_MEASURE_STATE, "no hold is in force; 无执行中的暂停结算");
  }
  hold.status = MeasureStatus::kReleased;
  hold.outcome = outcome;
  hold.free_from = today;
  return hold;
}

bool SettlesAsNormal(const Measure& hold) {
  return hold.status == MeasureStatus::kReleased && hold.outcome != HoldOutcome::kFraudFound;
}

HoldOutcome OutcomeOf(const CaseFile& file, bool fraud_found) {
  switch (file.state) {
    case CaseState::kDismissed:
    case CaseState::kTerminated:
    case CaseState::kRevoked:
      return HoldOutcome::kNothingFound;
    case CaseState::kEffective:
      return fraud_found ? HoldOutcome::kFraudFound : HoldOutcome::kNothingFound;
    default:
      return HoldOutcome::kNone;
  }
}

}  // namespace probity::scoring
