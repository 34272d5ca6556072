// Signatures and sealing to public keys, against published vectors.
#include <gtest/gtest.h>

#include <string>

#include "common/crypto/crypto.h"
#include "common/crypto/hpke.h"
#include "common/crypto/seeded_entropy.h"
#include "common/crypto/signature.h"

namespace probity::crypto {
namespace {

std::string Unhex(std::string_view hex) {
  return FromHex(hex).value();
}

// RFC 8032 section 7.1, test 2.
constexpr char kSeed[] = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
constexpr char kPublic[] = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr char kSignature[] =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

TEST(Signature, IsThatOfRfc8032) {
  const SigningKey key(Unhex(kSeed));
  EXPECT_EQ(Hex(key.public_key()), kPublic);
  EXPECT_EQ(Hex(key.Sign("\x72")), kSignature);
}

TEST(Signature, HoldsForOneMessageAndOneKeyOnly) {
  const std::string signature = Unhex(kSignature);
  EXPECT_TRUE(VerifySignature(Unhex(kPublic), "\x72", signature));
  EXPECT_FALSE(VerifySignature(Unhex(kPublic), "\x73", signature));
  EXPECT_FALSE(VerifySignature(SigningKey(std::string(32, '\1')).public_key(), "\x72", signature));
  EXPECT_FALSE(VerifySignature(Unhex(kPublic), "\x72", signature.substr(1)));
  EXPECT_FALSE(VerifySignature("short", "\x72", signature));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string altered = signature;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(VerifySignature(Unhex(kPublic), "\x72", altered)) << "byte " << i;
  }
}

// RFC 9180 appendix A.1.1; both sides come to the same key and nonce.
TEST(Hpke, DerivesTheKeysOfRfc9180) {
  const std::string ephemeral =
      Unhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");
  const std::string encapsulated =
      Unhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
  const std::string recipient_private =
      Unhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
  const std::string recipient =
      Unhex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
  const std::string info = Unhex("4f6465206f6e2061204772656369616e2055726e");
  EXPECT_EQ(PublicKeyOf(ephemeral).value(), encapsulated);
  EXPECT_EQ(PublicKeyOf(recipient_private).value(), recipient);
  for (const auto& [own, other] :
       {std::pair(ephemeral, recipient), std::pair(recipient_private, encapsulated)}) {
    const auto keys = HpkeSchedule(own, other, encapsulated, recipient, info, HpkeAead::kAes128Gcm);
    ASSERT_TRUE(keys.ok()) << keys.status();
    EXPECT_EQ(Hex(keys->key), "4531685d41d65f03dc48f6b8302c05b0");
    EXPECT_EQ(Hex(keys->nonce), "56d890e5accaaf011cff4b7d");
  }
}

TEST(Hpke, OpensForItsKeyItsInfoAndEveryByte) {
  const Entropy entropy = SeededEntropy("hpke");
  const std::string own = entropy(32);
  const std::string public_key = PublicKeyOf(own).value();
  const std::string sealed = SealTo(public_key, "info", "a ballot", entropy).value();
  EXPECT_EQ(sealed.size(), 8 + kSealedToOverhead);
  EXPECT_EQ(OpenWith(own, "info", sealed).value(), "a ballot");
  EXPECT_NE(SealTo(public_key, "info", "a ballot", entropy).value(), sealed);
  EXPECT_FALSE(OpenWith(own, "other", sealed).ok());
  EXPECT_FALSE(OpenWith(entropy(32), "info", sealed).ok());
  EXPECT_FALSE(OpenWith(own, "info", sealed.substr(0, 40)).ok());
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(OpenWith(own, "info", altered).ok()) << "byte " << i;
  }
}

TEST(Hpke, RefusesWhatIsNoKey) {
  const Entropy entropy = SeededEntropy("hpke");
  EXPECT_FALSE(SealTo("short", "", "text", entropy).ok());
  EXPECT_FALSE(SealTo(std::string(32, '\0'), "", "text", entropy).ok())
      << "the point of order one gives a secret anybody knows";
  EXPECT_FALSE(OpenWith("short", "", std::string(64, 'x')).ok());
}

}  // namespace
}  // namespace probity::crypto
