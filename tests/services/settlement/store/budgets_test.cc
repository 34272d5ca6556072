#include "services/settlement/store/budgets.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/settlement/store/inputs/input_columns.h"
#include "services/settlement/store/years.h"
#include "tests/services/settlement/store/store_fixture.h"

namespace probity::settlement {
namespace {

class BudgetsTest : public StoreTest {
 protected:
  static Budget Row(const std::string& id, Fund fund, int32_t year = 2026) {
    Budget budget;
    budget.key = {id, fund, UnitClass::kAll};
    budget.year = year;
    budget.b0_fen = 960000000;
    budget.p0_fen = 480000;
    budget.p0_visits = 7;
    budget.planned_visits = 2000;
    return budget;
  }

  absl::Status Insert(const std::vector<Budget>& budgets, int32_t year = 2026,
                      int64_t edition = 1) {
    std::vector<InputRow> rows;
    for (const Budget& budget : budgets) rows.push_back(ToInputRow(budget, 3));
    return Write([&](sql::Tx& tx) {
      return InsertInputRows(tx, {InputKind::kBudget, kRegion, year, edition}, rows,
                             std::string(16, 'r'));
    });
  }

  std::vector<Budget> After(int32_t year, const UnitKey& after, int64_t limit,
                            int64_t edition = 1) {
    std::vector<Budget> found;
    EXPECT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  auto page = BudgetsAfter(tx, {kRegion, year, edition}, after, limit);
                  if (!page.ok()) return page.status();
                  found = *page;
                  return absl::OkStatus();
                }).ok());
    return found;
  }
};

PROBITY_ON_EVERY_ENGINE(BudgetsTest);

TEST_P(BudgetsTest, AreReadBackAsWrittenInTheOrderOfKeys) {
  const Budget a = Row("M1", Fund::kEmployee);
  const Budget b = Row("M1", Fund::kResident);
  const Budget c = Row("M10", Fund::kAll);
  const Budget d = Row("M2", Fund::kAll);
  ASSERT_TRUE(Insert({d, b, c, a}).ok());
  EXPECT_EQ(After(2026, {}, 10), (std::vector<Budget>{a, b, c, d}));
  EXPECT_EQ(After(2026, {}, 2), (std::vector<Budget>{a, b}));
  EXPECT_EQ(After(2026, b.key, 2), (std::vector<Budget>{c, d}));
  EXPECT_TRUE(After(2026, d.key, 2).empty());
  EXPECT_TRUE(After(2025, {}, 10).empty()) << "another year";
}

TEST_P(BudgetsTest, AreFoundByInstitution) {
  std::vector<Budget> rows;
  for (int i = 100; i < 700; ++i) rows.push_back(Row("M" + std::to_string(i), Fund::kAll));
  ASSERT_TRUE(Insert(rows).ok());
  std::vector<std::string> ids;
  for (int i = 650; i < 1000; ++i) ids.push_back("M" + std::to_string(i));
  ASSERT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                auto found = FindInputRows(tx, {InputKind::kBudget, kRegion, 2026, 1}, ids);
                if (!found.ok()) return found.status();
                EXPECT_EQ(found->size(), 50U);
                EXPECT_EQ(BudgetOf(2026, found->front()), rows[550]);
                EXPECT_EQ(BudgetOf(2026, found->back()), rows[599]);
                return absl::OkStatus();
              }).ok());
}

TEST_P(BudgetsTest, AStoredBudgetIsNotWrittenAgain) {
  ASSERT_TRUE(Insert({Row("M1", Fund::kAll)}).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Insert({Row("M2", Fund::kAll), Row("M1", Fund::kAll)})));
  EXPECT_EQ(After(2026, {}, 10).size(), 1U) << "nothing of the refused import stays";
  EXPECT_TRUE(Insert({Row("M1", Fund::kAll, 2027)}, 2027).ok()) << "another year";
}

TEST_P(BudgetsTest, AnEditionIsReadByItselfAndTheOneBeforeStays) {
  const Budget old = Row("M1", Fund::kAll);
  Budget corrected = old;
  corrected.b0_fen = 1;
  ASSERT_TRUE(Insert({old, Row("M2", Fund::kAll)}).ok());
  ASSERT_TRUE(Insert({corrected}, 2026, 2).ok());
  EXPECT_EQ(After(2026, {}, 10, 2), (std::vector<Budget>{corrected}));
  EXPECT_EQ(After(2026, {}, 10, 1).size(), 2U);
  ASSERT_TRUE(Write([](sql::Tx& tx) -> absl::Status {
                auto untouched = ReadYear(tx, kRegion, 2026);
                if (!untouched.ok()) return untouched.status();
                EXPECT_EQ(untouched->edition, 1);
                if (auto locked = LockYear(tx, kRegion, 2026); !locked.ok()) {
                  return locked.status();
                }
                if (auto next = CountChange(tx, kRegion, 2026, true); !next.ok()) return next;
                auto now = ReadYear(tx, kRegion, 2026);
                if (!now.ok()) return now.status();
                EXPECT_EQ(now->edition, 2);
                EXPECT_EQ(now->changes, 1);
                return absl::OkStatus();
              }).ok());
}

TEST_P(BudgetsTest, AYearCountsItsChangesAndLetsOneWriterThroughAtATime) {
  std::atomic<int> failures = 0;
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([this, &failures] {
      for (int n = 0; n < 5; ++n) {
        const absl::Status status = Write([](sql::Tx& tx) -> absl::Status {
          auto before = LockYear(tx, kRegion, 2026);
          if (!before.ok()) return before.status();
          if (auto counted = CountChange(tx, kRegion, 2026); !counted.ok()) return counted;
          auto after = LockYear(tx, kRegion, 2026);
          if (!after.ok()) return after.status();
          return after->changes == before->changes + 1 ? absl::OkStatus()
                                                       : absl::InternalError("not locked");
        });
        if (!status.ok()) ++failures;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failures, 0);
  int64_t changes = 0;
  ASSERT_TRUE(Write([&](sql::Tx& tx) -> absl::Status {
                auto now = LockYear(tx, kRegion, 2026);
                if (!now.ok()) return now.status();
                changes = now->changes;
                EXPECT_EQ(now->edition, 1);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(changes, 20);
}

}  // namespace
}  // namespace probity::settlement
