// Steps at the edges of days, years and policies.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/clock/fake_clock.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/verify.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

// Stands still at the first reading and is one day further at every later one.
class ClockAtMidnight : public Clock {
 public:
  explicit ClockAtMidnight(const Clock& clock) : clock_(clock) {}
  absl::Time Now() const override { return clock_.Now() + absl::Hours(24) * readings_++; }
  bool scenario() const override { return true; }

 private:
  const Clock& clock_;
  mutable int64_t readings_ = 0;
};

class CaseDatesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  }

  v1::Standing StandingOf(int32_t year) {
    v1::GetStandingRequest request;
    request.set_institution_id("M001");
    request.set_year(year);
    const auto standing =
        rpc::Invoke(*v1::StandingService::NewStub(server_.channel()),
                    &v1::StandingService::Stub::GetStanding, request, AsSupervisor());
    EXPECT_TRUE(standing.ok()) << standing.status();
    return standing.ok() ? standing->standing() : v1::Standing();
  }

  // The shipped medical policy from `from` on, with M204 under another code.
  void PutVersionWithoutM204(const std::string& from) {
    const std::string shipped = ReadSourceFile("policies/medical.txtpb");
    v1::PutPolicyRequest request;
    request.set_request_id(NewRequestId());
    request.set_file_name("next.txtpb");
    request.set_content(absl::StrReplaceAll(
        shipped,
        {{"effective_from: \"2020-01-01\"", "effective_from: \"" + from + "\"\nsupersedes: \"" +
                                                crypto::Hex(crypto::Sha256(shipped)) + "\""},
         {"\nversion: 1", "\nversion: 2"},
         {"M204", "M209"}}));
    const auto put = rpc::Invoke(*v1::PolicyService::NewStub(server_.channel()),
                                 &v1::PolicyService::Stub::PutPolicy, request, AsSupervisor());
    ASSERT_TRUE(put.ok()) << put.status();
  }

  ScoringServer server_{Day(2026, 2, 12)};
  CaseClient client_{server_};
};

TEST_F(CaseDatesTest, AStepTakenAtMidnightBearsOneDate) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  server_.clock().Set(Day(2026, 2, 27));
  v1::ConfirmCaseRequest confirm;
  confirm.set_case_id(served.case_id());
  confirm.set_etag(client_.Get(served.case_id()).etag());
  const ClockAtMidnight clock(server_.clock());
  const ServiceEnv& env = server_.env();
  const ServiceEnv at_midnight{env.region,   clock,        env.entropy,    env.calendar,
                               env.database, env.policies, env.page_tokens};
  rpc::Call call;
  call.caller = AsDirector().caller;
  server_.Change(
      [&](sql::Tx& tx) { return HandleConfirmCase(at_midnight, tx, call, confirm).status(); });
  EXPECT_EQ(client_.Get(served.case_id()).decided_date(),
            client_.Timeline(served.case_id()).back().business_date());
}

TEST_F(CaseDatesTest, AnActOfTheLastDayCountsForItsYearWhereverTheProcedureEnds) {
  server_.clock().Set(Day(2026, 12, 31));
  const v1::Case served = client_.Served(
      "c1", "M001", {FindingOf(1, "M204", 6, "2026-12-31"), FindingOf(2, "M203", 12, "2026-12-31")},
      "2026-12-31");
  EXPECT_GT(served.objection_deadline_date(), "2027-01-01") << "the window runs into the new year";
  EXPECT_TRUE(StandingOf(2026).open_case());
  EXPECT_FALSE(StandingOf(2027).open_case());
  server_.clock().Set(Day(2027, 1, 20));
  client_.Confirm(served.case_id());
  EXPECT_EQ(client_.Effect(served.case_id(), "2027-01-20").balance_points(), 18);
  EXPECT_EQ(StandingOf(2026).points(), 18);
  EXPECT_EQ(StandingOf(2026).consequence().suspend_start_date(), "2027-01-21");
  EXPECT_EQ(StandingOf(2027).points(), 0);
  server_.Change([&](sql::Tx& tx) { return VerifyLedger(tx, server_.env()).status(); });
}

TEST_F(CaseDatesTest, AVersionPutLaterThatDropsTheCodeFreesWhatItCovers) {
  const v1::Case objected =
      client_.Served("c2", "M001", {FindingOf(1, "M204", 6, "2026-01-16")}, "2026-02-12");
  client_.Object(objected.case_id(), "we see it otherwise");
  const v1::Case waived =
      client_.Served("c3", "M001", {FindingOf(2, "M204", 6, "2026-01-17")}, "2026-02-12");
  PutVersionWithoutM204("2026-01-01");
  EXPECT_EQ(client_.Refer(objected.case_id()).state(), v1::CASE_STATE_COMMITTEE);
  server_.clock().Set(Day(2026, 2, 27));
  const v1::Case dismissed = client_.Confirm(waived.case_id());
  EXPECT_EQ(dismissed.state(), v1::CASE_STATE_DISMISSED) << dismissed.policy_choice();
  EXPECT_EQ(client_.Effect(waived.case_id(), "2026-02-27").entry_ids_size(), 0);
}

}  // namespace
}  // namespace probity::scoring
