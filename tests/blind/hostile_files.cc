#include "tests/blind/hostile_files.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/image/pixels.h"

namespace probity::blind {
namespace {

using codes::ImageMedia;

constexpr char kCanary[] = "CANARY-30.16N-104.31E-QSRMYY";
constexpr std::size_t kHeaderEnd = 8 + 25;  // signature and IHDR

std::string Nul(int count) {
  return std::string(static_cast<std::size_t>(count), '\0');
}

std::string Wide(std::string_view text, bool big) {
  std::string wide;
  for (const char c : text) {
    if (big) wide.push_back('\0');
    wide.push_back(c);
    if (!big) wide.push_back('\0');
  }
  return wide;
}

std::string Big(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text.push_back(static_cast<char>(value >> (8 * i)));
  return text;
}

const Bytef* Zbytes(const std::string& text) {
  return reinterpret_cast<const Bytef*>(text.data());
}

// Level 0 stores: what went in stands in what comes out.
std::string Deflated(const std::string& text, int level) {
  uLongf size = compressBound(text.size());
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, Zbytes(text), text.size(), level);
  out.resize(size);
  return out;
}

std::string Chunk(const std::string& type, const std::string& data) {
  const std::string typed = type + data;
  const auto sum = crc32(0, Zbytes(typed), static_cast<uInt>(typed.size()));
  return Big(static_cast<std::uint32_t>(data.size()), 4) + typed +
         Big(static_cast<std::uint32_t>(sum), 4);
}

image::Pixels Picture(std::int32_t samples) {
  image::Pixels pixels{40, 30, samples, {}};
  for (std::int32_t i = 0; i < 40 * 30 * samples; ++i) {
    pixels.bytes.push_back(static_cast<unsigned char>(i * 7 % 200 + 40));
  }
  return pixels;
}

std::string Png() {
  return image::EncodePng(Picture(3)).value();
}
std::string Jpeg() {
  return image::EncodeJpeg(Picture(3)).value();
}

// A PNG of 40 columns and as many rows as `scanlines` hold, made by hand.
std::string HandMade(int depth, int colour, const std::string& scanlines, std::uint32_t rows,
                     const std::string& before_data = "", const std::string& after_stream = "") {
  const std::string header = Big(40, 4) + Big(rows, 4) + std::string(1, static_cast<char>(depth)) +
                             std::string(1, static_cast<char>(colour)) + Nul(3);
  return std::string("\x89PNG\r\n\x1a\n", 8) + Chunk("IHDR", header) + before_data +
         Chunk("IDAT", Deflated(scanlines, 0) + after_stream) + Chunk("IEND", "");
}

HostileFile InPng(const std::string& name, const std::string& type, const std::string& data) {
  const std::string png = Png();
  return {name, ImageMedia::kPng,
          png.substr(0, kHeaderEnd) + Chunk(type, data) + png.substr(kHeaderEnd)};
}

std::string Segment(int marker, const std::string& data) {
  return "\xFF" + std::string(1, static_cast<char>(marker)) +
         Big(static_cast<std::uint32_t>(data.size() + 2), 2) + data;
}

HostileFile InJpeg(const std::string& name, int marker, const std::string& data) {
  const std::string jpeg = Jpeg();
  return {name, ImageMedia::kJpeg, jpeg.substr(0, 2) + Segment(marker, data) + jpeg.substr(2)};
}

// TIFF as Exif holds it: one IFD whose entry 0x8825 leads to the GPS IFD, whose text is the canary.
std::string ExifWithGps() {
  const std::string text = kCanary;
  return std::string("MM\0*", 4) + Big(8, 4) + Big(1, 2) + Big(0x8825, 2) + Big(4, 2) + Big(1, 4) +
         Big(26, 4) + Big(0, 4) + Big(1, 2) + Big(0x001B, 2) + Big(2, 2) +
         Big(static_cast<std::uint32_t>(text.size()), 4) + Big(44, 4) + Big(0, 4) + text;
}

std::string Xmp() {
  return absl::StrCat("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><exif:GPSLatitude>", kCanary,
                      "</exif:GPSLatitude></x:xmpmeta>");
}

// A local file header of ZIP, stored, named by the canary, and the end of its directory.
std::string Zip() {
  const std::string name = kCanary;
  return std::string("PK\3\4\x0a", 5) + Nul(21) + std::string(1, static_cast<char>(name.size())) +
         Nul(3) + name + std::string("PK\5\6", 4) + Nul(18);
}

std::string Html() {
  return absl::StrCat("<html><script>/*", kCanary, "*/</script></html>");
}

// Rows of 40 pixels, `bytes` to a pixel, each with its filter byte; the canary in every row, at the
// bytes `place` says.
template <typename Place>
std::string Rows(int rows, std::size_t bytes, const Place& place) {
  const std::string canary = kCanary;
  std::string lines;
  for (int row = 0; row < rows; ++row) {
    std::string line(40 * bytes, '\x7F');
    for (std::size_t i = 0; i < canary.size(); ++i) place(line, i, canary[i]);
    lines += Nul(1) + line;
  }
  return lines;
}

// Unused entries of a palette: 40 colours of which one is used.
std::string Palette() {
  std::string colours = std::string(3, '\x7F') + kCanary;
  colours.resize(120, '\x10');
  return colours;
}

void AddPng(std::vector<HostileFile>& files) {
  const std::string canary = kCanary;
  const std::string png = Png();
  const std::string icc = Nul(128) + "desc" + Nul(8) + canary;
  files.push_back(InPng("PNG tEXt", "tEXt", "Author" + Nul(1) + canary));
  files.push_back(InPng("PNG zTXt", "zTXt", "Author" + Nul(2) + Deflated(canary, 9)));
  files.push_back(InPng("PNG iTXt with XMP", "iTXt", "XML:com.adobe.xmp" + Nul(5) + Xmp()));
  files.push_back(InPng("PNG eXIf with GPS", "eXIf", ExifWithGps()));
  files.push_back(InPng("PNG iCCP named so", "iCCP", canary + Nul(2) + Deflated(Nul(132), 9)));
  files.push_back(InPng("PNG iCCP with text", "iCCP", "icc" + Nul(2) + Deflated(icc, 9)));
  files.push_back(InPng("PNG sPLT named so", "sPLT", canary + Nul(1) + "\x08" + Nul(6)));
  files.push_back(InPng("PNG private chunk", "prVt", canary));
  files.push_back(InPng("PNG tEXt in UTF-16", "tEXt", "A" + Nul(1) + Wide(canary, true)));
  files.push_back(InPng("PNG and HTML", "tEXt", "A" + Nul(1) + Html()));
  files.push_back(InPng("PNG frame of an animation", "fdAT", Nul(4) + canary));
  files.push_back({"PNG trailing ZIP", ImageMedia::kPng, png + Zip()});
  files.push_back(
      {"PNG trailing PNG", ImageMedia::kPng, png + InPng("", "tEXt", "A" + Nul(1) + canary).bytes});
  files.push_back(
      {"PNG text after the data", ImageMedia::kPng,
       png.substr(0, png.size() - 12) + Chunk("tEXt", "A" + Nul(1) + canary) + Chunk("IEND", "")});
  const auto gray = Rows(4, 1, [](std::string&, std::size_t, char) {});
  files.push_back({"PNG behind the stream of its data", ImageMedia::kPng,
                   HandMade(8, 0, gray, 4, "", canary), false});
  files.push_back(
      {"PNG rows below the last", ImageMedia::kPng,
       HandMade(8, 0,
                gray + Rows(2, 1, [](std::string& line, std::size_t i, char c) { line[i] = c; }),
                4),
       false});
  files.push_back({"PNG colours nobody uses", ImageMedia::kPng,
                   HandMade(8, 3,
                            Rows(4, 1,
                                 [](std::string& line, std::size_t, char) {
                                   std::fill(line.begin(), line.end(), '\0');
                                 }),
                            4, Chunk("PLTE", Palette())),
                   false});
  files.push_back({"PNG pixels nobody sees", ImageMedia::kPng,
                   HandMade(8, 6,
                            Rows(4, 4,
                                 [](std::string& line, std::size_t i, char c) {
                                   line[4 * (i / 3) + i % 3] = c;
                                   line[4 * (i / 3) + 3] = '\0';
                                 }),
                            4),
                   false});
  files.push_back(
      {"PNG low bytes of 16", ImageMedia::kPng,
       HandMade(16, 0,
                Rows(4, 2, [](std::string& line, std::size_t i, char c) { line[2 * i + 1] = c; }),
                4),
       false});
}

void AddJpeg(std::vector<HostileFile>& files) {
  const std::string canary = kCanary;
  const std::string jpeg = Jpeg();
  const std::string exif = "Exif" + Nul(2);
  const std::string thumbnail = InJpeg("", 0xFE, canary).bytes;
  files.push_back(InJpeg("JPEG APP1 Exif with GPS", 0xE1, exif + ExifWithGps()));
  files.push_back(InJpeg("JPEG APP1 Exif with a thumbnail", 0xE1, exif + thumbnail));
  files.push_back(InJpeg("JPEG APP1 Exif in UTF-16", 0xE1, exif + Wide(canary, false)));
  files.push_back(InJpeg("JPEG APP1 XMP", 0xE1, "http://ns.adobe.com/xap/1.0/" + Nul(1) + Xmp()));
  files.push_back(InJpeg("JPEG APP1 extended XMP", 0xE1,
                         "http://ns.adobe.com/xmp/extension/" + Nul(1) + Xmp()));
  files.push_back(InJpeg("JPEG APP0 with a thumbnail", 0xE0, "JFXX" + Nul(1) + "\x10" + thumbnail));
  files.push_back(InJpeg("JPEG APP2 ICC with text", 0xE2,
                         "ICC_PROFILE" + Nul(1) + "\1\1" + Nul(128) + "desc" + canary));
  files.push_back(InJpeg("JPEG APP2 of several pictures", 0xE2, "MPF" + Nul(1) + canary));
  files.push_back(InJpeg("JPEG APP13 IPTC", 0xED,
                         "Photoshop 3.0" + Nul(1) + "8BIM\4\4" + Nul(6) + "\x1C\2\x50" +
                             Big(static_cast<std::uint32_t>(canary.size()), 2) + canary));
  files.push_back(InJpeg("JPEG APP15", 0xEF, canary));
  files.push_back(InJpeg("JPEG COM", 0xFE, canary));
  files.push_back(InJpeg("JPEG and PDF", 0xFE, "%PDF-1.4\n% " + canary));
  files.push_back(InJpeg("JPEG and HTML", 0xFE, Html()));
  files.push_back({"JPEG trailing ZIP", ImageMedia::kJpeg, jpeg + Zip()});
  files.push_back({"JPEG trailing JPEG", ImageMedia::kJpeg, jpeg + thumbnail});
  HostileFile table = InJpeg("JPEG table nobody uses", 0xDB,
                             "\x03" + canary + std::string(64 - canary.size(), '\x10'));
  table.structural = false;
  files.push_back(std::move(table));
}

std::string PngForeignPart(std::string_view png) {
  for (std::size_t at = 8; at + 12 <= png.size();) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(png[at + i]);
    const std::string type(png.substr(at + 4, 4));
    at += size + 12;
    if (type == "IEND") return at == png.size() ? "" : "bytes after its end";
    if (type != "IHDR" && type != "IDAT") return "chunk " + type;
  }
  return "no end";
}

