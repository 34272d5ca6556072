#include "services/scoring/domain/procedure/hearing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/procedure/last_day.h"

namespace probity::scoring {
namespace {

CaseRecord RecordOf(RecordKind kind, absl::CivilDay date, std::string_view document_no) {
  CaseRecord record;
  record.kind = kind;
  record.date = date;
  record.document_no = std::string(document_no);
  return record;
}

absl::Status CheckTold(const ProcedureFacts& facts) {
  if (facts.hearing.told) return absl::OkStatus();
  return Precondition(Reason::k_G10_HEARING_RIGHT,
                      "the party was not told of a right to a hearing; 未告知听证权利");
}

absl::Status CheckAsked(const ProcedureFacts& facts) {
  if (facts.hearing.requested && !facts.hearing.waived) return absl::OkStatus();
  return Precondition(Reason::k_G10_HEARING_RIGHT,
                      "the party has not asked for a hearing; 当事人未申请听证");
}

absl::Status CheckServed(const CaseFile& file, absl::CivilDay served, absl::CivilDay today) {
  if (*file.notice <= served && served <= today) return absl::OkStatus();
  return Precondition(
      Reason::k_SERVICE_DATE_INVALID,
      absl::StrCat("a right told after the notice of ", absl::FormatCivilTime(*file.notice),
                   " cannot have been served on ", absl::FormatCivilTime(served), " when today is ",
                   absl::FormatCivilTime(today), "; 送达日期有误"));
}

// The day before which nobody can have asked.
absl::CivilDay ToldOn(const CaseFile& file, const ProcedureFacts& facts) {
  return facts.hearing.told_served.value_or(file.notice_served.value_or(absl::CivilDay::max()));
}

}  // namespace

absl::StatusOr<std::optional<absl::CivilDay>> HearingWindowEnd(
    const CaseFile& file, const ProcedureFacts& facts, const policy::Policy& policy,
    const calendar::WorkCalendar& calendar) {
  const std::optional<absl::CivilDay> from =
      facts.hearing.told_with_notice ? file.notice_served : facts.hearing.told_served;
  if (!facts.hearing.told || !from.has_value()) return std::optional<absl::CivilDay>();
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay last,
                           LastDayOf(policy, "hearing_request", calendar, *from));
  return std::optional<absl::CivilDay>(last);
}

absl::StatusOr<CaseRecord> TellHearingRight(const CaseFile& file, const ProcedureFacts& facts,
                                            std::string_view document_no,
                                            std::optional<absl::CivilDay> served,
                                            absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "TellHearingRight"));
  const bool with_notice = file.state == CaseState::kPrelim || file.state == CaseState::kNotified;
  if (!with_notice && !file.notice.has_value()) {
    return Precondition(Reason::k_WRONG_STATE,
                        "the right is told in the notice, after the preliminary finding; "
                        "尚未作出初步认定",
                        {{"state", std::string(CaseStateName(file.state))}});
  }
  FieldCheck check;
  check.Check(!document_no.empty(), "document_no", "the number of the document that tells it");
  check.Check(
      with_notice != served.has_value(), "served_date",
      with_notice ? "empty: it is served with the notice" : "the day the document was served");
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (facts.hearing.told) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  "the right has been told; 已告知听证权利");
  }
  if (served.has_value()) PROBITY_RETURN_IF_ERROR(CheckServed(file, *served, today));
  CaseRecord record = RecordOf(RecordKind::kHearingRightTold, served.value_or(today), document_no);
  record.outcome =
      static_cast<int64_t>(with_notice ? HearingTold::kWithNotice : HearingTold::kApart);
  return record;
}

