// A token with any change anywhere is another token or none; bytes from anywhere end in an answer.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/jwks.h"
#include "common/rpc/jwt.h"
#include "common/rpc/oidc.h"
#include "tests/support/tokens.h"

namespace probity::rpc {
namespace {

using testing::GoodClaims;
using testing::JwksOf;
using testing::SignedText;
using testing::SignedToken;
using testing::SigningKey;

const absl::Time kJudgedAt = absl::FromUnixSeconds(1'800'000'000);  // NOLINT: a value

struct Provider {
  SigningKey key = SigningKey::Ec("ec-1");
  PublicKeys keys = *PublicKeys::Parse(JwksOf({key.Jwk()}));
  OidcSettings settings;
  std::string token = SignedToken(key, GoodClaims("officer-1", "CASE_OFFICER", kJudgedAt));
  Provider() {
    settings.issuer = "https://login.example";
    settings.audience = "probity";
  }
  absl::StatusOr<CallerContext> Judge(const std::string& text) const {
    return JudgeToken(keys, settings, text, kJudgedAt);
  }
};

const Provider& TheProvider() {
  static const Provider* const provider = new Provider();
  return *provider;
}

template <typename Property>
void Check(const char* what, Property property) {
  EXPECT_TRUE(rc::check(what, property)) << what;
}

TEST(MutatedToken, WithAnyByteChangedIsRefused) {
  const Provider& provider = TheProvider();
  ASSERT_TRUE(provider.Judge(provider.token).ok());
  // All bytes, not a sample: there are a few hundred.
  for (size_t at = 0; at < provider.token.size(); ++at) {
    for (const char other :
         {'A', 'B', '.', '=', '\0', '\xff', static_cast<char>(provider.token[at] ^ 0x20),
          static_cast<char>(provider.token[at] ^ 0x01)}) {
      if (other == provider.token[at]) continue;
      std::string token = provider.token;
      token[at] = other;
      EXPECT_FALSE(provider.Judge(token).ok()) << "byte " << at << " as " << int{other};
    }
  }
}

TEST(MutatedToken, WithAnyByteMissingOrMoreIsRefused) {
  const Provider& provider = TheProvider();
  for (size_t at = 0; at < provider.token.size(); ++at) {
    std::string less = provider.token;
    less.erase(at, 1);
    EXPECT_FALSE(provider.Judge(less).ok()) << "without byte " << at;
    std::string more = provider.token;
    more.insert(at, 1, 'A');
    EXPECT_FALSE(provider.Judge(more).ok()) << "with one more at " << at;
    EXPECT_FALSE(provider.Judge(provider.token.substr(0, at)).ok()) << "its first " << at;
  }
}

TEST(MutatedToken, MadeOfPiecesOfItselfIsRefused) {
  const Provider& provider = TheProvider();
  Check("pieces", [&] {
    const std::string& token = provider.token;
    std::string made;
    const int pieces = *rc::gen::inRange(1, 6);
    for (int i = 0; i < pieces; ++i) {
      const auto from = *rc::gen::inRange<size_t>(0, token.size());
      made += token.substr(from, *rc::gen::inRange<size_t>(1, token.size()));
    }
    if (made != token) RC_ASSERT(!provider.Judge(made).ok());
  });
}

TEST(AnyBytes, AreAnsweredAsToken) {
  const Provider& provider = TheProvider();
  Check("bytes", [&] {
    const auto text = *rc::gen::arbitrary<std::string>();
    RC_ASSERT(!provider.Judge(text).ok());
    RC_ASSERT(!provider.Judge(absl::StrCat(ToBase64Url(text), ".", ToBase64Url(text), ".AQ")).ok());
  });
}

// Claims the provider itself signed, broken in any way: an answer, and never another person's.
TEST(AnyBytes, AreAnsweredAsSignedClaims) {
  const Provider& provider = TheProvider();
  const std::string claims =
      testing::JsonOf(GoodClaims("officer-1", "CASE_OFFICER,INSPECTOR", kJudgedAt));
  Check("claims", [&] {
    std::string broken = claims;
    const int changes = *rc::gen::inRange(1, 4);
    for (int i = 0; i < changes; ++i) {
      broken[*rc::gen::inRange<size_t>(0, broken.size())] = *rc::gen::arbitrary<char>();
    }
    const auto caller =
        provider.Judge(SignedText(provider.key, R"({"alg":"ES256","kid":"ec-1"})", broken));
    if (!caller.ok()) return;
    RC_ASSERT(caller->service.empty());
    RC_ASSERT(!caller->Has(options::v1::ROLE_SERVICE));
    RC_ASSERT(!caller->Has(options::v1::ROLE_MEMBER_CLIENT));
    RC_ASSERT(!caller->person.empty());
    RC_ASSERT(caller->person.size() <= 128U);
  });
}

TEST(AnyBytes, AreAnsweredAsKeySet) {
  const std::string good = JwksOf({TheProvider().key.Jwk(true)});
  Check("key set", [&] {
    std::string broken = good;
    const int changes = *rc::gen::inRange(1, 6);
    for (int i = 0; i < changes; ++i) {
      broken[*rc::gen::inRange<size_t>(0, broken.size())] = *rc::gen::arbitrary<char>();
    }
    const auto keys = PublicKeys::Parse(broken);
    if (keys.ok()) RC_ASSERT(keys->size() == 1U);
    RC_ASSERT(!PublicKeys::Parse(*rc::gen::arbitrary<std::string>()).ok());
  });
}

TEST(Base64UrlProperty, ReadsWhatItWroteAndWritesWhatItRead) {
  Check("round trip", [] {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    RC_ASSERT(FromBase64Url(ToBase64Url(bytes)) == bytes);
    const std::optional<std::string> read = FromBase64Url(bytes);
    if (read) RC_ASSERT(ToBase64Url(*read) == bytes);
  });
}

}  // namespace
}  // namespace probity::rpc
