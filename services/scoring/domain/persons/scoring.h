// What one case of an institution brings one person (人员记分): proposed, told, objected to,
// decided, in force. Steps as values; nothing here knows time, chance or a database.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_SCORING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_SCORING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/case_steps.h"

namespace probity::scoring {

// The numbers are those of probity.scoring.v1 and of the tables.
enum class Sanction { kAgreement = 1, kAdministrativePenalty = 2 };
enum class ScoringState {
  kNone = 0,  // before it was proposed
  kProposed = 1,
  kNotified = 2,
  kObjected = 3,
  kConfirmed = 4,
  kEffective = 5,
  kDismissed = 6,
  kReversed = 7
};
// "NOTIFIED 已告知".
std::string_view ScoringStateTitle(ScoringState state);

inline constexpr int32_t kMaxPersonLines = 32;

// See the message PersonLine.
struct PersonLine {
  int32_t item = 0;
  int32_t finding_item = 0;
  std::string code;
  std::string violation_code;
  policy::Responsibility responsibility = policy::Responsibility::kGeneral;
  std::string reason;
  int64_t points = 0;
  int64_t final_points = 0;
  bool emergency = false;
  std::string emergency_reason;
  absl::CivilDay act_start;
  absl::CivilDay act_end;
  std::string policy_sha256;

  bool operator==(const PersonLine&) const = default;
};

struct PersonScoring {
  std::string scoring_id;  // 26 Crockford symbols; in the ledger, the case of the person's entries
  std::string case_id;     // of the institution
  int32_t case_revision = 1;
  std::string person_id;
  std::string institution_id;
  Sanction sanction = Sanction::kAgreement;
  std::string sanction_document;
  ScoringState state = ScoringState::kNone;
  int64_t etag = 0;  // counts the steps
  absl::CivilDay proposed;
  std::string proposer;
  int32_t notified_months = 0;  // of suspension, as the notice tells them; 0: none
  std::optional<absl::CivilDay> notice_served;
  std::optional<absl::CivilDay> objection_deadline;  // last day of the window
  std::optional<absl::CivilDay> objection_filed;
  std::string objection;
  std::string objection_answer;
  std::string waiver;
  std::optional<absl::CivilDay> decided;
  std::string decider;
  std::string decision_reason;
  int32_t suspend_months = 0;
  std::string suspend_reason;
  std::optional<absl::CivilDay> effective;
  std::string notice_no;  // 文号 of the notice and of the decision; empty: none was issued
  std::string decision_no;
  std::vector<PersonLine> lines;  // by item

  bool operator==(const PersonScoring&) const = default;
};

// The trigger of the national rule: persons are scored only after the institution got its decision.
// INSTITUTION_DECISION_FIRST unless the case's decision is in force and gave the finding points;
// UNKNOWN_FINDING.
absl::StatusOr<const FindingFile*> TriggeringFinding(const CaseFile& file, int32_t finding_item);

// What was scored before, as repetition asks for it: a person's entry that stands.
struct ScoredBreach {
  std::string violation_code;
  absl::CivilDay effective;  // when the decision was served
  int32_t year = 0;
};
// True if the same breach was scored in the year of this act and the act went on after that.
bool IsRepetition(const PersonLine& line, const std::vector<ScoredBreach>& before);

// The line with its points: those of the responsibility, 0 for emergency treatment and rescue,
// which are never scored. `line` holds what was asked for and the finding's code and dates.
// G14_REASON_REQUIRED, PENALTY_REQUIRED, REPEAT_ITEM_REQUIRED (a lighter item for a repeated
// breach), NO_REPETITION (the item of repetition for a first one).
absl::StatusOr<PersonLine> DraftLine(PersonLine line, const policy::Policy& policy,
                                     const policy::CatalogueItem& item, Sanction sanction,
                                     const std::vector<ScoredBreach>& before);

// WRONG_STATE with the state it is in.
absl::Status CheckScoringState(const PersonScoring& scoring, ScoringState wanted);

// `deadline`: last day of the window that begins the day after service. Refuses as CheckService.
absl::StatusOr<PersonScoring> RecordPersonNotice(PersonScoring scoring,
                                                 const DocumentService& service,
                                                 absl::CivilDay today, absl::CivilDay deadline);

// OUTSIDE_OBJECTION_WINDOW after the last day.
absl::StatusOr<PersonScoring> FilePersonObjection(PersonScoring scoring, std::string objection,
                                                  absl::CivilDay today);

// One line decided lower; no responsibility: the person does not answer for it.
using LoweredLines = std::map<int32_t, std::optional<policy::Responsibility>>;

// The policy version of each line by item, as chosen by the lighter-new-rule test (G17).
using ChosenPolicies = std::map<int32_t, const policy::Policy*>;

struct PersonDecision {
  std::string person;  // who decides
  absl::CivilDay today;
  LoweredLines lowered;
  std::string reason;
  std::string objection_answer;
  std::string waiver;
  int32_t suspend_months = 0;
  std::string suspend_reason;
  ChosenPolicies policies;
  // Points the person has, by year, with those of decisions that are still to be served.
  std::map<int32_t, int64_t> balances;
};

// By year, what those of a person's scorings bring that are CONFIRMED and not yet served. A
// decision weighs them: once both are served, they stand beside its own points.
std::map<int32_t, int64_t> UnservedPoints(const std::vector<PersonScoring>& scorings);

// The months with which a served scoring is posted: its own, or, where it chose none, those chosen
// by the person's other decisions, CONFIRMED or in force, about acts of one of its years. Of two
// decisions that reach a band together one counted the other and chose for both (G14), whichever is
// served first.
int32_t MonthsAtService(const PersonScoring& scoring, const std::vector<PersonScoring>& others);

// The scoring CONFIRMED, or DISMISSED if nothing is left. Refuses WRONG_STATE, G7_NOTICE_FIRST
// while the window is open and not waived, G9_GROUND_UNANSWERED, UNKNOWN_FINDING,
// G8_HEAVIER_THAN_NOTIFIED, G14_REASON_REQUIRED, SUSPENSION_MONTHS. Longer than the notice told is
// heavier; the least months of the band may always be chosen, for the rule itself brings them.
absl::StatusOr<PersonScoring> ConfirmPerson(PersonScoring scoring, const PersonDecision& decision);

// In force from the day of service. Refuses as CheckService.
absl::StatusOr<PersonScoring> RecordPersonDecision(PersonScoring scoring,
                                                   const DocumentService& service,
                                                   absl::CivilDay today);

// What a revoked decision of the institution leaves of it: REVERSED if it was in force, DISMISSED
// if it was still on its way; as it is if it had ended already.
PersonScoring Revoked(PersonScoring scoring);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_SCORING_H_
