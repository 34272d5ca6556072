// Whom a token makes a caller, and every nearest token that makes none.
#include "common/rpc/oidc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/rpc/caller.h"
#include "common/rpc/jwt.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "tests/support/process.h"
#include "tests/support/tokens.h"

namespace probity::rpc {
namespace {

using options::v1::Role;
using ::testing::Contains;
using testing::EcKey;
using ::testing::ElementsAre;
using testing::GoodClaims;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::JsonMembers;
using testing::JsonOf;
using testing::JwksOf;
using ::testing::Not;
using testing::Quoted;
using testing::RsaKey;
using testing::SignedText;
using testing::SignedToken;
using testing::SigningKey;

constexpr int64_t kNowSeconds = 1'800'000'000;
const absl::Time kNow = absl::FromUnixSeconds(kNowSeconds);  // NOLINT: a value

const PublicKeys& Keys() {
  static const PublicKeys* const keys =
      new PublicKeys(*PublicKeys::Parse(JwksOf({RsaKey().Jwk(), EcKey().Jwk()})));
  return *keys;
}

OidcSettings Settings() {
  OidcSettings settings;
  settings.issuer = "https://login.example";
  settings.audience = "probity";
  return settings;
}

// The claims of an officer, with some of them changed; an empty value takes the claim away.
JsonMembers Claims(const JsonMembers& changes = {}) {
  JsonMembers claims = GoodClaims("officer-1", "CASE_OFFICER", kNow);
  for (const auto& [name, value] : changes) {
    if (value.empty()) {
      claims.erase(name);
    } else {
      claims[name] = value;
    }
  }
  return claims;
}

std::string Token(const JsonMembers& changes = {}) {
  return SignedToken(EcKey(), Claims(changes));
}

absl::StatusOr<CallerContext> Judge(const std::string& token, absl::Time now = kNow) {
  return JudgeToken(Keys(), Settings(), token, now);
}

std::string Fault(const std::string& token, absl::Time now = kNow) {
  const auto caller = Judge(token, now);
  return caller.ok() ? "none" : std::string(caller.status().message());
}

// The roles a claim gives, by their names: "CASE_OFFICER,INSPECTOR".
std::string RolesOf(const std::string& claim) {
  const auto caller = Judge(Token({{"probity_roles", claim}}));
  if (!caller.ok()) return absl::StrCat("refused: ", caller.status().message());
  return MetadataOf(*caller).count(kRolesKey) == 0 ? ""
                                                   : MetadataOf(*caller).find(kRolesKey)->second;
}

TEST(JudgeToken, TakesBothAlgorithms) {
  for (const SigningKey* key : {&RsaKey(), &EcKey()}) {
    const auto caller = Judge(SignedToken(*key, Claims()));
    ASSERT_TRUE(caller.ok()) << key->algorithm() << ": " << caller.status();
    EXPECT_EQ(caller->person, "officer-1");
    EXPECT_EQ(caller->roles, std::set<Role>{options::v1::ROLE_CASE_OFFICER});
    EXPECT_EQ(caller->institution_id, "");
    EXPECT_EQ(caller->service, "");
  }
}

TEST(JudgeToken, RefusesWhatTheProviderDidNotSign) {
  const SigningKey stranger = SigningKey::Ec("ec-1");
  const std::string header = R"({"alg":"HS256","kid":"rsa-1"})";
  const std::string claims = JsonOf(Claims());
  const std::string text = absl::StrCat(ToBase64Url(header), ".", ToBase64Url(claims));
  const std::string by_secret =
      absl::StrCat(text, ".", ToBase64Url(crypto::HmacSha256(RsaKey().Pem(), text)));
  const std::string good = SignedToken(EcKey(), Claims());
  const std::string other = SignedToken(EcKey(), Claims({{"sub", "\"officer-2\""}}));
  struct Case {
    std::string token;
    std::string cause;
    std::string why;
  };
  const Case cases[] = {
      {SignedToken(stranger, Claims()), "signature", "another's key under the same kid"},
      {SignedToken(EcKey(), Claims(), {{"kid", "\"ec-2\""}}), "key", "an unknown kid"},
      {SignedToken(EcKey(), Claims(), {{"kid", "\"rsa-1\""}}), "key", "the kid of the RSA key"},
      {SignedToken(EcKey(), Claims(), {{"kid", "\"rsa-1\""}, {"alg", "\"RS256\""}}), "signature",
       "the other key's kid and algorithm"},
      {SignedToken(EcKey(), Claims(), {{"alg", "\"none\""}}), "algorithm", "signed, says unsigned"},
      {by_secret, "algorithm", "HS256 with the public key as its secret"},
      {good.substr(0, good.rfind('.')) + other.substr(other.rfind('.')), "signature",
       "the signature of another token"},
      {other.substr(0, other.rfind('.')) + good.substr(good.rfind('.')), "signature",
       "the claims of another token"},
  };
  for (const Case& one : cases) EXPECT_EQ(Fault(one.token), one.cause) << one.why;
}

TEST(JudgeToken, RefusesEachWrongClaimForItsCause) {
  const auto at = [](int64_t offset) { return absl::StrCat(kNowSeconds + offset); };
  struct Case {
    JsonMembers changes;
    std::string cause;
    std::string why;
  };
  const std::string long_name(129, 'p');
  const Case cases[] = {
      {{}, "none", "nothing changed"},
      {{{"iss", ""}}, "issuer", "no issuer"},
      {{{"iss", "\"https://login.example/\""}}, "issuer", "a slash more"},
      {{{"iss", "\"https://LOGIN.example\""}}, "issuer", "capitals"},
      {{{"iss", "[\"https://login.example\"]"}}, "issuer", "a list of issuers"},
      {{{"aud", ""}}, "audience", "no audience"},
      {{{"aud", "\"Probity\""}}, "audience", "a capital"},
      {{{"aud", "\"probity openid\""}}, "audience", "two in one text"},
      {{{"aud", "[]"}}, "audience", "an empty list"},
      {{{"aud", "[\"payroll\",\"probity2\"]"}}, "audience", "a list without us"},
      {{{"aud", "[\"payroll\",\"probity\"]"}}, "none", "a list with us"},
      {{{"aud", "[\"probity\"]"}}, "none", "a list of us alone"},
      {{{"aud", "[[\"probity\"]]"}}, "audience", "a list in a list"},
      {{{"aud", "{\"probity\":1}"}}, "audience", "an object"},
      {{{"exp", ""}}, "expiry", "without end"},
      {{{"exp", "null"}}, "expiry", "without a number"},
      {{{"exp", Quoted(at(600))}}, "expiry", "a text"},
      {{{"exp", "-1"}}, "expiry", "before 1970"},
      {{{"exp", "99999999999999999999"}}, "expiry", "more than any time"},
      {{{"exp", "1e300"}}, "expiry", "more than any time, shorter"},
      {{{"nbf", "1.9e300"}}, "not yet", "an exponent behind a small number"},
      {{{"exp", at(-59)}}, "none", "ended within the skew"},
      {{{"exp", at(-60)}}, "expired", "ended by the skew exactly"},
      {{{"exp", at(-59) + ".5"}}, "none", "a fraction of a second"},
      {{{"nbf", ""}, {"iat", ""}}, "none", "nbf and iat are optional"},
      {{{"nbf", at(60)}}, "none", "begins within the skew"},
      {{{"nbf", at(61)}}, "not yet", "begins a second after the skew"},
      {{{"nbf", "\"soon\""}}, "not yet", "begins some time"},
      {{{"iat", at(60)}}, "none", "made within the skew"},
      {{{"iat", at(61)}}, "issued later", "made a second after the skew"},
      {{{"iat", "true"}}, "issued later", "made some time"},
      {{{"sub", ""}}, "person", "nobody"},
      {{{"sub", "\"\""}}, "person", "an empty name"},
      {{{"sub", "17"}}, "person", "a number"},
      {{{"sub", "\" officer-1\""}}, "person", "a space before it"},
      {{{"sub", "\"officer-1 \""}}, "person", "a space behind it"},
      {{{"sub", "\"officer\\n1\""}}, "person", "a line break"},
      {{{"sub", "\"officer\\u00001\""}}, "person", "a zero byte"},
      {{{"sub", "\"\\u738b\""}}, "person", "beyond ASCII"},
      {{{"sub", Quoted(long_name.substr(1))}}, "none", "128 characters"},
      {{{"sub", Quoted(long_name)}}, "person", "129 characters"},
      {{{"sub", "\"service:review\""}}, "person", "the name of one of our services"},
      {{{"sub", "17"}, {"preferred_username", "\"officer-1\""}},
       "person",
       "a sub that is wrong is not replaced"},
      {{{"probity_roles", "{\"CASE_OFFICER\":true}"}}, "roles", "an object of roles"},
      {{{"probity_roles", "[1]"}}, "roles", "numbers as roles"},
      {{{"probity_roles", "[[\"CASE_OFFICER\"]]"}}, "roles", "a list in a list"},
      {{{"type", "\"refresh_token\""}}, "kind", "a refresh token of glewlwyd"},
      {{{"typ", "\"ID\""}}, "kind", "an identity token of Keycloak"},
      {{{"typ", "\"Refresh\""}}, "kind", "a refresh token of Keycloak"},
      {{{"typ", "\"Bearer\""}}, "none", "an access token of Keycloak"},
      {{{"token_use", "\"id\""}}, "kind", "an identity token of Cognito"},
      {{{"cnf", "{\"jkt\":\"x\"}"}}, "bound", "a token of a key that was not shown"},
  };
  for (const Case& one : cases) EXPECT_EQ(Fault(Token(one.changes)), one.cause) << one.why;
}

TEST(JudgeToken, ReadsClaimsStrictly) {
  for (const char* claims : {"", "[]", "17", "{", "{} {}", R"({"sub":"a","sub":"b"})",
                             R"({iss:"https://login.example"})", "{\"iss\":'x'}", "{\"a\":1,}"}) {
    EXPECT_EQ(Fault(SignedText(EcKey(), R"({"alg":"ES256","kid":"ec-1"})",
                               *claims == '\0' ? " " : claims)),
              "claims")
        << claims;
  }
}

TEST(JudgeToken, NamesThePersonBySubAndElseByUsername) {
  const auto both = Judge(Token({{"preferred_username", "\"zhang\""}}));
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->person, "officer-1") << "a username can be given to another person later";
  const auto one = Judge(Token({{"sub", ""}, {"preferred_username", "\"zhang\""}}));
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->person, "zhang");
  EXPECT_EQ(Fault(Token({{"sub", ""}, {"preferred_username", "\"service:review\""}})), "person");
}

TEST(JudgeToken, TakesRolesAsProvidersWriteThem) {
  EXPECT_EQ(RolesOf(R"(["INSPECTOR","CASE_OFFICER"])"), "INSPECTOR,CASE_OFFICER");
  EXPECT_EQ(RolesOf(R"("INSPECTOR,CASE_OFFICER")"), "INSPECTOR,CASE_OFFICER");
  EXPECT_EQ(RolesOf(R"("INSPECTOR CASE_OFFICER")"), "INSPECTOR,CASE_OFFICER");
  EXPECT_EQ(RolesOf(R"(" INSPECTOR,  CASE_OFFICER,")"), "INSPECTOR,CASE_OFFICER");
  EXPECT_EQ(RolesOf(R"([])"), "");
  EXPECT_EQ(RolesOf(R"("")"), "");
  EXPECT_EQ(RolesOf(""), "") << "no claim, no role; the call is refused by its method";
}

TEST(JudgeToken, PassesOverNamesThatAreNoRoleOfAPerson) {
  EXPECT_EQ(RolesOf(R"(["offline_access","AUDITOR","case_officer","ROLE_INSPECTOR",""])"),
            "AUDITOR");
  EXPECT_EQ(RolesOf(R"(["UNSPECIFIED","SERVICE","MEMBER_CLIENT","AUDITOR"])"), "AUDITOR")
      << "only a certificate makes a service or a terminal of the committee";
  EXPECT_EQ(RolesOf(R"(["SERVICE"])"), "");
}

TEST(JudgeToken, KnowsEveryRoleOfAPerson) {
  for (int number = options::v1::Role_MIN; number <= options::v1::Role_MAX; ++number) {
    if (!options::v1::Role_IsValid(number)) continue;
    const auto role = static_cast<Role>(number);
    const bool personal = role != options::v1::ROLE_UNSPECIFIED &&
                          role != options::v1::ROLE_SERVICE &&
                          role != options::v1::ROLE_MEMBER_CLIENT;
    const std::string name = options::v1::Role_Name(role).substr(5);
    const auto caller =
        Judge(Token({{"probity_roles", Quoted(name)}, {"probity_institution", "\"H001\""}}));
    ASSERT_TRUE(caller.ok()) << name << ": " << caller.status();
    EXPECT_EQ(caller->Has(role), personal) << name;
    EXPECT_EQ(caller->roles.size(), personal ? 1U : 0U) << name;
  }
}

TEST(JudgeToken, RefusesRolesThatNoOnePersonMayCombine) {
  const auto status =
      Judge(Token({{"probity_roles", R"("CASE_OFFICER,LEGAL_REVIEWER")"}})).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(HasReason(status, Reason::k_ROLES_INCOMPATIBLE)) << status;
}

TEST(JudgeToken, BindsAnInstitutionToItsOwnId) {
  const auto of = [](const std::string& roles, const std::string& institution) {
    return Judge(Token({{"probity_roles", Quoted(roles)}, {"probity_institution", institution}}));
  };
  const auto good = of("INSTITUTION", "\"H001\"");
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->institution_id, "H001");
  for (const char* wrong : {"", "\"\"", "17", "[\"H001\"]", "[\"H001\",\"H002\"]", "\"H001 \"",
                            "\"H\\u0000\"", "null"}) {
    EXPECT_EQ(of("INSTITUTION", wrong).status().message(), "institution") << wrong;
  }
  const auto officer = of("CASE_OFFICER", "\"H001\"");
  ASSERT_TRUE(officer.ok());
  EXPECT_EQ(officer->institution_id, "") << "of no meaning without the role";
}

