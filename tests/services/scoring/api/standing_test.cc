#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/status/status.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_SERVICE;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::Le;

using Day = absl::CivilDay;
using StandingStub = v1::StandingService::Stub;

class StandingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P1"});
  }

  v1::Standing Get(const v1::GetStandingRequest& request) {
    const auto got = rpc::Invoke(*stub_, &StandingStub::GetStanding, request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->standing() : v1::Standing();
  }

  static v1::GetStandingRequest Of(const std::string& id, const std::string& as_of = "") {
    v1::GetStandingRequest request;
    request.set_institution_id(id);
    request.set_year(2026);
    request.set_as_of_date(as_of);
    return request;
  }

  std::vector<v1::Standing> Stream(std::vector<int>* sizes = nullptr) {
    std::vector<v1::Standing> all;
    v1::StreamStandingsRequest request;
    request.set_year(2026);
    const absl::Status streamed = rpc::InvokeStream(
        *stub_, &StandingStub::StreamStandings, request,
        rpc::CallOptions{rpc::ServiceCaller("settlement")},
        [&](const v1::StreamStandingsResponse& message) {
          if (sizes != nullptr) sizes->push_back(message.standings_size());
          all.insert(all.end(), message.standings().begin(), message.standings().end());
          return absl::OkStatus();
        });
    EXPECT_TRUE(streamed.ok()) << streamed;
    return all;
  }

  ScoringServer server_{Day(2026, 6, 1)};
  std::unique_ptr<StandingStub> stub_ = v1::StandingService::NewStub(server_.channel());
};

TEST_F(StandingTest, AYearWithoutEntriesStandsAtZero) {
  const v1::Standing medical = Get(Of("M1"));
  EXPECT_EQ(medical.points(), 0);
  EXPECT_EQ(medical.band(), "[0,12)");
  EXPECT_EQ(medical.rate_bp(), 500);
  EXPECT_EQ(medical.designated_from_date(), "2020-01-01");
  EXPECT_EQ(medical.policy_sha256().size(), 64u);
  EXPECT_FALSE(medical.open_case());
  const v1::Standing pharmacy = Get(Of("P1"));
  EXPECT_EQ(pharmacy.kind(), v1::SUBJECT_KIND_PHARMACY);
  EXPECT_THAT(pharmacy.qualifications(), ElementsAre("REMOTE_OUTPATIENT", "SPECIAL_OUTPATIENT"));
}

TEST_F(StandingTest, PostedPointsOpenTheBandsConsequence) {
  const auto posted = Post(
      server_, NewCaseId(server_),
      {.institution_id = "M1", .points = {10, 0, 8}, .served = Day(2026, 1, 31), .veto = true});
  ASSERT_TRUE(posted.ok()) << posted.status();
  EXPECT_EQ(posted->entry_ids.size(), 2u) << "a finding of 0 points posts nothing";
  EXPECT_EQ(posted->balance_points, 18);
  const v1::Standing standing = Get(Of("M1"));
  EXPECT_EQ(standing.points(), 18);
  EXPECT_EQ(standing.band(), "[18,24)");
  EXPECT_EQ(standing.rate_bp(), -500);
  EXPECT_EQ(standing.consequence().suspend_months(), 1);
  EXPECT_EQ(standing.consequence().suspend_start_date(), "2026-02-01");
  EXPECT_EQ(standing.consequence().suspend_end_date(), "2026-02-28");
  EXPECT_TRUE(standing.veto());
  EXPECT_THAT(standing.entry_ids(), ElementsAreArray(posted->entry_ids));
  EXPECT_EQ(Get(Of("M2")).points(), 0);
}

TEST_F(StandingTest, PointsBelongToTheYearTheActEnded) {
  const auto posted = Post(server_, NewCaseId(server_),
                           {.institution_id = "M1",
                            .points = {5},
                            .served = Day(2026, 2, 1),
                            .act_end = Day(2025, 12, 31)});
  ASSERT_TRUE(posted.ok()) << posted.status();
  EXPECT_THAT(posted->balances, ElementsAre(std::pair<const int32_t, int64_t>(2025, 5)));
  EXPECT_EQ(Get(Of("M1")).points(), 0);
}

