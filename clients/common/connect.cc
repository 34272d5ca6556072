#include "clients/common/connect.h"

#include "common/rpc/channel.h"

namespace probity::clients {

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const Addresses& addresses,
                                                       const std::string& address) {
  rpc::ChannelOptions options;
  options.tls_dir = addresses.tls_dir;
  options.token_file = addresses.token_file;
  return rpc::MakeChannel(address, options);
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> ConnectTerminal(const Addresses& addresses) {
  rpc::ChannelOptions options;
  options.tls_dir =
      addresses.committee_tls_dir.empty() ? addresses.tls_dir : addresses.committee_tls_dir;
  return rpc::MakeChannel(addresses.review, options);
}

}  // namespace probity::clients
