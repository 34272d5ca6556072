#include "common/codes/file_kind.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace probity::codes {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kPdf = "%PDF-1.5\n1 0 obj"sv;
constexpr std::string_view kZip = "PK\x03\x04\x14\0\0\0"sv;
constexpr std::string_view kJpeg = "\xff\xd8\xff\xe0\0\x10JFIF"sv;
constexpr std::string_view kElf =
    "\x7f"
    "ELF\x02\x01"sv;

std::string Outcome(std::string_view name, std::string_view type, std::string_view head) {
  const auto mismatch = FindMismatch(name, type, head);
  if (!mismatch.has_value()) return "may be";
  return mismatch->declared + " is " + std::string(FileKindName(mismatch->found));
}

TEST(FileKind, ANameMayOnlyPromiseWhatTheFirstBytesAre) {
  struct Row {
    std::string_view name;
    std::string_view type;
    std::string_view head;
    std::string_view outcome;
  };
  const Row rows[] = {
      {"report.pdf", "", kPdf, "may be"},
      {"REPORT.PDF", "application/pdf", kPdf, "may be"},
      {"report.pdf", "application/octet-stream", kPdf, "may be"},
      {"report.pdf", "", kZip, "pdf is ZIP"},
      {"report.pdf", "application/pdf", kZip, "pdf is ZIP"},
      {"report.zip", "application/pdf", kZip, "application/pdf is ZIP"},
      {"report.zip", "application/zip; charset=binary", kZip, "may be"},
      {"report.docx", "", kZip, "may be"},
      {"photo.png", "", kJpeg, "png is JPEG"},
      {"photo.jpeg", "image/jpeg", kJpeg, "may be"},
      {"report.pdf", "", kElf, "pdf is PROGRAM"},
      {"report.exe", "", "MZ\x90", "exe is PROGRAM"},
      {"report.pdf", "", "", "pdf is TEXT"},
      {"report.pdf", "", "%PDX-1.5", "pdf is TEXT"},
      {"report", "", kPdf, " is PDF"},
      {"report.pdf.zip", "", kPdf, "zip is PDF"},
      {"list.csv", "text/csv", "序号,金额\r\n1,2.00\r\n", "may be"},
      {"list.csv", "", "\xd2\xbd\xb1\xa3,2.00\r\n", "may be"},  // 医保 in GB18030
      {"list.csv", "", "1,2\n\0\n"sv, "csv is UNKNOWN"},
      {"run.txt", "", "#!/bin/sh\n", "txt is PROGRAM"},
      {"talk.wav", "", "RIFF\x24\0\0\0WAVEfmt "sv, "may be"},
      {"film.mp4", "video/mp4",
       "\0\0\0\x18"
       "ftypmp42"sv,
       "may be"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Outcome(row.name, row.type, row.head), row.outcome)
        << row.name << " declared as '" << row.type << "'";
  }
}

TEST(FileKind, ATextCutInsideACharacterIsStillText) {
  const std::string text = "医保";  // six bytes
  for (size_t bytes = 3; bytes <= text.size(); ++bytes) {
    EXPECT_EQ(SniffFile(text.substr(0, bytes)), FileKind::kText) << bytes << " bytes of 医保";
  }
  EXPECT_EQ(SniffFile("\xc3\x28 is no UTF-8"), FileKind::kUnknown);
}

}  // namespace
}  // namespace probity::codes
