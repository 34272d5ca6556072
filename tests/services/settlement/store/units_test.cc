#include "services/settlement/store/units.h"

#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "tests/services/settlement/store/store_fixture.h"

namespace probity::settlement {
namespace {

class UnitsTest : public StoreTest {
 protected:
  const UnitsOfRun run_{kRegion, NewRun(2026, 1).run_id};

  // Each field of the inputs has a value of its own, so that swapped columns show.
  static FrozenUnit Full(const std::string& id, Fund fund = Fund::kAll) {
    FrozenUnit unit;
    unit.input.key = {id, fund, UnitClass::kInpatient};
    unit.input.policy_sha256 = std::string(64, 'a');
    int64_t next = 1000;
    VisitScalars(unit.input, [&next](std::string_view, auto& value) {
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, bool>) {
        value = ++next % 2 == 0;
      } else {
        value = ++next;
      }
    });
    unit.input.prior_year_fen = std::numeric_limits<int64_t>::min();
    unit.facts = {false,        3,
                  "2026-03-01", "2026-05-31",
                  "2026-09-01", {"REMOTE_OUTPATIENT", "SPECIAL_OUTPATIENT"},
                  {"E1", "E2"}};
    return unit;
  }

  static FrozenUnit Bare(const std::string& id) {
    FrozenUnit unit;
    unit.input.key.institution_id = id;
    unit.input.policy_sha256 = std::string(64, 'a');
    return unit;
  }

  absl::Status Freeze(const std::vector<FrozenUnit>& units) {
    return Write([&](sql::Tx& tx) { return InsertInputs(tx, run_, units); });
  }

  absl::Status Calculate(const std::vector<KeyedResult>& results) {
    return Write([&](sql::Tx& tx) { return InsertResults(tx, run_, results); });
  }

  std::vector<FrozenUnit> Inputs(const UnitKey& after) {
    std::vector<FrozenUnit> units;
    EXPECT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(units, InputsAfter(tx, run_, after));
                  return absl::OkStatus();
                }).ok());
    return units;
  }

  absl::StatusOr<Outcome> OutcomeOf(const UnitKey& key) {
    absl::StatusOr<Outcome> outcome = absl::UnknownError("not read");
    const absl::Status status = Read([&](sql::Tx& tx) {
      outcome = GetOutcome(tx, run_, key);
      return outcome.status();
    });
    if (!status.ok()) return status;
    return outcome;
  }
};

PROBITY_ON_EVERY_ENGINE(UnitsTest);

TEST_P(UnitsTest, EveryInputAndFactIsReadBackAsFrozen) {
  const std::vector<FrozenUnit> units = {Bare("M1"), Full("M2"), Full("M2", Fund::kResident)};
  ASSERT_TRUE(Freeze(units).ok());
  EXPECT_EQ(Inputs({}), units);
  EXPECT_EQ(Inputs(units[1].input.key), (std::vector<FrozenUnit>{units[2]}));
  ASSERT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto funds, FundsOfRun(tx, run_));
                EXPECT_EQ(funds, (std::vector<Fund>{Fund::kAll, Fund::kResident}));
                return absl::OkStatus();
              }).ok());
}

TEST_P(UnitsTest, APageHoldsFiveHundredInTheOrderOfKeys) {
  std::vector<FrozenUnit> units;
  for (int i = 0; i < 1203; ++i) units.push_back(Bare(absl::StrFormat("M%05d", i)));
  ASSERT_TRUE(Freeze(units).ok());
  std::vector<FrozenUnit> read;
  std::vector<size_t> sizes;
  UnitKey after;
  while (true) {
    const std::vector<FrozenUnit> page = Inputs(after);
    if (page.empty()) break;
    sizes.push_back(page.size());
    read.insert(read.end(), page.begin(), page.end());
    after = page.back().input.key;
  }
  EXPECT_EQ(sizes, (std::vector<size_t>{500, 500, 203}));
  EXPECT_EQ(read, units);
}

TEST_P(UnitsTest, IndicatorsAndContractsAreReadBackAsFrozen) {
  FrozenUnit unit = Bare("M1");
  unit.input.indicators = {{"READMISSION", -153}, {"VISITS", 9}};
  unit.input.contracts = {{999, 3, 2, 1, 2500, std::nullopt}, {1, 0, 0, 0, 0, 0}};
  ASSERT_TRUE(Freeze({unit}).ok());
  EXPECT_EQ(Inputs({}), (std::vector<FrozenUnit>{unit})) << "a cap of 0 is no absent cap";
}

TEST_P(UnitsTest, AResultIsWrittenOnceAndReadWithItsInputs) {
  const FrozenUnit unit = Full("M2");
  UnitResult result;
  int64_t next = 2000;
  VisitOutputs(result, [&next](std::string_view, auto& value) {
    using Field = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Field, bool>) {
      value = ++next % 2 == 0;
    } else if constexpr (std::is_same_v<Field, RewardStatus>) {
      value = RewardStatus::kHeld;
    } else {
      value = static_cast<Field>(++next);
    }
  });
  result.net_fen = std::numeric_limits<int64_t>::min();
  ASSERT_TRUE(Freeze({Bare("M1"), unit}).ok());
  EXPECT_TRUE(absl::IsNotFound(OutcomeOf(unit.input.key).status())) << "not calculated yet";
  ASSERT_TRUE(Calculate({{unit.input.key, result}}).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Calculate({{unit.input.key, result}})));
  const auto outcome = OutcomeOf(unit.input.key);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->unit, unit);
  EXPECT_EQ(outcome->result, result);
  EXPECT_FALSE(outcome->statement.has_value());
}

TEST_P(UnitsTest, StatementsAreIssuedForEveryCalculatedUnitOfThisRunOnly) {
  const UnitsOfRun other{kRegion, NewRun(2026, 2).run_id};
  const UnitResult rates;
  ASSERT_TRUE(Freeze({Bare("M1"), Bare("M2"), Bare("M3")}).ok());
  ASSERT_TRUE(Write([&](sql::Tx& tx) -> absl::Status {
                PROBITY_RETURN_IF_ERROR(InsertInputs(tx, other, {Bare("M1")}));
                return InsertResults(tx, other, {{Bare("M1").input.key, rates}});
              }).ok());
  ASSERT_TRUE(Calculate({{Bare("M1").input.key, rates}, {Bare("M2").input.key, rates}}).ok());
  ASSERT_TRUE(Write([&](sql::Tx& tx) {
                return IssueStatements(
                    tx, run_, {std::string(64, 'a'), absl::FromUnixMicros(5), "2027-02-03"});
              }).ok());
  ASSERT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto page, OutcomesAfter(tx, run_, {}, 10));
                EXPECT_EQ(page.size(), 2U);
                for (const Outcome& outcome : page) {
                  EXPECT_EQ(outcome.statement->confirm_until, "2027-02-03");
                }
                PROBITY_ASSIGN_OR_RETURN(const auto rest,
                                         OutcomesAfter(tx, run_, page.front().unit.input.key, 10));
                EXPECT_EQ(rest.size(), 1U);
                PROBITY_ASSIGN_OR_RETURN(const auto others, OutcomesAfter(tx, other, {}, 10));
                EXPECT_EQ(others.size(), 1U);
                EXPECT_FALSE(others.at(0).statement.has_value());
                return absl::OkStatus();
              }).ok());
}

}  // namespace
}  // namespace probity::settlement
