// Between the decoders and the encoders: rows of 8 bits a sample, grey or RGB.
#ifndef PROBITY_COMMON_IMAGE_PIXELS_H_
#define PROBITY_COMMON_IMAGE_PIXELS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/image/image.h"

namespace probity::image {

struct Pixels {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::int32_t samples = 1;  // 1 grey, 3 RGB
  std::vector<unsigned char> bytes;

  std::size_t RowBytes() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(samples);
  }
};

absl::Status Refused(std::string_view why);
absl::Status CheckSize(std::int64_t width, std::int64_t height);

absl::StatusOr<Pixels> DecodePng(std::string_view file);
absl::StatusOr<std::string> EncodePng(const Pixels& pixels);
absl::StatusOr<Pixels> DecodeJpeg(std::string_view file);
absl::StatusOr<std::string> EncodeJpeg(const Pixels& pixels);

}  // namespace probity::image

#endif  // PROBITY_COMMON_IMAGE_PIXELS_H_