absl::StatusOr<CaseRecord> RequestHearing(const CaseFile& file, const ProcedureFacts& facts,
                                          std::optional<absl::CivilDay> window_end,
                                          absl::CivilDay received, std::string_view reason,
                                          absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "RequestHearing"));
  PROBITY_RETURN_IF_ERROR(CheckTold(facts));
  if (!window_end.has_value()) {
    return Precondition(Reason::k_G10_HEARING_RIGHT,
                        "what tells the right has not been served; 告知书尚未送达");
  }
  PROBITY_RETURN_IF_ERROR(CheckActDate(received, ToldOn(file, facts), today));
  if (received > *window_end) {
    return Precondition(
        Reason::k_G10_REQUEST_TOO_LATE,
        absl::StrCat("a hearing could be asked for until ", absl::FormatCivilTime(*window_end),
                     " 24:00; 已超过听证申请期限"));
  }
  if (facts.hearing.requested && !facts.hearing.waived) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  "a hearing has been asked for; 已申请听证");
  }
  CaseRecord record = RecordOf(RecordKind::kHearingRequested, received, "");
  record.reason = std::string(reason);
  return record;
}

absl::StatusOr<CaseRecord> WaiveHearing(const CaseFile& file, const ProcedureFacts& facts,
                                        std::string_view document_no, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "WaiveHearing"));
  FieldCheck check;
  check.Check(!document_no.empty(), "document_no", "the number of the signed paper");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckTold(facts));
  if (facts.hearing.held) {
    return Precondition(Reason::k_WRONG_STATE, "the hearing has been held; 听证已举行");
  }
  return RecordOf(RecordKind::kHearingWaived, today, document_no);
}

absl::StatusOr<CaseRecord> NotifyHearing(const CaseFile& file, const ProcedureFacts& facts,
                                         const HearingNotice& notice, absl::CivilDay latest,
                                         absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "NotifyHearing"));
  FieldCheck check;
  check.Check(!notice.document_no.empty(), "document_no", "the number of the hearing notice");
  check.Check(!notice.place.empty(), "place", "where the hearing takes place");
  check.Check(!notice.host.empty(), "host", "who presides");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckAsked(facts));
  PROBITY_RETURN_IF_ERROR(CheckActDate(notice.served, ToldOn(file, facts), today));
  if (notice.served > latest) {
    return Precondition(Reason::k_G10_NOTICE_TOO_SHORT,
                        absl::StrCat("for a hearing on ", absl::FormatCivilTime(notice.hearing),
                                     " the notice is served by ", absl::FormatCivilTime(latest),
                                     "; 听证通知须提前七个工作日送达"),
                        {{"latest_date", absl::FormatCivilTime(latest)}});
  }
  if (HasInvestigated(file, facts, notice.host)) {
    return Denied(Reason::k_G10_HOST_INVESTIGATED,
                  "who investigated the case does not preside over its hearing; "
                  "调查人员不得主持听证");
  }
  CaseRecord record = RecordOf(RecordKind::kHearingNotified, notice.served, notice.document_no);
  record.due = notice.hearing;
  record.parts = {{PartKind::kHost, notice.host, ""}, {PartKind::kPlace, notice.place, ""}};
  return record;
}

absl::StatusOr<CaseRecord> RecordHearing(const CaseFile& file, const ProcedureFacts& facts,
                                         const HearingHeld& held, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "RecordHearing"));
  const bool present = held.outcome == HearingOutcome::kHeld;
  FieldCheck check;
  check.Check(!held.record_no.empty(), "record_no", "the number of the hearing record");
  check.Check(!present || !held.report_no.empty(), "report_no", "the number of the hearing report");
  check.Check(!held.recorder.empty(), "recorder", "who kept the record");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckAsked(facts));
  if (!facts.hearing.called_for.has_value() || facts.hearing.held) {
    return Precondition(Reason::k_WRONG_STATE, facts.hearing.held
                                                   ? "the hearing has been held; 听证已举行"
                                                   : "no hearing has been called; 尚未通知听证");
  }
  PROBITY_RETURN_IF_ERROR(CheckActDate(held.held, *facts.hearing.called_for,
                                       std::min(today, *facts.hearing.called_for)));
  CaseRecord record = RecordOf(RecordKind::kHearingHeld, held.held, held.record_no);
  record.outcome = static_cast<int64_t>(held.outcome);
  record.reason = held.reason;
  record.parts = {{PartKind::kHost, facts.hearing.host, ""},
                  {PartKind::kRecorder, held.recorder, ""}};
  if (!held.report_no.empty()) record.parts.push_back({PartKind::kReport, held.report_no, ""});
  return record;
}

}  // namespace probity::scoring
