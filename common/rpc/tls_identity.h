// This process's certificate, as gRPC's servers and channels use it, kept up with its files.
//
// gRPC's own watcher takes whatever lies in the files: a key that does not fit leaves it without
// any certificate, so that each new connection fails until somebody repairs the folder. Here
// changed files are read together and looked at first (ReadTlsFiles); what does not hold is logged,
// and what was in force stays. gRPC's watcher reads what was found good, from memory.
#ifndef PROBITY_COMMON_RPC_TLS_IDENTITY_H_
#define PROBITY_COMMON_RPC_TLS_IDENTITY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"

namespace probity::rpc {

// How often files are looked at; gRPC takes what changed within another second.
inline constexpr absl::Duration kTlsRefresh = absl::Seconds(5);

class TlsIdentity {
 public:
  // FAILED_PRECONDITION as ReadTlsFiles.
  static absl::StatusOr<std::unique_ptr<TlsIdentity>> Load(const std::string& dir,
                                                           absl::Duration refresh = kTlsRefresh);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  // Mutual TLS, 1.2 or 1.3. The servers and channels made with them must not outlive this object.
  std::shared_ptr<grpc::ServerCredentials> ServerCredentials() const;
  std::shared_ptr<grpc::ChannelCredentials> ChannelCredentials() const;  // host name is verified

  // When the certificate in force expires.
  absl::Time expires() const;

 private:
  struct Impl;
  explicit TlsIdentity(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_TLS_IDENTITY_H_
