// Service agreements (服务协议) between the handling agency and an institution, or a physician or
// pharmacist at an institution. An agreement is what was signed; what became of it is a list of
// events, and its state on a day follows from both. What suspends or ends it by order is a measure
// (domain/consequences): its events follow the register of measures and are never added beside it.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_AGREEMENTS_AGREEMENT_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_AGREEMENTS_AGREEMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

struct Agreement {
  std::string agreement_no;
  Subject subject;
  std::string institution_id;  // of a person's agreement: where it holds; else empty
  bool public_body = false;    // may not leave on its own (Order 2 Art 44)
  calendar::Period term;
  absl::CivilDay signed_on;
  std::string renews_no;  // empty: the first

  bool operator==(const Agreement&) const = default;
};

// The numbers are those of the table.
enum class AgreementEventKind {
  kSuspended = 1,   // 中止, from..to
  kResumed = 2,     // 恢复, from the first day in force again; of a measure: its first day over
  kTerminated = 3,  // 解除, from the first day without it
  kExitAnnounced = 4,  // 自愿退出, from the last day it holds
  kExitWithdrawn = 5
};

struct AgreementEvent {
  int64_t seq = 0;  // from 1
  AgreementEventKind kind = AgreementEventKind::kSuspended;
  absl::CivilDay from;
  std::optional<absl::CivilDay> to;  // last day of a suspension
  bool voluntary = false;            // asked for by the party
  std::string reason;
  std::string document;
  std::string actor;
  absl::CivilDay business_date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
  std::string measure_id;  // 16 bytes: the measure it follows; empty: of the agreement itself

  bool operator==(const AgreementEvent&) const = default;
};

// The numbers are those of probity.scoring.v1.AgreementState.
enum class AgreementState {
  kNotYet = 1,  // signed, the term has not begun
  kInForce = 2,
  kSuspended = 3,
  kTerminated = 4,
  kExited = 5,
  kExpired = 6,  // the term is over
  kLapsed = 7    // a voluntary suspension ran out without a request to go on
};
// "中止 suspended".
std::string_view AgreementStateTitle(AgreementState state);

struct AgreementFile {
  Agreement agreement;
  std::vector<AgreementEvent> events;  // by seq
};

// The last day on which the agreement holds, by all events; before the first day of its term if it
// never held. Suspended days belong to it.
absl::CivilDay LastDayOf(const AgreementFile& file);
AgreementState StateOn(const AgreementFile& file, absl::CivilDay day);

// The days on which the agreement held and was suspended at the party's own request, in the order
// of events. What was ordered is a measure.
std::vector<calendar::Period> VoluntarySuspensions(const AgreementFile& file);

// The days from the term's first to the last on which it holds, if `day` is one of them.
std::optional<calendar::Period> TermAround(const AgreementFile& file, absl::CivilDay day);

// AGREEMENT_OVERLAP if another agreement of the party (for a person: at the same institution) holds
// on a day of the term; UNKNOWN_AGREEMENT or AGREEMENT_STATE if the one to be renewed is not the
// party's, or was terminated.
absl::Status CheckNewAgreement(const Agreement& added, const std::vector<AgreementFile>& of_party);

// What brings the agreement in line with the measure, without reason, actor and time: its days as
// it was opened, moved, or ended before its last day. Nothing if the agreement follows it already,
// if their days have nothing in common, or if the measure leaves agreements alone: a hold, the
// suspension of a department or service line.
std::optional<AgreementEvent> EventOfMeasure(const AgreementFile& file, const Measure& measure);

// The party's own events, as they may be added today. `limit`: the last day a suspension may have,
// `notice`: the first day on which an exit announced today may take effect; both by policy.
// AGREEMENT_BY_MEASURE for a suspension by the agency, and for the end of what a measure suspends;
// AGREEMENT_STATE, SUSPENSION_TOO_LONG, EXIT_TOO_SHORT, EXIT_NOT_ALLOWED, BAD_REQUEST.
absl::Status CheckSuspension(const AgreementFile& file, const AgreementEvent& event,
                             absl::CivilDay limit);
absl::Status CheckResumption(const AgreementFile& file, const AgreementEvent& event);
absl::Status CheckTermination(const AgreementFile& file, const AgreementEvent& event);
absl::Status CheckExit(const AgreementFile& file, const AgreementEvent& event,
                       absl::CivilDay notice);
absl::Status CheckExitWithdrawal(const AgreementFile& file, const AgreementEvent& event);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_AGREEMENTS_AGREEMENT_H_