TEST(JudgeToken, ReadsRolesAndInstitutionFromTheClaimsTheBureauNames) {
  OidcSettings settings = Settings();
  settings.roles_claim = "https://example/roles";
  settings.institution_claim = "org";
  const std::string token = Token({{"https://example/roles", "\"INSTITUTION\""},
                                   {"org", "\"H007\""},
                                   {"probity_institution", "\"H001\""}});
  const auto caller = JudgeToken(Keys(), settings, token, kNow);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->institution_id, "H007");
  EXPECT_EQ(caller->roles, std::set<Role>{options::v1::ROLE_INSTITUTION})
      << "not what stands under the default's name";
}

// The verifier as a server uses it: keys from a file, one answer for every fault.
class OidcVerifierTest : public ::testing::Test {
 protected:
  OidcVerifierTest() {
    settings_.jwks_file = dir_.path() + "/jwks.json";
    Write(JwksOf({EcKey().Jwk()}));
    CaptureLog([this](const std::string& line) {
      const std::lock_guard<std::mutex> lock(mutex_);
      lines_.push_back(line);
    });
  }
  ~OidcVerifierTest() override { CaptureLog(nullptr); }

  void Write(const std::string& content) const {
    std::ofstream(settings_.jwks_file + ".new") << content;
    std::filesystem::rename(settings_.jwks_file + ".new", settings_.jwks_file);
  }

