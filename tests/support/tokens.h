// A provider of access tokens inside a test: keys made on the spot, and tokens with whatever
// claims, right or wrong, the test is about.
#ifndef PROBITY_TESTS_SUPPORT_TOKENS_H_
#define PROBITY_TESTS_SUPPORT_TOKENS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace probity::testing {

class SigningKey {
 public:
  static SigningKey Rsa(const std::string& key_id, int bits = 2048);
  static SigningKey Ec(const std::string& key_id, const std::string& curve = "P-256");

  const std::string& key_id() const { return key_id_; }
  // "RS256" or "ES256".
  const std::string& algorithm() const { return algorithm_; }
  // The public half as a JSON Web Key; with `zeros` as providers write it who put one in front.
  std::string Jwk(bool zeros = false) const;
  // The public half as PEM, what an attacker takes for the secret of HS256.
  std::string Pem() const;
  // PKCS#1 v1.5 with SHA-256, or r ‖ s.
  std::string Sign(std::string_view text) const;
  // The same as DER, which is no JWS signature. Of an elliptic key only.
  std::string SignDer(std::string_view text) const;

 private:
  SigningKey(std::string key_id, std::string algorithm, std::string curve, evp_pkey_st* key);
  std::string Integer(const char* name, size_t width, bool zeros) const;

  std::string key_id_;
  std::string algorithm_;
  std::string curve_;  // empty for RSA
  std::shared_ptr<evp_pkey_st> key_;
};

// The provider's own, "rsa-1" and "ec-1", made once in a program.
const SigningKey& RsaKey();
const SigningKey& EcKey();

// {"keys": […]}
std::string JwksOf(const std::vector<std::string>& keys);

// Members by name, values as JSON ("\"text\"", "17", "[1]").
using JsonMembers = std::map<std::string, std::string>;
std::string JsonOf(const JsonMembers& members);
std::string Quoted(std::string_view text);

// What a good token of `person` with these roles ("CASE_OFFICER,INSPECTOR") holds: issuer
// https://login.example, audience probity, made at `now`, good for ten minutes.
JsonMembers GoodClaims(const std::string& person, const std::string& roles, absl::Time now);

// Header, claims and signature by `key`; header members of `header` replace those that are right.
std::string SignedToken(const SigningKey& key, const JsonMembers& claims,
                        const JsonMembers& header = {});
// The same of texts as they are.
std::string SignedText(const SigningKey& key, const std::string& header, const std::string& claims);

}  // namespace probity::testing

#endif  // PROBITY_TESTS_SUPPORT_TOKENS_H_
