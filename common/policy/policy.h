// A policy as plain values: what points cost, what bands bring, how long each clock runs. Domain
// code takes these structs and the functions of evaluate.h and choose.h; only load.h knows files.
//
// Points are integers in steps of 1/point_scale of a point (1 = whole points). Rates are basis
// points, dates civil days of Asia/Shanghai. A Policy that came from LoadPolicy has passed every
// lint: its bands hold each number of points from 0 exactly once, and its own tests hold.
#ifndef PROBITY_COMMON_POLICY_POLICY_H_
#define PROBITY_COMMON_POLICY_POLICY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/money/rounding.h"
#include "common/policy/basics.h"
#include "common/policy/catalogue.h"
#include "common/policy/committee.h"
#include "common/policy/measure_rules.h"
#include "common/policy/person_rules.h"
#include "common/policy/procedure_rules.h"
#include "common/policy/settlement_terms.h"

namespace probity::policy {

enum class AppliesTo { kThisYearSettlement = 1, kNextYearBudget = 2 };
enum class PeriodKind { kCalendarYear = 1, kRollingMonths = 2, kFromDesignation = 3 };
enum class Reset { kZero = 1, kCarryUnsettled = 2, kNone = 3 };
enum class Crossing { kHighestOnly = 1, kEach = 2 };
enum class WhileSuspended { kExtend = 1, kConcurrent = 2, kRestart = 3 };
enum class OpenCase { kHold = 1, kIgnore = 2 };
enum class GrantStart { kAtOnce = 1, kNextYear = 2 };
enum class Scope {
  kWholeInstitution = 1,
  kDepartment = 2,
  kServiceItem = 3,
  kOutpatient = 4,
  kInpatient = 5,
  kPerson = 6
};

// In the order in which standings list them.
enum class Qualification { kRemoteOutpatient = 1, kSpecialOutpatient = 2 };
// "REMOTE_OUTPATIENT", "SPECIAL_OUTPATIENT".
std::string_view QualificationName(Qualification qualification);
Text QualificationTitle(Qualification qualification);

struct RateStep {
  int32_t bp = 0;
};
// Linear between two anchors; points beyond an anchor get the anchor's rate.
struct RateLinear {
  int64_t from_points = 0;
  int32_t from_bp = 0;
  int64_t to_points = 0;
  int32_t to_bp = 0;
};
// months_min = months_max for a fixed length; otherwise the decision chooses with a reason (G14).
struct Suspend {
  int32_t months_min = 0;
  int32_t months_max = 0;
  Scope scope = Scope::kWholeInstitution;
};
struct Terminate {
  int32_t bar_years = 0;
  Scope scope = Scope::kWholeInstitution;
  int32_t bar_years_one_event = 0;  // where one event alone reached the band; 0: bar_years
};
struct Grant {
  Qualification qualification = Qualification::kRemoteOutpatient;
  GrantStart start = GrantStart::kAtOnce;
};
struct Revoke {
  Qualification qualification = Qualification::kRemoteOutpatient;
};
struct Interview {};
struct JointPunishList {
  int32_t months = 0;
};
struct PublicNotice {
  int32_t months = 0;
};
struct ExtraInspection {
  int32_t times_per_year = 0;
};
using Effect = std::variant<RateStep, RateLinear, Suspend, Terminate, Grant, Revoke, Interview,
                            JointPunishList, PublicNotice, ExtraInspection>;

struct Band {
  int64_t lower = 0;
  bool lower_inclusive = true;
  std::optional<int64_t> upper;  // absent: no upper end
  bool upper_inclusive = false;
  std::vector<Effect> effects;
};

struct Period {
  PeriodKind kind = PeriodKind::kCalendarYear;
  int32_t months = 0;  // of a rolling period
};

struct ConsequenceRules {
  Crossing crossing = Crossing::kHighestOnly;
  bool once_per_period = true;
  WhileSuspended while_suspended = WhileSuspended::kExtend;
  bool end_rolls_over_rest_day = false;
  int64_t alert_within = 0;
};

enum class RepeatedEvent { kSuspension = 1, kPointsAtLeast = 2 };

// A termination proposal on repetition; a person decides it.
struct MultiYearRule {
  RepeatedEvent event = RepeatedEvent::kSuspension;
  int32_t count = 0;
  int64_t points = 0;
  int32_t window_years = 0;  // 0: the term of the agreement
  std::vector<LegalBasis> legal_basis;
};

struct Reduction {
  std::string code;
  Text title;
  int64_t points = 0;
  int32_t amount_minutes = 0;
};

enum class Ground {
  kMinorCorrectedHarmless = 1,
  kFirstMinorCorrected = 2,
  kSelfReport = 3,
  kMerit = 4,
  kHarmRepaired = 5,
  kCoerced = 6,
  kRefusesToCooperate = 7,
  kRepeatedAfterCorrection = 8
};
enum class AdjustmentResult { kNoPoints = 1, kMayBeNoPoints = 2, kLighter = 3, kUpperPart = 4 };

struct Adjustment {
  Ground ground = Ground::kMinorCorrectedHarmless;
  AdjustmentResult result = AdjustmentResult::kNoPoints;
  std::vector<LegalBasis> legal_basis;
};

// Conditions of a positive rate; a penalty stays whatever they say.
struct Eligibility {
  int32_t min_designated_days = 0;
  bool veto_cancels = false;
  bool sanction_cancels = false;
  OpenCase open_case = OpenCase::kHold;
};

enum class StartEvent {
  kLeadReceived = 1,
  kFiling = 2,
  kRegistration = 3,
  kSealing = 4,
  kLetterReceived = 5,
  kNoticeServed = 6,
  kObjectionReceived = 7,
  kResultServed = 8,
  kHearing = 9,
  kMeeting = 10,
  kSubmission = 11,
  kDecision = 12,
  kAnnouncement = 13,
  kKnowledgeOfAct = 14,
  kApplication = 15,
  kAcceptance = 16,
  kReconsiderationReceived = 17,
  kFormation = 18,
  kRevocation = 19,
  kChangeApproved = 20,
  kStatementServed = 21,
  kCorrectionAnswered = 22,
  kExit = 23,
  kSuspension = 24
};
enum class Limit { kAtMostAfter = 1, kAtLeastBefore = 2, kAtMostBefore = 3, kExactlyAfter = 4 };
enum class ExtensionBy { kOfficerInCharge = 1, kHead = 2, kCollectiveDiscussion = 3 };
enum class ExcludedSpan {
  kTest = 1,
  kAppraisal = 2,
  kHearing = 3,
  kPublicNotice = 4,
  kExpertReview = 5,
  kCaseSuspended = 6
};
enum class OnExpiry {
  kWaived = 1,
  kDeemedServed = 2,
  kDeemedConfirmed = 3,
  kReportOverdue = 4,
  kRelease = 5
};

struct Extension {
  int32_t count = 0;
  TimeUnit unit = TimeUnit::kWorkday;
  ExtensionBy by = ExtensionBy::kHead;
};

// One clock of the procedure. The day of the start event is not counted.
struct Deadline {
  std::string key;  // "objection"
  int32_t count = 0;
  TimeUnit unit = TimeUnit::kWorkday;
  StartEvent start = StartEvent::kNoticeServed;
  Limit limit = Limit::kAtMostAfter;
  bool rolls_to_workday = false;
  std::vector<Extension> extensions;
  int32_t extension_cap = 0;  // in `unit`; 0: as listed
  std::vector<ExcludedSpan> excluded;
  OnExpiry on_expiry = OnExpiry::kReportOverdue;
  std::vector<LegalBasis> legal_basis;
};

struct Publicity {
  bool publish_decisions = false;
  bool publish_warnings = false;
  bool mask_persons = true;
  int32_t light_months = 0;
  int32_t other_months = 0;
  bool early_end = false;
  int64_t small_fine_fen = 0;
  int32_t early_end_min_months = 0;
};

// A value that no law, regulation or founding article states (假定值).
struct Assumption {
  std::string field;     // path in the file: "bands[0].effects[0]"
  std::string decision;  // "D1", may be empty
  Text note;
};

struct Policy {
  std::string policy_id;
  int32_t version = 0;
  std::string doc_no;
  absl::CivilDay effective_from;
  std::optional<absl::CivilDay> effective_to;  // absent: open
  std::string supersedes;                      // sha256 of the file replaced, or empty
  absl::CivilDay published_at;
  std::vector<std::string> approvers;
  std::string file_name;  // as given to the loader
  std::string sha256;     // of the file's bytes, 64 lower-case hex digits

  SubjectKind subject_kind = SubjectKind::kMedical;
  int32_t point_scale = 1;
  AppliesTo applies_to = AppliesTo::kThisYearSettlement;
  Period period;
  Reset reset = Reset::kZero;
  int32_t limitation_years = 0;
  int32_t limitation_years_if_harm = 0;
  money::Rounding rounding = money::Rounding::kHalfUp;

  std::vector<CatalogueItem> catalogue;
  std::vector<Band> bands;  // ascending, without gap or overlap
  ConsequenceRules consequences;
  std::vector<MultiYearRule> multi_year;
  std::vector<Reduction> reductions;
  int64_t max_reduction_per_period = 0;
  bool reduction_after_fraud = false;
  std::vector<Adjustment> mitigation;
  std::vector<Adjustment> aggravation;
  Eligibility eligibility;
  std::vector<Deadline> deadlines;
  Committee committee;
  SettlementTerms settlement;
  Publicity publicity;
  ProcedureRules procedure;
  MeasureRules measures;
  std::optional<PersonRules> persons;  // of a policy for persons
  std::vector<Assumption> assumed;
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_POLICY_H_
