// A file as a spreadsheet leaves it is read to the same cells, and every fault has its place.
#include "clients/probityctl/scenario/csv.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/probityctl/scenario/cells.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// "LINE:cell|cell" of each row.
std::vector<std::string> Rows(const CsvTable& table) {
  std::vector<std::string> rows;
  for (const CsvRow& row : table.rows) {
    rows.push_back(absl::StrCat(row.line, ":", absl::StrJoin(row.cells, "|")));
  }
  return rows;
}

struct Good {
  const char* what;
  std::string bytes;
  std::vector<std::string> rows;
};

TEST(CsvTest, TheSameCellsComeOutOfEveryFormOfTheFile) {
  const std::vector<Good> cases = {
      {"plain", "a,b\n1,2\n", {"2:1|2"}},
      {"no newline at the end", "a,b\n1,2", {"2:1|2"}},
      {"CRLF", "a,b\r\n1,2\r\n3,4\r\n", {"2:1|2", "3:3|4"}},
      {"a byte order mark",
       "\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {"2:1|2"}},
      {"a comma in quotes", "a,b\n\"1,5\",2\n", {"2:1,5|2"}},
      {"doubled quotes", "a,b\n\"say \"\"no\"\"\",2\n", {"2:say \"no\"|2"}},
      {"a quote within a bare cell", "a,b\n6\" pipe,2\n", {"2:6\" pipe|2"}},
      {"a line break in quotes moves the rows below it",
       "a,b\n\"1\n1\",2\n3,4\n",
       {"2:1\n1|2", "4:3|4"}},
      {"a CRLF in quotes is one line", "a,b\r\n\"1\r\n1\",2\r\n3,4\r\n", {"2:1\r\n1|2", "4:3|4"}},
      {"quotes around everything", "\"a\",\"b\"\n\"1\",\"\"\n", {"2:1|"}},
      {"empty cells", "a,b\n,\n", {"2:|"}},
      {"blank lines", "a,b\n\n1,2\n\n", {"3:1|2"}},
      {"text behind a closing quote is kept to be refused", "a,b\n\"1\"x,2\n", {"2:1x|2"}},
      {"UTF-8", "a,b\n医院,2\n", {"2:医院|2"}},
      {"GB18030 that is UTF-8 by chance", "a,b\n\xD2\xBD\xD4\xBA,2\n", {"2:医院|2"}},
      {"GB18030 of four bytes", "a,b\n\x82\x31\xAB\x31\xD2\xBD,2\n", {"2:㬽医|2"}},
      {"columns in another order", "b,a\n2,1\n", {"2:2|1"}},
  };
  for (const Good& one : cases) {
    Problems problems;
    const CsvTable table = ParseCsv("f.csv", one.bytes, {"a", "b"}, problems);
    EXPECT_EQ(Rows(table), one.rows) << one.what;
    EXPECT_EQ(problems.Text(), "") << one.what;
  }
}

struct Bad {
  const char* what;
  std::string bytes;
  std::string problem;
};

TEST(CsvTest, EveryFaultIsNamedWithFileLineAndColumn) {
  const std::vector<Bad> cases = {
      {"nothing", "", "f.csv: empty; the first line must name the columns"},
      {"a missing column", "a\n1\n", "f.csv:1: b: missing column; the header must have it"},
      {"a column twice", "a,b,a\n1,2,3\n", "f.csv:1: a: column named twice"},
      {"a row too short", "a,b\n1\n", "f.csv:2: a: the row has 1 cells, the header 2"},
      {"a row too long", "a,b\n1,2\n1,2,3\n", "f.csv:3: a: the row has 3 cells, the header 2"},
      {"an open quote", "a,b\n1,2\n\"1,2\n3,4\n", "f.csv:3: a: a quote is never closed"},
      {"neither UTF-8 nor GB18030", "a,b\n\xFF\xFF,2\n",
       "f.csv: encoding: neither UTF-8 nor GB18030; save the file as UTF-8"},
  };
  for (const Bad& one : cases) {
    Problems problems;
    ParseCsv("f.csv", one.bytes, {"a", "b"}, problems);
    EXPECT_EQ(problems.Text(), one.problem) << one.what;
  }
}

TEST(CsvTest, TheGoodRowsBesideABadOneAreStillThereToBeChecked) {
  Problems problems;
  const CsvTable table = ParseCsv("f.csv", "a,b\n1\n3,4\n5\n", {"a", "b"}, problems);
  EXPECT_THAT(Rows(table), ElementsAre("3:3|4"));
  EXPECT_EQ(problems.count(), 2);
}

TEST(CsvTest, AThousandProblemsAreListedAndTheRestCounted) {
  Problems problems;
  for (int line = 1; line <= 1003; ++line) problems.Add("f.csv", line, "a", "bad");
  EXPECT_EQ(problems.count(), 1003);
  EXPECT_THAT(problems.Text(), HasSubstr("f.csv:1000: a: bad\n… and 3 more"));
  EXPECT_THAT(problems.Text(), testing::Not(HasSubstr("f.csv:1001:")));
}

TEST(CsvTest, AWrittenRowIsReadBackAsItWas) {
  const std::vector<std::string> cells = {"plain", "a,b", "say \"no\"", "two\nlines", "", "医院"};
  Problems problems;
  const CsvTable table = ParseCsv("f.csv", "a,b,c,d,e,f\n" + FormatCsvRow(cells), {"a"}, problems);
  ASSERT_EQ(problems.Text(), "");
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].cells, cells);
}

