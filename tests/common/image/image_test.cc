#include "common/image/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/codes/blind_image.h"
#include "common/codes/person_code.h"
#include "common/image/pixels.h"
#include "common/status/status.h"

namespace probity::image {
namespace {

using codes::ImageFault;
using codes::ImageMedia;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kCanary[] = "CANARY-青石区人民医院-13800138000";

Pixels Picture(std::int32_t width, std::int32_t height, std::int32_t samples) {
  Pixels pixels{width, height, samples, {}};
  for (std::int32_t i = 0; i < width * height * samples; ++i) {
    pixels.bytes.push_back(static_cast<unsigned char>(i * 7 % 200 + 40));
  }
  return pixels;
}

std::string Png(std::int32_t samples = 3) {
  return EncodePng(Picture(40, 30, samples)).value();
}
std::string Jpeg(std::int32_t samples = 3) {
  return EncodeJpeg(Picture(40, 30, samples)).value();
}

std::uint32_t Crc(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int i = 0; i < 8; ++i) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
  }
  return ~crc;
}

std::string U32(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string Chunk(const std::string& type, const std::string& data) {
  return U32(static_cast<std::uint32_t>(data.size())) + type + data + U32(Crc(type + data));
}

// Behind the header, where any reader takes it.
std::string WithChunk(const std::string& type, const std::string& data) {
  constexpr std::size_t kHeaderEnd = 8 + 25;
  const std::string png = Png();
  return png.substr(0, kHeaderEnd) + Chunk(type, data) + png.substr(kHeaderEnd);
}

std::string WithSegment(char marker, const std::string& data) {
  const std::string jpeg = Jpeg();
  const auto size = data.size() + 2;
  const std::string length = {static_cast<char>(size >> 8), static_cast<char>(size & 0xFF)};
  return jpeg.substr(0, 2) + "\xFF" + marker + length + data + jpeg.substr(2);
}

std::string ReasonOf(const absl::Status& status) {
  return status.ok() ? "OK" : DetailOf(status).reason;
}

TEST(RemakeTest, NothingOfAFileSurvivesButItsPixels) {
  const std::string canary = kCanary;
  const std::vector<std::string> files = {
      WithChunk("tEXt", "Comment" + std::string(1, '\0') + canary),
      WithChunk("iTXt", "XML:com.adobe.xmp" + std::string(5, '\0') + canary),
      WithChunk("eXIf", "MM" + canary),
      WithChunk("prVt", canary),
      Png() + "PK\x03\x04" + canary,
      WithSegment('\xE1', "Exif" + std::string(2, '\0') + canary),
      WithSegment('\xE1', "http://ns.adobe.com/xap/1.0/" + std::string(1, '\0') + canary),
      WithSegment('\xE2', "ICC_PROFILE" + std::string(1, '\0') + canary),
      WithSegment('\xED', "Photoshop 3.0" + canary),
      WithSegment('\xFE', canary),
      Jpeg() + "PK\x03\x04" + canary,
  };
  for (const std::string& file : files) {
    ASSERT_THAT(file, HasSubstr(canary));
    const auto remade = Remake(file, {});
    ASSERT_TRUE(remade.ok()) << remade.status();
    EXPECT_THAT(remade->bytes, Not(HasSubstr(canary)));
    EXPECT_THAT(remade->bytes, Not(HasSubstr("CANARY")));
    EXPECT_THAT(ImageFault(remade->media, remade->bytes), IsEmpty());
    EXPECT_EQ(remade->width, 40);
    EXPECT_EQ(remade->height, 30);
  }
}

TEST(RemakeTest, PngKeepsItsPixelsExactly) {
  for (const std::int32_t samples : {1, 3}) {
    const auto remade = Remake(Png(samples), {});
    ASSERT_TRUE(remade.ok()) << remade.status();
    EXPECT_EQ(DecodePng(remade->bytes)->bytes, Picture(40, 30, samples).bytes) << samples;
    EXPECT_TRUE(Remake(Jpeg(samples), {}).ok()) << samples;
  }
}

TEST(RemakeTest, RedactedAreasAreBlackAndNothingElse) {
  const auto remade = Remake(Png(1), {{2, 3, 4, 5}, {38, 28, 100, 100}, {1000, 0, 5, 5}});
  ASSERT_TRUE(remade.ok()) << remade.status();
  const Pixels pixels = DecodePng(remade->bytes).value();
  const Pixels before = Picture(40, 30, 1);
  for (std::int32_t y = 0; y < 30; ++y) {
    for (std::int32_t x = 0; x < 40; ++x) {
      const bool first = x >= 2 && x < 6 && y >= 3 && y < 8;
      const bool black = first || (x >= 38 && y >= 28);
      const auto at = static_cast<std::size_t>(y * 40 + x);
      EXPECT_EQ(pixels.bytes[at], black ? 0 : before.bytes[at]) << x << "," << y;
    }
  }
}

TEST(RemakeTest, WhatIsNoPictureIsRefused) {
  const std::string png = Png();
  std::string bomb =
      png.substr(0, 8) + Chunk("IHDR", U32(60000) + U32(60000) + std::string("\x08\x02\0\0\0", 5));
  bomb += png.substr(33);
  std::string flipped = png;
  flipped[60] = static_cast<char>(flipped[60] ^ 0x55);
  std::string cut = Jpeg();
  cut.resize(cut.size() / 2);
  for (const std::string& file :
       {std::string(), std::string("GIF89a........"), std::string("%PDF-1.7 ...."), bomb, flipped,
        cut, png.substr(0, 40), std::string("\xFF\xD8\xFF\xE0"), std::string(100, '\0')}) {
    EXPECT_EQ(ReasonOf(Remake(file, {}).status()), "ATTACHMENT_REFUSED") << file.size();
  }
}

TEST(ImageFaultTest, WhatCouldHideIsNamed) {
  EXPECT_THAT(ImageFault(ImageMedia::kPng, Remake(Png(), {})->bytes), IsEmpty());
  EXPECT_THAT(ImageFault(ImageMedia::kJpeg, Jpeg()), IsEmpty());
  EXPECT_EQ(ImageFault(ImageMedia::kPng, WithChunk("tEXt", kCanary)),
            "a chunk that is not of its pixels");
  EXPECT_EQ(ImageFault(ImageMedia::kPng, Png() + "x"), "bytes after its end");
  EXPECT_EQ(ImageFault(ImageMedia::kPng, Png().substr(0, 50)),
            "a chunk that is cut short or has a false checksum");
  EXPECT_EQ(ImageFault(ImageMedia::kPng, Jpeg()), "another beginning than PNG's");
  EXPECT_EQ(ImageFault(ImageMedia::kJpeg, WithSegment('\xE0', "JFIF")), "an APP0 segment");
  EXPECT_EQ(ImageFault(ImageMedia::kJpeg, WithSegment('\xEF', kCanary)), "an APP15 segment");
  EXPECT_EQ(ImageFault(ImageMedia::kJpeg, WithSegment('\xFE', kCanary)), "a comment");
  EXPECT_EQ(ImageFault(ImageMedia::kJpeg, Jpeg() + "x"), "bytes after its end");
  EXPECT_EQ(ImageFault(ImageMedia::kJpeg, Jpeg().substr(0, 200)).empty(), false);
  EXPECT_EQ(ImageFault(ImageMedia::kJpeg, ""), "another beginning than JPEG's");
}

TEST(PadImageTest, SizesAreClassesAndNothingElse) {
  struct Row {
    std::size_t image;
    std::size_t padded;
  };
  for (const Row& row : std::vector<Row>{{0, 131072},
                                         {131068, 131072},
                                         {131069, 524288},
                                         {524284, 524288},
                                         {524285, 2097152},
                                         {2097148, 2097152}}) {
    const std::string image(row.image, 'x');
    const auto padded = codes::PadImage(image);
    ASSERT_TRUE(padded.has_value()) << row.image;
    EXPECT_EQ(padded->size(), row.padded);
    EXPECT_EQ(codes::UnpadImage(*padded), image);
  }
  EXPECT_FALSE(codes::PadImage(std::string(2097149, 'x')).has_value());
  std::string padded = codes::PadImage("abc").value();
  EXPECT_FALSE(codes::UnpadImage(padded + "x").has_value());
  padded.back() = 'x';
  EXPECT_FALSE(codes::UnpadImage(padded).has_value()) << "padding that says something";
  std::string lavish(524288, '\0');
  EXPECT_FALSE(codes::UnpadImage(lavish).has_value()) << "a smaller class holds it";
  lavish[0] = '\x7F';
  EXPECT_FALSE(codes::UnpadImage(lavish).has_value()) << "longer than it is";
}

TEST(PersonCodeTest, ANameHasOneCodeHoweverItIsWritten) {
  const std::string key(32, 'k');
  const std::string code = codes::PersonCode(key, "张伟");
  EXPECT_EQ(code.size(), 32u);
  for (const char* name : {"张 伟", "张　伟", " 张伟 "}) {
    EXPECT_EQ(codes::PersonCode(key, name), code) << name;
  }
  EXPECT_EQ(codes::PersonCode(key, "Ｌi"), codes::PersonCode(key, "Li"));
  EXPECT_NE(codes::PersonCode(key, "张维"), code);
  EXPECT_NE(codes::PersonCode(std::string(32, 'j'), "张伟"), code);
}

}  // namespace
}  // namespace probity::image
