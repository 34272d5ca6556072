// Leads of automated monitoring: any number in one stream, each decided by itself, once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "tests/services/scoring/api/leads/lead_client.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// `count` acts of three institutions' worth of references; every seventh is said twice, every
// eleventh has a code nobody knows.
std::vector<v1::ReportedLead> Many(int count, const std::string& prefix = "A") {
  std::vector<v1::ReportedLead> leads;
  for (int i = 0; i < count; ++i) {
    leads.push_back(LeadOf(absl::StrCat(prefix, "-", i), absl::StrCat("act ", i),
                           i % 11 == 10 ? "X999" : "M204", i % 2 == 0 ? "M001" : "M002"));
    if (i % 7 == 6) leads.push_back(leads.back());
  }
  return leads;
}

std::vector<std::string> Refusals(const std::vector<v1::RejectedLead>& rejected) {
  std::vector<std::string> lines;
  for (const v1::RejectedLead& one : rejected) {
    lines.push_back(absl::StrCat(one.index(), " ", one.external_id(), " ", one.reason()));
  }
  return lines;
}

class MonitoringTest : public ::testing::TestWithParam<std::string> {
 protected:
  LeadClient client_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(MonitoringTest);

TEST_P(MonitoringTest, EveryItemIsAnsweredByItself) {
  v1::ReportedLead changed = LeadOf("1");
  changed.set_description("another content");
  v1::ReportedLead undated = LeadOf("8", "act 8");
  undated.clear_act_end_date();
  v1::ReportedLead tomorrow = LeadOf("9", "act 9");
  tomorrow.set_act_end_date("2026-02-13");
  const std::vector<v1::ReportedLead> leads = {
      LeadOf("1"),                           // 0: new
      LeadOf("2"),                           // 1: the same act under another number: joined
      LeadOf("1"),                           // 2: said before
      changed,                               // 3: another content
      LeadOf("3", "act 3", "M204", "M999"),  // 4: no such institution
      LeadOf("4", "act 4", "X999"),          // 5: no such code
      LeadOf("5", "act 5", "M204", "P001"),  // 6: a code of another kind
      LeadOf("", "act 6"),                   // 7: no number
      undated,                               // 8
      tomorrow,                              // 9
      LeadOf("10", "act 10"),                // 10: new
  };
  const auto answer = client_.Stream(LeadClient::Messages(leads, "video", NewRequestId(), 3));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(
      CountsOf(*answer),
      "received 11 = accepted 3 (new 2, joined 1) + duplicates 1 + conflicts 1 + malformed 6");
  const std::vector<std::string> refused = {"3 1 LEAD_CONFLICT",
                                            "4 3 UNKNOWN_INSTITUTION",
                                            "5 4 UNKNOWN_VIOLATION_CODE",
                                            "6 5 UNKNOWN_VIOLATION_CODE",
                                            "7  BAD_REQUEST",
                                            "8 8 BAD_REQUEST",
                                            "9 9 BAD_REQUEST"};
  EXPECT_EQ(Refusals({answer->rejected().begin(), answer->rejected().end()}), refused);
  EXPECT_EQ(Refusals(client_.Rejected(answer->delivery_id())), refused);
  EXPECT_EQ(client_.Count("lead_act"), 2);
  EXPECT_EQ(client_.Count("lead_report"), 3);
}

TEST_P(MonitoringTest, TheSameStreamAgainHasTheSameAnswerAndChangesNothing) {
  const auto messages = LeadClient::Messages(Many(1200), "video", NewRequestId());
  const auto first = client_.Stream(messages);
  ASSERT_TRUE(first.ok()) << first.status();
  client_.SetToday(absl::CivilDay(2026, 2, 13));  // it came yesterday
  const auto again = client_.Stream(messages);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString()) << CountsOf(*again);
  EXPECT_EQ(client_.Count("lead_act"), first->new_leads());
  EXPECT_EQ(client_.Count("lead_report"), first->accepted());
}

TEST_P(MonitoringTest, TheSameLeadsInAnotherDeliveryAreDuplicates) {
  ASSERT_TRUE(client_.Stream(LeadClient::Messages(Many(100), "video", NewRequestId())).ok());
  const auto again = client_.Stream(LeadClient::Messages(Many(100), "video", NewRequestId()));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->accepted(), 0) << CountsOf(*again);
  EXPECT_EQ(again->received(), again->duplicates() + again->malformed());
}

TEST_P(MonitoringTest, AStreamCutInTheMiddleAndSentAgainEndsAsIfItHadNotBeenCut) {
  const std::string id = NewRequestId();
  const auto whole = LeadClient::Messages(Many(3000), "video", id);
  auto cut = whole;
  cut.resize(whole.size() / 2);
  size_t next = 0;
  const auto stub = v1::MonitoringService::NewStub(client_.server().channel());
  const auto gone = rpc::InvokeUpload(*stub, &MonitoringStub::ReportLeads, AsMonitoring(),
                                      [&](v1::ReportLeadsRequest* message) -> absl::StatusOr<bool> {
                                        if (next == cut.size()) {
                                          while (client_.Count("lead_act") == 0) {
                                            absl::SleepFor(absl::Milliseconds(1));
                                          }
                                          return absl::CancelledError("gone");
                                        }
                                        *message = cut[next++];
                                        return true;
                                      });
  ASSERT_TRUE(absl::IsCancelled(gone.status()));
  const auto again = client_.Stream(whole);
  ASSERT_TRUE(again.ok()) << again.status();
  LeadClient other(GetParam());
  const auto uncut = other.Stream(whole);
  ASSERT_TRUE(uncut.ok()) << uncut.status();
  EXPECT_EQ(again->SerializeAsString(), uncut->SerializeAsString())
      << CountsOf(*again) << " instead of " << CountsOf(*uncut);
  for (const std::string table : {"lead_act", "lead_report", "lead_rejection"}) {
    EXPECT_EQ(client_.Count(table), other.Count(table)) << table;
  }
}

