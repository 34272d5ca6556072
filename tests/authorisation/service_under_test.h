// What the three services under test have in common: a counted database and a server.
#ifndef PROBITY_TESTS_AUTHORISATION_SERVICE_UNDER_TEST_H_
#define PROBITY_TESTS_AUTHORISATION_SERVICE_UNDER_TEST_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/fake_clock.h"
#include "common/crypto/crypto.h"
#include "common/rpc/channel.h"
#include "common/rpc/page_token.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "tests/authorisation/counting_database.h"
#include "tests/authorisation/services.h"
#include "tests/support/databases.h"

namespace probity::authorisation {

inline constexpr char kRegion[] = "demo";

inline std::shared_ptr<grpc::Channel> Plainly(int port) {
  return rpc::MakeChannel(absl::StrCat("127.0.0.1:", port)).value();
}

// Derived classes register their handlers and call Serve; they call Stop before what the handlers
// use goes.
class Service : public ServiceUnderTest {
 public:
  int port() const override { return server_->port(); }
  int database_uses() const override { return uses_; }

 protected:
  void Serve(const rpc::ServeOptions& options) {
    server_ = rpc::Server::Start(router_, options).value();
    server_->SetReady(true);
  }
  void Stop() { server_->Drain(); }

  std::atomic<int> uses_ = 0;
  FakeClock clock_{absl::CivilDay(2026, 2, 12)};
  rpc::PageTokens page_tokens_{crypto::SystemEntropy()};
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace probity::authorisation

#endif  // PROBITY_TESTS_AUTHORISATION_SERVICE_UNDER_TEST_H_
