// The real handlers of the three services over empty databases, each behind a server of its own in
// this process.
#ifndef PROBITY_TESTS_AUTHORISATION_SERVICES_H_
#define PROBITY_TESTS_AUTHORISATION_SERVICES_H_

#include <memory>
#include <string>

#include "common/rpc/server.h"

namespace probity::authorisation {

class ServiceUnderTest {
 public:
  virtual ~ServiceUnderTest() = default;
  virtual int port() const = 0;
  // Transactions and reads its handlers made so far.
  virtual int database_uses() const = 0;
};

// Made with options of the server; its database is SQLite, its clock stands at 2026-02-12.
std::unique_ptr<ServiceUnderTest> StartScoring(const rpc::ServeOptions& options);
// `scoring` is the port of a scoring service in plaintext.
std::unique_ptr<ServiceUnderTest> StartReview(const rpc::ServeOptions& options, int scoring);
std::unique_ptr<ServiceUnderTest> StartSettlement(const rpc::ServeOptions& options, int scoring);

}  // namespace probity::authorisation

#endif  // PROBITY_TESTS_AUTHORISATION_SERVICES_H_
