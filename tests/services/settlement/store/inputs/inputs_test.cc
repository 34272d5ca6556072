#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "services/settlement/store/inputs/input_columns.h"
#include "services/settlement/store/inputs/input_table.h"
#include "services/settlement/store/years.h"
#include "tests/services/settlement/store/store_fixture.h"

namespace probity::settlement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Actual ActualRow(const std::string& id, Fund fund = Fund::kAll) {
  Actual row;
  row.key = {id, fund, UnitClass::kAll};
  row.year = 2026;
  row.visits = 2200;
  row.accepted_fen = 987654321;
  row.refused_fen = 1;
  row.emergency_fen = 2;
  row.monthly_fen = 3;
  row.withheld_fen = 4;
  row.prefund_fen = 5;
  row.deductions_fen = 6;
  row.prior_year_fen = -7;
  return row;
}

IndicatorRow Indicator(const std::string& id, const std::string& code) {
  IndicatorRow row{id, 2026, {}};
  row.measured.code = code;
  row.measured.peer_group = "COUNTY";
  row.measured.value = money::Decimal{153'000'001};
  row.measured.denominator = 30;
  return row;
}

ContractRow ContractOn(const std::string& id, const std::string& number, int month) {
  ContractRow row;
  row.key = {id, Fund::kEmployee, UnitClass::kSpecial};
  row.year = 2026;
  row.contract_id = number;
  row.period = {calendar::Date(2026, month, 1), calendar::Date(2026, month, 28)};
  row.terms = {9999999, 321, 45, 6, 2500, 3300000000};
  return row;
}

class InputsStoreTest : public StoreTest {
 protected:
  static InputEdition Of(InputKind kind, int64_t edition = 1) {
    return {kind, kRegion, 2026, edition};
  }

  absl::Status Insert(const InputEdition& edition, const std::vector<InputRow>& rows) {
    return Write(
        [&](sql::Tx& tx) { return InsertInputRows(tx, edition, rows, std::string(16, 'r')); });
  }

  std::vector<InputRow> All(const InputEdition& edition) {
    std::vector<InputRow> rows;
    EXPECT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(rows, AllInputRows(tx, edition));
                  return absl::OkStatus();
                }).ok());
    return rows;
  }

  int64_t EditionOf(InputKind kind, int32_t year = 2026) {
    int64_t edition = 0;
    EXPECT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(const InputEdition now,
                                           CurrentEdition(tx, kind, kRegion, year));
                  edition = now.edition;
                  return absl::OkStatus();
                }).ok());
    return edition;
  }
};

PROBITY_ON_EVERY_ENGINE(InputsStoreTest);

TEST_P(InputsStoreTest, RowsOfEveryKindAreReadBackAsWritten) {
  Budget budget{{"M1", Fund::kResident, UnitClass::kInpatient}, 2026, 960000000, 480000, 7, 2000};
  ASSERT_TRUE(Insert(Of(InputKind::kBudget), {ToInputRow(budget)}).ok());
  EXPECT_EQ(BudgetOf(2026, All(Of(InputKind::kBudget)).at(0)), budget);

  const Actual actual = ActualRow("M1");
  ASSERT_TRUE(Insert(Of(InputKind::kActual), {ToInputRow(actual)}).ok());
  EXPECT_EQ(ActualOf(2026, All(Of(InputKind::kActual)).at(0)), actual);

  const IndicatorRow measured = Indicator("M1", "READMISSION");
  IndicatorRow missing{"M1", 2026, {}};
  missing.measured.code = "SATISFACTION";
  missing.measured.status = quality::IndicatorStatus::kNotReported;
  ASSERT_TRUE(Insert(Of(InputKind::kIndicator), {ToInputRow(measured), ToInputRow(missing)}).ok());
  EXPECT_EQ(IndicatorOf(2026, All(Of(InputKind::kIndicator)).at(0)), measured);
  EXPECT_EQ(IndicatorOf(2026, All(Of(InputKind::kIndicator)).at(1)), missing);

  ContractRow capped = ContractOn("M1", "C-1", 1);
  ContractRow open = ContractOn("M1", "C-1", 2);
  open.terms.cap_fen.reset();
  ASSERT_TRUE(Insert(Of(InputKind::kContract), {ToInputRow(open), ToInputRow(capped)}).ok());
  EXPECT_EQ(ContractOf(2026, All(Of(InputKind::kContract)).at(0)), capped);
  EXPECT_EQ(ContractOf(2026, All(Of(InputKind::kContract)).at(1)), open);
}

