// The three files of a tls_dir: tls.crt, tls.key, ca.crt. Read together, believed only if they fit
// together.
#ifndef PROBITY_COMMON_RPC_TLS_FILES_H_
#define PROBITY_COMMON_RPC_TLS_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace probity::rpc {

inline constexpr char kCertificateFile[] = "tls.crt";
inline constexpr char kKeyFile[] = "tls.key";
inline constexpr char kAuthoritiesFile[] = "ca.crt";

struct TlsFiles {
  std::string certificate;  // PEM, the chain from the leaf
  std::string key;          // PEM, unencrypted
  std::string authorities;  // PEM, one or more
  absl::Time expires;       // of the leaf
  std::string uri;          // the leaf's only URI name, a SPIFFE name; empty if it has none or two

  bool SameBytes(const TlsFiles& other) const {
    return certificate == other.certificate && key == other.key && authorities == other.authorities;
  }
};

// FAILED_PRECONDITION naming the file and the remedy: missing or unreadable, not PEM, not yet valid
// or expired at `now`, a key that is not the certificate's, authorities of whom none is valid.
absl::StatusOr<TlsFiles> ReadTlsFiles(const std::string& dir, absl::Time now);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_TLS_FILES_H_
