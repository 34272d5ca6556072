// Channels to the services with what the person's tool was given: certificate and token.
#ifndef PROBITY_CLIENTS_COMMON_CONNECT_H_
#define PROBITY_CLIENTS_COMMON_CONNECT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "clients/common/addresses.h"
#include "grpcpp/channel.h"

namespace probity::clients {

// To one of the addresses, as a workstation. Errors as rpc::MakeChannel.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const Addresses& addresses,
                                                       const std::string& address);

// To the committee's port, as a terminal, which names nobody and carries no token.
absl::StatusOr<std::shared_ptr<grpc::Channel>> ConnectTerminal(const Addresses& addresses);

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_CONNECT_H_
