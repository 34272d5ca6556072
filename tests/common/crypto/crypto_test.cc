#include "common/crypto/crypto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/crypto/seeded_entropy.h"

namespace probity::crypto {
namespace {

std::string Bytes(std::string_view hex) {
  return FromHex(hex).value();
}

TEST(Sha256, GivesThePublishedVectors) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  const std::string text(1000, 'x');
  Sha256Hasher hasher;
  for (size_t i = 0; i < text.size(); i += 7) hasher.Update(std::string_view(text).substr(i, 7));
  EXPECT_EQ(hasher.Finish(), Sha256(text));
}

TEST(Sha256, OfNoPieceIsThatOfTheEmptyText) {
  EXPECT_EQ(Sha256Hasher().Finish(), Sha256(""));
}

// RFC 4231, cases 1, 2 and 6.
TEST(HmacSha256, GivesThePublishedVectors) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, AcceptsAnEmptyKeyAndMessage) {
  EXPECT_EQ(Hex(HmacSha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// The algorithm is looked up once and shared, so the first uses meet here.
TEST(HmacSha256, FromManyThreadsIsThatFromOne) {
  std::vector<std::string> macs(8);
  std::vector<std::thread> threads;
  for (std::string& mac : macs) {
    threads.emplace_back([&mac] {
      for (int i = 0; i < 200; ++i) mac = HmacSha256(mac, Sha256(mac));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(macs, ::testing::Each(macs[0]));
  std::string alone;
  for (int i = 0; i < 200; ++i) alone = HmacSha256(alone, Sha256(alone));
  EXPECT_EQ(Hex(macs[0]), Hex(alone));
}

TEST(Sha1, GivesThePublishedVector) {
  EXPECT_EQ(Hex(Sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Hex, OfAllBytesComesBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  EXPECT_EQ(FromHex(Hex(all)).value(), all);
  EXPECT_EQ(FromHex("00fFAb").value(), std::string("\x00\xff\xab", 3));
}

TEST(Hex, RefusesWhatIsNotHex) {
  for (const char* text : {"0", "0g", "xx", "0 ", " 00", "-1"}) {
    EXPECT_EQ(FromHex(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

// Test cases 13, 14 and 16 of the GCM submission (256-bit keys).
TEST(Seal, GivesThePublishedVectors) {
  const std::string zero_key(32, '\0');
  const std::string zero_nonce(12, '\0');
  EXPECT_EQ(Hex(Seal(zero_key, zero_nonce, "", "").value()), "530f8afbc74536b9a963b4f1c4cb738b");
  EXPECT_EQ(Hex(Seal(zero_key, zero_nonce, std::string(16, '\0'), "").value()),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  const std::string key = Bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string text = Bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2"
      "449a6b525b16aedf5aa0de657ba637b39");
  EXPECT_EQ(
      Hex(Seal(key, Bytes("cafebabefacedbaddecaf888"), text,
               Bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
              .value()),
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b105"
      "6828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
}

TEST(Open, GivesBackWhatWasSealed) {
  const std::string key(32, 'k');
  const std::string nonce(12, 'n');
  for (const std::string& text : {std::string(), std::string("x"), std::string(5000, '\0')}) {
    EXPECT_EQ(Open(key, nonce, Seal(key, nonce, text, "row").value(), "row").value(), text);
  }
}

TEST(Open, RefusesAnyChange) {
  const std::string key(32, 'k');
  const std::string nonce(12, 'n');
  const std::string sealed = Seal(key, nonce, "ballot", "round 1").value();
  EXPECT_FALSE(Open(std::string(32, 'K'), nonce, sealed, "round 1").ok());
  EXPECT_FALSE(Open(key, std::string(12, 'N'), sealed, "round 1").ok());
  EXPECT_FALSE(Open(key, nonce, sealed, "round 2").ok());
  EXPECT_FALSE(Open(key, nonce, sealed.substr(1), "round 1").ok());
  EXPECT_FALSE(Open(key, nonce, "short", "round 1").ok());
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Open(key, nonce, changed, "round 1").ok()) << "byte " << i;
  }
}

TEST(Seal, RefusesAKeyOrNonceOfAnotherSize) {
  EXPECT_FALSE(Seal(std::string(31, 'k'), std::string(12, 'n'), "x", "").ok());
  EXPECT_FALSE(Seal(std::string(32, 'k'), std::string(16, 'n'), "x", "").ok());
}

TEST(SystemEntropy, GivesAsManyBytesAsAskedAndNeverTheSameTwice) {
  const Entropy entropy = SystemEntropy();
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(entropy(16));
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(entropy(0), "");
  EXPECT_EQ(entropy(100).size(), 100u);
}

TEST(SeededEntropy, RepeatsItselfForOneSeedAndDiffersForAnother) {
  const Entropy a = SeededEntropy("seed");
  const Entropy b = SeededEntropy("seed");
  const std::string first = a(10);
  EXPECT_EQ(first, b(10));
  EXPECT_EQ(a(50), b(50));
  EXPECT_NE(a(10), first) << "it must move on";
  EXPECT_NE(SeededEntropy("other")(10), first);
}

TEST(SeededEntropy, CopiesShareOnePosition) {
  const Entropy a = SeededEntropy("seed");
  const Entropy copy = a;
  EXPECT_NE(a(16), copy(16));
}

TEST(EqualConstantTime, ComparesContentAndLength) {
  EXPECT_TRUE(EqualConstantTime("", ""));
  EXPECT_TRUE(EqualConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualConstantTime("abc", "ab"));
}

TEST(Cleanse, OverwritesTheBytesAndEmptiesTheString) {
  std::string secret(64, 's');
  const char* place = secret.data();
  Cleanse(secret);
  EXPECT_TRUE(secret.empty());
  // The capacity is kept, so the old place is still the string's own.
  ASSERT_EQ(secret.data(), place);
  secret.resize(1);
  EXPECT_THAT(std::string(place + 1, 10), ::testing::Not(::testing::HasSubstr("s")));
}

TEST(Append, WritesBigEndian) {
  std::string out;
  AppendU8(out, 0x01);
  AppendU16(out, 0x0203);
  AppendU32(out, 0x04050607);
  AppendU64(out, 0xf8090a0b0c0d0e0fULL);
  EXPECT_EQ(Hex(out), "01020304050607f8090a0b0c0d0e0f");
}

}  // namespace
}  // namespace probity::crypto
