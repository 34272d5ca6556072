// The form of a token, before any key is looked at: three parts, base64url to the letter, two
// algorithms.
#include "common/rpc/jwt.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/token.h"

namespace probity::rpc {
namespace {

std::string Fault(std::string_view token) {
  const auto jwt = ParseJwt(token);
  return jwt.ok() ? "none" : std::string(jwt.status().message());
}

std::string WithHeader(const std::string& header) {
  return absl::StrCat(ToBase64Url(header), ".", ToBase64Url("{}"), ".", ToBase64Url("signature"));
}

constexpr char kGood[] = R"({"alg":"RS256","kid":"k1","typ":"JWT"})";

TEST(Base64Url, ReadsWhatItWritesForEveryLength) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    EXPECT_EQ(FromBase64Url(ToBase64Url(bytes)), bytes) << i << " bytes";
    bytes.push_back(static_cast<char>(i * 37 + 200));
  }
  EXPECT_EQ(ToBase64Url("\xfb\xff\xfe"), "-__-");
}

TEST(Base64Url, HasOneTextForOneContent) {
  EXPECT_EQ(FromBase64Url("AQ"), "\x01");
  for (const char* wrong :
       {"AQ==", "AQ=", "AR", "A", "AQAAA", "+__-", "-//-", "A Q", "AQ\n", "AQ.", "\xc3\xa4Q"}) {
    EXPECT_EQ(FromBase64Url(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(FromBase64Url(std::string("AQ\0", 3)), std::nullopt);
}

TEST(Jwt, IsThreePartsAndGivesThemBack) {
  const std::string token = WithHeader(kGood);
  const auto jwt = ParseJwt(token);
  ASSERT_TRUE(jwt.ok()) << jwt.status();
  EXPECT_EQ(jwt->algorithm, "RS256");
  EXPECT_EQ(jwt->key_id, "k1");
  EXPECT_EQ(jwt->claims, "{}");
  EXPECT_EQ(jwt->signature, "signature");
  EXPECT_EQ(jwt->signed_text + "." + ToBase64Url("signature"), token);
}

TEST(Jwt, OfAnotherFormIsRefusedWithItsCause) {
  const std::string good = WithHeader(kGood);
  struct Case {
    std::string token;
    std::string cause;
    std::string why;
  };
  const Case cases[] = {
      {"", "form", "nothing"},
      {"..", "form", "three empty parts"},
      {good.substr(0, good.rfind('.')), "form", "no signature"},
      {good.substr(0, good.rfind('.') + 1), "form", "an empty signature"},
      {good + ".AQ", "form", "four parts"},
      {good + ".AQ.AQ", "form", "five parts: an encrypted token"},
      {"." + good.substr(good.find('.') + 1), "form", "no header"},
      {good + "=", "encoding", "padding"},
      {good + " ", "encoding", "a space after it"},
      {"Bearer " + good, "encoding", "its scheme before it"},
      {WithHeader("[]"), "header", "a list"},
      {WithHeader("{"), "header", "half an object"},
      {WithHeader(R"({"alg":"RS256","alg":"none","kid":"k1"})"), "header", "a member twice"},
      {WithHeader(R"({"kid":"k1"})"), "algorithm", "no algorithm"},
      {WithHeader(R"({"alg":"none","kid":"k1"})"), "algorithm", "unsigned"},
      {WithHeader(R"({"alg":"None","kid":"k1"})"), "algorithm", "unsigned, written otherwise"},
      {WithHeader(R"({"alg":"HS256","kid":"k1"})"), "algorithm", "by a shared secret"},
      {WithHeader(R"({"alg":"RS384","kid":"k1"})"), "algorithm", "another hash"},
      {WithHeader(R"({"alg":"PS256","kid":"k1"})"), "algorithm", "another padding"},
      {WithHeader(R"({"alg":"ES256K","kid":"k1"})"), "algorithm", "another curve"},
      {WithHeader(R"({"alg":"rs256","kid":"k1"})"), "algorithm", "lower case"},
      {WithHeader(R"({"alg":["RS256"],"kid":"k1"})"), "algorithm", "a list of algorithms"},
      {WithHeader(R"({"alg":"RS256","kid":"k1","typ":"logout+jwt"})"), "type", "a logout token"},
      {WithHeader(R"({"alg":"RS256","kid":"k1","typ":1})"), "type", "a number as type"},
      {WithHeader(R"({"alg":"RS256","kid":"k1","crit":["b64"],"b64":false})"), "extension",
       "an extension that must be understood"},
      {WithHeader(R"({"alg":"RS256"})"), "key id", "no key id"},
      {WithHeader(R"({"alg":"RS256","kid":""})"), "key id", "an empty key id"},
      {WithHeader(R"({"alg":"RS256","kid":7})"), "key id", "a number as key id"},
      {WithHeader(R"({"alg":"RS256","kid":")" + std::string(257, 'k') + R"("})"), "key id",
       "a key id longer than any"},
  };
  for (const Case& one : cases) EXPECT_EQ(Fault(one.token), one.cause) << one.why;
}

TEST(Jwt, KeyInTheTokenItselfIsNotLookedAt) {
  const auto jwt = ParseJwt(WithHeader(
      R"({"alg":"RS256","kid":"k1","jwk":{"kty":"RSA"},"jku":"https://evil.example/keys"})"));
  ASSERT_TRUE(jwt.ok()) << "these members say where keys could be had, and are passed over";
  EXPECT_EQ(jwt->key_id, "k1");
}

TEST(Jwt, TypesOfAccessTokensAreKnown) {
  for (const char* type : {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"}) {
    EXPECT_EQ(Fault(WithHeader(absl::StrCat(R"({"alg":"ES256","kid":"k1","typ":")", type, "\"}"))),
              "none")
        << type;
  }
  EXPECT_EQ(Fault(WithHeader(R"({"alg":"ES256","kid":"k1"})")), "none") << "no type at all";
}

TEST(Jwt, HasAtMost8KiB) {
  const std::string start = absl::StrCat(ToBase64Url(kGood), ".", ToBase64Url("{}"), ".");
  const size_t rest = kMaxTokenBytes - start.size();
  // A text of 4n + 1 symbols is no base64; both lengths around the bound are.
  ASSERT_NE(rest % 4, 1U);
  EXPECT_EQ(Fault(start + std::string(rest, 'A')), "none");
  EXPECT_EQ(Fault(start + std::string(rest + 1, 'A')), "too long");
}

}  // namespace
}  // namespace probity::rpc
