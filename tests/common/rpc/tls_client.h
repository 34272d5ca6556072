// A TLS client of OpenSSL's own, for what gRPC's would not do: old versions, and looking at what a
// server shows.
#ifndef PROBITY_TESTS_COMMON_RPC_TLS_CLIENT_H_
#define PROBITY_TESTS_COMMON_RPC_TLS_CLIENT_H_

#include <string>

#include "absl/status/statusor.h"

namespace probity::rpc {

struct Shown {
  std::string version;  // "TLSv1.3"
  std::string serial;   // of the server's certificate, hex
  std::string issuer;   // its authority's name
};

// Shakes hands with 127.0.0.1:port with the certificate of `dir`, at most in `max_version`
// (TLS1_2_VERSION, …) and with whatever ciphers that version had. UNAVAILABLE: no hands were
// shaken.
absl::StatusOr<Shown> ShakeHands(int port, const std::string& dir, int max_version);

}  // namespace probity::rpc

#endif  // PROBITY_TESTS_COMMON_RPC_TLS_CLIENT_H_
