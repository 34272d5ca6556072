// The same table over TLS: programs by their certificates, people by tokens of a provider, and
// everybody whose certificate or token does not hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/caller.h"
#include "common/rpc/oidc.h"
#include "tests/authorisation/callers.h"
#include "tests/authorisation/expect.h"
#include "tests/authorisation/methods.h"
#include "tests/authorisation/service_under_test.h"
#include "tests/authorisation/services.h"
#include "tests/support/pki.h"
#include "tests/support/process.h"
#include "tests/support/tokens.h"

namespace probity::authorisation {
namespace {

using testing::GoodClaims;
using testing::JsonMembers;
using testing::Quoted;
using testing::SignedToken;
using testing::SigningKey;

constexpr char kUnauthenticated[] = "UNAUTHENTICATED/UNAUTHENTICATED";
constexpr char kTurnedAway[] = "UNAUTHENTICATED/";  // before any service saw the call

// A caller as it appears over TLS: a certificate's folder and what its calls carry.
struct Guest {
  Caller caller;  // whom it is rightly taken for
  std::string tls_dir;
  rpc::CallOptions options;
};

// One that is nobody: what every call of it is told.
struct Intruder {
  std::string name;
  std::string tls_dir;
  rpc::CallOptions options;
  std::string outcome;
};

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    testing::WriteText(folder_.path() + "/jwks.json", testing::JwksOf({key_.Jwk()}));
    rpc::OidcSettings settings;
    settings.jwks_file = folder_.path() + "/jwks.json";
    settings.issuer = "https://login.example";
    settings.audience = "probity";
    tokens_ = rpc::MakeTokenVerifier(settings).value();
    plain_scoring_ = StartScoring({});
    services_["scoring"] = StartScoring(Serving("scoring"));
    services_["review"] = StartReview(Serving("review"), plain_scoring_->port());
    services_["settlement"] = StartSettlement(Serving("settlement"), plain_scoring_->port());
  }

  rpc::ServeOptions Serving(const std::string& name) const {
    rpc::ServeOptions options;
    options.tls_dir = pki_.Dir(name);
    options.tokens = tokens_;
    return options;
  }

  // The claims of a good token of this caller, with some of them changed.
  std::string Token(const rpc::CallerContext& caller, const JsonMembers& changes = {}) const {
    JsonMembers claims = GoodClaims(caller.person, "", absl::Now());
    const auto metadata = rpc::MetadataOf(caller);
    const auto roles = metadata.find(rpc::kRolesKey);
    if (roles != metadata.end()) claims["probity_roles"] = Quoted(roles->second);
    if (!caller.institution_id.empty()) {
      claims["probity_institution"] = Quoted(caller.institution_id);
    }
    for (const auto& [name, value] : changes) claims[name] = value;
    return SignedToken(key_, claims);
  }

  std::vector<Guest> Guests() const {
    std::vector<Guest> guests;
    for (const Caller& caller : Everybody()) {
      Guest guest{.caller = caller};
      if (caller.context.Has(options::v1::ROLE_SERVICE)) {
        if (caller.context.service == "stranger") continue;
        guest.tls_dir = pki_.Dir(caller.context.service);
      } else if (caller.context.Has(options::v1::ROLE_MEMBER_CLIENT)) {
        guest.tls_dir = pki_.Dir("review-client");
      } else {
        guest.tls_dir = pki_.Dir("client");
        guest.options.token = Token(caller.context);
      }
      guests.push_back(std::move(guest));
    }
    return guests;
  }

  std::vector<Intruder> Intruders() const {
    rpc::CallerContext officer{.person = "officer-1", .roles = {options::v1::ROLE_CASE_OFFICER}};
    const std::string client = pki_.Dir("client");
    const auto claiming = [&](const JsonMembers& changes) {
      return rpc::CallOptions{.token = Token(officer, changes)};
    };
    const auto ago = [](absl::Duration since) {
      return absl::StrCat(absl::ToUnixSeconds(absl::Now() - since));
    };
    rpc::CallOptions stolen_key;
    stolen_key.token = SignedToken(SigningKey::Ec(key_.key_id()),
                                   GoodClaims("officer-1", "DIRECTOR", absl::Now()));
    testing::CertificateText stranger{.uri = "spiffe://probity.local/probity/stranger"};
    testing::CertificateText elsewhere{.uri = "spiffe://other.domain/probity/scoring"};
    testing::CertificateText nameless{.uri = ""};
    return {
        {"an expired token", client, claiming({{"exp", ago(absl::Hours(1))}}), kUnauthenticated},
        {"a token of tomorrow", client, claiming({{"nbf", ago(-absl::Hours(24))}}),
         kUnauthenticated},
        {"another audience", client, claiming({{"aud", "\"payroll\""}}), kUnauthenticated},
        {"another issuer", client, claiming({{"iss", "\"https://evil.example\""}}),
         kUnauthenticated},
        {"another's signature", client, stolen_key, kUnauthenticated},
        {"an INSTITUTION of nowhere", client, claiming({{"probity_roles", "\"INSTITUTION\""}}),
         kUnauthenticated},
        {"a token that names a service", client, claiming({{"sub", "\"service:review\""}}),
         kUnauthenticated},
        {"a person's token from a service", pki_.Dir("settlement"), claiming({}), kUnauthenticated},
        {"a person's token from a terminal", pki_.Dir("review-client"), claiming({}),
         kUnauthenticated},
        {"a program nobody knows", pki_.Issue("stranger", stranger), {}, kTurnedAway},
        {"a service of another domain", pki_.Issue("elsewhere", elsewhere), {}, kTurnedAway},
        {"a certificate without name", pki_.Issue("nameless", nameless), {}, kTurnedAway},
    };
  }