TEST_F(StandingTest, PointsOfACaseArePostedOnce) {
  const Id case_id = NewCaseId(server_);
  const Decided decided = {.institution_id = "M1", .points = {5}, .served = Day(2026, 2, 1)};
  ASSERT_TRUE(Post(server_, case_id, decided).ok());
  EXPECT_EQ(Outcome(Post(server_, case_id, decided).status()), "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(Get(Of("M1")).points(), 5);
}

TEST_F(StandingTest, AReversalTakesPointsBackAndANewPostingMayFollow) {
  const Id case_id = NewCaseId(server_);
  const Decided decided = {.institution_id = "M1", .points = {20, 12}, .served = Day(2026, 3, 9)};
  ASSERT_TRUE(Post(server_, case_id, decided).ok());
  EXPECT_EQ(Get(Of("M1")).consequence().cancelled_date(), "2026-03-10");
  EXPECT_EQ(Get(Of("M1")).consequence().suspend_months(), 0) << "cancelled";
  const auto reversed = Reverse(server_, case_id, decided, Day(2026, 3, 20));
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  EXPECT_EQ(reversed->entry_ids.size(), 2u);
  EXPECT_EQ(reversed->balance_points, 0);
  const v1::Standing empty = Get(Of("M1"));
  EXPECT_EQ(empty.points(), 0);
  EXPECT_FALSE(empty.consequence().cancelled());
  EXPECT_EQ(empty.entry_ids_size(), 4) << "entries are never removed";
  const auto nothing = Reverse(server_, case_id, decided, Day(2026, 3, 21));
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_TRUE(nothing->entry_ids.empty()) << "nothing stands any more";
  ASSERT_TRUE(Post(server_, case_id, decided).ok()) << "a reversal of a reversal is a new POST";
  EXPECT_EQ(Get(Of("M1")).points(), 32);
}

TEST_F(StandingTest, AStandingIsReadAsItWasInForceAndAsItWasKnown) {
  const Id case_id = NewCaseId(server_);
  const Decided decided = {.institution_id = "M1", .points = {18}, .served = Day(2026, 3, 9)};
  server_.clock().Set(Day(2026, 3, 11));
  ASSERT_TRUE(Post(server_, case_id, decided).ok());
  server_.clock().Set(Day(2026, 6, 1));
  ASSERT_TRUE(Reverse(server_, case_id, decided, Day(2026, 6, 1)).ok());
  EXPECT_EQ(Get(Of("M1", "2026-03-08")).points(), 0);
  EXPECT_EQ(Get(Of("M1", "2026-03-09")).points(), 18);
  EXPECT_EQ(Get(Of("M1", "2026-05-31")).points(), 18);
  EXPECT_EQ(Get(Of("M1")).points(), 0);
  v1::GetStandingRequest before = Of("M1");
  *before.mutable_known_time() = google::protobuf::util::TimeUtil::SecondsToTimestamp(
      absl::ToUnixSeconds(calendar::StartOf(Day(2026, 5, 1))));
  EXPECT_EQ(Get(before).points(), 18) << "the reversal was not yet known";
}

TEST_F(StandingTest, AnInstitutionReadsItsOwnStandingOnly) {
  EXPECT_EQ(
      Outcome(
          rpc::Invoke(*stub_, &StandingStub::GetStanding, Of("M1"), AsInstitution("M1")).status()),
      "OK");
  EXPECT_EQ(
      Outcome(
          rpc::Invoke(*stub_, &StandingStub::GetStanding, Of("M1"), AsInstitution("M2")).status()),
      "PERMISSION_DENIED/NOT_YOURS");
}

TEST_F(StandingTest, BadRequestsAndUnknownInstitutionsAreRefused) {
  v1::GetStandingRequest request = Of("M1", "yesterday");
  request.set_year(26);
  const auto refused = rpc::Invoke(*stub_, &StandingStub::GetStanding, request, As({ROLE_AUDITOR}));
  EXPECT_EQ(DetailOf(refused.status()).violations.size(), 2u);
  EXPECT_EQ(
      Outcome(
          rpc::Invoke(*stub_, &StandingStub::GetStanding, Of("X"), As({ROLE_AUDITOR})).status()),
      "NOT_FOUND/UNKNOWN_INSTITUTION");
}

TEST_F(StandingTest, TheStreamHoldsEveryInstitutionOnceAsGetStandingGivesIt) {
  std::vector<std::string> ids;
  for (int i = 0; i < 4200; ++i) ids.push_back(absl::StrFormat("H%05d", i));
  server_.Register(v1::SUBJECT_KIND_MEDICAL, ids);
  for (const std::string id : {"H00000", "H01998", "H01999", "H02000", "H04199", "P1"}) {
    ASSERT_TRUE(
        Post(server_, NewCaseId(server_),
             {.institution_id = id,
              .kind = id == "P1" ? policy::SubjectKind::kPharmacy : policy::SubjectKind::kMedical,
              .points = {13},
              .served = Day(2026, 2, 1)})
            .ok());
  }
  std::vector<int> sizes;
  const std::vector<v1::Standing> all = Stream(&sizes);
  ASSERT_EQ(all.size(), ids.size() + 3);
  EXPECT_THAT(sizes, ::testing::Each(Le(500)));
  int64_t points = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(all[i - 1].institution_id(), all[i].institution_id());
    }
    points += all[i].points();
    if (all[i].points() == 0) continue;
    EXPECT_EQ(all[i].SerializeAsString(), Get(Of(all[i].institution_id())).SerializeAsString());
  }
  EXPECT_EQ(points, 6 * 13);
}

}  // namespace
}  // namespace probity::scoring
