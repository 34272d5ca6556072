#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_replace.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_SUPERVISOR;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using PolicyStub = v1::PolicyService::Stub;

// The shipped medical policy with one piece of its text replaced.
std::string Medical(const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  std::string text = ReadSourceFile("policies/medical.txtpb");
  for (const auto& [from, to] : changes) {
    EXPECT_THAT(text, HasSubstr(from));
    text = absl::StrReplaceAll(text, {{from, to}});
  }
  return text;
}

class PolicyTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::PutPolicyResponse> Put(const std::string& content,
                                            const std::string& name = "medical.txtpb") {
    v1::PutPolicyRequest request;
    request.set_request_id(NewRequestId());
    request.set_file_name(name);
    request.set_content(content);
    return rpc::Invoke(*stub_, &PolicyStub::PutPolicy, request, As({ROLE_SUPERVISOR}));
  }

  absl::StatusOr<v1::GetPolicyResponse> GetOn(const std::string& date) {
    v1::GetPolicyRequest request;
    request.set_kind(v1::SUBJECT_KIND_MEDICAL);
    request.set_date(date);
    return rpc::Invoke(*stub_, &PolicyStub::GetPolicy, request, As({ROLE_AUDITOR}));
  }

  int Count() {
    const auto listed = rpc::Invoke(*stub_, &PolicyStub::ListPolicies, {}, As({ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.ok() ? listed->policies_size() : -1;
  }

  ScoringServer server_{absl::CivilDay(2026, 6, 1)};
  std::unique_ptr<PolicyStub> stub_ = v1::PolicyService::NewStub(server_.channel());
};

TEST_F(PolicyTest, AFileIsKeptAsItsBytesUnderTheirHash) {
  const auto put = Put(Medical());
  ASSERT_TRUE(put.ok()) << put.status();
  EXPECT_EQ(put->sha256(), crypto::Hex(crypto::Sha256(Medical())));
  EXPECT_EQ(put->policy_id(), "medical");
  v1::GetPolicyRequest request;
  request.set_sha256(put->sha256());
  const auto got = rpc::Invoke(*stub_, &PolicyStub::GetPolicy, request, As({ROLE_AUDITOR}));
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->content(), Medical());
  EXPECT_EQ(got->policy().policy_id(), "medical");
  EXPECT_EQ(got->summary().effective_from_date(), "2020-01-01");
  EXPECT_EQ(got->summary().assumed_values(), got->policy().assumed_size());
}

TEST_F(PolicyTest, TheSameBytesAgainChangeNothing) {
  ASSERT_TRUE(Put(Medical()).ok());
  EXPECT_EQ(Outcome(Put(Medical()).status()), "OK");
  EXPECT_EQ(Count(), 1);
}

TEST_F(PolicyTest, AFileThatBreaksARuleIsRefusedWithItsPlace) {
  const auto refused =
      Put(Medical({{"lower: 12 lower_inclusive: true", "lower: 13 lower_inclusive: true"}}));
  EXPECT_EQ(Outcome(refused.status()), "INVALID_ARGUMENT/POLICY_INVALID");
  EXPECT_THAT(DetailOf(refused.status()).violations, Not(IsEmpty()));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("medical.txtpb:"));
  EXPECT_EQ(Outcome(Put("bands {").status()), "INVALID_ARGUMENT/POLICY_INVALID");
  EXPECT_EQ(Outcome(Put("").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Count(), 0);
}

TEST_F(PolicyTest, AFileNeedsTwoApprovers) {
  const auto refused = Put(Medical({{"approvers: \"审批岗B\"\n", ""}}));
  EXPECT_EQ(Outcome(refused.status()), "INVALID_ARGUMENT/POLICY_INVALID");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("two distinct approvers"));
}

TEST_F(PolicyTest, APeriodThatIsNotComputedIsRefused) {
  const auto refused = Put(Medical({{"reset: RESET_ZERO", "reset: RESET_NONE"}}));
  EXPECT_EQ(Outcome(refused.status()), "INVALID_ARGUMENT/POLICY_INVALID");
  EXPECT_EQ(Count(), 0);
}

TEST_F(PolicyTest, TwoPoliciesOfOneKindAreNeverInForceTogether) {
  ASSERT_TRUE(Put(Medical()).ok());
  const auto refused =
      Put(Medical({{"effective_from: \"2020-01-01\"", "effective_from: \"2027-01-01\""},
                   {"\nversion: 1", "\nversion: 2"}}),
          "next.txtpb");
  EXPECT_EQ(Outcome(refused.status()), "FAILED_PRECONDITION/POLICY_OVERLAP");
  EXPECT_EQ(Count(), 1);
}

