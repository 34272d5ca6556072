// A unit of settlement and everything that is frozen about it. A unit is one institution of one
// year, with one fund and one class of care; a run settles all units of a region and year.
//
// Amounts are fen (0.01 yuan), percents basis points, scores hundredths, days whole days.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/quality/score.h"

namespace probity::settlement {

// In the order of their names, which is the order of keys everywhere (hashes, pages, ties).
enum class Fund { kAll, kEmployee, kResident };                    // 全部, 职工, 居民
enum class UnitClass { kAll, kInpatient, kOutpatient, kSpecial };  // 全部, 住院, 门诊, 特殊

// "ALL", "EMPLOYEE", "RESIDENT"; "ALL", "INPATIENT", "OUTPATIENT", "SPECIAL".
std::string_view FundName(Fund fund);
std::string_view UnitClassName(UnitClass unit_class);
std::optional<Fund> ParseFund(std::string_view name);
std::optional<UnitClass> ParseUnitClass(std::string_view name);

// Ordered by the bytes of the institution's id, then fund, then class.
struct UnitKey {
  std::string institution_id;
  Fund fund = Fund::kAll;
  UnitClass unit_class = UnitClass::kAll;
  auto operator<=>(const UnitKey&) const = default;
};

// "M001/ALL/ALL", for messages.
std::string KeyText(const UnitKey& key);

// True if both units would hold the same money: ALL holds every fund, and every class.
bool Overlaps(const UnitKey& a, const UnitKey& b);

// One contract on efficacy (按疗效付费) of a unit.
struct Contract {
  int64_t price_fen = 0;
  int64_t met = 0;
  int64_t failed = 0;
  int64_t pending = 0;
  int32_t fail_pay_bp = 0;
  std::optional<int64_t> cap_fen;  // absent: no cap
  bool operator==(const Contract&) const = default;
};

// The inputs of a unit as frozen. A run of kind RATES fills budget, points, days and flags; the
// rest keeps its defaults until actual costs are settled.
struct UnitInput {
  UnitKey key;
  std::string policy_sha256;  // of the policy file that decides, 64 lower-case hex digits
  int64_t points = 0;         // q, in the policy's point_scale
  int64_t p0_fen = 0;         // P0 = p0_fen / p0_visits, per-visit average of the budget
  int64_t p0_visits = 1;
  int64_t b0_fen = 0;                  // B0, total budget of a full year
  int64_t planned_visits = 0;          // T, of a full year
  int64_t visits = 0;                  // t, accepted visits on active days
  int64_t accepted_fen = 0;            // A, accepted amount of those visits
  int64_t year_days = 365;             // D
  int64_t designated_days = 365;       // d_g, less voluntary suspension; ends at a cancellation
  int64_t suspended_days = 0;          // d_s, days of ordered suspension inside d_g
  int64_t refused_fen = 0;             // A_s, claims of suspended days that are not emergency care
  int64_t emergency_fen = 0;           // A_e, emergency care on suspended days
  std::optional<int64_t> score_centi;  // s, quality score; absent: ungraded
  bool open_case = false;              // a case of the year, notified, without effective decision
  bool sanctioned = false;             // a suspension is ordered for points of this year
  bool veto = false;                   // a veto item is confirmed
  bool cancelled = false;              // designation cancelled for points of this year
  int64_t withheld_fen = 0;            // W, quality deposit
  int64_t monthly_fen = 0;             // M, cash paid monthly
  int64_t prefund_fen = 0;             // F, working fund advanced
  int64_t deductions_fen = 0;          // K, recoveries not already taken out of A
  int64_t prior_year_fen = 0;          // Y, signed
  std::map<std::string, int64_t> indicators;
  std::vector<Contract> contracts;
  bool operator==(const UnitInput&) const = default;
};

// Calls visit(name, value) for each scalar input in the order in which inputs are hashed and
// stored. `Input` is UnitInput or const UnitInput.
template <typename Input, typename Visit>
void VisitScalars(Input& input, Visit&& visit) {
  visit("points", input.points);
  visit("p0_fen", input.p0_fen);
  visit("p0_visits", input.p0_visits);
  visit("b0_fen", input.b0_fen);
  visit("planned_visits", input.planned_visits);
  visit("visits", input.visits);
  visit("accepted_fen", input.accepted_fen);
  visit("year_days", input.year_days);
  visit("designated_days", input.designated_days);
  visit("suspended_days", input.suspended_days);
  visit("refused_fen", input.refused_fen);
  visit("emergency_fen", input.emergency_fen);
  visit("score_centi", input.score_centi);
  visit("open_case", input.open_case);
  visit("sanctioned", input.sanctioned);
  visit("veto", input.veto);
  visit("cancelled", input.cancelled);
  visit("withheld_fen", input.withheld_fen);
  visit("monthly_fen", input.monthly_fen);
  visit("prefund_fen", input.prefund_fen);
  visit("deductions_fen", input.deductions_fen);
  visit("prior_year_fen", input.prior_year_fen);
}

// What the statement tells beside the figures: the orders behind the flags, as scoring dated them.
// Frozen with the inputs, never used in a calculation.
struct StatedFacts {
  bool medical = true;                              // 定点医疗机构; false: 定点零售药店
  int32_t suspend_months = 0;                       // of the order; 0 = none
  std::string suspend_start_date;                   // YYYY-MM-DD, empty without an order
  std::string suspend_end_date;                     // inclusive
  std::string cancelled_date;                       // first day without designation, empty if none
  std::vector<std::string> qualifications;          // codes, in scoring's order
  std::vector<std::string> entry_ids;               // ledger entries behind the points
  std::vector<quality::Measurement> measured = {};  // the rows behind the quality score
  bool operator==(const StatedFacts&) const = default;
};

struct FrozenUnit {
  UnitInput input;
  StatedFacts facts;
  bool operator==(const FrozenUnit&) const = default;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_UNIT_H_
