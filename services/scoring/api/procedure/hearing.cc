#include "services/scoring/domain/procedure/hearing.h"

#include <optional>
#include <string>
#include <utility>

#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/procedure/handlers.h"
#include "services/scoring/domain/procedure/last_day.h"

namespace probity::scoring {
namespace {

constexpr char kRequestKey[] = "hearing_request";

template <typename Response>
absl::StatusOr<Response> Finish(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                const Act& act, CaseRecord record) {
  PROBITY_ASSIGN_OR_RETURN(const CaseRecord saved, SaveAct(env, tx, call, act, std::move(record)));
  Response response;
  *response.mutable_record() = ToProto(saved);
  return response;
}

absl::CivilDay RequiredDate(const std::string& text, std::string_view field, FieldCheck& check) {
  check.Check(!text.empty(), field, "a date YYYY-MM-DD");
  return DateField(text, field, absl::CivilDay(), check);
}

// The party's time runs from a telling apart as it does from the notice.
absl::Status StartRequestClock(const ServiceEnv& env, sql::Tx& tx, const Act& act,
                               absl::CivilDay served) {
  clocks::ClockStart start;
  start.subject = clocks::OfCase(act.file.case_id);
  start.key = kRequestKey;
  start.event = served;
  start.case_id = act.file.case_id;
  start.institution_id = act.file.institution_id;
  PROBITY_ASSIGN_OR_RETURN(start.policy, clocks::ProcedurePolicy(env, tx, act.file, served));
  start.supersede = true;
  return clocks::StartClock(env, tx, act.at, start).status();
}

absl::Status MeetRequestClock(const ServiceEnv& env, sql::Tx& tx, const Act& act,
                              absl::CivilDay day) {
  return clocks::MeetClock(env, tx, act.at, clocks::OfCase(act.file.case_id), kRequestKey, day);
}

absl::StatusOr<HearingNotice> NoticeOf(const v1::NotifyHearingRequest& request) {
  FieldCheck check;
  HearingNotice notice;
  CheckNumber(request.document_no(), "document_no", check);
  notice.document_no = request.document_no();
  notice.served = RequiredDate(request.served_date(), "served_date", check);
  notice.hearing = RequiredDate(request.hearing_date(), "hearing_date", check);
  CheckLength(request.place(), 1, 200, "place", check);
  notice.place = request.place();
  CheckPerson(request.host(), Presence::kRequired, "host", check);
  notice.host = request.host();
  PROBITY_RETURN_IF_ERROR(check.Result());
  return notice;
}

absl::StatusOr<HearingHeld> HeldOf(const v1::RecordHearingRequest& request) {
  FieldCheck check;
  HearingHeld held;
  held.outcome = EnumField<HearingOutcome>(request.outcome(), "outcome", check);
  held.held = RequiredDate(request.held_date(), "held_date", check);
  CheckNumber(request.record_no(), "record_no", check);
  held.record_no = request.record_no();
  CheckNumber(request.report_no(), "report_no", check);
  held.report_no = request.report_no();
  CheckPerson(request.recorder(), Presence::kRequired, "recorder", check);
  held.recorder = request.recorder();
  CheckLength(request.summary(), 0, kMaxRecordReason, "summary", check);
  held.reason = request.summary();
  PROBITY_RETURN_IF_ERROR(check.Result());
  return held;
}

}  // namespace

absl::StatusOr<v1::TellHearingRightResponse> HandleTellHearingRight(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::TellHearingRightRequest& request) {
  FieldCheck check;
  CheckNumber(request.document_no(), "document_no", check);
  std::optional<absl::CivilDay> served;
  if (!request.served_date().empty()) {
    served = RequiredDate(request.served_date(), "served_date", check);
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(
      CaseRecord record,
      TellHearingRight(act.file, act.facts, request.document_no(), served, act.today));
  if (served.has_value()) PROBITY_RETURN_IF_ERROR(StartRequestClock(env, tx, act, *served));
  return Finish<v1::TellHearingRightResponse>(env, tx, call, act, std::move(record));
}

absl::StatusOr<v1::RequestHearingResponse> HandleRequestHearing(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RequestHearingRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 0, kMaxRecordReason, "reason", check);
  const bool by_party = call.caller.Has(options::v1::ROLE_INSTITUTION);
  check.Check(!by_party || request.received_date().empty(), "received_date",
              "empty: a request of the party itself is received now");
  DateField(request.received_date(), "received_date", absl::CivilDay(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  const absl::CivilDay received =
      DateField(request.received_date(), "received_date", act.today, check);
  PROBITY_ASSIGN_OR_RETURN(const auto window, HearingWindow(env, tx, act.file, act.facts));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record, RequestHearing(act.file, act.facts, window, received,
                                                             request.reason(), act.today));
  PROBITY_RETURN_IF_ERROR(MeetRequestClock(env, tx, act, received));
  return Finish<v1::RequestHearingResponse>(env, tx, call, act, std::move(record));
}

absl::StatusOr<v1::WaiveHearingResponse> HandleWaiveHearing(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::WaiveHearingRequest& request) {
  FieldCheck check;
  CheckNumber(request.document_no(), "document_no", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record,
                           WaiveHearing(act.file, act.facts, request.document_no(), act.today));
  PROBITY_RETURN_IF_ERROR(MeetRequestClock(env, tx, act, act.today));
  return Finish<v1::WaiveHearingResponse>(env, tx, call, act, std::move(record));
}

absl::StatusOr<v1::NotifyHearingResponse> HandleNotifyHearing(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::NotifyHearingRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const HearingNotice notice, NoticeOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           clocks::ProcedurePolicy(env, tx, act.file, act.today));
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay latest,
                           LastDayOf(*policy, "hearing_notice", env.calendar, notice.hearing));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record,
                           NotifyHearing(act.file, act.facts, notice, latest, act.today));
  return Finish<v1::NotifyHearingResponse>(env, tx, call, act, std::move(record));
}

absl::StatusOr<v1::RecordHearingResponse> HandleRecordHearing(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordHearingRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const HearingHeld held, HeldOf(request));
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(CaseRecord record, RecordHearing(act.file, act.facts, held, act.today));
  return Finish<v1::RecordHearingResponse>(env, tx, call, act, std::move(record));
}

}  // namespace probity::scoring
