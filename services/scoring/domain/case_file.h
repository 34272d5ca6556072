// A case as values: what the steps of the procedure read and change. Loading and saving is the
// store's work; nothing here knows time, chance or a database.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASE_FILE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASE_FILE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

inline constexpr int32_t kMaxFindings = 32;

// One breach found; see the message Finding for units and ranges.
struct FindingFile {
  int32_t item = 0;
  std::string code;
  std::string act_ref;  // never empty: the end date stands in for a missing reference (G16)
  absl::CivilDay act_start;
  absl::CivilDay act_end;
  int64_t notified_points = 0;
  // The committee's points, absent until it decided; 0 if it did not uphold the finding.
  std::optional<int64_t> judged_points;
  int64_t final_points = 0;
  FindingVerdict verdict = FindingVerdict::kNone;
  int64_t recovery_fen = 0;  // as notified
  // What the decision leaves of it, absent before; 0 where the finding brings no points.
  std::optional<int64_t> final_recovery_fen;
  std::string reason;
  std::string facts;
  ServiceClass service_class = ServiceClass::kAny;
  int32_t remands = 0;         // those that count towards remand_limit
  std::string policy_sha256;   // of the version the decision chose for this act, else empty
  bool safety_harmed = false;  // life, health or financial safety: the longer limitation (G4)
  bool fraud_intent = false;
  std::vector<policy::Ground> grounds;  // ascending, each once

  bool operator==(const FindingFile&) const = default;
};

// A reversal asked for and not yet approved.
struct ReversalRequest {
  std::string person;
  std::string reason;
  std::string document;

  bool operator==(const ReversalRequest&) const = default;
};

// A notice of result. The last one stands until it is superseded.
struct NoticeRecord {
  int32_t no = 0;  // from 1
  absl::CivilDay issued;
  int64_t points = 0;
  std::optional<absl::CivilDay> served;
  std::optional<absl::CivilDay> superseded;

  bool operator==(const NoticeRecord&) const = default;
};

// An application for reconsideration (复议), or a suit (诉讼).
struct Remedy {
  int32_t no = 0;        // from 1
  int32_t revision = 1;  // of the case, whose decision it is against
  RemedyKind kind = RemedyKind::kReconsideration;
  absl::CivilDay filed;
  std::string body;           // who decides it
  std::string document;       // number of the acceptance
  std::string stay_document;  // orders a stay of execution; empty: none
  std::string late_reason;
  RemedyOutcome outcome = RemedyOutcome::kRunning;
  std::optional<absl::CivilDay> decided;
  std::string outcome_document;
  std::map<int32_t, int64_t> outcome_points;  // by item, where changed

  bool operator==(const Remedy&) const = default;
};

struct CaseFile {
  std::string case_id;  // 26 Crockford symbols
  std::string case_ref;
  std::string institution_id;
  CaseSource source = CaseSource::kSpecialInspection;
  CaseState state = CaseState::kNone;
  int64_t etag = 0;  // counts the transitions
  std::vector<std::string> officers;
  std::vector<std::string> former_officers;  // who stood down, by person: they investigated too
  absl::CivilDay opened;
  std::string report;  // number of the investigation report, empty until it exists
  std::optional<absl::CivilDay> notice;
  std::optional<absl::CivilDay> notice_served;
  std::optional<absl::CivilDay> objection_deadline;  // last day of the window
  std::optional<absl::CivilDay> objection_filed;
  std::optional<absl::CivilDay> decided;
  std::optional<absl::CivilDay> effective;
  std::string defence;  // the party's statement, as filed
  std::string waiver;   // number of the signed waiver
  Decision decision = Decision::kNone;
  std::string decision_reason;
  std::vector<FindingFile> findings;  // by item
  int64_t notified_points = 0;        // frozen by the notice
  int64_t final_points = 0;
  std::string policy_sha256;
  std::string policy_choice;
  std::string attention;
  std::optional<ReversalRequest> reversal;
  // Where a suspended case, or a remedy, leads back; else kNone.
  CaseState returns_to = CaseState::kNone;
  std::optional<absl::CivilDay> suspended;  // since; while suspended
  std::optional<absl::CivilDay> executed;
  std::string execution_document;
  std::optional<absl::CivilDay> closed;
  std::string closing_report;
  std::optional<absl::CivilDay> archived;
  std::string archive_no;
  std::optional<absl::CivilDay> revoked;
  int32_t revision = 1;  // one more each time the case is reopened
  TerminationProposal termination = TerminationProposal::kNone;
  std::string termination_reason;
  std::string termination_document;
  // What a remedy left of the case, in points and money: a reopened case brings no more.
  std::optional<int64_t> ceiling_points;
  std::optional<int64_t> ceiling_recovery_fen;
  std::vector<NoticeRecord> notices;  // by no
  std::vector<Remedy> remedies;       // by no
  std::vector<std::string> lead_ids;  // leads it was opened for

  bool operator==(const CaseFile&) const = default;
};

// nullptr if the case has no such item.
const FindingFile* FindFinding(const CaseFile& file, int32_t item);

// Now. Who stood down is none.
bool IsOfficer(const CaseFile& file, std::string_view person);

// Now, or before standing down: who investigated stays one who did (G2, 处罚法 43, 57).
bool WasEverOfficer(const CaseFile& file, std::string_view person);

// Not yet judged, or sent back: what goes before the committee.
bool IsUndecided(const FindingFile& finding);

// True while a served decision stands: not revoked, and the case not terminated before it.
bool DecisionStands(const CaseFile& file);

// The remedy that runs, or nullptr.
const Remedy* RunningRemedy(const CaseFile& file);

// True once a remedy changed or revoked the decision that still stands: two persons reverse it.
bool ReversalDue(const CaseFile& file);

// The last day of the conduct; the case has at least one finding.
absl::CivilDay LastActEnd(const CaseFile& file);

// What the finding weighs at this stage: the final points once decided, the committee's once it
// judged, the notified ones before.
int64_t PointsAtStake(const CaseFile& file, const FindingFile& finding);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASE_FILE_H_
