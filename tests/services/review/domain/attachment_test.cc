// What review accepts of an image, though scoring made it anew.
#include <gtest/gtest.h>

#include <string>

#include "common/codes/blind_image.h"
#include "common/status/status.h"
#include "services/review/domain/sheet.h"

namespace probity::review {
namespace {

// The smallest PNG: one grey pixel.
std::string Png() {
  return std::string(
      "\x89PNG\r\n\x1a\n"
      "\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55"
      "\0\0\0\x0aIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71"
      "\0\0\0\0IEND\xae\x42\x60\x82",
      67);
}

std::string Outcome(int media, const std::string& content) {
  const absl::Status status = CheckAttachmentArrival(media, content);
  return status.ok() ? "OK" : DetailOf(status).reason;
}

TEST(AttachmentArrivalTest, AnImageInItsClassIsTakenAndNothingElse) {
  const std::string padded = codes::PadImage(Png()).value();
  EXPECT_EQ(codes::ImageFault(codes::ImageMedia::kPng, Png()), "");
  EXPECT_EQ(Outcome(1, padded), "OK");
  EXPECT_EQ(Outcome(2, padded), "SHEET_NOT_BLIND") << "a PNG that says it is a JPEG";
  EXPECT_EQ(Outcome(0, padded), "SHEET_NOT_BLIND");
  EXPECT_EQ(Outcome(3, padded), "SHEET_NOT_BLIND");
  EXPECT_EQ(Outcome(1, Png()), "SHEET_NOT_BLIND") << "no size class";
  EXPECT_EQ(Outcome(1, padded + std::string(1, '\0')), "SHEET_NOT_BLIND");
  EXPECT_EQ(Outcome(1, padded.substr(1)), "SHEET_NOT_BLIND");
  std::string hidden = padded;
  hidden.back() = 'x';
  EXPECT_EQ(Outcome(1, hidden), "SHEET_NOT_BLIND") << "padding that says something";
  EXPECT_EQ(Outcome(1, codes::PadImage(Png() + "zip").value()), "SHEET_NOT_BLIND")
      << "bytes after the image's end";
  EXPECT_EQ(Outcome(1, codes::PadImage("").value()), "SHEET_NOT_BLIND");
}

}  // namespace
}  // namespace probity::review
