// The scanner of L1 sees a secret in every disguise it claims to know, and none where there is
// none.
#include "tests/blind/canary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"

namespace probity::blind {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Disguise {
  std::string how;
  std::string bytes;
};

const CanaryScanner& Scanner() {
  static const auto* const scanner = new CanaryScanner({
      {"id", "INST-CANARY-0007", ""},
      {"name", "璩寮瑷埭诊所", "quliaoaidai"},
      {"phone", "1387770046190", ""},
      {"case", "0196a3c0-1c2d-7e3f-8a4b-5c6d7e8f9a0b", ""},
  });
  return *scanner;
}

std::string Base64Behind(const std::string& before, const std::string& text) {
  std::string out;
  absl::Base64Escape(before + text + "behind", &out);
  return out;
}

std::vector<Disguise> Disguises() {
  const std::string id = "INST-CANARY-0007";
  return {
      {"plain", id},
      {"small letters", "inst-canary-0007"},
      {"full width", "ＩＮＳＴ－ＣＡＮＡＲＹ－０００７"},
      {"spaced", "I N S T C A N A R Y 0 0 0 7"},
      {"zero width", "INST\u200B-CAN\u2060ARY\uFEFF-0007"},
      {"hex", "x" + crypto::Hex(id) + "y"},
      {"base64", Base64Behind("", id)},
      {"base64 at 1", Base64Behind("1", id)},
      {"base64 at 2", Base64Behind("12", id)},
      {"web-safe base64", absl::WebSafeBase64Escape("??" + id)},
      {"UTF-16", std::string("I\0N\0S\0T\0-\0C\0A\0N\0A\0R\0Y\0-\0000\0000\0000\0007\0", 32)},
      {"hash", crypto::Sha256(id)},
      {"name", "在璩寮瑷埭诊所就诊"},
      {"three of its ideographs", "某寮瑷埭某"},
      {"name, spaced", "璩 寮 瑷 埭"},
      {"name by sound", "Qu Liao Ai Dai clinic"},
      {"number", "tel 1387770046190."},
      {"case's bytes", absl::HexStringToBytes("0196a3c01c2d7e3f8a4b5c6d7e8f9a0b")},
      {"case without dashes", "0196A3C01C2D7E3F8A4B5C6D7E8F9A0B"},
  };
}

TEST(CanaryScanner, FindsEveryDisguise) {
  for (const Disguise& one : Disguises()) {
    EXPECT_FALSE(Scanner().Find("before " + one.bytes + " after").empty()) << one.how;
  }
}

TEST(CanaryScanner, FindsANumberAsANumber) {
  const std::uint64_t number = 1387770046190;
  std::string fixed, varint;
  for (int i = 0; i < 8; ++i) fixed.push_back(static_cast<char>(number >> (8 * i)));
  for (std::uint64_t rest = number; rest > 0; rest >>= 7) {
    varint.push_back(static_cast<char>((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
  }
  const std::string big(fixed.rbegin(), fixed.rend());
  for (const std::string& bytes : {fixed, big, varint}) {
    EXPECT_THAT(Scanner().Find("x" + bytes + "y"), Contains(HasSubstr("phone")));
  }
}

TEST(CanaryScanner, FindsTheBytesOfAnId) {
  const Id id = RandomId(crypto::SystemEntropy());
  const CanaryScanner scanner({{"case", id.Text(), ""}});
  EXPECT_THAT(scanner.Find("x" + id.Bytes() + "y"), Contains(HasSubstr("case")));
  EXPECT_THAT(scanner.Find(crypto::Hex(id.Bytes())), Contains(HasSubstr("case")));
}

TEST(CanaryScanner, FindsAChineseNameInGbk) {
  const CanaryScanner scanner({{"name", "中文名", ""}});
  EXPECT_THAT(scanner.Find("x\xD6\xD0\xCE\xC4\xC3\xFBy"), Contains(HasSubstr("GBK")));
}

TEST(CanaryScanner, FindsNothingWhereThereIsNothing) {
  const auto entropy = crypto::SystemEntropy();
  EXPECT_THAT(Scanner().Find("机构 INST-0007 CANARY 璩寮 13877700 0196a3c0"), IsEmpty());
  EXPECT_THAT(Scanner().Find(entropy(200'000)), IsEmpty());
}

}  // namespace
}  // namespace probity::blind
