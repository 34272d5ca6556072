// The hearing (听证) of a case that may lead to a heavy measure (G10): the right is told with the
// notice, asked for in time, and the hearing is held with record and report before the decision.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_HEARING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_HEARING_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

// Last day on which the party may ask for a hearing: the policy's `hearing_request` after service
// of what told the right. Absent while it was not told or not served. See LastDayOf for errors.
absl::StatusOr<std::optional<absl::CivilDay>> HearingWindowEnd(
    const CaseFile& file, const ProcedureFacts& facts, const policy::Policy& policy,
    const calendar::WorkCalendar& calendar);

// Until the notice is served: told in it, without `served`. Afterwards: by a document of its own.
// WRONG_STATE before the preliminary finding and after the decision; ALREADY_EXISTS if told;
// SERVICE_DATE_INVALID, BAD_REQUEST.
absl::StatusOr<CaseRecord> TellHearingRight(const CaseFile& file, const ProcedureFacts& facts,
                                            std::string_view document_no,
                                            std::optional<absl::CivilDay> served,
                                            absl::CivilDay today);

// `window_end` is HearingWindowEnd's. G10_HEARING_RIGHT unless told and served;
// G10_REQUEST_TOO_LATE after the last day; ALREADY_EXISTS if asked for; DATE_INVALID unless
// received between service and today.
absl::StatusOr<CaseRecord> RequestHearing(const CaseFile& file, const ProcedureFacts& facts,
                                          std::optional<absl::CivilDay> window_end,
                                          absl::CivilDay received, std::string_view reason,
                                          absl::CivilDay today);

// A signed paper by which the party does not ask for a hearing, or no longer does.
// G10_HEARING_RIGHT unless told; WRONG_STATE once held.
absl::StatusOr<CaseRecord> WaiveHearing(const CaseFile& file, const ProcedureFacts& facts,
                                        std::string_view document_no, absl::CivilDay today);

struct HearingNotice {
  std::string document_no;
  absl::CivilDay served;
  absl::CivilDay hearing;
  std::string place;
  std::string host;
};
// `latest` is the last day on which the policy's `hearing_notice` lets the notice be served before
// that hearing. G10_HEARING_RIGHT unless asked for; G10_NOTICE_TOO_SHORT if served after `latest`;
// G10_HOST_INVESTIGATED for an officer of the case, now or before; DATE_INVALID.
absl::StatusOr<CaseRecord> NotifyHearing(const CaseFile& file, const ProcedureFacts& facts,
                                         const HearingNotice& notice, absl::CivilDay latest,
                                         absl::CivilDay today);

struct HearingHeld {
  HearingOutcome outcome = HearingOutcome::kHeld;
  absl::CivilDay held;
  std::string record_no;  // 听证笔录
  std::string report_no;  // 听证报告; not needed if the party stayed away
  std::string recorder;
  std::string reason;  // what the report comes to
};
// A party that stays away without good cause has waived its hearing (处罚法 64). WRONG_STATE unless
// called; DATE_INVALID on another day than it was called for, or in the future.
absl::StatusOr<CaseRecord> RecordHearing(const CaseFile& file, const ProcedureFacts& facts,
                                         const HearingHeld& held, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_HEARING_H_
