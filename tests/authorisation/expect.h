// What the table demands of an answer.
#ifndef PROBITY_TESTS_AUTHORISATION_EXPECT_H_
#define PROBITY_TESTS_AUTHORISATION_EXPECT_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "tests/authorisation/callers.h"
#include "tests/authorisation/services.h"

namespace probity::authorisation {

// "PERMISSION_DENIED/ROLE_REQUIRED", or "OK".
std::string Outcome(const absl::Status& status);

// Calls with an empty request and counts; the servers' lines of thousands of calls go nowhere.
class Door {
 public:
  Door();
  ~Door();
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  // Fails the test unless the method admits the caller exactly if its `access` option does: refused
  // is PERMISSION_DENIED / ROLE_REQUIRED, admitted is any other answer that is no fault of the
  // service. Of a method whose refusals are all alike, whether the handler ran shows in the
  // service's use of its database.
  void Expect(const MethodDescriptor& method, const Caller& caller,
              const std::shared_ptr<grpc::Channel>& channel, const rpc::CallOptions& options,
              const ServiceUnderTest& service);

  // Fails the test unless the answer is `outcome`, or of a method whose refusals are all alike, the
  // one refusal; and unless the service's database was left alone.
  void ExpectRefused(const MethodDescriptor& method, const std::string& name,
                     const std::string& outcome, const std::shared_ptr<grpc::Channel>& channel,
                     const rpc::CallOptions& options, const ServiceUnderTest& service);

  int calls() const { return calls_; }
  int admitted() const { return admitted_; }

 private:
  absl::Status Call(const MethodDescriptor& method, const std::shared_ptr<grpc::Channel>& channel,
                    rpc::CallOptions options);

  int calls_ = 0;
  int admitted_ = 0;
};

}  // namespace probity::authorisation

#endif  // PROBITY_TESTS_AUTHORISATION_EXPECT_H_