TEST_F(PolicyTest, AVersionThatSupersedesAnotherEndsItTheDayBefore) {
  const auto first = Put(Medical());
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second =
      Put(Medical({{"effective_from: \"2020-01-01\"",
                    "effective_from: \"2027-01-01\"\nsupersedes: \"" + first->sha256() + "\""},
                   {"\nversion: 1", "\nversion: 2"}}),
          "next.txtpb");
  ASSERT_TRUE(second.ok()) << second.status();
  const auto last_day = GetOn("2026-12-31");
  ASSERT_TRUE(last_day.ok()) << last_day.status();
  EXPECT_EQ(last_day->summary().sha256(), first->sha256());
  EXPECT_EQ(last_day->summary().effective_to_date(), "2026-12-31");
  const auto first_day = GetOn("2027-01-01");
  ASSERT_TRUE(first_day.ok()) << first_day.status();
  EXPECT_EQ(first_day->summary().sha256(), second->sha256());
}

TEST_F(PolicyTest, WhatItSupersedesMustHaveBeenPut) {
  const auto refused =
      Put(Medical({{"effective_from: \"2020-01-01\"",
                    "effective_from: \"2020-01-01\"\nsupersedes: \"" + std::string(64, 'a') + "\""},
                   {"\nversion: 1", "\nversion: 2"}}));
  EXPECT_EQ(Outcome(refused.status()), "INVALID_ARGUMENT/POLICY_INVALID");
}

TEST_F(PolicyTest, NoPolicyIsInForceBeforeTheFirst) {
  ASSERT_TRUE(Put(Medical()).ok());
  EXPECT_EQ(Outcome(GetOn("2019-12-31").status()), "FAILED_PRECONDITION/POLICY_NOT_IN_FORCE");
  EXPECT_EQ(Outcome(GetOn("someday").status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_F(PolicyTest, EvaluateSaysWhatPointsMean) {
  server_.PutShippedPolicies();
  struct Row {
    v1::SubjectKind kind;
    int64_t points;
    std::string expected;
  };
  const std::vector<Row> rows = {
      {v1::SUBJECT_KIND_MEDICAL, 11, "[0,12) 100bp 0m"},
      {v1::SUBJECT_KIND_MEDICAL, 12, "[12,18) -200bp 0m"},
      {v1::SUBJECT_KIND_MEDICAL, 24, "[24,30) -500bp 3m"},
      {v1::SUBJECT_KIND_MEDICAL, 30, "[30,∞) -500bp 0m cancelled"},
      {v1::SUBJECT_KIND_PHARMACY, 12, "[0,12] 0bp 0m REMOTE_OUTPATIENT SPECIAL_OUTPATIENT"},
      {v1::SUBJECT_KIND_PHARMACY, 13, "(12,18] 0bp 1m"},
      {v1::SUBJECT_KIND_PHARMACY, 25, "(24,∞) 0bp 0m cancelled"},
  };
  for (const Row& row : rows) {
    v1::EvaluateRequest request;
    request.set_kind(row.kind);
    request.set_points(row.points);
    const auto means = rpc::Invoke(*stub_, &PolicyStub::Evaluate, request, As({ROLE_AUDITOR}));
    ASSERT_TRUE(means.ok()) << means.status();
    std::string text = means->band() + " " + std::to_string(means->rate_bp()) + "bp " +
                       std::to_string(means->suspend_months()) + "m";
    if (means->cancelled()) text += " cancelled";
    for (const std::string& one : means->qualifications()) text += " " + one;
    EXPECT_EQ(text, row.expected);
  }
}

TEST_F(PolicyTest, EvaluateNamesEveryBadField) {
  v1::EvaluateRequest request;
  request.set_points(-1);
  request.set_date("2026-13-01");
  const auto refused = rpc::Invoke(*stub_, &PolicyStub::Evaluate, request, As({ROLE_AUDITOR}));
  std::vector<std::string> fields;
  for (const FieldViolation& one : DetailOf(refused.status()).violations) {
    fields.push_back(one.field);
  }
  EXPECT_THAT(fields, ElementsAre("points", "kind", "date"));
}

}  // namespace
}  // namespace probity::scoring