TEST_P(InputsStoreTest, ARowIsThereOnce) {
  ASSERT_TRUE(Insert(Of(InputKind::kActual), {ToInputRow(ActualRow("M1"))}).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Insert(Of(InputKind::kActual), {ToInputRow(ActualRow("M1"))})));
  EXPECT_TRUE(Insert(Of(InputKind::kActual, 2), {ToInputRow(ActualRow("M1"))}).ok())
      << "in another edition";
}

TEST_P(InputsStoreTest, PagesGoOnAboveAKeyOfAnyLength) {
  std::vector<InputRow> rows;
  for (const char* id : {"M1", "M10", "M2"}) {
    for (const int month : {1, 2, 3}) rows.push_back(ToInputRow(ContractOn(id, "C-1", month)));
    rows.push_back(ToInputRow(ContractOn(id, "C-2", 1)));
  }
  ASSERT_TRUE(Insert(Of(InputKind::kContract), rows).ok());
  std::vector<std::vector<std::string>> keys;
  std::vector<std::string> after;
  for (;;) {
    std::vector<InputRow> page;
    ASSERT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(page,
                                           InputRowsAfter(tx, Of(InputKind::kContract), after, 5));
                  return absl::OkStatus();
                }).ok());
    if (page.empty()) break;
    for (const InputRow& row : page) keys.push_back(row.key);
    after = page.back().key;
  }
  std::vector<std::vector<std::string>> expected;
  for (const InputRow& row : rows) expected.push_back(row.key);
  EXPECT_EQ(keys, expected) << "each once, in the order of keys";
}

TEST_P(InputsStoreTest, ACursorTakesOneInstitutionAfterTheOther) {
  ASSERT_TRUE(Insert(Of(InputKind::kIndicator),
                     {ToInputRow(Indicator("M1", "A")), ToInputRow(Indicator("M1", "B")),
                      ToInputRow(Indicator("M3", "A"))})
                  .ok());
  ASSERT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                InputCursor cursor(tx, Of(InputKind::kIndicator));
                EXPECT_EQ(cursor.Peek().value(), "M1");
                EXPECT_EQ(cursor.Take("M1").value().size(), 2U);
                EXPECT_THAT(cursor.Take("M2").value(), IsEmpty());
                EXPECT_EQ(cursor.Take("M3").value().size(), 1U);
                EXPECT_EQ(cursor.Peek().value(), "");
                return absl::OkStatus();
              }).ok());
}

TEST_P(InputsStoreTest, EveryKindHasEditionsOfItsOwn) {
  EXPECT_EQ(EditionOf(InputKind::kActual), 1);
  for (const int64_t edition : {2, 3}) {
    ASSERT_TRUE(Write([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_RETURN_IF_ERROR(LockYear(tx, kRegion, 2026).status());
                  return RecordChange(tx, Of(InputKind::kActual, edition), true);
                }).ok());
  }
  EXPECT_EQ(EditionOf(InputKind::kActual), 3);
  EXPECT_EQ(EditionOf(InputKind::kIndicator), 1);
  EXPECT_EQ(EditionOf(InputKind::kBudget), 1);
  EXPECT_EQ(EditionOf(InputKind::kActual, 2025), 1);
  ASSERT_TRUE(Write([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const YearState year, LockYear(tx, kRegion, 2026));
                EXPECT_EQ(year.changes, 2) << "a frozen run must see that its inputs changed";
                return RecordChange(tx, Of(InputKind::kBudget, 2), true);
              }).ok());
  EXPECT_EQ(EditionOf(InputKind::kBudget), 2);
}

TEST_P(InputsStoreTest, RowsOfGivenInstitutionsAreFound) {
  ASSERT_TRUE(Insert(Of(InputKind::kActual),
                     {ToInputRow(ActualRow("M1", Fund::kEmployee)),
                      ToInputRow(ActualRow("M1", Fund::kResident)), ToInputRow(ActualRow("M2"))})
                  .ok());
  std::vector<InputRow> found;
  ASSERT_TRUE(
      Read([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(found, FindInputRows(tx, Of(InputKind::kActual), {"M0", "M1"}));
        return absl::OkStatus();
      }).ok());
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].key, ElementsAre("M1", "EMPLOYEE", "ALL"));
}

}  // namespace
}  // namespace probity::settlement
