#include "common/codes/file_kind.h"

#include <algorithm>
#include <array>

#include "common/codes/text.h"

namespace probity::codes {
namespace {

struct Mark {
  FileKind kind;
  size_t offset;
  std::string_view bytes;
};

using namespace std::literals::string_view_literals;  // for bytes that are zero

constexpr std::array kMarks = {
    Mark{FileKind::kPdf, 0, "%PDF-"sv},
    Mark{FileKind::kPng, 0, "\x89PNG\r\n\x1a\n"sv},
    Mark{FileKind::kJpeg, 0, "\xff\xd8\xff"sv},
    Mark{FileKind::kTiff, 0, "II*\0"sv},
    Mark{FileKind::kTiff, 0, "MM\0*"sv},
    Mark{FileKind::kZip, 0, "PK\x03\x04"sv},
    Mark{FileKind::kZip, 0, "PK\x05\x06"sv},  // an archive of nothing
    Mark{FileKind::kOle, 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv},
    Mark{FileKind::kMp4, 4, "ftyp"sv},
    Mark{FileKind::kWav, 8, "WAVE"sv},
    Mark{FileKind::kAvi, 8, "AVI "sv},
    Mark{FileKind::kMp3, 0, "ID3"sv},
    Mark{FileKind::kMp3, 0, "\xff\xfb"sv},
    Mark{FileKind::kProgram, 0, "MZ"sv},
    Mark{FileKind::kProgram, 0,
         "\x7f"
         "ELF"sv},
    Mark{FileKind::kProgram, 0, "#!"sv},
    Mark{FileKind::kProgram, 0, "\xca\xfe\xba\xbe"sv},
    Mark{FileKind::kProgram, 0, "\xcf\xfa\xed\xfe"sv},
};

struct Promise {
  std::string_view name;  // extension or media type, in lower case
  FileKind kind;
};

constexpr std::array kExtensions = {
    Promise{"pdf", FileKind::kPdf},  Promise{"png", FileKind::kPng},
    Promise{"jpg", FileKind::kJpeg}, Promise{"jpeg", FileKind::kJpeg},
    Promise{"tif", FileKind::kTiff}, Promise{"tiff", FileKind::kTiff},
    Promise{"zip", FileKind::kZip},  Promise{"docx", FileKind::kZip},
    Promise{"xlsx", FileKind::kZip}, Promise{"pptx", FileKind::kZip},
    Promise{"ofd", FileKind::kZip},  Promise{"doc", FileKind::kOle},
    Promise{"xls", FileKind::kOle},  Promise{"mp4", FileKind::kMp4},
    Promise{"mov", FileKind::kMp4},  Promise{"m4a", FileKind::kMp4},
    Promise{"wav", FileKind::kWav},  Promise{"avi", FileKind::kAvi},
    Promise{"mp3", FileKind::kMp3},  Promise{"txt", FileKind::kText},
    Promise{"csv", FileKind::kText}, Promise{"json", FileKind::kText},
    Promise{"xml", FileKind::kText},
};

constexpr std::array kMediaTypes = {
    Promise{"application/pdf", FileKind::kPdf},
    Promise{"image/png", FileKind::kPng},
    Promise{"image/jpeg", FileKind::kJpeg},
    Promise{"image/tiff", FileKind::kTiff},
    Promise{"application/zip", FileKind::kZip},
    Promise{"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::kZip},
    Promise{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileKind::kZip},
    Promise{"application/vnd.openxmlformats-officedocument.presentationml.presentation",
            FileKind::kZip},
    Promise{"application/ofd", FileKind::kZip},
    Promise{"application/msword", FileKind::kOle},
    Promise{"application/vnd.ms-excel", FileKind::kOle},
    Promise{"video/mp4", FileKind::kMp4},
    Promise{"video/quicktime", FileKind::kMp4},
    Promise{"audio/mp4", FileKind::kMp4},
    Promise{"audio/wav", FileKind::kWav},
    Promise{"audio/x-wav", FileKind::kWav},
    Promise{"video/x-msvideo", FileKind::kAvi},
    Promise{"audio/mpeg", FileKind::kMp3},
    Promise{"text/plain", FileKind::kText},
    Promise{"text/csv", FileKind::kText},
    Promise{"application/json", FileKind::kText},
    Promise{"application/xml", FileKind::kText},
    Promise{"text/xml", FileKind::kText},
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

template <typename Promises>
const Promise* FindPromise(const Promises& promises, std::string_view name) {
  const auto found = std::find_if(promises.begin(), promises.end(),
                                  [&](const Promise& one) { return one.name == name; });
  return found == promises.end() ? nullptr : &*found;
}

// The head without a last character that was cut in two.
std::string_view WholeCharacters(std::string_view head) {
  size_t end = head.size();
  while (end > 0 && head.size() - end < 3 && (head[end - 1] & '\xc0') == '\x80') --end;
  const bool lead = end > 0 && (head[end - 1] & '\xc0') == '\xc0';
  return lead && !CodePoints(head).has_value() ? head.substr(0, end - 1) : head;
}

// Bytes of the GB18030 character at `at`; 0 if it is none, or a control character. One cut in two
// at the end counts as whole.
size_t ChineseSize(std::string_view head, size_t at) {
  const auto in = [&](size_t i, unsigned low, unsigned high) {
    const auto byte = static_cast<unsigned char>(head[i]);
    return byte >= low && byte <= high;
  };
  if (!in(at, 0x81, 0xFE)) {
    return in(at, 0x20, 0x7E) || in(at, '\t', '\n') || in(at, '\r', '\r') ? 1 : 0;
  }
  if (at + 1 == head.size()) return 1;
  if (in(at + 1, 0x40, 0x7E) || in(at + 1, 0x80, 0xFE)) return 2;
  const bool four = in(at + 1, 0x30, 0x39) && (at + 2 >= head.size() || in(at + 2, 0x81, 0xFE)) &&
                    (at + 3 >= head.size() || in(at + 3, 0x30, 0x39));
  return four ? 4 : 0;
}

bool IsChineseText(std::string_view head) {
  for (size_t at = 0; at < head.size();) {
    const size_t size = ChineseSize(head, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

bool IsText(std::string_view head) {
  const auto symbols = CodePoints(WholeCharacters(head));
  if (!symbols.has_value()) return false;
  return std::none_of(symbols->begin(), symbols->end(), [](char32_t symbol) {
    return symbol < 0x20 && symbol != '\n' && symbol != '\r' && symbol != '\t';
  });
}

}  // namespace

std::string_view FileKindName(FileKind kind) {
  switch (kind) {
    case FileKind::kUnknown:
      return "UNKNOWN";
    case FileKind::kPdf:
      return "PDF";
    case FileKind::kPng:
      return "PNG";
    case FileKind::kJpeg:
      return "JPEG";
    case FileKind::kTiff:
      return "TIFF";
    case FileKind::kZip:
      return "ZIP";
    case FileKind::kOle:
      return "OLE";
    case FileKind::kMp4:
      return "MP4";
    case FileKind::kWav:
      return "WAV";
    case FileKind::kAvi:
      return "AVI";
    case FileKind::kMp3:
      return "MP3";
    case FileKind::kText:
      return "TEXT";
    case FileKind::kProgram:
      return "PROGRAM";
  }
  return "UNKNOWN";
}

FileKind SniffFile(std::string_view head) {
  head = head.substr(0, kSniffBytes);
  for (const Mark& mark : kMarks) {
    if (head.size() >= mark.offset && head.substr(mark.offset).starts_with(mark.bytes)) {
      return mark.kind;
    }
  }
  return IsText(head) || IsChineseText(head) ? FileKind::kText : FileKind::kUnknown;
}

std::optional<ContentMismatch> FindMismatch(std::string_view name, std::string_view media_type,
                                            std::string_view head) {
  const FileKind found = SniffFile(head);
  const size_t dot = name.rfind('.');
  const std::string extension = dot == std::string_view::npos ? "" : Lower(name.substr(dot + 1));
  const Promise* by_name = FindPromise(kExtensions, extension);
  if (by_name == nullptr || by_name->kind != found) return ContentMismatch{extension, found};
  if (media_type.empty() || media_type == "application/octet-stream") return std::nullopt;
  const std::string type = Lower(media_type.substr(0, media_type.find(';')));
  const Promise* by_type = FindPromise(kMediaTypes, type);
  if (by_type == nullptr || by_type->kind != found) return ContentMismatch{type, found};
  return std::nullopt;
}

}  // namespace probity::codes
