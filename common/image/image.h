// Makes an image anew from its pixels, so that nothing of its file survives: no EXIF, XMP or ICC
// text, no thumbnail, no comment, no bytes after its end, nothing under a transparent pixel.
#ifndef PROBITY_COMMON_IMAGE_IMAGE_H_
#define PROBITY_COMMON_IMAGE_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/codes/blind_image.h"

namespace probity::image {

// Pixels from the upper left corner. What lies outside of the image is cut off.
struct Rectangle {
  std::int32_t left = 0;
  std::int32_t top = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
};

// A small file can say that it is a huge image: nothing is decoded whose size is not within these.
inline constexpr std::int64_t kMostPixels = 24'000'000;
inline constexpr std::int32_t kMostSide = 16'384;

struct Remade {
  codes::ImageMedia media = codes::ImageMedia::kPng;
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::string bytes;  // codes::ImageFault finds nothing in it
};

// PNG stays PNG (transparency on white), JPEG stays JPEG of quality 85, each with the rectangles
// black. ATTACHMENT_REFUSED for anything else, what is broken, and what is larger than the limits.
absl::StatusOr<Remade> Remake(std::string_view file, const std::vector<Rectangle>& redactions);

}  // namespace probity::image

#endif  // PROBITY_COMMON_IMAGE_IMAGE_H_
