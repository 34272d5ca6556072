#include "clients/probityctl/year/preparations.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/year/supplied.h"
#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

using scoring::v1::ProcedureService;
namespace v1 = scoring::v1;
namespace role = options::v1;

// One act on the case. The etag tells a second time, after the case went round, from the first.
template <typename Request, typename Response>
absl::Status Act(const Context& context, const v1::Case& known, options::v1::Role by,
                 std::string_view name,
                 grpc::Status (ProcedureService::Stub::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                 Request request) {
  request.set_request_id(
      context.RequestId(absl::StrCat(ToAbsl(name), "@", known.etag()), known.case_ref()));
  request.set_case_id(known.case_id());
  return context.bureau.Call(by, context.bureau.procedure, method, request).status();
}

std::string Today(const Context& context) {
  return calendar::FormatDate(context.clock.today());
}

absl::Status TellHearingRight(const Context& context, const v1::Case& known) {
  v1::TellHearingRightRequest request;
  const bool served =
      known.state() != v1::CASE_STATE_PRELIM && known.state() != v1::CASE_STATE_NOTIFIED;
  request.set_document_no(PaperNo(served ? "HEARING-RIGHT" : "NOTICE", known.case_ref()));
  if (served) request.set_served_date(Today(context));
  return Act(context, known, role::ROLE_SUPERVISOR, "TellHearingRight",
             &ProcedureService::Stub::TellHearingRight, request);
}

absl::Status WaiveHearing(const Context& context, const v1::Case& known) {
  v1::WaiveHearingRequest request;
  request.set_document_no(PaperNo("HEARING-WAIVER", known.case_ref()));
  return Act(context, known, role::ROLE_CASE_OFFICER, "WaiveHearing",
             &ProcedureService::Stub::WaiveHearing, request);
}

absl::Status ReviewLegally(const Context& context, const v1::Case& known) {
  v1::RecordLegalReviewRequest request;
  request.set_opinion(v1::REVIEW_OPINION_AGREE);
  request.set_document_no(PaperNo("LEGAL-OPINION", known.case_ref()));
  return Act(context, known, role::ROLE_LEGAL_REVIEWER, "RecordLegalReview",
             &ProcedureService::Stub::RecordLegalReview, request);
}

// Whoever of the bureau did not investigate, each once.
std::vector<std::string> Participants(const Context& context, const v1::Case& known) {
  std::vector<std::string> persons;
  for (const options::v1::Role one :
       {role::ROLE_DIRECTOR, role::ROLE_SUPERVISOR, role::ROLE_LEGAL_REVIEWER,
        role::ROLE_ROSTER_CLERK, role::ROLE_AUDITOR}) {
    const std::string& person = context.bureau.actors().Persons(one).front();
    const auto is = [&](const std::string& other) { return other == person; };
    if (std::any_of(persons.begin(), persons.end(), is)) continue;
    if (std::any_of(known.officers().begin(), known.officers().end(), is)) continue;
    persons.push_back(person);
  }
  return persons;
}

absl::Status Discuss(const Context& context, const v1::Case& known) {
  v1::RecordCollectiveDiscussionRequest request;
  request.set_held_date(Today(context));
  request.set_document_no(PaperNo("DISCUSSION", known.case_ref()));
  request.set_conclusion(std::string(kConclusion));
  for (const std::string& person : Participants(context, known)) request.add_participants(person);
  return Act(context, known, role::ROLE_SUPERVISOR, "RecordCollectiveDiscussion",
             &ProcedureService::Stub::RecordCollectiveDiscussion, request);
}

}  // namespace

absl::StatusOr<bool> SupplyWhatIsAsked(const Context& context, const v1::Case& known,
                                       const absl::Status& refusal) {
  absl::Status supplied;
  if (HasReason(refusal, Reason::k_G10_HEARING_RIGHT)) {
    supplied = TellHearingRight(context, known);
  } else if (HasReason(refusal, Reason::k_G10_HEARING_FIRST)) {
    supplied = WaiveHearing(context, known);
  } else if (HasReason(refusal, Reason::k_G11_LEGAL_REVIEW)) {
    supplied = ReviewLegally(context, known);
  } else if (HasReason(refusal, Reason::k_G12_COLLECTIVE_DISCUSSION)) {
    supplied = Discuss(context, known);
  } else {
    return false;
  }
  PROBITY_RETURN_IF_ERROR(supplied);
  return true;
}

}  // namespace probity::year
