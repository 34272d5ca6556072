// Refuses, before any service sees it, each call of a connection whose certificate names nobody we
// know. Only health is answered to it, so that such a caller learns why and does not take a server
// that refuses it for one that is away. Who the caller is, is decided later, call by call: what a
// processor notes on a connection would be seen by all calls that share it.
#ifndef PROBITY_COMMON_RPC_PEER_PROCESSOR_H_
#define PROBITY_COMMON_RPC_PEER_PROCESSOR_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "grpcpp/security/auth_metadata_processor.h"

namespace probity::rpc {

class PeerProcessor final : public grpc::AuthMetadataProcessor {
 public:
  // `denials` counts refused calls; here, because they reach nothing that comes later.
  PeerProcessor(std::string trust_domain, std::shared_ptr<std::atomic<int64_t>> denials)
      : trust_domain_(std::move(trust_domain)), denials_(std::move(denials)) {}

  bool IsBlocking() const override { return false; }
  // Never throws: an exception here would end the process.
  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* connection,
                       OutputMetadata* consumed, OutputMetadata* response) override;

 private:
  const std::string trust_domain_;
  const std::shared_ptr<std::atomic<int64_t>> denials_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_PEER_PROCESSOR_H_