// Up to the scan; behind it an image made by us holds nothing but its end.
std::string JpegForeignPart(std::string_view jpeg) {
  for (std::size_t at = 2; at + 4 <= jpeg.size();) {
    const int marker = static_cast<unsigned char>(jpeg[at + 1]);
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(jpeg[at + 2]))
                                 << 8 |
                             static_cast<unsigned char>(jpeg[at + 3]);
    const bool needed = marker == 0xDB || marker == 0xC4 || (marker >= 0xC0 && marker <= 0xC2) ||
                        marker == 0xDD || marker == 0xDA;
    if (!needed) return absl::StrFormat("segment %02X", marker);
    at += size + 2;
    if (marker != 0xDA) continue;
    const std::size_t end = jpeg.find("\xFF\xD9", at);
    return end + 2 == jpeg.size() ? "" : "bytes after its end";
  }
  return "no end";
}

}  // namespace

std::vector<HostileFile> HostileFiles() {
  std::vector<HostileFile> files;
  AddPng(files);
  AddJpeg(files);
  return files;
}

std::vector<HostileFile> PlainFiles() {
  return {{"PNG", ImageMedia::kPng, Png(), false}, {"JPEG", ImageMedia::kJpeg, Jpeg(), false}};
}

std::string CanaryIn(std::string_view bytes) {
  const std::string word = "CANARY";
  for (const std::string& form : {word, Wide(word, true), Wide(word, false)}) {
    const std::size_t at = bytes.find(form);
    if (at != std::string_view::npos) return absl::StrCat("at byte ", at);
  }
  return "";
}

std::string ForeignPart(ImageMedia media, std::string_view image) {
  return media == ImageMedia::kPng ? PngForeignPart(image) : JpegForeignPart(image);
}

}  // namespace probity::blind
