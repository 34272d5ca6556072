#include "common/rpc/address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

absl::Status Malformed(std::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", ToAbsl(text), "' is not an address; write host:port, as 127.0.0.1:7101"));
}

// 0 or the errno of binding a socket there as gRPC does.
int TryBind(const addrinfo& info) {
  const int fd = socket(info.ai_family, info.ai_socktype, info.ai_protocol);
  if (fd < 0) return errno;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  int error = bind(fd, info.ai_addr, info.ai_addrlen) == 0 ? 0 : errno;
  if (error == 0 && listen(fd, 1) != 0) error = errno;
  close(fd);
  return error;
}

}  // namespace

absl::StatusOr<Address> ParseAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return Malformed(text);
  Address address;
  absl::string_view host = ToAbsl(text.substr(0, colon));
  const bool bracketed = absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  address.host = std::string(host);
  if (address.host.empty() || (!bracketed && absl::StrContains(host, ":")) ||
      !absl::SimpleAtoi(ToAbsl(text.substr(colon + 1)), &address.port) || address.port < 0 ||
      address.port > 65535) {
    return Malformed(text);
  }
  return address;
}

std::string AddressText(const Address& address) {
  const bool v6 = absl::StrContains(address.host, ":");
  return absl::StrCat(v6 ? "[" : "", address.host, v6 ? "]:" : ":", address.port);
}

bool IsLoopback(const Address& address) {
  if (address.host == "localhost" || address.host == "::1") return true;
  addrinfo hints = {};
  hints.ai_family = AF_INET;
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.host.c_str(), nullptr, &hints, &found) != 0) return false;
  freeaddrinfo(found);
  return absl::StartsWith(address.host, "127.");
}

absl::Status RequireLoopback(const Address& address) {
  if (IsLoopback(address)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(AddressText(address),
                   " is not a loopback address and plaintext is spoken on loopback only; give "
                   "tls_dir, or use 127.0.0.1:",
                   address.port));
}

absl::StatusOr<Places> PlacesOf(const Address& address) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const std::string port = absl::StrCat(address.port);
  if (const int error = getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found)) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot resolve ", AddressText(address), ": ", gai_strerror(error)));
  }
  return Places(found);
}

absl::Status CannotListen(const Address& address, int error) {
  if (error == EADDRINUSE) {
    return absl::FailedPreconditionError(absl::StrCat("port in use: another process listens on ",
                                                      AddressText(address),
                                                      "; stop it or choose another address"));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("cannot listen on ", AddressText(address), ": ", std::strerror(error)));
}

absl::Status WhyNotListening(const Address& address) {
  PROBITY_ASSIGN_OR_RETURN(const Places places, PlacesOf(address));
  for (const addrinfo* info = places.get(); info != nullptr; info = info->ai_next) {
    if (const int error = TryBind(*info)) return CannotListen(address, error);
  }
  return absl::OkStatus();
}

}  // namespace probity::rpc
