// What is kept of scoring's register is what scoring said, standing by standing.
#include "services/settlement/api/standing_register.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

namespace probity::settlement {
namespace {

using ::testing::ElementsAre;

scoring::v1::Standing Standing(const std::string& id, scoring::v1::SubjectKind kind, char policy) {
  scoring::v1::Standing standing;
  standing.set_institution_id(id);
  standing.set_kind(kind);
  standing.set_year(2026);
  standing.set_points(7);
  standing.set_policy_sha256(std::string(64, policy));
  standing.set_designated_from_date("2020-01-01");
  return standing;
}

std::vector<std::string> Read(const StandingRegister& kept) {
  std::vector<std::string> read;
  EXPECT_TRUE(kept.Each([&read](const scoring::v1::Standing& standing) {
                    read.push_back(standing.SerializeAsString());
                    return absl::OkStatus();
                  })
                  .ok());
  return read;
}

TEST(StandingRegisterTest, EveryStandingComesBackInItsOrder) {
  scoring::v1::Standing full = Standing("M1", scoring::v1::SUBJECT_KIND_MEDICAL, 'a');
  full.set_points(-1);
  full.set_veto(true);
  full.set_open_case(true);
  full.add_entry_ids("e1");
  full.add_entry_ids("e2");
  full.add_qualifications("REMOTE_OUTPATIENT");
  full.mutable_consequence()->set_suspend_months(3);
  full.add_voluntary_suspensions()->set_from_date("2026-02-28");
  const scoring::v1::Standing bare = Standing("M2", scoring::v1::SUBJECT_KIND_MEDICAL, 'a');
  StandingRegister kept;
  EXPECT_TRUE(kept.empty());
  kept.Add(full);
  kept.Add(bare);
  EXPECT_EQ(kept.last_id(), "M2");
  EXPECT_THAT(Read(kept), ElementsAre(full.SerializeAsString(), bare.SerializeAsString()));
  std::vector<std::string> ids;
  kept.EachId([&ids](std::string_view id) { ids.emplace_back(id); });
  EXPECT_THAT(ids, ElementsAre("M1", "M2"));
}

TEST(StandingRegisterTest, APolicyIsNamedOnceForEachKindItStandsFor) {
  StandingRegister kept;
  kept.Add(Standing("1", scoring::v1::SUBJECT_KIND_MEDICAL, 'a'));
  kept.Add(Standing("2", scoring::v1::SUBJECT_KIND_PHARMACY, 'b'));
  kept.Add(Standing("3", scoring::v1::SUBJECT_KIND_MEDICAL, 'a'));
  kept.Add(Standing("4", scoring::v1::SUBJECT_KIND_PHARMACY, 'a'));
  std::vector<std::string> named;
  for (const StandingRegister::Decides& one : kept.policies()) {
    named.push_back(one.policy_sha256.substr(0, 1) + one.institution_id);
  }
  EXPECT_THAT(named, ElementsAre("a1", "b2", "a4"));
}

TEST(StandingRegisterTest, MoreThanOneBlockHoldsIsReadInOrderToo) {
  constexpr int kStandings = 60'000;
  StandingRegister kept;
  for (int i = 0; i < kStandings; ++i) {
    kept.Add(Standing(absl::StrFormat("H%06d", i), scoring::v1::SUBJECT_KIND_PHARMACY, 'p'));
  }
  int next = 0;
  EXPECT_TRUE(kept.Each([&next](const scoring::v1::Standing& standing) {
                    EXPECT_EQ(standing.institution_id(), absl::StrFormat("H%06d", next++));
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(next, kStandings);
}

TEST(StandingRegisterTest, WhatTheReaderRefusesEndsTheReading) {
  StandingRegister kept;
  for (const char* id : {"1", "2", "3"}) {
    kept.Add(Standing(id, scoring::v1::SUBJECT_KIND_PHARMACY, 'p'));
  }
  int read = 0;
  EXPECT_EQ(kept.Each([&read](const scoring::v1::Standing&) {
                  return ++read == 2 ? absl::CancelledError("enough") : absl::OkStatus();
                })
                .code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(read, 2);
}

}  // namespace
}  // namespace probity::settlement
