#include "services/scoring/domain/statistics/statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "common/id/id.h"
#include "common/status/status.h"
#include "probity/scoring/v1/statistics_service.grpc.pb.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/subjects/changes.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

using Day = absl::CivilDay;
using Stub = v1::StatisticsService::Stub;

TEST(Statistics, ACaseAgesFromTheDayItWasOpenedUntilItsDecisionIsServed) {
  struct Case {
    CaseState state;
    Day opened;
    std::array<int64_t, kAges> open;
  };
  const Day today(2026, 6, 30);
  const std::vector<Case> cases = {
      {CaseState::kFiled, Day(2026, 6, 30), {1, 0, 0, 0}},
      {CaseState::kFiled, Day(2026, 5, 31), {1, 0, 0, 0}},      // 30 days
      {CaseState::kFiled, Day(2026, 5, 30), {0, 1, 0, 0}},      // 31
      {CaseState::kNotified, Day(2026, 4, 1), {0, 0, 1, 0}},    // 90
      {CaseState::kCommittee, Day(2026, 3, 31), {0, 0, 0, 1}},  // 91
      {CaseState::kEffective, Day(2026, 1, 5), {0, 0, 0, 0}},
      {CaseState::kTerminated, Day(2026, 1, 5), {0, 0, 0, 0}},
  };
  for (const Case& one : cases) {
    const CaseTallies tallies =
        TallyCases({{"东区", CaseSource::kComplaint, one.state, one.opened, 1}}, today);
    ASSERT_THAT(tallies, SizeIs(1));
    EXPECT_EQ(tallies.begin()->second.open, one.open)
        << CaseStateName(one.state) << " opened " << one.opened;
  }
}

TEST(Statistics, WhatIsOutstandingIsNeverNegative) {
  EXPECT_EQ(TotalOf({1000, 400, 0, 0}), (RecoveryTotals{1000, 400, 600}));
  EXPECT_EQ(TotalOf({1000, 1000, 1000, 0}), (RecoveryTotals{0, 1000, 0}))
      << "a revoked decision asks for nothing, and what was paid is to be refunded";
  EXPECT_EQ(TotalOf({1000, 1000, 1000, 1000}), (RecoveryTotals{0, 0, 0}));
}

class StatisticsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2", "M3"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P1"});
  }

  absl::StatusOr<v1::GetStatisticsResponse> Ask(int year, const std::string& district = "") {
    v1::GetStatisticsRequest request;
    request.set_year(year);
    request.set_district(district);
    return rpc::Invoke(*stub_, &Stub::GetStatistics, request, As({ROLE_AUDITOR}));
  }

  static std::map<std::string, int64_t> Bands(const v1::PointsDistribution& points) {
    std::map<std::string, int64_t> bands;
    for (const v1::BandCount& one : points.bands()) {
      if (one.institutions() > 0) bands[one.band()] = one.institutions();
    }
    return bands;
  }

  ScoringServer server_{Day(2026, 3, 9), GetParam()};
  CaseClient cases_{server_};
  std::unique_ptr<Stub> stub_ = v1::StatisticsService::NewStub(server_.channel());
};

TEST_P(StatisticsTest, CountsInstitutionsOverTheBandsOfTheirPoints) {
  const v1::Case one = cases_.Served(
      "2026-1", "M1", {FindingOf(1, "M204", 6), FindingOf(2, "M205", 6)}, "2026-03-09");
  v1::RecordWaiverRequest waiver;
  waiver.set_case_id(one.case_id());
  waiver.set_waiver("放弃陈述申辩声明");
  ASSERT_TRUE(cases_.Call(&CaseStub::RecordWaiver, waiver, AsOfficer()).ok());
  cases_.Confirm(one.case_id());
  cases_.Effect(one.case_id(), "2026-03-09");

  const auto figures = Ask(2026);
  ASSERT_TRUE(figures.ok()) << figures.status();
  ASSERT_THAT(figures->points(), SizeIs(2)) << "one district, two kinds";
  const v1::PointsDistribution& medical = figures->points(0);
  EXPECT_EQ(medical.institutions(), 3);
  EXPECT_EQ(medical.with_points(), 1);
  EXPECT_EQ(medical.points(), 12);
  EXPECT_EQ(Bands(medical), (std::map<std::string, int64_t>{{"[0,12)", 2}, {"[12,18)", 1}}));
  EXPECT_EQ(Bands(figures->points(1)), (std::map<std::string, int64_t>{{"[0,12]", 1}}));
  ASSERT_THAT(figures->cases(), SizeIs(1));
  EXPECT_EQ(figures->cases(0).state(), v1::CASE_STATE_EFFECTIVE);
}

