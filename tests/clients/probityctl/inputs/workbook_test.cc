#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/inputs/grid.h"
#include "clients/probityctl/inputs/read_inputs.h"
#include "clients/probityctl/inputs/xml.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::inputs {
namespace {

using testing::HasSubstr;

std::filesystem::path Path(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) / absl::StrCat("inputs-", name);
}

// A workbook as a spreadsheet saves it.
class Book {
 public:
  explicit Book(const std::string& name) : path_(Path(name)) {
    book_ = workbook_new(path_.c_str());
    percent_ = workbook_add_format(book_);
    format_set_num_format(percent_, "0.0%");
    date_ = workbook_add_format(book_);
    format_set_num_format(date_, "yyyy/m/d");
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  lxw_worksheet* Sheet(const char* name) { return workbook_add_worksheet(book_, name); }
  lxw_format* percent() const { return percent_; }
  lxw_format* date() const { return date_; }
  std::filesystem::path Close() {
    EXPECT_EQ(workbook_close(book_), LXW_NO_ERROR);
    return path_;
  }

 private:
  std::filesystem::path path_;
  lxw_workbook* book_;
  lxw_format* percent_;
  lxw_format* date_;
};

void Row(lxw_worksheet* sheet, lxw_row_t row, const std::vector<const char*>& texts) {
  for (size_t i = 0; i < texts.size(); ++i) {
    worksheet_write_string(sheet, row, static_cast<lxw_col_t>(i), texts[i], nullptr);
  }
}

TEST(Workbook, KeepsWhatEveryCellIs) {
  Book book("kinds.xlsx");
  lxw_worksheet* sheet = book.Sheet("数据");
  worksheet_write_string(sheet, 0, 0, "0010001", nullptr);
  worksheet_write_number(sheet, 0, 1, 0.29, nullptr);
  worksheet_write_number(sheet, 0, 2, 0.153, book.percent());
  worksheet_write_number(sheet, 0, 3, 46027, book.date());
  worksheet_write_formula_num(sheet, 0, 4, "=1+1", nullptr, 2);
  worksheet_write_boolean(sheet, 0, 5, 1, nullptr);
  worksheet_write_number(sheet, 2, 27, 1e9, nullptr);
  scenario::Problems problems;
  const Grid grid = ReadGrid(book.Close(), "", problems);
  ASSERT_TRUE(problems.empty()) << problems.Text();
  EXPECT_EQ(grid.file, "inputs-kinds.xlsx[数据]");
  ASSERT_EQ(grid.rows.size(), 2U);
  const struct {
    CellKind kind;
    const char* text;
  } cells[] = {{CellKind::kText, "0010001"},  {CellKind::kNumber, "0.29"},
               {CellKind::kPercent, "0.153"}, {CellKind::kDate, "46027"},
               {CellKind::kNumber, "2"},      {CellKind::kUnknown, "1"}};
  for (size_t i = 0; i < std::size(cells); ++i) {
    EXPECT_EQ(grid.rows[0].cells[i].kind, cells[i].kind) << "column " << ColumnLetters(i);
    EXPECT_EQ(grid.rows[0].cells[i].text, cells[i].text) << "column " << ColumnLetters(i);
  }
  EXPECT_EQ(grid.rows[1].line, 3);
  EXPECT_EQ(grid.rows[1].cells.at(27).text, "1000000000");
  EXPECT_EQ(ColumnLetters(27), "AB");
}

TEST(Workbook, WithSeveralSheetsIsReadWhereOneIsNamed) {
  Book book("sheets.xlsx");
  Row(book.Sheet("a"), 0, {"A"});
  lxw_worksheet* second = book.Sheet("b");
  Row(second, 0, {"B"});
  const std::filesystem::path path = book.Close();
  scenario::Problems unnamed;
  ReadGrid(path, "", unnamed);
  EXPECT_THAT(unnamed.Text(), HasSubstr("name one with --sheet: a, b"));
  scenario::Problems wrong;
  ReadGrid(path, "c", wrong);
  EXPECT_THAT(wrong.Text(), HasSubstr("no such sheet"));
  scenario::Problems problems;
  EXPECT_EQ(ReadGrid(path, "b", problems).rows[0].cells[0].text, "B");
}

TEST(Workbook, IsReadAsBudgetsWithTheLettersOfItsColumns) {
  Book book("budgets.xlsx");
  lxw_worksheet* sheet = book.Sheet("Sheet1");
  Row(sheet, 0,
      {"institution_id", "year", "total_budget_yuan", "per_visit_yuan", "planned_visits"});
  const double rows[][5] = {{10001, 2026, 9600000.1, 480.29, 2000}, {7, 2026, 1.005, 1, 1.5}};
  for (size_t i = 0; i < 2; ++i) {
    for (size_t j = 0; j < 5; ++j) {
      worksheet_write_number(sheet, static_cast<lxw_row_t>(i + 1), static_cast<lxw_col_t>(j),
                             rows[i][j], nullptr);
    }
  }
  scenario::Problems problems;
  const Grid grid = ReadGrid(book.Close(), "", problems);
  const auto read = ReadBudgets(grid, Register({"0010001"}), problems);
  EXPECT_EQ(read.rows[0].institution_id(), "0010001") << "a number lost its zeros";
  EXPECT_EQ(read.rows[0].total_budget_fen(), 960000010);
  EXPECT_EQ(read.rows[0].per_visit_fen(), 48029);
  const std::string text = problems.Text();
  EXPECT_THAT(text, HasSubstr("inputs-budgets.xlsx[Sheet1]:3: institution_id (A): UNKNOWN"));
  EXPECT_THAT(text, HasSubstr(":3: total_budget_yuan (C): "));
  EXPECT_THAT(text, HasSubstr(":3: planned_visits (E): "));
  EXPECT_EQ(problems.count(), 3);
}

TEST(Files, ThatAreNoTablesAreNamed) {
  const struct {
    const char *name, *bytes, *because;
  } cases[] = {{"old.xls", "\xD0\xCF\x11\xE0\xA1\xB1", "old .xls"},
               {"torn.xlsx", "PK\x03\x04 torn", "no workbook that can be read"},
               {"latin.csv", "\xFF\xFE\x41", "neither UTF-8 nor GB18030"}};
  for (const auto& [name, bytes, because] : cases) {
    std::ofstream(Path(name), std::ios::binary) << bytes;
    scenario::Problems problems;
    ReadGrid(Path(name), "", problems);
    EXPECT_THAT(problems.Text(), HasSubstr(because)) << name;
  }
  scenario::Problems absent;
  ReadGrid(Path("absent.csv"), "", absent);
  EXPECT_EQ(absent.count(), 1);
}

TEST(Files, InGb18030AndWithAByteOrderMarkAreRead) {
  std::ofstream(Path("gb.csv"), std::ios::binary) << "\xBB\xFA\xB9\xB9\xB1\xE0\xC2\xEB,x\r\n";
  std::ofstream(Path("bom.csv"), std::ios::binary) << "\xEF\xBB\xBF机构编码,x\n";
  for (const char* name : {"gb.csv", "bom.csv"}) {
    scenario::Problems problems;
    const Grid grid = ReadGrid(Path(name), "", problems);
    ASSERT_TRUE(problems.empty()) << problems.Text();
    EXPECT_EQ(grid.rows[0].cells[0].text, "机构编码") << name;
  }
}

TEST(Xml, WithADocumentTypeIsNotRead) {
  EXPECT_TRUE(ReadXml("<a/>", {}));
  EXPECT_FALSE(ReadXml("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", {}))
      << "could define entities";
  EXPECT_FALSE(ReadXml("<a><b></a>", {}));
}

}  // namespace
}  // namespace probity::inputs
