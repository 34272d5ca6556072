// The admin port's server: health v1 and reflection, nothing else.
#ifndef PROBITY_COMMON_RPC_ADMIN_H_
#define PROBITY_COMMON_RPC_ADMIN_H_

#include <memory>
#include <string>
#include <vector>

#include "grpcpp/impl/codegen/service_type.h"

namespace probity::rpc {

// grpc.reflection.v1alpha over the descriptors of this binary, listing `services`. Ours, because
// the library's plugin lists a server's registered services and the router's are not registered.
std::unique_ptr<grpc::Service> MakeReflection(std::vector<std::string> services);

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_ADMIN_H_
