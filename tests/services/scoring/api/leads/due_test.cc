// Leads to be verified among what is due and overdue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "probity/scoring/v1/clock_service.grpc.pb.h"
#include "tests/services/scoring/api/leads/lead_client.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using ClockStub = v1::ClockService::Stub;
using Day = absl::CivilDay;

class DueLeadsTest : public ::testing::TestWithParam<std::string> {
 protected:
  // "lead_verify 2026-03-11 <id>" of each clock, a page of one at a time.
  template <typename Request, typename Response>
  std::vector<std::string> Listed(grpc::Status (ClockStub::*list)(grpc::ClientContext*,
                                                                  const Request&, Response*),
                                  Request request) {
    request.set_page_size(1);
    std::vector<std::string> texts;
    do {
      const auto got = rpc::Invoke(*clocks_, list, request, AsSupervisor());
      EXPECT_TRUE(got.ok()) << got.status();
      if (!got.ok()) return texts;
      for (const v1::ClockView& one : got->clocks()) {
        texts.push_back(
            absl::StrCat(one.clock().key(), " ", one.last_date(), " ", one.clock().subject_id()));
      }
      request.set_page_token(got->next_page_token());
    } while (!request.page_token().empty());
    return texts;
  }
  std::vector<std::string> Due(const std::string& officer, const std::string& until = "") {
    v1::ListDueRequest request;
    request.set_officer(officer);
    request.set_until_date(until);
    return Listed(&ClockStub::ListDue, request);
  }
  std::vector<std::string> Overdue(const std::string& officer) {
    v1::ListOverdueRequest request;
    request.set_officer(officer);
    return Listed(&ClockStub::ListOverdue, request);
  }
  static std::string Until(const std::string& day, const v1::Lead& lead) {
    return absl::StrCat("lead_verify ", day, " ", lead.lead_id());
  }

  LeadClient client_{GetParam()};  // today is 2026-02-12
  std::unique_ptr<ClockStub> clocks_ = v1::ClockService::NewStub(client_.server().channel());
};
PROBITY_ON_EVERY_ENGINE(DueLeadsTest);

TEST_P(DueLeadsTest, StandInTheListOfWhoVerifiesThemAndOthersInEverybodysAlone) {
  const v1::Lead mine = client_.Reported(LeadOf("1"), "inspector");
  const v1::Lead other = client_.Reported(LeadOf("2", "act 2"), "inspector-b");
  const v1::Lead nobodys = client_.Reported(LeadOf("3", "act 3"));
  EXPECT_THAT(Due("inspector"), ElementsAre(Until("2026-03-11", mine)));
  EXPECT_THAT(Due(""), UnorderedElementsAre(Until("2026-03-11", mine), Until("2026-03-11", other),
                                            Until("2026-03-11", nobodys)));
  EXPECT_THAT(Due("", "2026-03-10"), IsEmpty()) << "a day early";
  EXPECT_THAT(Overdue(""), IsEmpty());
}

TEST_P(DueLeadsTest, AreOverdueFromTheDayAfterUntilTheyAreDecided) {
  const v1::Lead lead = client_.Reported(LeadOf("1"), "inspector");
  client_.SetToday(Day(2026, 3, 11));
  EXPECT_THAT(Due("inspector"), SizeIs(1)) << "on the last day";
  EXPECT_THAT(Overdue("inspector"), IsEmpty());
  client_.SetToday(Day(2026, 3, 12));
  EXPECT_THAT(Due("inspector"), IsEmpty());
  EXPECT_THAT(Overdue("inspector"), ElementsAre(Until("2026-03-11", lead)));
  EXPECT_THAT(Overdue("inspector-b"), IsEmpty());
  ASSERT_TRUE(client_.Reject(lead.lead_id(), "the archive was closed").ok());
  EXPECT_THAT(Overdue("inspector"), IsEmpty());
}

TEST_P(DueLeadsTest, StandAmongTheClocksByTheirLastDay) {
  const v1::Lead filed = client_.Reported(LeadOf("1"), "inspector");
  ASSERT_TRUE(client_.File({filed.lead_id()}, "case 1").ok());  // decide: until 2026-05-13
  const v1::Lead early = client_.Reported(LeadOf("2", "act 2"), "inspector");
  const v1::Lead late = client_.Reported(LeadOf("3", "act 3"), "inspector");
  ASSERT_TRUE(client_.Extend(late.lead_id()).ok());
  const std::vector<std::string> all = Due("");
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0], Until("2026-03-11", early));
  EXPECT_EQ(all[1], Until("2026-04-01", late));
  EXPECT_EQ(all[2].substr(0, 7), "decide ");
}

}  // namespace
}  // namespace probity::scoring
