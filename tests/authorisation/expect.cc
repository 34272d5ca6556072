#include "tests/authorisation/expect.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/rpc/log.h"
#include "common/status/status.h"

namespace probity::authorisation {
namespace {

constexpr char kRoleRequired[] = "PERMISSION_DENIED/ROLE_REQUIRED";

// A fault of the service, as its caller sees it.
bool IsFault(const absl::Status& status) {
  return absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status) ||
         absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsUnimplemented(status) || absl::IsCancelled(status);
}

// The refusal of methods whose refusals are all alike: without reason, of one text.
bool IsTheOne(const absl::Status& status) {
  return Outcome(status) == "PERMISSION_DENIED/" && status.message() == "unavailable";
}

}  // namespace

Door::Door() {
  rpc::CaptureLog([](const std::string&) {});
}
Door::~Door() {
  rpc::CaptureLog(nullptr);
}

std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StrCat(absl::StatusCodeToString(status.code()), "/", DetailOf(status).reason);
}

absl::Status Door::Call(const MethodDescriptor& method,
                        const std::shared_ptr<grpc::Channel>& channel, rpc::CallOptions options) {
  options.timeout = absl::Minutes(1);  // a sanitizer on a busy machine takes its time
  ++calls_;
  return CallAny(channel, method, *NewRequest(method), options).status();
}

void Door::Expect(const MethodDescriptor& method, const Caller& caller,
                  const std::shared_ptr<grpc::Channel>& channel, const rpc::CallOptions& options,
                  const ServiceUnderTest& service) {
  if (!MayCall(caller.context, method)) {
    return ExpectRefused(method, caller.name, kRoleRequired, channel, options, service);
  }
  const int before = service.database_uses();
  const absl::Status status = Call(method, channel, options);
  const std::string what = absl::StrCat(method.full_name(), " by ", caller.name, ": ");
  ++admitted_;
  if (IsUniform(method)) {
    EXPECT_TRUE(IsTheOne(status)) << what << status;
    EXPECT_GT(service.database_uses(), before) << what << "its handler did not run";
    return;
  }
  EXPECT_FALSE(absl::IsUnauthenticated(status)) << what << status;
  EXPECT_NE(Outcome(status), kRoleRequired) << what << status;
  EXPECT_FALSE(IsFault(status)) << what << status;
}

void Door::ExpectRefused(const MethodDescriptor& method, const std::string& name,
                         const std::string& outcome, const std::shared_ptr<grpc::Channel>& channel,
                         const rpc::CallOptions& options, const ServiceUnderTest& service) {
  const int before = service.database_uses();
  const absl::Status status = Call(method, channel, options);
  const std::string what = absl::StrCat(method.full_name(), " by ", name, ": ");
  if (!IsUniform(method) || !IsTheOne(status)) {
    EXPECT_EQ(Outcome(status), outcome) << what << status;
  }
  EXPECT_EQ(service.database_uses(), before) << what << "its handler ran";
}

}  // namespace probity::authorisation
