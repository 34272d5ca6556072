// What a member's client is told of a failure, whatever its cause.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_API_ONE_TUPLE_H_
#define PROBITY_TESTS_SERVICES_REVIEW_API_ONE_TUPLE_H_

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/services/review/support/review_server.h"

namespace probity::review {

inline constexpr char kOneTuple[] = "7|unavailable||";

// Everything the caller sees of a failure.
inline std::string Tuple(const grpc::Status& status, const grpc::ClientContext& context) {
  std::string text = absl::StrCat(status.error_code(), "|", status.error_message(), "|",
                                  status.error_details(), "|");
  for (const auto& [key, value] : context.GetServerTrailingMetadata()) {
    absl::StrAppend(&text, std::string(key.data(), key.size()), "=",
                    std::string(value.data(), value.size()), ";");
  }
  return text;
}

template <typename Request, typename Response>
std::string TupleOf(v1::CommitteeService::Stub& stub,
                    grpc::Status (v1::CommitteeService::Stub::*method)(grpc::ClientContext*,
                                                                       const Request&, Response*),
                    const Request& request) {
  grpc::ClientContext context;
  rpc::Prepare(MemberClient(), context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  EXPECT_EQ(response.ByteSizeLong(), 0u);
  return Tuple(status, context);
}

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_API_ONE_TUPLE_H_
