// The keys of a token provider and the file they come in.
#include "common/rpc/jwks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/rpc/jwt.h"
#include "common/rpc/log.h"
#include "tests/support/process.h"
#include "tests/support/tokens.h"

namespace probity::rpc {
namespace {

using testing::EcKey;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::JsonMembers;
using testing::JwksOf;
using ::testing::Not;
using testing::Quoted;
using testing::RsaKey;
using testing::SigningKey;

bool VerifiesOwn(const PublicKeys& keys, const SigningKey& key) {
  return keys.Verify(key.key_id(), key.algorithm(), "text", key.Sign("text"));
}

TEST(PublicKeys, VerifyWhatTheirPrivateHalvesSigned) {
  for (const bool zeros : {false, true}) {
    const auto keys = PublicKeys::Parse(JwksOf({RsaKey().Jwk(zeros), EcKey().Jwk(zeros)}));
    ASSERT_TRUE(keys.ok()) << keys.status();
    EXPECT_EQ(keys->size(), 2U);
    EXPECT_TRUE(VerifiesOwn(*keys, RsaKey())) << "zeros in front: " << zeros;
    EXPECT_TRUE(VerifiesOwn(*keys, EcKey())) << "zeros in front: " << zeros;
  }
}

TEST(PublicKeys, RefuseEverySignatureButTheRightOne) {
  const auto keys = PublicKeys::Parse(JwksOf({RsaKey().Jwk(), EcKey().Jwk()}));
  ASSERT_TRUE(keys.ok());
  const std::string rsa = RsaKey().Sign("text");
  const std::string ec = EcKey().Sign("text");
  EXPECT_FALSE(keys->Verify("rsa-1", "RS256", "texT", rsa)) << "of another text";
  EXPECT_FALSE(keys->Verify("rsa-2", "RS256", "text", rsa)) << "another kid";
  EXPECT_FALSE(keys->Verify("rsa-1", "ES256", "text", rsa)) << "another algorithm";
  EXPECT_FALSE(keys->Verify("rsa-1", "RS256", "text", ec)) << "another key's";
  EXPECT_FALSE(keys->Verify("rsa-1", "RS256", "text", "")) << "none";
  EXPECT_FALSE(keys->Verify("rsa-1", "RS256", "text", rsa + '\0')) << "with a byte more";
  EXPECT_FALSE(keys->Verify("ec-1", "ES256", "text", EcKey().SignDer("text"))) << "as DER";
  EXPECT_FALSE(keys->Verify("ec-1", "ES256", "text", ec.substr(1))) << "with a byte less";
  EXPECT_FALSE(keys->Verify("ec-1", "ES256", "text", ec + '\0')) << "with a byte more";
  EXPECT_FALSE(keys->Verify("ec-1", "ES256", "text", std::string(64, '\0'))) << "r = s = 0";
  EXPECT_FALSE(keys->Verify("ec-1", "ES256", "text", ec.substr(32) + ec.substr(0, 32)))
      << "r and s exchanged";
  const SigningKey other = SigningKey::Ec("ec-1");
  EXPECT_FALSE(keys->Verify("ec-1", "ES256", "text", other.Sign("text"))) << "of another key";
}

TEST(PublicKeys, PassOverWhatIsNotForSignaturesOfTokens) {
  const std::string rsa = RsaKey().Jwk();
  const std::string others[] = {
      absl::StrReplaceAll(rsa, {{"\"sig\"", "\"enc\""}, {"rsa-1", "for-encryption"}}),
      absl::StrReplaceAll(rsa, {{"\"kid\":\"rsa-1\",", ""}}),
      absl::StrReplaceAll(rsa, {{"\"kid\"", "\"alg\":\"PS256\",\"kid\""}, {"rsa-1", "for-pss"}}),
      absl::StrReplaceAll(rsa, {{"\"kid\"", "\"alg\":\"RS512\",\"kid\""}, {"rsa-1", "for-512"}}),
      absl::StrReplaceAll(EcKey().Jwk(), {{"P-256", "P-521"}, {"ec-1", "of-521"}}),
      R"({"kty":"OKP","crv":"Ed25519","kid":"okp","x":"AAAA"})",
      R"({"kty":"new","kid":"of-tomorrow"})",
      R"(17)",
  };
  std::vector<std::string> all(std::begin(others), std::end(others));
  EXPECT_THAT(std::string(PublicKeys::Parse(JwksOf(all)).status().message()),
              HasSubstr("has no key with a kid for RS256"));
  all.push_back(rsa);
  const auto keys = PublicKeys::Parse(JwksOf(all));
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->size(), 1U);
  EXPECT_TRUE(VerifiesOwn(*keys, RsaKey()));
}

TEST(PublicKeys, OfOneKidMayDifferInTheirAlgorithm) {
  const SigningKey ec = SigningKey::Ec("rsa-1");
  const auto keys = PublicKeys::Parse(JwksOf({RsaKey().Jwk(), ec.Jwk()}));
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_TRUE(VerifiesOwn(*keys, RsaKey()));
  EXPECT_TRUE(VerifiesOwn(*keys, ec));
}

TEST(PublicKeys, WrongFileIsRefusedWithItsPlace) {
  const std::string rsa = RsaKey().Jwk();
  const std::string ec = EcKey().Jwk();
  const std::string with_private = absl::StrReplaceAll(ec, {{"\"crv\"", "\"d\":\"AQ\",\"crv\""}});
  const std::string x_of_y = absl::StrReplaceAll(ec, {{"\"x\"", "\"z\""}, {"\"y\"", "\"x\""}});
  const std::string off_curve = absl::StrReplaceAll(ec, {{"\"x\":\"", "\"x\":\"AQ\",\"was\":\""}});
  struct Case {
    std::string file;
    std::string fault;
    std::string why;
  };
  const Case cases[] = {
      {"", "is no JWK Set", "an empty file"},
      {"<html>503</html>", "is no JWK Set", "a page of an error"},
      {rsa, "is no JWK Set", "one key without a set"},
      {"{\"keys\":{}}", "is no JWK Set", "an object for the list"},
      {JwksOf({rsa}).substr(0, 100), "is no JWK Set", "half a file"},
      {JwksOf({rsa}) + "x", "is no JWK Set", "something after it"},
      {JwksOf({}), "has no key", "an empty set"},
      {JwksOf({rsa, SigningKey::Rsa("small", 1024).Jwk()}), "keys[1] is no valid",
       "RSA, 1024 bits"},
      {JwksOf({absl::StrReplaceAll(rsa, {{"AQAB", "AQ"}})}), "keys[0] is no valid", "exponent 1"},
      {JwksOf({absl::StrReplaceAll(rsa, {{"AQAB", "AQAA"}})}), "keys[0] is no valid",
       "even exponent"},
      {JwksOf({absl::StrReplaceAll(rsa, {{"\"n\":\"", "\"n\":\"="}})}), "keys[0] is no valid",
       "padding in the modulus"},
      {JwksOf({x_of_y}), "keys[0] is no valid", "half a point"},
      {JwksOf({absl::StrReplaceAll(ec, {{"\"x\":\"", "\"x\":\"AQAA"}})}), "keys[0] is no valid",
       "a coordinate of 35 bytes"},
      {JwksOf({off_curve}), "keys[0] is no valid", "a point off the curve"},
      {JwksOf({rsa, with_private}), "keys[1] holds a secret", "a private key"},
      {JwksOf({R"({"kty":"oct","k":"c2VjcmV0","kid":"k"})"}), "keys[0] holds a secret",
       "a shared secret"},
      {JwksOf({rsa, SigningKey::Rsa("rsa-1").Jwk()}), "keys[1] has the kid", "a kid twice"},
      {JwksOf({rsa}) + std::string(1 << 20, ' '), "larger than 1 MiB", "a file without end"},
  };
  for (const Case& one : cases) {
    const auto keys = PublicKeys::Parse(one.file);
    ASSERT_FALSE(keys.ok()) << one.why;
    EXPECT_THAT(std::string(keys.status().message()), HasSubstr(one.fault)) << one.why;
  }
}

// The log's lines of events while it lives.
class Lines {
 public:
  Lines() {
    CaptureLog([this](const std::string& line) {
      const std::lock_guard<std::mutex> lock(mutex_);
      lines_.push_back(line);
    });
  }
  ~Lines() { CaptureLog(nullptr); }
  std::vector<std::string> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

class JwksFileTest : public ::testing::Test {
 protected:
  void Write(const std::string& content) const {
    std::ofstream(path_ + ".new") << content;
    std::filesystem::rename(path_ + ".new", path_);
  }
  // The keys a second later than at the last question.
  std::shared_ptr<const PublicKeys> Next() { return file_->Current(now_ += absl::Seconds(1)); }

