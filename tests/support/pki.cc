#include "tests/support/pki.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/crypto/owned.h"

namespace probity::testing {
namespace {

void Require(bool held, const char* what) {
  if (!held) throw std::runtime_error(what);
}

using Certificate = crypto::Owned<X509, &X509_free>;
using Key = crypto::Owned<EVP_PKEY, &EVP_PKEY_free>;
using Extension = crypto::Owned<X509_EXTENSION, &X509_EXTENSION_free>;
using File = crypto::Owned<std::FILE, &std::fclose>;

void Add(X509* certificate, int nid, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
  Require(extension != nullptr, value.c_str());
  X509_add_ext(certificate, extension.get(), -1);
}

Certificate Make(const CertificateText& text, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate made(X509_new());
  X509_set_version(made.get(), 2);
  static int64_t serial = 1;
  ASN1_INTEGER_set_int64(X509_get_serialNumber(made.get()), ++serial);
  const time_t from = absl::ToTimeT(text.from);
  const time_t until = absl::ToTimeT(text.until);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), from);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), until);
  X509_set_pubkey(made.get(), key);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer));
  std::vector<std::string> names;
  if (!text.uri.empty()) names.push_back("URI:" + text.uri);
  for (const std::string& host : text.hosts) names.push_back("DNS:" + host);
  Add(made.get(), NID_ext_key_usage, "serverAuth,clientAuth");
  if (!names.empty()) Add(made.get(), NID_subject_alt_name, absl::StrJoin(names, ","));
  Require(X509_sign(made.get(), issuer_key, EVP_sha256()) > 0, "X509_sign");
  return made;
}

File Open(const std::string& path, const char* mode) {
  File file(std::fopen(path.c_str(), mode));
  Require(file != nullptr, path.c_str());
  return file;
}

}  // namespace

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Require(file.is_open(), path.c_str());
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

Pki::Pki(const std::vector<std::string>& options) {
  Run(options);
}

void Pki::Run(const std::vector<std::string>& options) const {
  std::vector<std::string> argv = {"/bin/sh", PROBITY_SOURCE_DIR "/deploy/dev-pki.sh"};
  argv.insert(argv.end(), options.begin(), options.end());
  argv.push_back(dir_.path());
  const absl::StatusOr<std::string> said = RunProgram(argv);
  Require(said.ok(), std::string(said.status().message()).c_str());
}

std::string Pki::Issue(const std::string& name, const CertificateText& text) const {
  const Certificate issuer(
      PEM_read_X509(Open(Dir("ca/ca.crt"), "r").get(), nullptr, nullptr, nullptr));
  const Key issuer_key(
      PEM_read_PrivateKey(Open(Dir("ca/ca.key"), "r").get(), nullptr, nullptr, nullptr));
  Require(issuer != nullptr && issuer_key != nullptr, "the authority of dev-pki.sh");
  const Key key(EVP_EC_gen("P-256"));
  const Certificate made = Make(text, key.get(), issuer.get(), issuer_key.get());
  std::filesystem::create_directory(Dir(name));
  PEM_write_X509(Open(Dir(name) + "/tls.crt", "w").get(), made.get());
  PEM_write_PrivateKey(Open(Dir(name) + "/tls.key", "w").get(), key.get(), nullptr, nullptr, 0,
                       nullptr, nullptr);
  WriteText(Dir(name) + "/ca.crt", ReadText(Dir("ca/bundle.crt")));
  return Dir(name);
}

std::string Pki::Mix(const std::string& name, const std::string& certificate_of,
                     const std::string& authorities_of) const {
  std::filesystem::create_directory(Dir(name));
  WriteText(Dir(name) + "/tls.crt", ReadText(certificate_of + "/tls.crt"));
  WriteText(Dir(name) + "/tls.key", ReadText(certificate_of + "/tls.key"));
  WriteText(Dir(name) + "/ca.crt", ReadText(authorities_of + "/ca.crt"));
  return Dir(name);
}

}  // namespace probity::testing
