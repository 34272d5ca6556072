// A lead (线索): an act of an institution that somebody reported, from its report to the decision
// whether a case is opened (domain.md §5.1: LEAD → VERIFY → REJECTED | TRANSFERRED | FILED).
//
// A lead is the act, not the report: reports of several sources about one act of an institution
// (code and act reference, as in G16) are one lead, and lead to one case.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEADS_LEAD_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEADS_LEAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/calendar/work_calendar.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

// The enumerators keep the wire numbers of lead.proto.
enum class LeadState {
  kNone = 0,
  kReceived = 1,     // 线索
  kVerifying = 2,    // 核查
  kRejected = 3,     // 不予立案
  kTransferred = 4,  // 移送
  kFiled = 5,        // 立案
};
// "VERIFYING 核查".
std::string_view LeadStateTitle(LeadState state);

struct LeadAct {
  std::string institution_id;
  std::string code;     // of the catalogue; empty in a tip-off that does not say
  std::string act_ref;  // never empty
  absl::CivilDay act_start;
  absl::CivilDay act_end;

  bool operator==(const LeadAct&) const = default;
};

// What one source said. `external_id` is unique in its source system.
struct LeadReport {
  std::string source_system;  // 1..32 of a-z 0-9 - _
  std::string external_id;    // 1..64 characters
  CaseSource source = CaseSource::kOnlineMonitoring;
  LeadAct act;
  int64_t amount_fen = 0;   // of fund concerned, 0..10^15
  std::string description;  // at most 2000 characters
  absl::CivilDay received;
  std::string reported_by;

  bool operator==(const LeadReport&) const = default;
};

struct Lead {
  std::string lead_id;  // 26 Crockford symbols
  LeadAct act;
  CaseSource source = CaseSource::kOnlineMonitoring;  // of the first report
  LeadState state = LeadState::kNone;
  int64_t etag = 0;  // counts the steps
  absl::CivilDay received;
  // Last day for verification; absent while no policy in force states it.
  std::optional<absl::CivilDay> verify_due;
  bool extended = false;
  std::string verifier;
  std::string late_reason;     // why it was decided after its last day
  std::string outcome_reason;  // of a rejection or transfer
  std::string transferred_to;
  std::string document;  // number of the letter of transfer
  std::string case_id;   // the case opened for it, else empty

  bool operator==(const Lead&) const = default;
};

// Sixteen bytes that are the same for every report of one act.
std::string LeadKey(const LeadAct& act);

// SHA-256 of what a report says. Who reported it and when it came is not part of it: the same
// report sent again the next day is the same.
std::string ReportHash(const LeadReport& report);

// The last day of verification of a lead received on `received`, by the policy's `lead_verify`
// (Order 4 Art 14), with its extension if `extended`. Absent if the policy states none.
// BEYOND_CALENDAR.
absl::StatusOr<std::optional<absl::CivilDay>> VerifyDue(const policy::Policy& policy,
                                                        const calendar::WorkCalendar& calendar,
                                                        absl::CivilDay received, bool extended);

// The steps. Each refuses LEAD_STATE unless its turn has come.
absl::StatusOr<Lead> StartVerification(Lead lead, std::string_view person);

// LEAD_ALREADY_EXTENDED; LEAD_OVERDUE once the last day is over: what has run out is not extended.
// `due` is the new last day.
absl::StatusOr<Lead> ExtendVerification(Lead lead, std::optional<absl::CivilDay> due,
                                        absl::CivilDay today);

// How verification ends. After its last day the outcome is not barred, but LEAD_OVERDUE asks for
// the reason of the delay (ASSUMED). SEPARATION_OF_DUTIES if who verified a lead rejects or
// transfers it.
struct LeadOutcome {
  LeadState state = LeadState::kRejected;
  std::string person;
  std::string reason;
  std::string transferred_to;  // kTransferred
  std::string document;        // kTransferred
  std::string case_id;         // kFiled
  std::string late_reason;
};
absl::StatusOr<Lead> Conclude(Lead lead, const LeadOutcome& outcome, absl::CivilDay today);

// A new report of a lead that was rejected makes it a lead again, with a verification of its own;
// in every other state the report just joins it.
bool ReopensOnReport(const Lead& lead);
Lead Reopen(Lead lead, absl::CivilDay received, std::optional<absl::CivilDay> due);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEADS_LEAD_H_
