#include <png.h>

#include <utility>

#include "common/image/pixels.h"
#include "common/status/status.h"

namespace probity::image {
namespace {

// Frees what libpng holds for an image, whatever became of it.
struct PngImage {
  png_image image{};
  PngImage() { image.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&image); }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
};

}  // namespace

absl::StatusOr<Pixels> DecodePng(std::string_view file) {
  PngImage read;
  if (png_image_begin_read_from_memory(&read.image, file.data(), file.size()) == 0) {
    return Refused("is no readable PNG");
  }
  PROBITY_RETURN_IF_ERROR(CheckSize(read.image.width, read.image.height));
  const bool colour = (read.image.format & PNG_FORMAT_FLAG_COLOR) != 0;
  read.image.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  Pixels pixels;
  pixels.width = static_cast<std::int32_t>(read.image.width);
  pixels.height = static_cast<std::int32_t>(read.image.height);
  pixels.samples = colour ? 3 : 1;
  pixels.bytes.resize(PNG_IMAGE_SIZE(read.image));
  const png_color white = {255, 255, 255};
  if (png_image_finish_read(&read.image, &white, pixels.bytes.data(), 0, nullptr) == 0) {
    return Refused("is a broken PNG");
  }
  return pixels;
}

absl::StatusOr<std::string> EncodePng(const Pixels& pixels) {
  PngImage written;
  written.image.width = static_cast<png_uint_32>(pixels.width);
  written.image.height = static_cast<png_uint_32>(pixels.height);
  written.image.format = pixels.samples == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(written.image);
  std::string png(size, '\0');
  if (png_image_write_to_memory(&written.image, png.data(), &size, 0, pixels.bytes.data(), 0,
                                nullptr) == 0) {
    return absl::InternalError("an image cannot be encoded as PNG");
  }
  png.resize(size);
  // The library also states the colour space.
  return codes::WithoutOtherChunks(png);
}

}  // namespace probity::image
