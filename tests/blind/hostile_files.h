// Images that carry more than they show: canaries in every place a file of PNG or JPEG has for
// them.
#ifndef PROBITY_TESTS_BLIND_HOSTILE_FILES_H_
#define PROBITY_TESTS_BLIND_HOSTILE_FILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "common/codes/blind_image.h"

namespace probity::blind {

struct HostileFile {
  std::string name;  // "JPEG APP1 Exif with GPS"
  codes::ImageMedia media = codes::ImageMedia::kPng;
  std::string bytes;
  // Whether the file's structure shows it, so that who does not decode it can refuse it. Otherwise
  // the canary hides in samples, tables or data that only a decoder tells from the picture's own.
  bool structural = true;
};

// Each holds a canary, in clear, as UTF-16, or compressed.
std::vector<HostileFile> HostileFiles();
// A picture of each medium that hides nothing.
std::vector<HostileFile> PlainFiles();

// Where a canary of these files stands in `bytes`; empty if nowhere.
std::string CanaryIn(std::string_view bytes);

// A part of an image that is not of its pixels, found by a reader of its own: "chunk tEXt",
// "segment E1", "bytes after its end". Empty if there is none.
std::string ForeignPart(codes::ImageMedia media, std::string_view image);

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_HOSTILE_FILES_H_