// What a typed cell says of `text`; empty if it takes it.
template <typename Read>
std::string SaidOf(std::string text, Read read) {
  CsvTable table;
  table.file = "f.csv";
  table.header = {"c"};
  const CsvRow row{7, {std::move(text)}};
  Problems problems;
  const bool taken = read(Cells(table, row, problems));
  EXPECT_EQ(taken, problems.empty()) << "a cell is taken exactly if nothing is said of it";
  return problems.Text();
}

TEST(CellsTest, ACellIsTakenOnlyInItsOneForm) {
  const auto integer = [](const Cells& c) { return c.Integer("c", 1, 32).has_value(); };
  const auto yuan = [](const Cells& c) { return c.Yuan("c").has_value(); };
  const auto date = [](const Cells& c) { return c.Date("c").has_value(); };
  const auto id = [](const Cells& c) { return c.Id("c").has_value(); };
  const auto word = [](const Cells& c) { return c.OneOf("c", {"NONE", "FILED"}).has_value(); };
  for (const char* good : {"1", "32", "007"}) EXPECT_EQ(SaidOf(good, integer), "") << good;
  for (const char* bad :
       {"", "0", "33", "-1", "+1", " 1", "1.0", "1e1", "１", "99999999999999999999"}) {
    EXPECT_EQ(SaidOf(bad, integer),
              absl::StrCat("f.csv:7: c: \"", bad, "\" is no whole number from 1 to 32"));
  }
  for (const char* good : {"0.00", "1.05", "832000.00"}) EXPECT_EQ(SaidOf(good, yuan), "") << good;
  for (const char* bad : {"", "1", "1.5", "1.005", "-1.00", "1,000.00", "1e3", "¥1.00"}) {
    EXPECT_THAT(SaidOf(bad, yuan), HasSubstr("f.csv:7: c: ")) << bad;
  }
  for (const char* good : {"2026-02-28", "2024-02-29"}) EXPECT_EQ(SaidOf(good, date), "") << good;
  for (const char* bad : {"", "2026-02-29", "2026-2-28", "2026/02/28", "28.02.2026", "20260228"}) {
    EXPECT_THAT(SaidOf(bad, date), HasSubstr("f.csv:7: c: ")) << bad;
  }
  for (const char* good : {"M001", "A-1_B"}) EXPECT_EQ(SaidOf(good, id), "") << good;
  for (const char* bad : {"", "m001", "M 1", "医1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"}) {
    EXPECT_THAT(SaidOf(bad, id), HasSubstr("f.csv:7: c: ")) << bad;
  }
  EXPECT_EQ(SaidOf("FILED", word), "");
  EXPECT_EQ(SaidOf("filed", word), "f.csv:7: c: \"filed\" is none of NONE, FILED");
}

}  // namespace
}  // namespace probity::scenario
