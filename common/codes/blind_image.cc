#include "common/codes/blind_image.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::codes {
namespace {

constexpr std::size_t kLength = 4;
constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::size_t kChunkFrame = 12;  // length, type, checksum
constexpr std::size_t kHeaderSize = 13;
constexpr std::size_t kMostColours = 256;

std::uint32_t U32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < kLength; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

// The checksum of PNG (ISO 3309).
std::uint32_t Crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
  }
  return ~crc;
}

struct Chunk {
  std::string_view type;
  std::string_view data;
  std::string_view whole;
};

// The chunks up to the end; nothing if one is cut short or its checksum is wrong.
std::optional<std::vector<Chunk>> Chunks(std::string_view png) {
  std::vector<Chunk> chunks;
  for (std::size_t at = kPngSignature.size(); at < png.size();) {
    if (png.size() - at < kChunkFrame) return std::nullopt;
    const std::size_t size = U32(png, at);
    if (size > png.size() - at - kChunkFrame) return std::nullopt;
    const std::string_view whole = png.substr(at, size + kChunkFrame);
    const std::string_view typed = whole.substr(kLength, size + kLength);
    if (Crc32(typed) != U32(whole, size + 2 * kLength)) return std::nullopt;
    chunks.push_back({typed.substr(0, kLength), typed.substr(kLength), whole});
    at += whole.size();
    if (chunks.back().type == "IEND" && at < png.size()) {
      chunks.push_back({"", png.substr(at), png.substr(at)});
      break;
    }
  }
  return chunks;
}

bool IsAllowed(std::string_view type) {
  return type == "IHDR" || type == "PLTE" || type == "tRNS" || type == "IDAT" || type == "IEND";
}

std::string PngFault(std::string_view png) {
  if (png.substr(0, kPngSignature.size()) != kPngSignature) return "another beginning than PNG's";
  const std::optional<std::vector<Chunk>> chunks = Chunks(png);
  if (!chunks.has_value()) return "a chunk that is cut short or has a false checksum";
  const auto count = [&](std::string_view type) {
    return std::count_if(chunks->begin(), chunks->end(),
                         [&](const Chunk& chunk) { return chunk.type == type; });
  };
  for (const Chunk& chunk : *chunks) {
    if (chunk.type.empty()) return "bytes after its end";
    if (!IsAllowed(chunk.type)) return "a chunk that is not of its pixels";
    const bool palette = chunk.type != "PLTE" || chunk.data.size() <= 3 * kMostColours;
    const bool alpha = chunk.type != "tRNS" || chunk.data.size() <= kMostColours;
    const bool end = chunk.type != "IEND" || chunk.data.empty();
    if (!palette || !alpha || !end) return "a chunk longer than it may be";
  }
  const bool framed = !chunks->empty() && chunks->front().type == "IHDR" &&
                      chunks->front().data.size() == kHeaderSize && chunks->back().type == "IEND";
  const bool once = count("IHDR") == 1 && count("PLTE") <= 1 && count("tRNS") <= 1 &&
                    count("IEND") == 1 && count("IDAT") >= 1;
  return framed && once ? "" : "chunks missing or repeated";
}

constexpr unsigned char kMarker = 0xFF;
constexpr unsigned char kStart = 0xD8;
constexpr unsigned char kEnd = 0xD9;
constexpr unsigned char kScan = 0xDA;

unsigned char ByteAt(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

bool IsFrame(unsigned char marker) {
  const bool table = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
  return marker >= 0xC0 && marker <= 0xCF && !table;
}

// Quantisation, Huffman and arithmetic tables, restart interval, frame and scan.
bool IsNeeded(unsigned char marker) {
  return IsFrame(marker) || marker == 0xC4 || marker == 0xCC || marker == 0xDB || marker == 0xDD ||
         marker == kScan;
}

// The end of the entropy-coded data that begins at `at`: the next marker that is none of its own.
std::size_t EndOfScan(std::string_view jpeg, std::size_t at) {
  for (; at + 1 < jpeg.size(); ++at) {
    if (ByteAt(jpeg, at) != kMarker) continue;
    const unsigned char next = ByteAt(jpeg, at + 1);
    const bool restart = next >= 0xD0 && next <= 0xD7;
    if (next != 0 && !restart) return at;
  }
  return jpeg.size();
}

std::string SegmentFault(unsigned char marker) {
  if (marker >= 0xE0 && marker <= 0xEF) return absl::StrCat("an APP", marker - 0xE0, " segment");
  if (marker == 0xFE) return "a comment";
  return IsNeeded(marker) ? "" : "a segment that is not of its pixels";
}

std::string JpegFault(std::string_view jpeg) {
  if (jpeg.size() < 4 || ByteAt(jpeg, 0) != kMarker || ByteAt(jpeg, 1) != kStart) {
    return "another beginning than JPEG's";
  }
  bool scanned = false;
  for (std::size_t at = 2; at + 1 < jpeg.size();) {
    if (ByteAt(jpeg, at) != kMarker) return "bytes between its segments";
    const unsigned char marker = ByteAt(jpeg, at + 1);
    if (marker == kEnd) {
      if (!scanned) return "no picture";
      return at + 2 == jpeg.size() ? "" : "bytes after its end";
    }
    std::string fault = SegmentFault(marker);
    if (!fault.empty()) return fault;
    if (jpeg.size() - at < 4) return "a segment that is cut short";
    const std::size_t size =
        static_cast<std::size_t>(ByteAt(jpeg, at + 2)) << 8 | ByteAt(jpeg, at + 3);
    if (size < 2 || size > jpeg.size() - at - 2) return "a segment that is cut short";
    at += 2 + size;
    if (marker != kScan) continue;
    scanned = true;
    at = EndOfScan(jpeg, at);
  }
  return "no end";
}

}  // namespace

std::optional<std::string> PadImage(std::string_view image) {
  for (const std::size_t size : kImageClasses) {
    if (image.size() + kLength > size) continue;
    std::string padded;
    padded.reserve(size);
    for (int shift = 24; shift >= 0; shift -= 8) {
      padded.push_back(static_cast<char>(image.size() >> shift & 0xFF));
    }
    padded.append(image);
    padded.resize(size, '\0');
    return padded;
  }
  return std::nullopt;
}

std::optional<std::string_view> UnpadImage(std::string_view padded) {
  if (std::find(kImageClasses.begin(), kImageClasses.end(), padded.size()) == kImageClasses.end()) {
    return std::nullopt;
  }
  const std::size_t size = U32(padded, 0);
  if (size > padded.size() - kLength) return std::nullopt;
  const std::string_view rest = padded.substr(kLength + size);
  const bool zeros = std::all_of(rest.begin(), rest.end(), [](char byte) { return byte == '\0'; });
  // A smaller class would have held it.
  const bool smallest =
      std::none_of(kImageClasses.begin(), kImageClasses.end(),
                   [&](std::size_t one) { return one < padded.size() && size + kLength <= one; });
  if (!zeros || !smallest) return std::nullopt;
  return padded.substr(kLength, size);
}

std::string ImageFault(ImageMedia media, std::string_view image) {
  return media == ImageMedia::kPng ? PngFault(image) : JpegFault(image);
}

std::string WithoutOtherChunks(std::string_view png) {
  std::string kept(png.substr(0, kPngSignature.size()));
  const std::optional<std::vector<Chunk>> chunks = Chunks(png);
  if (!chunks.has_value()) return kept;
  for (const Chunk& chunk : *chunks) {
    if (IsAllowed(chunk.type)) kept.append(chunk.whole);
  }
  return kept;
}

}  // namespace probity::codes
