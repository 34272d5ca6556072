#include "common/image/image.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/codes/file_kind.h"
#include "common/image/pixels.h"
#include "common/status/status.h"

namespace probity::image {
namespace {

void Blacken(const Rectangle& area, Pixels* pixels) {
  const std::int64_t left = std::clamp<std::int64_t>(area.left, 0, pixels->width);
  const std::int64_t top = std::clamp<std::int64_t>(area.top, 0, pixels->height);
  const std::int64_t right =
      std::clamp<std::int64_t>(std::int64_t{area.left} + area.width, left, pixels->width);
  const std::int64_t bottom =
      std::clamp<std::int64_t>(std::int64_t{area.top} + area.height, top, pixels->height);
  for (std::int64_t row = top; row < bottom; ++row) {
    unsigned char* const begin = pixels->bytes.data() +
                                 static_cast<std::size_t>(row) * pixels->RowBytes() +
                                 static_cast<std::size_t>(left * pixels->samples);
    std::memset(begin, 0, static_cast<std::size_t>((right - left) * pixels->samples));
  }
}

}  // namespace

absl::Status Refused(std::string_view why) {
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_ATTACHMENT_REFUSED,
                absl::StrCat("the attachment ", ToAbsl(why), "; 附件不能接受"));
}

absl::Status CheckSize(std::int64_t width, std::int64_t height) {
  const bool fits = width >= 1 && height >= 1 && width <= kMostSide && height <= kMostSide &&
                    width * height <= kMostPixels;
  return fits ? absl::OkStatus()
              : Refused("has more than 24 million pixels or a side beyond 16384; scale it down");
}

absl::StatusOr<Remade> Remake(std::string_view file, const std::vector<Rectangle>& redactions) {
  const codes::FileKind kind = codes::SniffFile(file.substr(0, codes::kSniffBytes));
  if (kind != codes::FileKind::kPng && kind != codes::FileKind::kJpeg) {
    return Refused("is neither PNG nor JPEG");
  }
  const bool png = kind == codes::FileKind::kPng;
  PROBITY_ASSIGN_OR_RETURN(Pixels pixels, png ? DecodePng(file) : DecodeJpeg(file));
  for (const Rectangle& area : redactions) Blacken(area, &pixels);
  Remade remade;
  remade.media = png ? codes::ImageMedia::kPng : codes::ImageMedia::kJpeg;
  remade.width = pixels.width;
  remade.height = pixels.height;
  PROBITY_ASSIGN_OR_RETURN(remade.bytes, png ? EncodePng(pixels) : EncodeJpeg(pixels));
  const std::string fault = codes::ImageFault(remade.media, remade.bytes);
  if (fault.empty()) return remade;
  return absl::InternalError(absl::StrCat("an image made anew has ", fault));
}

}  // namespace probity::image
