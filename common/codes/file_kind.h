// What a file is by its own first bytes. A name is a claim of whoever uploads; an exhibit called
// .pdf that is an archive or a program is refused before anybody opens it.
#ifndef PROBITY_COMMON_CODES_FILE_KIND_H_
#define PROBITY_COMMON_CODES_FILE_KIND_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace probity::codes {

enum class FileKind {
  kUnknown,  // none of the others
  kPdf,
  kPng,
  kJpeg,
  kTiff,
  kZip,  // archives, and what is built from one: docx, xlsx, ofd
  kOle,  // doc, xls
  kMp4,  // mp4, mov, m4a
  kWav,
  kAvi,
  kMp3,
  kText,    // UTF-8 or GB18030 without control characters, as far as was seen
  kProgram  // executables and scripts of any system
};

// So many bytes from the beginning decide; fewer do if the file is no longer.
inline constexpr size_t kSniffBytes = 512;

// "PDF", "ZIP", …
std::string_view FileKindName(FileKind kind);

// By the first bytes of the content (at least kSniffBytes, or all of it).
FileKind SniffFile(std::string_view head);

// What a name or a declared type promises, and what the content is instead.
struct ContentMismatch {
  std::string declared;  // as given: the name's extension, or the media type
  FileKind found = FileKind::kUnknown;
};

// Nothing if a file called `name` (and declared as `media_type`, if that is not empty) may hold
// what begins with `head`. A mismatch if the extension or the media type promises another kind, if
// the extension is none we know, or if the content is a program, whatever it is called. Known: pdf
// png jpg jpeg tif tiff zip docx xlsx pptx ofd doc xls mp4 mov m4a wav avi mp3 txt csv json xml,
// and the media types of these; application/octet-stream promises nothing.
std::optional<ContentMismatch> FindMismatch(std::string_view name, std::string_view media_type,
                                            std::string_view head);

}  // namespace probity::codes

#endif  // PROBITY_COMMON_CODES_FILE_KIND_H_
