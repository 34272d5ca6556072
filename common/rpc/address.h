// Addresses `host:port` as they are configured.
#ifndef PROBITY_COMMON_RPC_ADDRESS_H_
#define PROBITY_COMMON_RPC_ADDRESS_H_

#include <netdb.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/crypto/owned.h"

namespace probity::rpc {

struct Address {
  std::string host;  // without the brackets of an IPv6 address
  int port = 0;      // 0..65535; 0 asks for any free port
};

absl::StatusOr<Address> ParseAddress(std::string_view text);

// "host:port", with brackets where the host is an IPv6 address.
std::string AddressText(const Address& address);

// localhost, 127.0.0.0/8 or ::1.
bool IsLoopback(const Address& address);

// The refusal of an address that is not loopback, where only plaintext is spoken.
absl::Status RequireLoopback(const Address& address);

// Where a server of this address listens, in the order of trying. INVALID_ARGUMENT: no such host.
using Places = crypto::Owned<addrinfo, &freeaddrinfo>;
absl::StatusOr<Places> PlacesOf(const Address& address);

// FAILED_PRECONDITION: the system's `error` for whoever wanted to listen there, in words.
absl::Status CannotListen(const Address& address, int error);

// Why nobody can listen there, in words; OK if somebody could (the port has become free).
absl::Status WhyNotListening(const Address& address);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_ADDRESS_H_
