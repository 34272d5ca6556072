// What a configuration says about tokens: all of it or nothing, over TLS only, with keys that hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "common/rpc/config.h"
#include "common/rpc/oidc.h"
#include "tests/support/process.h"
#include "tests/support/tokens.h"

namespace probity::rpc {
namespace {

using config::v1::ServiceConfig;
using ::testing::HasSubstr;
using ::testing::Not;

class OidcConfigTest : public ::testing::Test {
 protected:
  OidcConfigTest() {
    std::ofstream(dir_.path() + "/jwks.json")
        << testing::JwksOf({testing::SigningKey::Ec("k1").Jwk()});
    config_.set_tls_dir(dir_.path());
    config_.set_oidc_jwks(dir_.path() + "/jwks.json");
    config_.set_oidc_issuer("https://login.example");
    config_.set_oidc_audience("probity");
  }
  // What is wrong with the completed configuration.
  std::string Faults() {
    ServiceConfig complete = config_;
    Complete("scoring", &complete);
    return std::string(CheckConfig("scoring", complete).message());
  }

  testing::TempDir dir_;  // no tls_dir that holds: other tests are about that
  ServiceConfig config_;
};

TEST_F(OidcConfigTest, IsCompletedWithTheUsualClaimsAndAMinuteOfSkew) {
  Complete("scoring", &config_);
  EXPECT_EQ(config_.oidc_roles_claim(), "probity_roles");
  EXPECT_EQ(config_.oidc_institution_claim(), "probity_institution");
  EXPECT_EQ(config_.oidc_clock_skew_ms(), 60'000);
  EXPECT_THAT(Faults(), Not(HasSubstr("oidc")));
  const OidcSettings settings = OidcSettingsOf(config_);
  EXPECT_EQ(settings.jwks_file, config_.oidc_jwks());
  EXPECT_EQ(settings.issuer, "https://login.example");
  EXPECT_EQ(settings.audience, "probity");
  EXPECT_EQ(settings.roles_claim, "probity_roles");
  EXPECT_EQ(settings.institution_claim, "probity_institution");
  EXPECT_EQ(settings.clock_skew, absl::Minutes(1));
}

TEST_F(OidcConfigTest, WithoutAnyOfItHasNoDefaultsEither) {
  ServiceConfig none;
  Complete("scoring", &none);
  EXPECT_EQ(none.oidc_roles_claim(), "");
  EXPECT_EQ(none.oidc_clock_skew_ms(), 0);
  config_ = ServiceConfig();
  config_.set_oidc_roles_claim("roles");
  EXPECT_THAT(Faults(), HasSubstr("oidc_* settings without oidc_jwks"));
}

TEST_F(OidcConfigTest, NeedsFileIssuerAndAudienceTogether) {
  for (const auto clear : {&ServiceConfig::clear_oidc_jwks, &ServiceConfig::clear_oidc_issuer,
                           &ServiceConfig::clear_oidc_audience}) {
    const ServiceConfig whole = config_;
    (config_.*clear)();
    EXPECT_THAT(Faults(), HasSubstr("are set together"));
    config_ = whole;
  }
}

TEST_F(OidcConfigTest, NeedsTls) {
  config_.clear_tls_dir();
  EXPECT_THAT(Faults(), HasSubstr("a token is taken over TLS only"));
}

TEST_F(OidcConfigTest, NeedsKeysThatHold) {
  std::ofstream(dir_.path() + "/jwks.json") << "<html>";
  EXPECT_THAT(Faults(), HasSubstr("is no JWK Set"));
  config_.set_oidc_jwks(dir_.path() + "/none.json");
  EXPECT_THAT(Faults(), HasSubstr("cannot read " + config_.oidc_jwks()));
}

TEST_F(OidcConfigTest, BoundsTheSkew) {
  for (const int bad : {-1, 300'001}) {
    config_.set_oidc_clock_skew_ms(bad);
    EXPECT_THAT(Faults(), HasSubstr("oidc_clock_skew_ms is")) << bad;
  }
  for (const int good : {1, 300'000}) {
    config_.set_oidc_clock_skew_ms(good);
    EXPECT_THAT(Faults(), Not(HasSubstr("oidc_clock_skew_ms is"))) << good;
  }
}

}  // namespace
}  // namespace probity::rpc