  std::shared_ptr<grpc::Channel> Channel(const std::string& service, const std::string& tls_dir) {
    std::shared_ptr<grpc::Channel>& channel = channels_[{service, tls_dir}];
    if (channel == nullptr) {
      rpc::ChannelOptions options;
      options.tls_dir = tls_dir;
      channel = rpc::MakeChannel(absl::StrCat("127.0.0.1:", services_.at(service)->port()), options)
                    .value();
    }
    return channel;
  }

  const testing::Pki pki_;
  const testing::TempDir folder_;
  const SigningKey key_ = SigningKey::Ec("k1");
  rpc::TokenVerifier tokens_;
  std::unique_ptr<ServiceUnderTest> plain_scoring_;  // whom the other two ask
  std::map<std::string, std::unique_ptr<ServiceUnderTest>> services_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<grpc::Channel>> channels_;
  Door door_;
};

TEST_F(TlsTest, EveryMethodAdmitsWhomTheTableNamesAndNobodyElse) {
  const std::vector<const MethodDescriptor*> methods = AllMethods();
  const std::vector<Guest> guests = Guests();
  for (const MethodDescriptor* method : methods) {
    const std::string service = ServedBy(*method);
    for (const Guest& guest : guests) {
      door_.Expect(*method, guest.caller, Channel(service, guest.tls_dir), guest.options,
                   *services_.at(service));
    }
  }
  std::printf("%zu methods x %zu callers over TLS = %d calls, %d admitted\n", methods.size(),
              guests.size(), door_.calls(), door_.admitted());
  EXPECT_EQ(door_.calls(), static_cast<int>(methods.size() * guests.size()));
  EXPECT_GT(door_.admitted(), 500);
}

TEST_F(TlsTest, EveryMethodRefusesCertificatesAndTokensThatDoNotHold) {
  const std::vector<const MethodDescriptor*> methods = AllMethods();
  const std::vector<Intruder> intruders = Intruders();
  for (const MethodDescriptor* method : methods) {
    const std::string service = ServedBy(*method);
    for (const Intruder& intruder : intruders) {
      door_.ExpectRefused(*method, intruder.name, intruder.outcome,
                          Channel(service, intruder.tls_dir), intruder.options,
                          *services_.at(service));
    }
  }
  std::printf("%zu methods x %zu intruders over TLS = %d calls\n", methods.size(), intruders.size(),
              door_.calls());
}

// A workstation without a token is the public; what it says of itself in metadata, as one may on
// loopback, counts for nothing.
TEST_F(TlsTest, AWorkstationWithoutATokenIsThePublic) {
  const Caller anybody{"the public", {.person = "public", .roles = {options::v1::ROLE_PUBLIC}}};
  rpc::CallOptions as_director;
  as_director.caller = {.person = "director-1", .roles = {options::v1::ROLE_DIRECTOR}};
  for (const MethodDescriptor* method : AllMethods()) {
    const ServiceUnderTest& service = *services_.at(ServedBy(*method));
    const auto channel = Channel(ServedBy(*method), pki_.Dir("client"));
    for (const rpc::CallOptions& options : {rpc::CallOptions{}, as_director}) {
      if (MayCall(anybody.context, *method)) {
        door_.Expect(*method, anybody, channel, options, service);
      } else {
        door_.ExpectRefused(*method, "no token", kUnauthenticated, channel, options, service);
      }
    }
  }
  EXPECT_GT(door_.admitted(), 0);
}

// Hands are not even shaken.
TEST_F(TlsTest, NoMethodAnswersAForeignAuthorityOrPlaintext) {
  const testing::Pki foreign;
  const std::string mixed = pki_.Mix("mixed", foreign.Dir("client"), pki_.Dir("client"));
  for (const MethodDescriptor* method : AllMethods()) {
    const std::string name = ServedBy(*method);
    const ServiceUnderTest& service = *services_.at(name);
    for (const auto& channel : {Channel(name, mixed), Plainly(service.port())}) {
      const int before = service.database_uses();
      const absl::Status status = CallAny(channel, *method, *NewRequest(*method), {}).status();
      EXPECT_TRUE(absl::IsUnavailable(status)) << method->full_name() << ": " << status;
      EXPECT_EQ(service.database_uses(), before);
    }
  }
}

}  // namespace
}  // namespace probity::authorisation
