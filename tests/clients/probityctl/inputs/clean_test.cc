#include "clients/probityctl/inputs/clean.h"

#include "absl/strings/str_cat.h"
#include "clients/probityctl/inputs/register.h"
#include "clients/probityctl/inputs/workbook_styles.h"
#include "common/calendar/date.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::inputs {
namespace {

using testing::HasSubstr;

GridCell CsvCell(std::string text) {
  return {CellKind::kPlain, std::move(text)};
}

TEST(Clean, BringsEveryWidthAndBlankToOneSpelling) {
  const struct {
    const char *text, *clean;
  } cases[] = {{"  12 ", "12"},
               {"１２３．４５", "123.45"},
               {"　Ｍ００１　", "M001"},
               {"\u00A0 7\u200B", "7"},
               {"'00123", "00123"},
               {"=\"00123\"", "00123"},
               {"−5", "-5"},
               {"第一人民医院", "第一人民医院"},
               {"\t9", "9"},
               {"", ""}};
  for (const auto& [text, clean] : cases) EXPECT_EQ(Clean(text), clean) << text;
}

TEST(Yuan, IsAcceptedInEverySpellingThatHasOneReading) {
  const struct {
    const char* text;
    int64_t fen;
  } cases[] = {{"832000.00", 83200000},
               {"832000", 83200000},
               {"832000.5", 83200050},
               {"1,234,567.89", 123456789},
               {"１，２３４．５０", 123450},
               {"¥1,000", 100000},
               {"￥1,000.00", 100000},
               {"1000元", 100000},
               {"12.3400", 1234},
               {"0", 0},
               {"007.10", 710},
               {"10000000000000.00", 1'000'000'000'000'000}};
  for (const auto& [text, fen] : cases) {
    const auto got = YuanOf(CsvCell(text), false);
    ASSERT_TRUE(got.ok()) << text << ": " << got.status();
    EXPECT_EQ(*got, fen) << text;
  }
  EXPECT_EQ(YuanOf(CsvCell("(1,000.00)"), true).value(), -100000) << "accounts write -1000 so";
}

TEST(Yuan, IsRefusedWhereAReadingWouldBeAGuess) {
  const struct {
    const char *text, *because;
  } cases[] = {{"", "empty"},
               {"12,34", "separates no thousands"},
               {"1.234,56", "no number"},
               {"1234,567", "separates no thousands"},
               {",123", "separates no thousands"},
               {"83.2万", "not in yuan"},
               {"83.2万元", "not in yuan"},
               {"9.6E+08", "shortened"},
               {"12.345", "parts of a fen"},
               {"-5", "NEGATIVE_AMOUNT"},
               {"(5.00)", "NEGATIVE_AMOUNT"},
               {"10000000000000.01", "AMOUNT_OUT_OF_RANGE"},
               {"50%", "percentage"},
               {"约100", "no number"},
               {"--", "no number"}};
  for (const auto& [text, because] : cases) {
    const auto got = YuanOf(CsvCell(text), false);
    ASSERT_FALSE(got.ok()) << text << " was taken as " << *got;
    EXPECT_THAT(std::string(got.status().message()), HasSubstr(because)) << text;
  }
  EXPECT_FALSE(YuanOf({CellKind::kError, "#N/A"}, false).ok());
  EXPECT_FALSE(YuanOf({CellKind::kUnknown, ""}, false).ok());
  EXPECT_FALSE(YuanOf({CellKind::kDate, "46027"}, false).ok()) << "an amount shown as a date";
}

TEST(Count, IsAWholeNumberInItsRange) {
  EXPECT_EQ(CountOf(CsvCell("2,000"), 0, 5000).value(), 2000);
  EXPECT_EQ(CountOf(CsvCell("2000.0"), 0, 5000).value(), 2000);
  for (const char* text : {"2000.5", "-1", "5001", "two", "", "2 000"}) {
    EXPECT_FALSE(CountOf(CsvCell(text), 0, 5000).ok()) << text;
  }
}

TEST(Decimal, TakesAPercentageForWhatItIs) {
  EXPECT_EQ(DecimalOf(CsvCell("0.1530")).value(), "0.153");
  EXPECT_EQ(DecimalOf(CsvCell("15.3%")).value(), "0.153");
  EXPECT_EQ(DecimalOf(CsvCell("１５.３％")).value(), "0.153");
  EXPECT_EQ(DecimalOf(CsvCell("0.05%")).value(), "0.0005");
  EXPECT_EQ(DecimalOf(CsvCell("120%")).value(), "1.2");
  EXPECT_EQ(DecimalOf(CsvCell("-2%")).value(), "-0.02");
  EXPECT_EQ(DecimalOf({CellKind::kPercent, "0.153"}).value(), "0.153") << "a percent cell";
  EXPECT_FALSE(DecimalOf(CsvCell("0.1234567891")).ok()) << "ten places";
  EXPECT_FALSE(DecimalOf(CsvCell("%")).ok());
}

TEST(BasisPoints, AreAWholeNumberOrAPercentage) {
  EXPECT_EQ(BasisPointsOf(CsvCell("2500")).value(), 2500);
  EXPECT_EQ(BasisPointsOf(CsvCell("25%")).value(), 2500);
  EXPECT_EQ(BasisPointsOf(CsvCell("33.33%")).value(), 3333);
  EXPECT_EQ(BasisPointsOf({CellKind::kPercent, "0.25"}).value(), 2500);
  for (const char* text : {"0.25", "101%", "33.333%", "10001", "-1%"}) {
    EXPECT_FALSE(BasisPointsOf(CsvCell(text)).ok()) << text;
  }
}

TEST(Year, IsFourDigits) {
  for (const char* text : {"2026", "２０２６", "2026年", "2026年度"}) {
    const auto year = YearOf(CsvCell(text));
    ASSERT_TRUE(year.ok()) << text << ": " << year.status();
    EXPECT_EQ(*year, 2026) << text;
  }
  for (const char* text : {"26", "20260", "1999", "3000", "2026-01", ""}) {
    EXPECT_FALSE(YearOf(CsvCell(text)).ok()) << text;
  }
}

TEST(Date, IsAcceptedInEverySpellingThatHasOneReading) {
  const struct {
    const char *text, *date;
  } cases[] = {{"2026-01-05", "2026-01-05"}, {"2026/1/5", "2026-01-05"},
               {"2026.1.5", "2026-01-05"},   {"2026年1月5日", "2026-01-05"},
               {"20260105", "2026-01-05"},   {"2026-01-05 00:00:00", "2026-01-05"},
               {"13/1/2026", "2026-01-13"},  {"1/13/2026", "2026-01-13"},
               {"3/3/2026", "2026-03-03"},   {"46027", "2026-01-05"},
               {"44565", "2026-01-05"}};  // the last counted from 1904
  for (const auto& [text, date] : cases) {
    const auto got = DateOf(CsvCell(text), false, 2026);
    ASSERT_TRUE(got.ok()) << text << ": " << got.status();
    EXPECT_EQ(calendar::FormatDate(*got), date) << text;
  }
}

TEST(Date, OfAWorkbookIsCountedFromTheDayTheWorkbookCountsFrom) {
  const GridCell cell{CellKind::kDate, "46027"};
  EXPECT_EQ(calendar::FormatDate(*DateOf(cell, false, 2026)), "2026-01-05");
  EXPECT_EQ(calendar::FormatDate(*DateOf(cell, true, 2026)), "2030-01-06");
  EXPECT_EQ(calendar::FormatDate(*DateOf({CellKind::kDate, "46812"}, false, 2028)), "2028-02-29");
  EXPECT_FALSE(DateOf({CellKind::kDate, "46027.5"}, false, 2026).ok()) << "with a time of day";
}

TEST(Date, IsRefusedWhereAReadingWouldBeAGuess) {
  for (const char* text : {"1/5/2026", "26-01-05", "2026-02-29", "2026-13-01", "46027.25", "45000",
                           "5 Jan 2026", "", "2026-01-05 08:30"}) {
    EXPECT_FALSE(DateOf(CsvCell(text), false, 2026).ok()) << text;
  }
}

TEST(Register, GivesLostZerosBackWhereOnlyOneIdIsThatNumber) {
  const Register ids({"0010001", "M001", "20002", "020002", "0003", "12345678901234567"});
  EXPECT_EQ(ids.Find(CsvCell("10001")).value(), "0010001");
  EXPECT_EQ(ids.Find({CellKind::kNumber, "10001"}).value(), "0010001");
  EXPECT_EQ(ids.Find(CsvCell("００１０００１")).value(), "0010001") << "full width";
  EXPECT_EQ(ids.Find(CsvCell("'0010001")).value(), "0010001");
  EXPECT_EQ(ids.Find(CsvCell("M001")).value(), "M001");
  EXPECT_EQ(ids.Find(CsvCell("020002")).value(), "020002") << "who kept one zero kept all";
  EXPECT_EQ(ids.Find({CellKind::kText, "20002"}).value(), "20002") << "a text lost no zeros";
  EXPECT_EQ(ids.Find(CsvCell("12345678901234567")).value(), "12345678901234567");
}

TEST(Register, RefusesWhatMayBeSeveralOrNone) {
  const Register ids({"0010001", "M001", "20002", "020002", "12345678901234567"});
  const struct {
    GridCell cell;
    const char* because;
  } cases[] = {{CsvCell("20002"), "may be any of 020002, 20002"},
               {{CellKind::kNumber, "20002"}, "may be any of"},
               {CsvCell("10002"), "UNKNOWN_INSTITUTION"},
               {CsvCell("m001"), "UNKNOWN_INSTITUTION"},
               {CsvCell("1.23457E+16"), "shortened"},
               {{CellKind::kNumber, "12345678901234600"}, "more digits than"},
               {CsvCell(""), "empty"},
               {{CellKind::kError, "#REF!"}, "holds no id"}};
  for (const auto& [cell, because] : cases) {
    const auto got = ids.Find(cell);
    ASSERT_FALSE(got.ok()) << cell.text << " was taken as " << *got;
    EXPECT_THAT(std::string(got.status().message()), HasSubstr(because)) << cell.text;
  }
}

TEST(ShownDecimal, IsTheDecimalOfFifteenDigitsThatASpreadsheetShows) {
  const struct {
    const char *stored, *shown;
  } cases[] = {{"0.28999999999999998", "0.29"},
               {"1234567.8899999999", "1234567.89"},
               {"9.6E+8", "960000000"},
               {"1.5300000000000001E-1", "0.153"},
               {"-12.5", "-12.5"},
               {"0", "0"},
               {"-0", "0"},
               {"100", "100"},
               {"999999999999999.9", "1000000000000000"},
               {"9999999999999.9901", "9999999999999.99"},
               {"1E-7", "0.0000001"}};
  for (const auto& [stored, shown] : cases) EXPECT_EQ(ShownDecimal(stored), shown) << stored;
  for (const char* stored : {"", "-", "NaN", "1,5", "1E", "1E999"}) {
    EXPECT_EQ(ShownDecimal(stored), "") << stored;
  }
}

TEST(Format, SaysWhetherANumberIsADateOrAPercentage) {
  const struct {
    const char* code;
    CellKind kind;
  } cases[] = {{"General", CellKind::kNumber},     {"#,##0.00", CellKind::kNumber},
               {"[Red]-#,##0", CellKind::kNumber}, {"0.00%", CellKind::kPercent},
               {"yyyy/m/d", CellKind::kDate},      {"yyyy\"年\"m\"月\"", CellKind::kDate},
               {"0\"day\"", CellKind::kNumber},    {"_(* #,##0_);_(@_)", CellKind::kNumber}};
  for (const auto& [code, kind] : cases) EXPECT_EQ(KindOfFormat(code), kind) << code;
}

}  // namespace
}  // namespace probity::inputs
