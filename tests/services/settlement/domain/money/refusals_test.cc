// What is refused before a fen is computed, in which order, and what is refused while computing.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "services/settlement/domain/input_check.h"
#include "tests/services/settlement/domain/money/schemes.h"

namespace probity::settlement {
namespace {

constexpr int64_t kTooMuch = 1'000'000'000'000'001;

struct Refused {
  std::string field;
  Reason reason;
  std::function<void(UnitInput&)> change;
};

// In the order of checking: each with its nearest sound neighbour shown elsewhere.
std::vector<Refused> InOrder() {
  return {
      {"p0_fen", Reason::k_NEGATIVE_AMOUNT, [](UnitInput& u) { u.p0_fen = -1; }},
      {"accepted_fen", Reason::k_NEGATIVE_AMOUNT, [](UnitInput& u) { u.accepted_fen = -1; }},
      {"b0_fen", Reason::k_AMOUNT_OUT_OF_RANGE, [](UnitInput& u) { u.b0_fen = kTooMuch; }},
      {"prior_year_fen", Reason::k_AMOUNT_OUT_OF_RANGE,
       [](UnitInput& u) { u.prior_year_fen = -kTooMuch; }},
      {"p0_visits", Reason::k_VOLUME_OUT_OF_RANGE, [](UnitInput& u) { u.p0_visits = 0; }},
      {"planned_visits", Reason::k_VOLUME_OUT_OF_RANGE,
       [](UnitInput& u) { u.planned_visits = 1'000'000'001; }},
      {"visits", Reason::k_VOLUME_OUT_OF_RANGE, [](UnitInput& u) { u.visits = -1; }},
      {"points", Reason::k_POINTS_OUT_OF_RANGE, [](UnitInput& u) { u.points = 1'000'001; }},
      {"score_centi", Reason::k_SCORE_OUT_OF_RANGE, [](UnitInput& u) { u.score_centi = 10'001; }},
      {"year_days", Reason::k_DAYS_OUT_OF_RANGE, [](UnitInput& u) { u.year_days = 364; }},
      {"designated_days", Reason::k_DAYS_OUT_OF_RANGE,
       [](UnitInput& u) { u.designated_days = 366; }},
      {"suspended_days", Reason::k_DAYS_OUT_OF_RANGE,
       [](UnitInput& u) {
         u.designated_days = 100;
         u.suspended_days = 101;
       }},
      {"refused_fen", Reason::k_SUSPENSION_AMOUNT_WITHOUT_SUSPENSION,
       [](UnitInput& u) { u.refused_fen = 1; }},
      {"emergency_fen", Reason::k_SUSPENSION_AMOUNT_WITHOUT_SUSPENSION,
       [](UnitInput& u) { u.emergency_fen = 1; }},
      {"visits", Reason::k_CLAIMS_WITHOUT_ACTIVE_DAYS,
       [](UnitInput& u) { u.suspended_days = 365; }},
      {"visits", Reason::k_COST_WITHOUT_VOLUME, [](UnitInput& u) { u.visits = 0; }},
      {"planned_visits", Reason::k_MISSING_BUDGET, [](UnitInput& u) { u.planned_visits = 0; }},
      {"p0_fen", Reason::k_MISSING_BUDGET, [](UnitInput& u) { u.p0_fen = 0; }},
      {"b0_fen", Reason::k_MISSING_BUDGET, [](UnitInput& u) { u.b0_fen = 0; }},
      {"contracts.0.price_fen", Reason::k_NEGATIVE_AMOUNT,
       [](UnitInput& u) {
         u.contracts = {{-1, 0, 0, 0, 0, {}}};
       }},
      {"contracts.1.cap_fen", Reason::k_NEGATIVE_AMOUNT,
       [](UnitInput& u) {
         u.contracts = {{}, {1, 0, 0, 0, 0, -1}};
       }},
      {"contracts.0.price_fen", Reason::k_AMOUNT_OUT_OF_RANGE,
       [](UnitInput& u) {
         u.contracts = {{kTooMuch, 0, 0, 0, 0, {}}};
       }},
      {"contracts.0.pending", Reason::k_VOLUME_OUT_OF_RANGE,
       [](UnitInput& u) {
         u.contracts = {{1, 0, 0, 1'000'000'001, 0, {}}};
       }},
  };
}

TEST(Refusals, NameTheUnitAndTheFirstFieldInTheOrderOfChecking) {
  for (const Refused& one : InOrder()) {
    UnitInput input = Standard("M007");
    one.change(input);
    const auto unit = SettleUnit(input, Med());
    ASSERT_FALSE(unit.ok()) << one.field << " was accepted";
    EXPECT_TRUE(HasReason(unit.status(), one.reason)) << one.field << ": " << unit.status();
    const RefusalDetail detail = DetailOf(unit.status());
    ASSERT_EQ(detail.violations.size(), 1U) << one.field;
    EXPECT_EQ(detail.violations[0].field, "M007/ALL/ALL: " + one.field);
  }
}

TEST(Refusals, AnEarlierOneComesFirstWhateverElseIsWrong) {
  UnitInput all = Standard();
  const std::vector<Refused> in_order = InOrder();
  // From the last check of the unit's own fields to the first: each joins those already wrong.
  const size_t own = 14;
  for (size_t i = own; i-- > 0;) {
    in_order[i].change(all);
    const auto problem = CheckUnit(all, policy::SettlementBasis::kPerVisitAndBudget);
    ASSERT_TRUE(problem.has_value());
    EXPECT_EQ(problem->reason, in_order[i].reason) << in_order[i].field;
  }
}

TEST(Refusals, EveryAmountHasItsBounds) {
  size_t amounts = 0;
  UnitInput sound = Standard();
  VisitScalars(sound, [&](std::string_view name, auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, int64_t>) {
      if (name.size() < 4 || name.substr(name.size() - 4) != "_fen") return;
      ++amounts;
      const int64_t before = value;
      for (const auto& [wrong, reason] : {std::pair{int64_t{-1}, Reason::k_NEGATIVE_AMOUNT},
                                          std::pair{kTooMuch, Reason::k_AMOUNT_OUT_OF_RANGE}}) {
        value = wrong;
        const auto problem = CheckInput(sound);
        const bool signed_amount = name == "prior_year_fen" && wrong == -1;
        ASSERT_EQ(problem.has_value(), !signed_amount) << name << " = " << wrong;
        if (problem.has_value()) EXPECT_EQ(problem->reason, reason) << name;
      }
      value = before;
    }
  });
  EXPECT_EQ(amounts, 10U);
}

TEST(Refusals, LimitsThemselvesAreAccepted) {
  UnitInput input = Standard();
  input.p0_fen = 1;
  input.b0_fen = kTooMuch - 1;
  input.accepted_fen = kTooMuch - 1;
  input.planned_visits = 1'000'000'000;
  input.visits = 1'000'000'000;
  input.p0_visits = 1'000'000'000;
  input.points = 1'000'000;
  input.score_centi = 0;
  input.prior_year_fen = -(kTooMuch - 1);
  input.year_days = 366;
  input.designated_days = 366;
  const auto unit = SettleUnit(input, Med());
  EXPECT_TRUE(unit.ok()) << unit.status();
}

TEST(Refusals, AnotherBasisNeedsNoPlan) {
  UnitInput input = Standard();
  input.p0_fen = 0;
  input.planned_visits = 0;
  input.visits = 0;
  EXPECT_TRUE(SettleUnit(input, MedBudget()).ok()) << "a budget alone needs no visits";
  input.b0_fen = 0;
  EXPECT_TRUE(SettleUnit(input, Pharm()).ok()) << "claims alone need no budget";
}

TEST(Refusals, AnAmountOf64BitsIsRefusedEvenWhereACapWouldBind) {
  struct Case {
    std::string field;
    std::function<void(UnitInput&)> change;
  };
  const std::vector<Case> cases = {
      {"standard_fen",
       [](UnitInput& u) {
         u.p0_fen = kTooMuch - 1;
         u.planned_visits = 1'000'000'000;
         u.visits = 1'000'000'000;
       }},
      {"contract_paid_fen",
       [](UnitInput& u) {
         u.contracts = {{kTooMuch - 1, 1'000'000, 0, 0, 0, 5}};
       }},
      {"contract_refused_fen",
       [](UnitInput& u) {
         u.contracts = {{kTooMuch - 1, 0, 1'000'000, 0, 0, 5}};
       }},
  };
  for (const Case& one : cases) {
    UnitInput input = Standard("M007");
    one.change(input);
    const auto unit = SettleUnit(input, Med());
    EXPECT_TRUE(HasReason(unit.status(), Reason::k_ARITHMETIC_OVERFLOW)) << one.field;
    EXPECT_EQ(DetailOf(unit.status()).metadata["field"], one.field);
    EXPECT_EQ(DetailOf(unit.status()).metadata["unit"], "M007/ALL/ALL");
  }
}

}  // namespace
}  // namespace probity::settlement