  testing::TempDir dir_;
  const std::string path_ = dir_.path() + "/jwks.json";
  std::unique_ptr<JwksFile> file_;
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  Lines lines_;
};

TEST_F(JwksFileTest, MustBeRightAtStart) {
  EXPECT_EQ(JwksFile::Open(path_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(JwksFile::Open(dir_.path()).status().code(), absl::StatusCode::kNotFound) << "a folder";
  Write("{}");
  const absl::Status status = JwksFile::Open(path_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
}

TEST_F(JwksFileTest, IsReadAgainWhenItChanges) {
  Write(JwksOf({RsaKey().Jwk()}));
  auto opened = JwksFile::Open(path_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  file_ = *std::move(opened);
  ASSERT_TRUE(VerifiesOwn(*Next(), RsaKey()));
  EXPECT_THAT(lines_.Take(), IsEmpty()) << "nothing new, nothing said";

  Write(JwksOf({EcKey().Jwk()}));
  EXPECT_TRUE(VerifiesOwn(*file_->Current(now_ + absl::Milliseconds(999)), RsaKey()))
      << "looked at only once a second";
  const auto keys = Next();
  EXPECT_TRUE(VerifiesOwn(*keys, EcKey()));
  EXPECT_FALSE(VerifiesOwn(*keys, RsaKey())) << "a key the provider dropped is worth nothing";
  EXPECT_THAT(lines_.Take(), ElementsAre(HasSubstr("jwks_read")));
}

TEST_F(JwksFileTest, KeepsTheKeysOfBeforeWhileItIsBrokenAndSaysSoOnce) {
  const std::string good = JwksOf({RsaKey().Jwk()});
  Write(good);
  file_ = *JwksFile::Open(path_);
  for (const std::string& broken :
       std::vector<std::string>{"", "<html>", "{\"keys\":[]}", good.substr(0, 40)}) {
    Write(broken);
    EXPECT_TRUE(VerifiesOwn(*Next(), RsaKey())) << broken;
    EXPECT_THAT(lines_.Take(), ElementsAre(HasSubstr("jwks_kept"))) << broken;
    EXPECT_TRUE(VerifiesOwn(*Next(), RsaKey())) << broken;
    EXPECT_THAT(lines_.Take(), IsEmpty()) << "once: " << broken;
  }
  std::filesystem::remove(path_);
  EXPECT_TRUE(VerifiesOwn(*Next(), RsaKey())) << "gone";
  EXPECT_THAT(lines_.Take(), ElementsAre(HasSubstr("cannot read")));
  EXPECT_TRUE(VerifiesOwn(*Next(), RsaKey())) << "still gone";
  EXPECT_THAT(lines_.Take(), IsEmpty());

  Write(JwksOf({EcKey().Jwk()}));
  EXPECT_TRUE(VerifiesOwn(*Next(), EcKey())) << "good again";
}

TEST_F(JwksFileTest, IsLookedAtAgainAfterTheClockWasSetBack) {
  Write(JwksOf({RsaKey().Jwk()}));
  file_ = *JwksFile::Open(path_);
  ASSERT_NE(Next(), nullptr);
  Write(JwksOf({EcKey().Jwk()}));
  EXPECT_TRUE(VerifiesOwn(*file_->Current(now_ - absl::Hours(1)), EcKey()));
}

}  // namespace
}  // namespace probity::rpc
