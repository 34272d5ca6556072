#include "services/scoring/domain/procedure/opinions.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/procedure/handlers.h"

namespace probity::scoring {
namespace {

constexpr int kMaxParticipants = 30;

absl::StatusOr<Discussion> DiscussionOf(const v1::RecordCollectiveDiscussionRequest& request) {
  FieldCheck check;
  Discussion discussion;
  check.Check(!request.held_date().empty(), "held_date", "a date YYYY-MM-DD");
  discussion.held = DateField(request.held_date(), "held_date", absl::CivilDay(), check);
  CheckNumber(request.document_no(), "document_no", check);
  discussion.document_no = request.document_no();
  CheckLength(request.conclusion(), 1, kMaxRecordReason, "conclusion", check);
  discussion.conclusion = request.conclusion();
  check.Check(request.participants_size() <= kMaxParticipants, "participants", "at most 30");
  check.Check(request.dissents_size() <= kMaxParticipants, "dissents", "at most 30");
  for (int i = 0; i < request.participants_size(); ++i) {
    CheckPerson(request.participants(i), Presence::kRequired, absl::StrCat("participants[", i, "]"),
                check);
    discussion.participants.push_back(request.participants(i));
  }
  for (int i = 0; i < request.dissents_size(); ++i) {
    CheckLength(request.dissents(i).opinion(), 1, kMaxRecordReason,
                absl::StrCat("dissents[", i, "].opinion"), check);
    discussion.dissents.push_back({request.dissents(i).person(), request.dissents(i).opinion()});
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return discussion;
}

}  // namespace

absl::StatusOr<v1::RecordLegalReviewResponse> HandleRecordLegalReview(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordLegalReviewRequest& request) {
  FieldCheck check;
  LegalReview review;
  review.person = call.caller.person;
  review.opinion = EnumField<ReviewOpinion>(request.opinion(), "opinion", check);
  CheckLength(request.reason(), 0, kMaxRecordReason, "reason", check);
  review.reason = request.reason();
  CheckNumber(request.document_no(), "document_no", check);
  review.document_no = request.document_no();
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record,
                           RecordLegalReview(act.file, act.facts, review, act.today));
  PROBITY_RETURN_IF_ERROR(clocks::MeetClock(env, tx, act.at, clocks::OfCase(act.file.case_id),
                                            "legal_review", act.today));
  PROBITY_ASSIGN_OR_RETURN(record, SaveAct(env, tx, call, act, std::move(record)));
  v1::RecordLegalReviewResponse response;
  *response.mutable_record() = ToProto(record);
  return response;
}

absl::StatusOr<v1::RecordCollectiveDiscussionResponse> HandleRecordCollectiveDiscussion(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordCollectiveDiscussionRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Discussion discussion, DiscussionOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           clocks::ProcedurePolicy(env, tx, act.file, act.today));
  PROBITY_ASSIGN_OR_RETURN(
      CaseRecord record,
      RecordDiscussion(act.file, act.facts, discussion,
                       policy->procedure.discussion.participants_min, act.today));
  PROBITY_ASSIGN_OR_RETURN(record, SaveAct(env, tx, call, act, std::move(record)));
  v1::RecordCollectiveDiscussionResponse response;
  *response.mutable_record() = ToProto(record);
  return response;
}

}  // namespace probity::scoring
