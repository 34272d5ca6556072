#include "common/rpc/tls_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/owned.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

using Bio = crypto::Owned<BIO, &BIO_free_all>;
using Certificate = crypto::Owned<X509, &X509_free>;
using Key = crypto::Owned<EVP_PKEY, &EVP_PKEY_free>;
using Names = crypto::Owned<GENERAL_NAMES, &GENERAL_NAMES_free>;

constexpr char kRemedy[] =
    "; tls_dir holds tls.crt, tls.key and ca.crt as cert-manager or deploy/dev-pki.sh writes them";

absl::Status Wrong(const std::string& path, absl::string_view what) {
  ERR_clear_error();
  return absl::FailedPreconditionError(absl::StrCat(path, " ", what));
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  file.peek();  // of a folder fails here, and not with an exception
  if (!file.is_open() || file.bad()) {
    const char* why = errno == 0 ? "not a file" : std::strerror(errno);
    return Wrong(path, absl::StrCat("cannot be read: ", why, kRemedy));
  }
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

Bio Memory(const std::string& pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// Unencrypted only: nobody is there to be asked for a passphrase.
int NoPassphrase(char*, int, int, void*) {
  return 0;
}

std::vector<Certificate> Certificates(const std::string& pem) {
  const Bio bio = Memory(pem);
  std::vector<Certificate> all;
  while (Certificate one{PEM_read_bio_X509(bio.get(), nullptr, &NoPassphrase, nullptr)}) {
    all.push_back(std::move(one));
  }
  ERR_clear_error();
  return all;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm utc = {};
  if (ASN1_TIME_to_tm(time, &utc) != 1) return absl::InfinitePast();
  return absl::FromTM(utc, absl::UTCTimeZone());
}

std::string OnlyUri(const X509& certificate) {
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> uris;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                      static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return uris.size() == 1 ? uris[0] : "";
}

absl::Status CheckTimes(const std::string& path, const X509& certificate, absl::Time now) {
  const absl::Time from = TimeOf(X509_get0_notBefore(&certificate));
  const absl::Time until = TimeOf(X509_get0_notAfter(&certificate));
  if (now >= until) {
    return Wrong(path, absl::StrCat("expired at ", absl::FormatTime(until, absl::UTCTimeZone()),
                                    "; issue a new certificate"));
  }
  if (now < from) {
    return Wrong(path, absl::StrCat("is valid from ", absl::FormatTime(from, absl::UTCTimeZone()),
                                    " only; set this machine's clock or issue a new certificate"));
  }
  return absl::OkStatus();
}

// One authority that is valid suffices: a bundle overlaps the old and the new.
absl::Status CheckAuthorities(const std::string& path, const std::string& pem, absl::Time now) {
  const std::vector<Certificate> authorities = Certificates(pem);
  if (authorities.empty()) return Wrong(path, absl::StrCat("holds no PEM certificate", kRemedy));
  absl::Status status;
  for (const Certificate& one : authorities) {
    status = CheckTimes(path, *one, now);
    if (status.ok()) break;
  }
  return status;
}

absl::Status CheckKey(const std::string& path, const std::string& pem, X509& certificate) {
  const Bio bio = Memory(pem);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr));
  if (key == nullptr) {
    return Wrong(path, absl::StrCat("holds no unencrypted PEM private key", kRemedy));
  }
  if (X509_check_private_key(&certificate, key.get()) != 1) {
    return Wrong(path, "is not the key of tls.crt beside it; issue both together");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TlsFiles> ReadTlsFiles(const std::string& dir, absl::Time now) {
  const auto path = [&](const char* name) { return absl::StrCat(dir, "/", name); };
  TlsFiles files;
  PROBITY_ASSIGN_OR_RETURN(files.certificate, ReadWhole(path(kCertificateFile)));
  PROBITY_ASSIGN_OR_RETURN(files.key, ReadWhole(path(kKeyFile)));
  PROBITY_ASSIGN_OR_RETURN(files.authorities, ReadWhole(path(kAuthoritiesFile)));
  const std::vector<Certificate> chain = Certificates(files.certificate);
  if (chain.empty()) {
    return Wrong(path(kCertificateFile), absl::StrCat("holds no PEM certificate", kRemedy));
  }
  PROBITY_RETURN_IF_ERROR(CheckTimes(path(kCertificateFile), *chain[0], now));
  PROBITY_RETURN_IF_ERROR(CheckKey(path(kKeyFile), files.key, *chain[0]));
  PROBITY_RETURN_IF_ERROR(CheckAuthorities(path(kAuthoritiesFile), files.authorities, now));
  files.expires = TimeOf(X509_get0_notAfter(chain[0].get()));
  files.uri = OnlyUri(*chain[0]);
  return files;
}

}  // namespace probity::rpc
