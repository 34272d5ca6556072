#include "tests/blind/large_rounds.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/crypto.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"

namespace probity::blind {
namespace {

std::string PolicyOfLargeRounds() {
  std::string text = scoring::ReadSourceFile("policies/medical.txtpb");
  const std::string second =
      absl::StrCat("\nversion: 2\nsupersedes: \"", crypto::Hex(crypto::Sha256(text)), "\"\n");
  const int replaced =
      absl::StrReplaceAll({{"round_max: 10", "round_max: 20"},
                           {"\nversion: 1\n", second},
                           {"effective_from: \"2020-01-01\"", "effective_from: \"2026-01-10\""},
                           {"published_at: \"2019-12-31\"", "published_at: \"2026-01-08\""}},
                          &text);
  EXPECT_EQ(replaced, 4) << "policies/medical.txtpb says otherwise than is thought here";
  return text;
}

}  // namespace

void AllowRoundsOfTwenty(scoring::ScoringServer& server) {
  const auto stub = scoring::v1::PolicyService::NewStub(server.channel());
  scoring::v1::PutPolicyRequest request;
  request.set_request_id(NewRequestId());
  request.set_file_name("medical.txtpb");
  request.set_content(PolicyOfLargeRounds());
  const auto put = rpc::Invoke(*stub, &scoring::v1::PolicyService::Stub::PutPolicy, request,
                               scoring::As({options::v1::ROLE_SUPERVISOR}, "supervisor"));
  ASSERT_TRUE(put.ok()) << put.status();
}

}  // namespace probity::blind
