#include "services/scoring/domain/objection.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kObjectionKey = "objection";

absl::Status NoDeadline(std::string_view key) {
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                absl::StrCat("the policy states no usable deadline `", ToAbsl(key), "`"));
}

bool WindowIsOver(const CaseFile& file, absl::CivilDay today) {
  return file.objection_deadline.has_value() && today > *file.objection_deadline;
}

}  // namespace

absl::StatusOr<absl::CivilDay> ObjectionDeadline(const policy::Policy& policy,
                                                 const calendar::WorkCalendar& calendar,
                                                 absl::CivilDay served) {
  return DeadlineDay(policy, kObjectionKey, calendar, served);
}

absl::StatusOr<absl::CivilDay> DeadlineDay(const policy::Policy& policy, std::string_view key,
                                           const calendar::WorkCalendar& calendar,
                                           absl::CivilDay from) {
  const policy::Deadline* deadline = FindDeadline(policy, key);
  if (deadline == nullptr || deadline->count < 1) return NoDeadline(key);
  switch (deadline->unit) {
    case policy::TimeUnit::kWorkday:
      return calendar.AddWorkdays(from, deadline->count);
    case policy::TimeUnit::kCalendarDay:
      if (deadline->rolls_to_workday) return calendar.AddCalendarDays(from, deadline->count);
      return from + deadline->count;
    case policy::TimeUnit::kMonth: {
      const absl::CivilDay last = calendar::MonthsAfter(from, deadline->count).last;
      if (deadline->rolls_to_workday) return calendar.NextWorkdayOnOrAfter(last);
      return last;
    }
    case policy::TimeUnit::kMinute:
    case policy::TimeUnit::kHour:
      return NoDeadline(key);
  }
  return NoDeadline(key);
}

absl::StatusOr<CaseFile> RecordNoticeService(CaseFile file, const DocumentService& service,
                                             absl::CivilDay deadline, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRecordNoticeService));
  PROBITY_RETURN_IF_ERROR(CheckService(service, *file.notice, today));
  file.notice_served = service.served;
  file.objection_deadline = deadline;
  if (!file.notices.empty()) file.notices.back().served = service.served;
  file.state = CaseState::kObjectionOpen;
  return file;
}

bool LapseDue(const CaseFile& file, absl::CivilDay today) {
  return file.state == CaseState::kObjectionOpen && WindowIsOver(file, today);
}

absl::StatusOr<CaseFile> Lapse(CaseFile file, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kLapse));
  if (!WindowIsOver(file, today)) {
    return Precondition(
        Reason::k_WRONG_STATE,
        absl::StrCat("the objection window is open until ",
                     absl::FormatCivilTime(*file.objection_deadline), " 24:00; 异议期未满"));
  }
  file.state = CaseState::kWaived;
  return file;
}

absl::Status CheckWindow(const CaseFile& file, absl::CivilDay today) {
  const bool window_decides =
      file.state == CaseState::kObjectionOpen || file.state == CaseState::kWaived;
  if (!window_decides || !WindowIsOver(file, today)) return absl::OkStatus();
  return Precondition(
      Reason::k_OUTSIDE_OBJECTION_WINDOW,
      absl::StrCat("the window ended on ", absl::FormatCivilTime(*file.objection_deadline),
                   " at 24:00; 已超过异议期限"));
}

absl::StatusOr<CaseFile> FileObjection(CaseFile file, std::string_view defence,
                                       absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckWindow(file, today));
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kFileObjection));
  FieldCheck check;
  check.Check(!defence.empty() && defence.size() <= kMaxDefenceBytes, "defence", "1 to 2048 bytes");
  PROBITY_RETURN_IF_ERROR(check.Result());
  file.defence = std::string(defence);
  file.objection_filed = today;
  file.state = CaseState::kObjected;
  return file;
}

absl::StatusOr<CaseFile> RecordWaiver(CaseFile file, std::string_view waiver) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRecordWaiver));
  FieldCheck check;
  check.Check(!waiver.empty(), "waiver", "the number of the signed waiver");
  PROBITY_RETURN_IF_ERROR(check.Result());
  file.waiver = std::string(waiver);
  file.state = CaseState::kWaived;
  return file;
}

}  // namespace probity::scoring