  testing::TempDir dir_;
  OidcSettings settings_ = Settings();
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

TEST_F(OidcVerifierTest, AnswersEveryFaultAlike) {
  const auto verifier = OidcVerifier::Make(settings_);
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  ASSERT_TRUE((*verifier)->Verify(Token(), kNow).ok());
  std::set<std::string> answers;
  const std::string faulty[] = {"",
                                "x",
                                std::string(kMaxTokenBytes + 1, 'x'),
                                SignedToken(SigningKey::Ec("ec-1"), Claims()),
                                Token({{"exp", absl::StrCat(kNowSeconds - 3600)}}),
                                Token({{"aud", "\"payroll\""}}),
                                Token({{"sub", ""}}),
                                SignedToken(EcKey(), Claims(), {{"alg", "\"none\""}})};
  for (const std::string& token : faulty) {
    const absl::Status status = (*verifier)->Verify(token, kNow).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << status;
    EXPECT_TRUE(HasReason(status, Reason::k_UNAUTHENTICATED));
    answers.insert(status.ToString());
  }
  EXPECT_EQ(answers.size(), 1U) << absl::StrJoin(answers, "\n");
}

TEST_F(OidcVerifierTest, LogsTheCauseOnceASecondAndNothingOfTheToken) {
  const auto verifier = OidcVerifier::Make(settings_);
  ASSERT_TRUE(verifier.ok());
  const std::string token = Token({{"exp", absl::StrCat(kNowSeconds - 3600)}});
  for (int i = 0; i < 100; ++i) ASSERT_FALSE((*verifier)->Verify(token, kNow).ok());
  ASSERT_FALSE((*verifier)->Verify("x", kNow + absl::Seconds(1)).ok());
  ASSERT_THAT(lines_,
              ElementsAre(HasSubstr("\"cause\":\"expired\""), HasSubstr("\"cause\":\"form\"")));
  for (const std::string& line : lines_) {
    EXPECT_THAT(line, Not(HasSubstr("officer-1")));
    EXPECT_THAT(line, Not(HasSubstr(token.substr(0, 12))));
    EXPECT_THAT(line, Not(HasSubstr(token.substr(token.size() - 12))));
  }
}

TEST_F(OidcVerifierTest, FollowsTheProvidersRotationOfKeys) {
  const auto verifier = OidcVerifier::Make(settings_);
  ASSERT_TRUE(verifier.ok());
  const std::string by_ec = SignedToken(EcKey(), Claims());
  const std::string by_rsa = SignedToken(RsaKey(), Claims());
  EXPECT_TRUE((*verifier)->Verify(by_ec, kNow).ok());
  EXPECT_FALSE((*verifier)->Verify(by_rsa, kNow).ok()) << "not yet a key";
  Write(JwksOf({EcKey().Jwk(), RsaKey().Jwk()}));
  EXPECT_TRUE((*verifier)->Verify(by_rsa, kNow + absl::Seconds(1)).ok()) << "both at once";
  EXPECT_TRUE((*verifier)->Verify(by_ec, kNow + absl::Seconds(1)).ok());
  Write("not a key set");
  EXPECT_TRUE((*verifier)->Verify(by_ec, kNow + absl::Seconds(2)).ok()) << "kept";
  Write(JwksOf({RsaKey().Jwk()}));
  EXPECT_FALSE((*verifier)->Verify(by_ec, kNow + absl::Seconds(3)).ok()) << "no longer a key";
  EXPECT_TRUE((*verifier)->Verify(by_rsa, kNow + absl::Seconds(3)).ok());
}

TEST_F(OidcVerifierTest, NamesTheSettingThatIsMissing) {
  const auto fault = [this](std::string OidcSettings::*member) {
    OidcSettings settings = settings_;
    (settings.*member).clear();
    return std::string(OidcVerifier::Make(settings).status().message());
  };
  EXPECT_THAT(fault(&OidcSettings::jwks_file), HasSubstr("oidc_jwks is not set"));
  EXPECT_THAT(fault(&OidcSettings::issuer), HasSubstr("oidc_issuer is not set"));
  EXPECT_THAT(fault(&OidcSettings::audience), HasSubstr("oidc_audience is not set"));
  EXPECT_THAT(fault(&OidcSettings::roles_claim), HasSubstr("oidc_roles_claim is not set"));
  EXPECT_THAT(fault(&OidcSettings::institution_claim), HasSubstr("oidc_institution_claim is not"));
}

TEST_F(OidcVerifierTest, AsAFunctionJudgesAtTheTimeOfTheCall) {
  const auto verify = MakeTokenVerifier(settings_);
  ASSERT_TRUE(verify.ok()) << verify.status();
  const JsonMembers claims = GoodClaims("officer-1", "AUDITOR", absl::Now());
  EXPECT_TRUE((*verify)(SignedToken(EcKey(), claims)).ok());
  EXPECT_FALSE((*verify)(Token()).ok()) << "made in another year";
}

}  // namespace
}  // namespace probity::rpc