TEST_P(StatisticsTest, TellsWhichDeadlinesRunAndWhichAreOver) {
  cases_.Open("2026-1", "M2", {FindingOf(1, "M101", 1)});
  const auto overdue = [&] {
    const auto figures = Ask(2026);
    EXPECT_TRUE(figures.ok()) << figures.status();
    if (!figures.ok()) return v1::OverdueCount();
    for (const v1::OverdueCount& one : figures->overdue()) {
      if (one.clock_key() == "decide") return one;
    }
    return v1::OverdueCount();
  };
  EXPECT_EQ(overdue().running(), 1);
  EXPECT_EQ(overdue().overdue(), 0);
  // 90 days from 9 March end on Sunday 7 June and so on Monday 8 June.
  server_.clock().Set(calendar::StartOf(Day(2026, 6, 8)));
  EXPECT_EQ(overdue().overdue(), 0);
  server_.clock().Set(calendar::StartOf(Day(2026, 6, 9)));
  EXPECT_EQ(overdue().overdue(), 1);
}

TEST_P(StatisticsTest, AnInstitutionCountsInTheDistrictItMovedTo) {
  cases_.Open("2026-1", "M2", {FindingOf(1, "M101", 1)});
  SubjectChange moved;
  moved.change_id = TimeOrderedId(server_.clock().Now(), server_.env().entropy).Bytes();
  moved.effective_date = Day(2026, 3, 9);
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    for (const std::string district : {"南区", "西区"}) {
      PROBITY_ASSIGN_OR_RETURN(Institution after, GetInstitution(tx, server_.env().region, "M2"));
      after.district = district;
      PROBITY_RETURN_IF_ERROR(InsertRevision(tx, server_.env().region, after, moved, 1));
    }
    return absl::OkStatus();
  });
  const auto west = Ask(2026, "西区");
  ASSERT_TRUE(west.ok()) << west.status();
  ASSERT_THAT(west->points(), SizeIs(1));
  EXPECT_EQ(west->points(0).institutions(), 1);
  EXPECT_THAT(west->cases(), SizeIs(1)) << "its cases move with it";
  EXPECT_FALSE(west->overdue().empty()) << "and its deadlines";
  EXPECT_THAT(Ask(2026, "南区")->points(), SizeIs(0)) << "where it was in between";
  const auto all = Ask(2026);
  int64_t institutions = 0;
  for (const v1::PointsDistribution& one : all->points()) institutions += one.institutions();
  EXPECT_EQ(institutions, 4) << "each counts once";
}

TEST_P(StatisticsTest, AnotherYearOrDistrictHasItsOwnFigures) {
  cases_.Open("2026-1", "M2", {FindingOf(1, "M101", 1)});
  const auto before = Ask(2025);
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_THAT(before->cases(), SizeIs(0));
  const auto elsewhere = Ask(2026, "无此片区");
  ASSERT_TRUE(elsewhere.ok()) << elsewhere.status();
  EXPECT_THAT(elsewhere->points(), SizeIs(0));
  EXPECT_THAT(elsewhere->cases(), SizeIs(0));
  EXPECT_TRUE(HasReason(Ask(26).status(), Reason::k_BAD_REQUEST));
}

INSTANTIATE_TEST_SUITE_P(Engines, StatisticsTest, ::testing::ValuesIn(testing::Engines()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace probity::scoring
