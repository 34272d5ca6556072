// Acts recorded beside the steps: recusal, hearing, grounds, opinions, transfers, publicity.
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "tests/services/scoring/year/bureau.h"

namespace probity::scoring::year {
namespace {

template <typename Response>
absl::Status Keep(CaseRun& run, const std::string& name, const absl::StatusOr<Response>& response) {
  if (response.ok()) run.kept[name] = absl::StrCat(response->record().seq());
  return response.status();
}

int64_t Kept(const CaseRun& run, const std::string& name) {
  int64_t seq = 0;
  const auto found = run.kept.find(name);
  return found != run.kept.end() && absl::SimpleAtoi(found->second, &seq) ? seq : 0;
}

// tell [served]: with the notice that follows, or by a paper of its own.
absl::Status Tell(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::TellHearingRightRequest>(run);
  if (words.Has("served")) request.set_served_date(bureau.Today());
  return bureau.Call(&ProcedureStub::TellHearingRight, request, AsSupervisor()).status();
}

absl::Status Ask(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::RequestHearingRequest>(run);
  return bureau.Call(&ProcedureStub::RequestHearing, request, AsInstitution(run.institution_id))
      .status();
}

absl::Status Forgo(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::WaiveHearingRequest>(run);
  return bureau.Call(&ProcedureStub::WaiveHearing, request, AsOfficer()).status();
}

// summon DATE [host=PERSON]
absl::Status Summon(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::NotifyHearingRequest>(run);
  request.set_served_date(bureau.Today());
  request.set_hearing_date(words.At(0));
  request.set_place("room 1");
  request.set_host(words.After("host", "supervisor"));
  return bureau.Call(&ProcedureStub::NotifyHearing, request, AsSupervisor()).status();
}

// hear [absent]
absl::Status Hear(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RecordHearingRequest>(run);
  request.set_held_date(bureau.Today());
  request.set_record_no(absl::StrCat("hearing record of ", run.ref));
  request.set_recorder("clerk");
  request.set_outcome(v1::HEARING_OUTCOME_PARTY_ABSENT);
  if (!words.Has("absent")) {
    request.set_outcome(v1::HEARING_OUTCOME_HELD);
    request.set_report_no(absl::StrCat("hearing report of ", run.ref));
  }
  return bureau.Call(&ProcedureStub::RecordHearing, request, AsSupervisor()).status();
}

// review [returned]
absl::Status Review(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RecordLegalReviewRequest>(run);
  request.set_opinion(words.Has("returned") ? v1::REVIEW_OPINION_RETURN : v1::REVIEW_OPINION_AGREE);
  return bureau.Call(&ProcedureStub::RecordLegalReview, request, AsLegalReviewer()).status();
}

// discuss [few]: by two persons instead of three; one of three dissents.
absl::Status Discuss(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RecordCollectiveDiscussionRequest>(run);
  request.set_held_date(bureau.Today());
  request.set_conclusion("agreed by the majority");
  request.add_participants("director");
  request.add_participants("supervisor");
  if (!words.Has("few")) request.add_participants("legal-reviewer");
  v1::DissentingOpinion& dissent = *request.add_dissents();
  dissent.set_person("supervisor");
  dissent.set_opinion("too heavy");
  return bureau.Call(&ProcedureStub::RecordCollectiveDiscussion, request, AsDirector()).status();
}

// ground [log]: a separate ground of the party, with a log as its evidence.
absl::Status Ground(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::FileGroundsRequest>(run);
  v1::ObjectionGround& ground = *request.add_grounds();
  ground.set_text("the nights were counted twice");
  if (words.Has("log")) ground.add_evidence("ward log 7");
  const auto filed =
      bureau.Call(&ProcedureStub::FileGrounds, request, AsInstitution(run.institution_id));
  if (filed.ok()) run.kept["ground"] = absl::StrCat(filed->records(0).seq());
  return filed.status();
}

// answer sustained|rejected [adopted]
absl::Status Answer(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::AnswerGroundRequest>(run);
  request.set_ground(Kept(run, "ground"));
  request.set_outcome(v1::GROUND_OUTCOME_NOT_SUSTAINED);
  if (words.Has("sustained")) {
    request.set_outcome(v1::GROUND_OUTCOME_SUSTAINED);
    request.add_items(1);
  }
  if (words.Has("adopted")) request.add_adopted("ward log 7");
  return bureau.Call(&ProcedureStub::AnswerGround, request, AsSupervisor()).status();
}

// Who comes shows a certificate.
template <typename Request>
void ReplaceBy(const std::string& person, Request& request) {
  if (person.empty()) return;
  request.set_replacement(person);
  *request.mutable_certificate() = CertificateOf(person);
}

// recuse OFFICER [for=OFFICER]
absl::Status Recuse(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RecuseOfficerRequest>(run);
  ReplaceBy(words.After("for"), request);
  return bureau
      .Call(&ProcedureStub::RecuseOfficer, request,
            As({options::v1::ROLE_CASE_OFFICER}, words.At(0)))
      .status();
}

// apply OFFICER: the party asks that he stand down.
absl::Status Apply(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::ApplyForRecusalRequest>(run);
  request.set_officer(words.At(0));
  return Keep(
      run, "application",
      bureau.Call(&ProcedureStub::ApplyForRecusal, request, AsInstitution(run.institution_id)));
}

// rule granted|refused [for=OFFICER]
absl::Status Rule(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RuleOnRecusalRequest>(run);
  request.set_application(Kept(run, "application"));
  request.set_ruling(words.Has("granted") ? v1::RULING_GRANTED : v1::RULING_REFUSED);
  ReplaceBy(words.After("for"), request);
  return bureau.Call(&ProcedureStub::RuleOnRecusal, request, AsDirector()).status();
}

absl::Status Publish(Bureau& bureau, CaseRun& run, const Words&) {
  auto request = bureau.About<v1::RecordPublicityRequest>(run);
  request.clear_reason();
  request.set_fact(v1::PUBLICITY_FACT_PUBLISHED);
  return bureau.Call(&ProcedureStub::RecordPublicity, request, AsOfficer()).status();
}

absl::Status Transfer(Bureau& bureau, CaseRun& run, const Words&) {
  auto request = bureau.About<v1::TransferCaseRequest>(run);
  request.set_authority(v1::AUTHORITY_POLICE);
  request.set_handed_over_date(bureau.Today());
  return Keep(run, "transfer", bureau.Call(&ProcedureStub::TransferCase, request, AsSupervisor()));
}

absl::Status Answered(Bureau& bureau, CaseRun& run, const Words&) {
  auto receipt = bureau.About<v1::RecordTransferReceiptRequest>(run);
  receipt.set_transfer(Kept(run, "transfer"));
  receipt.set_receipt_no(absl::StrCat("receipt of ", run.ref));
  receipt.set_received_date(bureau.Today());
  PROBITY_RETURN_IF_ERROR(
      bureau.Call(&ProcedureStub::RecordTransferReceipt, receipt, AsOfficer()).status());
  auto answer = bureau.About<v1::RecordTransferAnswerRequest>(run);
  answer.set_transfer(Kept(run, "transfer"));
  answer.set_answer(v1::TRANSFER_ANSWER_ACCEPTED);
  answer.set_answered_date(bureau.Today());
  return bureau.Call(&ProcedureStub::RecordTransferAnswer, answer, AsOfficer()).status();
}

}  // namespace

const Verbs& ActVerbs() {
  static const Verbs verbs = {
      {"tell", Tell},       {"ask", Ask},           {"forgo", Forgo},       {"summon", Summon},
      {"hear", Hear},       {"review", Review},     {"discuss", Discuss},   {"ground", Ground},
      {"answer", Answer},   {"recuse", Recuse},     {"apply", Apply},       {"rule", Rule},
      {"publish", Publish}, {"transfer", Transfer}, {"answered", Answered},
  };
  return verbs;
}

}  // namespace probity::scoring::year
