#include <string>

#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/clocks/expiry.h"
#include "services/scoring/api/lapse.h"
#include "services/scoring/domain/clocks/case_clocks.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/clocks/announcements.h"

namespace probity::scoring::clocks {
namespace {

absl::Status LapseWindow(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                         const ClockFile& clock) {
  if (!IsObjectionWindow(clock)) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(CaseFile file, LoadCaseForUpdate(tx, env.region, clock.case_id));
  return LapseIfDue(env, tx, at, std::move(file)).status();
}

template <typename Request>
Request ServiceByPublicNotice(const ClockFile& clock, const Announcement& announcement) {
  Request request;
  request.set_case_id(clock.case_id);
  request.set_method(v1::SERVICE_METHOD_PUBLIC_NOTICE);
  request.set_served_date(calendar::FormatDate(*clock.last_day));
  request.set_receipt(announcement.receipt);
  v1::ServiceDetails& details = *request.mutable_details();
  details.set_announced_date(calendar::FormatDate(announcement.announced));
  details.set_cause(announcement.cause);
  details.set_place(announcement.place);
  return request;
}

// The step is the same that an officer takes with a receipt in hand; here the calendar is the
// receipt (民诉法 95).
absl::Status DeemServed(const ServiceEnv& env, sql::Tx& tx, const ClockFile& clock) {
  if (clock.subject != OfCase(clock.case_id)) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCaseForUpdate(tx, env.region, clock.case_id));
  PROBITY_ASSIGN_OR_RETURN(const Announcement announcement,
                           LoadAnnouncement(tx, env.region, clock.case_id, clock.run));
  rpc::Call call;
  call.caller.person = std::string(kServiceActor);
  switch (file.state) {
    case CaseState::kNotified:
      return HandleRecordNoticeService(
                 env, tx, call,
                 ServiceByPublicNotice<v1::RecordNoticeServiceRequest>(clock, announcement))
          .status();
    case CaseState::kConfirmed:
    case CaseState::kRevisedDown:
    case CaseState::kDismissed:
      return HandleRecordDecisionService(
                 env, tx, call,
                 ServiceByPublicNotice<v1::RecordDecisionServiceRequest>(clock, announcement))
          .status();
    default:
      return absl::OkStatus();  // it was served otherwise meanwhile
  }
}

}  // namespace

absl::Status Effect(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                    const ClockFile& clock) {
  switch (clock.on_expiry) {
    case policy::OnExpiry::kWaived:
      return LapseWindow(env, tx, at, clock);
    case policy::OnExpiry::kDeemedServed:
      return DeemServed(env, tx, clock);
    case policy::OnExpiry::kDeemedConfirmed:
    case policy::OnExpiry::kReportOverdue:
    case policy::OnExpiry::kRelease:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring::clocks
