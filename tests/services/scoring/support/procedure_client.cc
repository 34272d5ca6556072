#include "tests/services/scoring/support/procedure_client.h"

#include <gtest/gtest.h>

#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

template <typename Response>
v1::CaseRecord RecordOf(const absl::StatusOr<Response>& response) {
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->record() : v1::CaseRecord();
}

}  // namespace

rpc::CallOptions AsLegalReviewer(const std::string& person) {
  return As({options::v1::ROLE_LEGAL_REVIEWER}, person);
}

ProcedureClient::ProcedureClient(ScoringServer& server)
    : server_(server),
      stub_(v1::ProcedureService::NewStub(server.channel())),
      challenges_(v1::ChallengeService::NewStub(server.channel())) {}

bool ProcedureClient::Supply(const std::string& case_id, const absl::Status& refusal) {
  if (HasReason(refusal, Reason::k_G10_HEARING_RIGHT)) {
    TellHearingRight(case_id);
  } else if (HasReason(refusal, Reason::k_G10_HEARING_FIRST)) {
    WaiveHearing(case_id);
  } else if (HasReason(refusal, Reason::k_G11_LEGAL_REVIEW)) {
    Review(case_id);
  } else if (HasReason(refusal, Reason::k_G12_COLLECTIVE_DISCUSSION)) {
    Discuss(case_id);
  } else {
    return false;
  }
  return true;
}

v1::CaseRecord ProcedureClient::TellHearingRight(const std::string& case_id,
                                                 const std::string& served_date) {
  v1::TellHearingRightRequest request;
  request.set_case_id(case_id);
  request.set_document_no("notice 1");
  request.set_served_date(served_date);
  return RecordOf(
      Call(&ProcedureStub::TellHearingRight, request, As({options::v1::ROLE_SUPERVISOR})));
}

v1::CaseRecord ProcedureClient::WaiveHearing(const std::string& case_id) {
  v1::WaiveHearingRequest request;
  request.set_case_id(case_id);
  request.set_document_no("waiver 1");
  return RecordOf(
      Call(&ProcedureStub::WaiveHearing, request, As({options::v1::ROLE_CASE_OFFICER})));
}

v1::CaseRecord ProcedureClient::Review(const std::string& case_id, v1::ReviewOpinion opinion) {
  v1::RecordLegalReviewRequest request;
  request.set_case_id(case_id);
  request.set_opinion(opinion);
  request.set_reason("read");
  request.set_document_no("opinion 1");
  return RecordOf(Call(&ProcedureStub::RecordLegalReview, request, AsLegalReviewer()));
}

v1::CaseRecord ProcedureClient::Discuss(const std::string& case_id) {
  v1::RecordCollectiveDiscussionRequest request;
  request.set_case_id(case_id);
  request.set_held_date(calendar::FormatDate(Today(server_.clock())));
  request.set_document_no("minutes 1");
  request.set_conclusion("agreed");
  for (const char* person : {"director", "supervisor", "legal-reviewer"}) {
    request.add_participants(person);
  }
  return RecordOf(Call(&ProcedureStub::RecordCollectiveDiscussion, request,
                       As({options::v1::ROLE_DIRECTOR}, "director")));
}

v1::GetChecklistResponse ProcedureClient::Checklist(const std::string& case_id) {
  v1::GetChecklistRequest request;
  request.set_case_id(case_id);
  const auto response =
      Call(&ProcedureStub::GetChecklist, request, As({options::v1::ROLE_AUDITOR}));
  EXPECT_TRUE(response.ok()) << response.status();
  return response.value_or(v1::GetChecklistResponse());
}

}  // namespace probity::scoring
