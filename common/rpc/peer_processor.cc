#include "common/rpc/peer_processor.h"

#include "absl/status/status.h"
#include "common/rpc/error.h"
#include "common/rpc/log.h"
#include "common/rpc/peer.h"

namespace probity::rpc {
namespace {

// One line for the first denial and then for every so many: a flood of them is not a flood of
// lines.
constexpr int64_t kLogEvery = 1000;

bool AsksForHealth(const grpc::AuthMetadataProcessor::InputMetadata& metadata) {
  const auto path = metadata.find(":path");
  return path != metadata.end() && path->second.starts_with("/grpc.health.v1.Health/");
}

}  // namespace

grpc::Status PeerProcessor::Process(const InputMetadata& metadata, grpc::AuthContext* connection,
                                    OutputMetadata*, OutputMetadata*) {
  try {
    const absl::Status known = PeerName(*connection, trust_domain_).status();
    if (known.ok() || AsksForHealth(metadata)) return grpc::Status::OK;
    const int64_t before = denials_->fetch_add(1);
    if (before % kLogEvery == 0) {
      Log(Severity::kWarning, "peer_denied",
          {{"text", std::string(known.message())}, {"denied", std::to_string(before + 1)}});
    }
    return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, std::string(known.message()));
  } catch (...) {
    return grpc::Status(grpc::StatusCode::INTERNAL, "the check of a peer failed");
  }
}

}  // namespace probity::rpc
