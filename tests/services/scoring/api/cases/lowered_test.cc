// A decision that a remedy lowered: what it made expected and public follows it down, by way of the
// reversal and the second decision.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "probity/scoring/v1/publicity_service.grpc.pb.h"
#include "probity/scoring/v1/recovery_service.grpc.pb.h"
#include "tests/services/scoring/api/cases/walk.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_CASE_OFFICER;
using options::v1::ROLE_SUPERVISOR;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr int64_t kFirst = 100'000;
constexpr int64_t kSecond = 50'000;

class LoweredTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
    v1::Finding first = FindingOf(1, "M201", 3);
    first.set_recovery_fen(kFirst);
    v1::Finding second = FindingOf(2, "M204", 6);
    second.set_recovery_fen(kSecond);
    id_ = walk_.InEffect("c1", "M001", {first, second}, kServed).case_id();
  }

  // Reconsideration leaves item 1 nothing and item 2 four points of six.
  void Lower() {
    ASSERT_EQ(walk_.Reconsider(id_, kServed), "OK");
    ASSERT_EQ(walk_.EndRemedy(id_, v1::REMEDY_OUTCOME_CHANGED, kServed, {{1, 0}, {2, 4}}), "OK");
  }
  void DecideAnew(const std::string& today) {
    ASSERT_EQ(walk_.Reverse(id_), "OK");
    ASSERT_EQ(walk_.Reopen(id_), "OK");
    client_.Notify(id_);
    client_.Serve(id_, today);
    ASSERT_EQ(walk_.Waive(id_), "OK");
    client_.Confirm(id_);
    client_.Effect(id_, today);
  }

  v1::GetRecoveryResponse Recovery() {
    v1::GetRecoveryRequest request;
    request.set_case_id(id_);
    const auto got = rpc::Invoke(*recovery_, &v1::RecoveryService::Stub::GetRecovery, request,
                                 As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.value_or(v1::GetRecoveryResponse());
  }
  // "1 expects 0", by item.
  std::vector<std::string> Expected() {
    std::vector<std::string> lines;
    const v1::GetRecoveryResponse recovery = Recovery();
    for (const v1::RecoveryItem& item : recovery.items()) {
      lines.push_back(absl::StrCat(item.item(), " expects ", item.sum().expected_fen()));
    }
    return lines;
  }
  // What the decisions of that year make expected, over all cases.
  int64_t ExpectedOf(int32_t year) {
    v1::ListRecoveryTotalsRequest request;
    request.set_year(year);
    const auto listed = rpc::Invoke(*recovery_, &v1::RecoveryService::Stub::ListRecoveryTotals,
                                    request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed->sum().expected_fen();
  }
  absl::Status Receive(int32_t item, int64_t fen) {
    v1::RecordReceiptRequest request;
    request.set_request_id(NewRequestId());
    request.set_case_id(id_);
    request.set_item(item);
    request.set_amount_fen(fen);
    request.set_received_date(kServed);
    request.set_document(absl::StrCat("凭证 ", item, " ", fen));
    return rpc::Invoke(*recovery_, &v1::RecoveryService::Stub::RecordReceipt, request,
                       As({ROLE_CASE_OFFICER}))
        .status();
  }

  std::vector<v1::Publication> Publications() {
    const auto listed = rpc::Invoke(*publicity_, &v1::PublicityService::Stub::ListPublications, {},
                                    As({ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->publications().begin(), listed->publications().end()};
  }
  std::string Publish(const v1::Publication& publication) {
    v1::PublishRequest request;
    request.set_request_id(NewRequestId());
    request.set_publication_id(publication.publication_id());
    request.set_etag(publication.etag());
    request.set_document("示例记分〔2026〕1号");
    request.set_summary("挂床住院");
    return Outcome(rpc::Invoke(*publicity_, &v1::PublicityService::Stub::Publish, request,
                               As({ROLE_SUPERVISOR})));
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
  Walk walk_{client_};
  std::unique_ptr<v1::RecoveryService::Stub> recovery_ =
      v1::RecoveryService::NewStub(server_.channel());
  std::unique_ptr<v1::PublicityService::Stub> publicity_ =
      v1::PublicityService::NewStub(server_.channel());
  std::string id_;
};
PROBITY_ON_EVERY_ENGINE(LoweredTest);

TEST_P(LoweredTest, TheSecondDecisionLeavesExpectedWhatItsFindingsBring) {
  ASSERT_THAT(Expected(), ElementsAre("1 expects 100000", "2 expects 50000"));
  ASSERT_TRUE(Receive(1, 30'000).ok());
  ASSERT_TRUE(Receive(2, 50'000).ok());
  ASSERT_NO_FATAL_FAILURE(Lower());
  ASSERT_NO_FATAL_FAILURE(DecideAnew(kServed));
  const v1::Case file = client_.Get(id_);
  EXPECT_EQ(file.final_points(), 4) << "at most what the remedy left";
  EXPECT_THAT(Expected(), ElementsAre("1 expects 0", "2 expects 50000"));
  const v1::GetRecoveryResponse recovery = Recovery();
  EXPECT_EQ(recovery.sum().to_refund_fen(), 30'000) << "of the item that brings nothing any more";
  EXPECT_EQ(recovery.sum().outstanding_fen(), 0) << "what was paid counts for the new decision";
  EXPECT_EQ(ExpectedOf(2026), kSecond);
}

TEST_P(LoweredTest, BetweenTheReversalAndTheSecondDecisionNothingIsExpected) {
  ASSERT_NO_FATAL_FAILURE(Lower());
  ASSERT_EQ(walk_.Reverse(id_), "OK");
  EXPECT_THAT(Expected(), ElementsAre("1 expects 0", "2 expects 0"));
  EXPECT_EQ(Outcome(Receive(2, 1)), "FAILED_PRECONDITION/RECOVERY_OVERPAID");
}

TEST_P(LoweredTest, AReversalCountsInTheYearOfTheDecisionItTakesBack) {
  ASSERT_NO_FATAL_FAILURE(Lower());
  server_.clock().Set(Day(2027, 1, 12));
  ASSERT_NO_FATAL_FAILURE(DecideAnew("2027-01-12"));
  EXPECT_EQ(ExpectedOf(2026), 0);
  EXPECT_EQ(ExpectedOf(2027), kSecond);
  ASSERT_EQ(walk_.Reverse(id_), "OK");
  EXPECT_EQ(ExpectedOf(2026), 0);
  EXPECT_EQ(ExpectedOf(2027), 0);
}

TEST_P(LoweredTest, OnlyTheDecisionThatStandsIsPublished) {
  const std::vector<v1::Publication> first = Publications();
  ASSERT_THAT(first, SizeIs(1));
  ASSERT_NO_FATAL_FAILURE(Lower());
  EXPECT_EQ(Publish(first[0]), "FAILED_PRECONDITION/REVERSAL_DUE")
      << "the remedy has struck it down";
  ASSERT_EQ(walk_.Reverse(id_), "OK");
  ASSERT_EQ(walk_.Reopen(id_), "OK");
  ASSERT_THAT(Publications(), SizeIs(1));
  EXPECT_EQ(Publish(Publications()[0]), "FAILED_PRECONDITION/PUBLICATION_STATE")
      << "withdrawn while nothing is decided";
  client_.Notify(id_);
  client_.Serve(id_, kServed);
  ASSERT_EQ(walk_.Waive(id_), "OK");
  client_.Confirm(id_);
  client_.Effect(id_, kServed);
  ASSERT_THAT(Publications(), SizeIs(2));
  for (const v1::Publication& one : Publications()) {
    const bool old = one.publication_id() == first[0].publication_id();
    EXPECT_EQ(Publish(one), old ? "FAILED_PRECONDITION/PUBLICATION_STATE" : "OK");
  }
}

}  // namespace
}  // namespace probity::scoring
