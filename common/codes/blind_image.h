// Images of blinded sheets on their way: the size classes they are padded to, and whether an image
// holds anything beside its pixels. No decoder is needed for either, so the receiving service
// checks what it gets without trusting the sender's library.
#ifndef PROBITY_COMMON_CODES_BLIND_IMAGE_H_
#define PROBITY_COMMON_CODES_BLIND_IMAGE_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace probity::codes {

// The numbers are those on the wire.
enum class ImageMedia { kPng = 1, kJpeg = 2 };

// Bytes of a padded image. Its size tells no more than its class.
inline constexpr std::array<std::size_t, 3> kImageClasses = {128 * 1024, 512 * 1024,
                                                             2 * 1024 * 1024};

// 4 bytes of length, big-endian, the image, zeros up to the smallest class that holds them; nothing
// if none does.
std::optional<std::string> PadImage(std::string_view image);

// What PadImage was given; nothing for another size, a length that does not fit or padding that is
// not zero.
std::optional<std::string_view> UnpadImage(std::string_view padded);

// Why an image could tell more than it shows: "a chunk tEXt", "an APP1 segment", "bytes after its
// end". Empty if it cannot. Allowed are of PNG the chunks IHDR PLTE tRNS IDAT IEND with true
// checksums, of JPEG every segment but APPn and COM; nothing before the image and nothing after it.
std::string ImageFault(ImageMedia media, std::string_view image);

// Of a PNG the chunks ImageFault allows, the others left out. The PNG must be whole.
std::string WithoutOtherChunks(std::string_view png);

}  // namespace probity::codes

#endif  // PROBITY_COMMON_CODES_BLIND_IMAGE_H_
