#include "common/print/pdf.h"

#include <glib.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "common/print/fonts.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::print {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What a program of poppler says of a PDF.
std::string Ask(const std::string& command, const std::string& pdf) {
  std::string folder = ::testing::TempDir() + "/print-XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/document.pdf";
  std::ofstream(path, std::ios::binary) << pdf;
  std::string said;
  FILE* pipe =
      popen(absl::StrCat(absl::StrReplaceAll(command, {{"%", path}}), " 2>&1").c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  char buffer[4096];
  for (size_t read; (read = fread(buffer, 1, sizeof buffer, pipe)) > 0;) said.append(buffer, read);
  EXPECT_EQ(pclose(pipe), 0) << command << ": " << said;
  return said;
}

std::string TextOf(const std::string& pdf) {
  // Lines are broken wherever the page ends; the words are what counts.
  return absl::StrReplaceAll(Ask("pdftotext -enc UTF-8 % -", pdf), {{"\n", ""}, {" ", ""}});
}

std::string Render(const Document& document) {
  const auto pdf = RenderPdf(document);
  EXPECT_TRUE(pdf.ok()) << pdf.status();
  return pdf.value_or("");
}

Document Letter() {
  Document document;
  document.agency = "示例区医疗保障局";
  document.title = "医疗保障结果告知书";
  document.number = "示医保告〔2026〕12号";
  document.footer = "案号 A-1";
  document.date = absl::CivilDay(2026, 3, 12);
  document.blocks = {
      Paragraph{"示例镇卫生院：", Paragraph::Style::kFlush},
      Paragraph{"根据《医疗保障基金使用监督管理条例》第三十八条，经查，你单位存在重复收费，涉及"
                "医保基金¥1,234.56元，拟记3分。"},
      Heading{"一、救济途径"},
      Table{{1, 3}, {}, {{"复议机关", "示例区人民政府"}}},
      SealLine{"示例区医疗保障局", absl::CivilDay(2026, 3, 12)},
  };
  return document;
}

TEST(Pdf, EmbedsTheChineseFontAndNoOther) {
  const std::string fonts = Ask("pdffonts %", Render(Letter()));
  const std::vector<std::string> lines = absl::StrSplit(fonts, '\n', absl::SkipEmpty());
  ASSERT_GE(lines.size(), 3U) << fonts;
  for (size_t i = 2; i < lines.size(); ++i) {
    EXPECT_THAT(lines[i], HasSubstr("NotoSerifCJKsc")) << fonts;
    EXPECT_THAT(lines[i], HasSubstr("yes yes yes")) << "embedded, subset, with Unicode: " << fonts;
  }
}

TEST(Pdf, TextCanBeSearchedAndReadsAsWritten) {
  const std::string text = TextOf(Render(Letter()));
  for (const char* part :
       {"示例区医疗保障局", "医疗保障结果告知书", "示医保告〔2026〕12号", "示例镇卫生院：",
        "根据《医疗保障基金使用监督管理条例》第三十八条，经查，你单位存在重复收费，涉及医保基金"
        "¥1,234.56元，拟记3分。",
        "复议机关", "2026年3月12日", "（印章）", "案号A-1", "第1页共1页"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(Pdf, TheSameDocumentGivesTheSameBytesInAnyThread) {
  const std::string first = Render(Letter());
  std::vector<std::string> others(4);
  std::vector<std::thread> threads;
  for (std::string& other : others) threads.emplace_back([&other] { other = Render(Letter()); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& other : others) EXPECT_EQ(other == first, true) << "bytes differ";
  EXPECT_THAT(Ask("pdfinfo -rawdates %", first), HasSubstr("20260312000000+08"))
      << "the date of making is the document's, not a clock's";
}

TEST(Pdf, EveryPageSaysWhichOfHowManyItIs) {
  Document document = Letter();
  Table table{{1, 4}, {"项目", "事实"}, {}};
  for (int i = 1; i <= 50; ++i) table.rows.push_back({absl::StrCat("甲", i), "超标准收费"});
  document.blocks.insert(document.blocks.begin() + 3, table);
  const std::string text = TextOf(Render(document));
  for (const char* part : {"第1页共3页", "第2页共3页", "第3页共3页", "甲50"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  size_t heads = 0;
  for (size_t at = 0; (at = text.find("项目", at)) != std::string::npos; ++at) ++heads;
  EXPECT_EQ(heads, 3U) << "a table's head stands on every page it goes over";
}

TEST(Pdf, ARowHigherThanAPageIsBrokenNotCutOff) {
  Document document = Letter();
  std::string facts;
  for (int i = 1; i <= 400; ++i) absl::StrAppend(&facts, "第", i, "笔重复收费；");
  document.blocks.push_back(Table{{1, 4}, {"项", "事实"}, {{"1", facts}}});
  const std::string text = TextOf(Render(document));
  for (const int i : {1, 150, 250, 400}) {
    EXPECT_THAT(text, HasSubstr(absl::StrCat("第", i, "笔重复收费；")));
  }
}

TEST(Pdf, ASealThatIsAloneOnItsPageSaysSo) {
  bool seen = false;
  for (int lines = 15; lines <= 30; ++lines) {
    Document document = Letter();
    document.blocks.clear();
    Table table{{1, 4}, {"项", "事实"}, {}};
    for (int i = 0; i < lines; ++i) table.rows.push_back({"1", "一行。"});
    document.blocks.emplace_back(table);
    document.blocks.emplace_back(SealLine{"示例区医疗保障局", absl::CivilDay(2026, 3, 12)});
    seen = seen || absl::StrContains(TextOf(Render(document)), "（此页无正文）");
  }
  EXPECT_TRUE(seen);
}

TEST(Pdf, TheLastParagraphStaysWithWhatIsSignedAndSealedBelowIt) {
  int moved = 0;
  for (int lines = 15; lines <= 30; ++lines) {
    Document document = Letter();
    document.blocks.clear();
    for (int i = 0; i < lines; ++i) document.blocks.emplace_back(Paragraph{"一行。"});
    document.blocks.emplace_back(Paragraph{"末段。"});
    document.blocks.emplace_back(SignatureLine{"承办人（签名）："});
    document.blocks.emplace_back(SealLine{"示例区医疗保障局", absl::CivilDay(2026, 3, 12)});
    const std::string text = TextOf(Render(document));
    EXPECT_THAT(text, Not(HasSubstr("（此页无正文）"))) << lines;
    const size_t second = text.find("第1页共2页");
    if (second == std::string::npos) continue;
    ++moved;
    EXPECT_GT(text.find("末段。"), second) << lines;
    EXPECT_GT(text.find("承办人"), second) << lines;
  }
  EXPECT_GT(moved, 0);
}

TEST(Pdf, AHeadingStaysWithTheFirstRowOfTheTableBelowIt) {
  int moved = 0;
  for (int lines = 15; lines <= 35; ++lines) {
    Document document = Letter();
    document.blocks.clear();
    for (int i = 0; i < lines; ++i) document.blocks.emplace_back(Paragraph{"一行。"});
    document.blocks.emplace_back(Heading{"计算依据"});
    document.blocks.emplace_back(
        Table{{1, 1}, {"项目", "金额"}, {{"首行甲乙丙丁", "高\n高\n高\n高"}}});
    const std::string text = TextOf(Render(document));
    const size_t second = text.find("第1页共2页");
    if (second == std::string::npos) continue;
    EXPECT_EQ(text.find("计算依据") > second, text.find("首行甲乙丙丁") > second) << lines;
    moved += text.find("计算依据") > second && text.rfind("一行。") < second ? 1 : 0;
  }
  EXPECT_GT(moved, 0);
}

TEST(Pdf, WhatTheFontCannotShowIsNamedAndNothingIsHidden) {
  Document document = Letter();
  document.blocks.emplace_back(
      Paragraph{"异议\xF0\x9F\x98\x80：\xE2\x80\xAE"
                "abc\xE2\x80\x8B\x07，\xD8\xB9，한完"});
  const std::string text = TextOf(Render(document));
  EXPECT_THAT(text, HasSubstr("异议〓U+1F600：〓U+202Eabc〓U+200B〓U+0007，〓U+0639，〓U+D55C完"));
}

TEST(Pdf, RefusesADocumentThatCannotBeSet) {
  Document document = Letter();
  document.title.clear();
  EXPECT_EQ(RenderPdf(document).status().code(), absl::StatusCode::kInvalidArgument);
  document = Letter();
  document.blocks.emplace_back(Table{{1, 2}, {}, {{"一格"}}});
  EXPECT_EQ(RenderPdf(document).status().code(), absl::StatusCode::kInvalidArgument);
  document = Letter();
  document.blocks.emplace_back(Paragraph{"\xff"});
  EXPECT_EQ(RenderPdf(document).status().code(), absl::StatusCode::kInvalidArgument);
}

// tests/deploy/image_test.py runs it with the fonts of an image and with those of a machine.
TEST(PdfSample, DISABLED_OfEveryCharacterInBothWeights) {
  const auto coverage = Coverage::Load();
  ASSERT_TRUE(coverage.ok()) << coverage.status();
  std::string text;
  size_t characters = 0;
  for (gunichar symbol = '!'; symbol < 0x30000; ++symbol) {
    char bytes[6];
    const std::string one(bytes, static_cast<size_t>(g_unichar_to_utf8(symbol, bytes)));
    if (!g_unichar_validate(symbol) || *coverage->Printable(one) != one) continue;
    text += one;
    ++characters;
  }
  Document document = Letter();
  document.blocks = {Paragraph{text}, Heading{text}};
  std::printf("characters=%zu sha256=%s\n", characters,
              crypto::Hex(crypto::Sha256(Render(document))).c_str());
}

// Run by the next test in a process of its own, for fontconfig reads its configuration once.
TEST(PdfWithoutFonts, DISABLED_SaysWhichPackageIsMissing) {
  const absl::Status status = CheckFonts();
  EXPECT_TRUE(HasReason(status, Reason::k_FONT_MISSING)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("fonts-noto-cjk"));
  EXPECT_TRUE(HasReason(RenderPdf(Letter()).status(), Reason::k_FONT_MISSING));
}

TEST(Pdf, AMachineWithoutTheFontLearnsThePackagesName) {
  std::string folder = ::testing::TempDir() + "/fonts-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/fonts.conf")
      << "<?xml "
         "version=\"1.0\"?><fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir></fontconfig>";
  const std::string command =
      absl::StrCat("FONTCONFIG_FILE=", folder, "/fonts.conf ", "/proc/", getpid(),
                   "/exe --gtest_also_run_disabled_tests --gtest_filter='PdfWithoutFonts.*'");
  EXPECT_THAT(Ask(command, ""), HasSubstr("[  PASSED  ] 1 test"));
}

}  // namespace
}  // namespace probity::print