TEST_P(MonitoringTest, TwoSourcesThatReportTheSameActsAtOnceMakeOneLeadOfEach) {
  const auto report = [&](const std::string& system) {
    return std::async(std::launch::async, [&, system] {
      return client_.Stream(LeadClient::Messages(Many(1500, system), system, NewRequestId(), 100));
    });
  };
  auto video = report("video");
  auto claims = report("claims");
  const auto one = video.get();
  const auto two = claims.get();
  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_EQ(one->accepted(), two->accepted());
  EXPECT_EQ(one->new_leads() + two->new_leads(), one->accepted()) << "an act is new once";
  EXPECT_EQ(client_.Count("lead_act"), one->accepted());
  EXPECT_EQ(client_.Count("lead_report"), 2 * one->accepted());
}

TEST_P(MonitoringTest, AllRefusalsAreListedBeyondTheFirstThousand) {
  std::vector<v1::ReportedLead> leads;
  for (int i = 0; i < 1700; ++i) leads.push_back(LeadOf("", absl::StrCat("act ", i)));
  const auto answer = client_.Stream(LeadClient::Messages(leads, "video", NewRequestId()));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->malformed(), 1700);
  EXPECT_THAT(answer->rejected(), SizeIs(1000));
  const auto all = client_.Rejected(answer->delivery_id());
  ASSERT_THAT(all, SizeIs(1700));
  for (int i = 0; i < 1700; ++i) ASSERT_EQ(all[i].index(), i);
}

TEST_P(MonitoringTest, ADeliveryBelongsToItsSourceAndPerson) {
  const std::string id = NewRequestId();
  ASSERT_TRUE(client_.Stream(LeadClient::Messages({LeadOf("1")}, "video", id)).ok());
  EXPECT_EQ(Outcome(client_.Stream(LeadClient::Messages({LeadOf("1")}, "claims", id)).status()),
            "INVALID_ARGUMENT/REQUEST_ID_REUSED");
  EXPECT_EQ(
      Outcome(
          client_.Stream(LeadClient::Messages({LeadOf("1")}, "video", id), AsInspector()).status()),
      "INVALID_ARGUMENT/REQUEST_ID_REUSED");
}

TEST_P(MonitoringTest, AStreamBeginsWithItsSource) {
  auto messages = LeadClient::Messages({LeadOf("1"), LeadOf("2")}, "video", NewRequestId(), 1);
  for (const std::string system : {"", "Video", "a source", "x234567890123456789012345678901234"}) {
    messages[0].set_source_system(system);
    EXPECT_EQ(Outcome(client_.Stream(messages).status()), "INVALID_ARGUMENT/BAD_REQUEST") << system;
  }
  messages[0].set_source_system("video");
  messages[1].set_source_system("claims");
  EXPECT_EQ(Outcome(client_.Stream(messages).status()), "INVALID_ARGUMENT/BAD_REQUEST")
      << "another source in a later message";
  messages[1].clear_source_system();
  for (int i = 0; i < 501; ++i) *messages[1].add_leads() = LeadOf("9");
  EXPECT_EQ(Outcome(client_.Stream(messages).status()), "INVALID_ARGUMENT/BAD_REQUEST")
      << "more than 500 leads in a message";
}

TEST_P(MonitoringTest, TheServiceMonitoringMayReportAndNoOther) {
  rpc::CallOptions review;
  review.caller = rpc::ServiceCaller("review");
  const auto messages = LeadClient::Messages({LeadOf("1")}, "video", NewRequestId());
  EXPECT_EQ(Outcome(client_.Stream(messages, review).status()), "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(client_.Stream(messages, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(client_.Stream(messages, AsMonitoring()).status()), "OK");
}

TEST_P(MonitoringTest, TwentyThousandLeadsInOneStream) {
  std::vector<v1::ReportedLead> leads;
  for (int i = 0; i < 20'000; ++i) {
    leads.push_back(LeadOf(absl::StrCat("A-", i), absl::StrCat("act ", i / 2)));
  }
  const auto answer = client_.Stream(LeadClient::Messages(leads, "video", NewRequestId()));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(CountsOf(*answer),
            "received 20000 = accepted 20000 (new 10000, joined 10000) + duplicates 0 + "
            "conflicts 0 + malformed 0");
}

TEST_P(MonitoringTest, ADeliveryNobodyMade) {
  const auto stub = v1::MonitoringService::NewStub(client_.server().channel());
  v1::ListRejectedLeadsRequest request;
  request.set_delivery_id(NewRequestId());
  EXPECT_EQ(
      Outcome(
          rpc::Invoke(*stub, &MonitoringStub::ListRejectedLeads, request, AsMonitoring()).status()),
      "NOT_FOUND/UNKNOWN_DELIVERY");
}

}  // namespace
}  // namespace probity::scoring
