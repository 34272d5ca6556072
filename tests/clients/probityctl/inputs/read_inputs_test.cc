#include "clients/probityctl/inputs/read_inputs.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::inputs {
namespace {

namespace v1 = settlement::v1;
using testing::HasSubstr;
using testing::Not;

// A CSV file of these rows, cells between bars.
Grid Csv(const std::vector<std::vector<std::string>>& rows) {
  Grid grid;
  grid.file = "f.csv";
  int line = 0;
  for (const std::vector<std::string>& row : rows) {
    grid.rows.push_back({++line, {}});
    for (const std::string& cell : row) {
      grid.rows.back().cells.push_back({CellKind::kPlain, cell});
    }
  }
  return grid;
}

Register Ids() {
  return Register({"0010001", "M002", "M003"});
}

TEST(Budgets, AreReadUnderTheBureausOwnHeadingsAndATitle) {
  scenario::Problems problems;
  const auto read = ReadBudgets(
      Csv({{"2026年度总额预算表", "", "", "", "", ""},
           {"机构编码", "机构名称", "年度", "总额预算（元）", "次均费用(元)", "计划人次"},
           {"10001", "甲医院", "2026年", "９,600,000.00", "¥480", "2,000"},
           {"", "", "", "", "", ""},
           {"M002", "乙医院", "2026", "1", "0.5", "0"}}),
      Ids(), problems);
  EXPECT_TRUE(problems.empty()) << problems.Text();
  ASSERT_EQ(read.rows.size(), 2U);
  EXPECT_EQ(read.rows[0].institution_id(), "0010001");
  EXPECT_EQ(read.rows[0].total_budget_fen(), 960000000);
  EXPECT_EQ(read.rows[0].per_visit_fen(), 48000);
  EXPECT_EQ(read.rows[0].planned_visits(), 2000);
  EXPECT_EQ(read.rows[1].per_visit_fen(), 50);
  EXPECT_EQ(read.lines, (std::vector<int>{3, 5}));
}

TEST(Budgets, EveryBadCellIsNamedByLineAndColumn) {
  scenario::Problems problems;
  ReadBudgets(
      Csv({{"institution_id", "year", "total_budget_yuan", "per_visit_yuan", "planned_visits"},
           {"M009", "26", "-1", "9.6E+08", "1.5"},
           {"M002", "2026", "1", "1", "1"},
           {"M002", "2026", "2", "2", "2"},
           {"M003", "2026", "1", "1"}}),
      Ids(), problems);
  const std::string text = problems.Text();
  for (const char* expected :
       {"f.csv:2: institution_id: UNKNOWN_INSTITUTION",
        "f.csv:2: year:", "f.csv:2: total_budget_yuan: NEGATIVE_AMOUNT", "f.csv:2: per_visit_yuan:",
        "f.csv:2: planned_visits:", "f.csv:4: institution_id: DUPLICATE_UNIT: line 3",
        "f.csv:5: row: has 4 cells"}) {
    EXPECT_THAT(text, HasSubstr(expected));
  }
  EXPECT_EQ(problems.count(), 7);
}

TEST(Columns, ThatAreMissingTwiceThereOrMisspeltAreRefused) {
  scenario::Problems missing;
  ReadActuals(Csv({{"institution_id", "year", "visits"}, {"M002", "2026", "1"}}), Ids(), missing);
  EXPECT_THAT(missing.Text(), HasSubstr("no header with all of: institution_id, year, visits"));

  scenario::Problems others;
  ReadActuals(Csv({{"institution_id", "year", "visits", "人次", "accepted_yuan", "witheld_yuan"},
                   {"M002", "2026", "1", "1", "1", "1"}}),
              Ids(), others);
  EXPECT_THAT(others.Text(), HasSubstr("f.csv:1: 人次: column named twice"));
  EXPECT_THAT(others.Text(), HasSubstr("f.csv:1: witheld_yuan: no column of this input"))
      << "a misspelt column would count as empty";

  scenario::Problems wan;
  ReadBudgets(Csv({{"机构编码", "年度", "总额预算（万元）", "次均费用", "计划人次"},
                   {"M002", "2026", "960", "480", "1"}}),
              Ids(), wan);
  EXPECT_FALSE(wan.empty()) << "ten thousands are not yuan";
}

TEST(Actuals, LeaveOutWhatIsNotStated) {
  scenario::Problems problems;
  const auto read =
      ReadActuals(Csv({{"institution_id", "year", "险种", "类别", "visits", "accepted_yuan",
                        "prepaid_yuan", "prior_year_yuan"},
                       {"M002", "2026", "职工", "住院", "1,900", "1000", "", "(12.34)"}}),
                  Ids(), problems);
  ASSERT_TRUE(problems.empty()) << problems.Text();
  EXPECT_EQ(read.rows[0].fund(), v1::FUND_EMPLOYEE);
  EXPECT_EQ(read.rows[0].unit_class(), v1::UNIT_CLASS_INPATIENT);
  EXPECT_EQ(read.rows[0].visits(), 1900);
  EXPECT_EQ(read.rows[0].monthly_fen(), 0);
  EXPECT_EQ(read.rows[0].prior_year_fen(), -1234);
}

TEST(Indicators, HaveAValueOrAStatusAndNotBoth) {
  scenario::Problems problems;
  const std::vector<std::string> header = {"institution_id", "year",   "indicator",
                                           "value",          "status", "denominator"};
  const auto read = ReadIndicators(Csv({header,
                                        {"M002", "2026", "READMISSION", "12.1%", "", "30"},
                                        {"M003", "2026", "READMISSION", "", "未报", ""}}),
                                   Ids(), problems);
  ASSERT_TRUE(problems.empty()) << problems.Text();
  EXPECT_EQ(read.rows[0].value(), "0.121");
  EXPECT_EQ(read.rows[0].denominator(), 30);
  EXPECT_EQ(read.rows[1].status(), v1::INDICATOR_STATUS_NOT_REPORTED);
  EXPECT_FALSE(read.rows[1].has_denominator());

  scenario::Problems wrong;
  ReadIndicators(Csv({header,
                      {"M002", "2026", "READMISSION", "", "", "30"},
                      {"M003", "2026", "READMISSION", "0.1", "TOO_FEW", ""},
                      {"M003", "2026", "RELAPSE", "0.1", "SICK", ""}}),
                 Ids(), wrong);
  EXPECT_THAT(wrong.Text(), HasSubstr("f.csv:2: value: empty"));
  EXPECT_THAT(wrong.Text(), HasSubstr("f.csv:3: value: a value beside a status"));
  EXPECT_THAT(wrong.Text(), HasSubstr("f.csv:4: status: \"SICK\" is none of"));
}

TEST(Contracts, HaveDatesOfTheirYear) {
  scenario::Problems problems;
  const auto read = ReadContracts(
      Csv({{"institution_id", "year", "合同编号", "开始日期", "结束日期", "单价", "达标", "未达标",
            "fail_pay_bp", "封顶"},
           {"M002", "2026", "C-1", "46023", "2026年6月30日", "99,999.99", "321", "45", "25%", ""}}),
      Ids(), problems);
  ASSERT_TRUE(problems.empty()) << problems.Text();
  const v1::ContractOutcome& row = read.rows[0];
  EXPECT_EQ(row.first_date(), "2026-01-01");
  EXPECT_EQ(row.last_date(), "2026-06-30");
  EXPECT_EQ(row.price_fen(), 9999999);
  EXPECT_EQ(row.fail_pay_bp(), 2500);
  EXPECT_FALSE(row.has_cap_fen()) << "an empty cap is no cap";
}

TEST(Refusals, OfTheServiceAreToldByTheLineOfTheFile) {
  const Grid grid = Csv({});
  EXPECT_EQ(PlaceOf(grid, {3, 5}, "actuals[1].visits"), "f.csv:5: visits");
  EXPECT_EQ(PlaceOf(grid, {3, 5}, "actuals[2].visits"), std::nullopt);
  EXPECT_EQ(PlaceOf(grid, {3, 5}, "replace_year"), std::nullopt);
}

}  // namespace
}  // namespace probity::inputs
