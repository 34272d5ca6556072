// G18: settlement tells which years it locked, and what is recorded for them later is marked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "probity/scoring/v1/year_lock_service.grpc.pb.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using Locks = v1::YearLockService::Stub;
using Standings = v1::StandingService::Stub;
using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_SETTLEMENT_LOCKER;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

rpc::CallOptions AsSettlement() {
  rpc::CallOptions options;
  options.caller = rpc::ServiceCaller("settlement");
  return options;
}

class LateEntryTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
  }

  // Points of an act of 2025, by a decision served on that day.
  Posted PostTo(const std::string& institution_id, int64_t points, Day served) {
    const auto posted = Post(server_, NewCaseId(server_),
                             {.institution_id = institution_id,
                              .points = {points},
                              .served = served,
                              .act_end = Day(2025, 11, 20)});
    EXPECT_TRUE(posted.ok()) << posted.status();
    return posted.value_or(Posted());
  }

  std::string TryLock(const std::string& run_id, int64_t known_seq, int32_t year = 2025,
                      const rpc::CallOptions& as = AsSettlement()) {
    v1::RecordYearLockRequest request;
    request.set_request_id(NewRequestId());
    request.set_year(year);
    request.set_run_id(run_id);
    request.set_known_seq(known_seq);
    return Outcome(rpc::Invoke(*locks_, &Locks::RecordYearLock, request, as).status());
  }

  // As settlement pulls it: by institution, with the ledger's end.
  int64_t Stream(std::vector<v1::Standing>& standings, int32_t year = 2025) {
    v1::StreamStandingsRequest request;
    request.set_year(year);
    int64_t known_seq = -1;
    const absl::Status streamed = rpc::InvokeStream(
        *standings_, &Standings::StreamStandings, request, AsSettlement(),
        [&](const v1::StreamStandingsResponse& message) {
          known_seq = message.known_seq();
          standings.insert(standings.end(), message.standings().begin(), message.standings().end());
          return absl::OkStatus();
        });
    EXPECT_TRUE(streamed.ok()) << streamed;
    return known_seq;
  }
  int64_t Known() {
    std::vector<v1::Standing> standings;
    return Stream(standings);
  }
  std::vector<std::string> LateOf(const std::string& institution_id, int32_t year = 2025) {
    std::vector<v1::Standing> standings;
    Stream(standings, year);
    for (const v1::Standing& one : standings) {
      if (one.institution_id() != institution_id) continue;
      const v1::Standing single = Get(institution_id, year);
      EXPECT_THAT(single.late_entry_ids(), ElementsAreArray(one.late_entry_ids()));
      return {one.late_entry_ids().begin(), one.late_entry_ids().end()};
    }
    ADD_FAILURE() << institution_id << " has no standing";
    return {};
  }
  v1::Standing Get(const std::string& institution_id, int32_t year, absl::Time known = {}) {
    v1::GetStandingRequest request;
    request.set_institution_id(institution_id);
    request.set_year(year);
    if (known != absl::Time()) {
      *request.mutable_known_time() =
          google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(known));
    }
    const auto got = rpc::Invoke(*standings_, &Standings::GetStanding, request, AsSettlement());
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->standing() : v1::Standing();
  }

  // By recorded_seq.
  std::vector<bool> LateMarks() {
    const auto stub = v1::LedgerService::NewStub(server_.channel());
    v1::ListEntriesRequest request;
    request.set_page_size(100);
    const auto got =
        rpc::Invoke(*stub, &v1::LedgerService::Stub::ListEntries, request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    std::vector<bool> marks;
    for (const v1::Entry& entry : got->entries()) marks.push_back(entry.late());
    return marks;
  }

  ScoringServer server_{Day(2026, 2, 2), GetParam()};
  std::unique_ptr<Locks> locks_ = v1::YearLockService::NewStub(server_.channel());
  std::unique_ptr<Standings> standings_ = v1::StandingService::NewStub(server_.channel());
};
PROBITY_ON_EVERY_ENGINE(LateEntryTest);

TEST_P(LateEntryTest, APostingOfALockedYearCallsForASupplementaryRun) {
  PostTo("M001", 5, Day(2026, 1, 20));
  const int64_t frozen = Known();
  EXPECT_EQ(frozen, 1);
  const Posted between = PostTo("M001", 2, Day(2026, 2, 1));
  EXPECT_THAT(LateOf("M001"), IsEmpty()) << "nothing is locked yet";
  ASSERT_EQ(TryLock("RUN1", frozen), "OK");
  EXPECT_THAT(LateOf("M001"), ElementsAreArray(between.entry_ids))
      << "recorded between the freeze and the lock: the locked run does not know it";
  server_.clock().Set(Day(2026, 5, 6));
  const Posted after = PostTo("M002", 3, Day(2026, 5, 6));
  EXPECT_THAT(LateOf("M002"), ElementsAreArray(after.entry_ids));
  EXPECT_THAT(LateOf("M002", 2026), IsEmpty()) << "the open year knows of nothing late";
  EXPECT_EQ(Get("M002", 2025).points(), 3) << "late, and recorded all the same";
  EXPECT_THAT(LateMarks(), ElementsAre(false, true, true));
}

TEST_P(LateEntryTest, ASupplementaryRunTakesUpWhatWasLate) {
  ASSERT_EQ(TryLock("RUN1", 0), "OK") << "of an empty ledger";
  PostTo("M001", 5, Day(2026, 2, 1));
  ASSERT_EQ(TryLock("RUN2", Known()), "OK");
  EXPECT_THAT(LateOf("M001"), IsEmpty());
  EXPECT_THAT(LateMarks(), ElementsAre(true)) << "it stays an adjusting entry";
  const Posted next = PostTo("M001", 1, Day(2026, 2, 2));
  EXPECT_THAT(LateOf("M001"), ElementsAreArray(next.entry_ids)) << "another run is due";
}

TEST_P(LateEntryTest, AReversalAfterTheLockIsLateToo) {
  const Decided decided = {.institution_id = "M001",
                           .points = {5},
                           .served = Day(2026, 1, 20),
                           .act_end = Day(2025, 11, 20)};
  const Id case_id = NewCaseId(server_);
  ASSERT_TRUE(Post(server_, case_id, decided).ok());
  ASSERT_EQ(TryLock("RUN1", Known()), "OK");
  EXPECT_THAT(LateOf("M001"), IsEmpty());
  const auto reversed = Reverse(server_, case_id, decided, Day(2026, 2, 2));
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  EXPECT_THAT(LateOf("M001"), ElementsAreArray(reversed->entry_ids));
}

TEST_P(LateEntryTest, AnAnswerOfBeforeTheLockReplaysWithoutIt) {
  const absl::Time before = server_.clock().Now();
  PostTo("M001", 5, Day(2026, 2, 1));
  server_.clock().Set(Day(2026, 2, 3));
  ASSERT_EQ(TryLock("RUN1", 0), "OK");
  EXPECT_EQ(Get("M001", 2025).late_entry_ids_size(), 1);
  EXPECT_EQ(Get("M001", 2025, before).late_entry_ids_size(), 0);
}

TEST_P(LateEntryTest, ALockIsToldBySettlementAloneAndOnce) {
  PostTo("M001", 5, Day(2026, 2, 1));
  EXPECT_EQ(TryLock("RUN1", 1, 2025, As({ROLE_DIRECTOR})), "PERMISSION_DENIED/ROLE_REQUIRED");
  rpc::CallOptions as_review;
  as_review.caller = rpc::ServiceCaller("review");
  EXPECT_EQ(TryLock("RUN1", 1, 2025, as_review), "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(TryLock("RUN1", 2), "INVALID_ARGUMENT/BAD_REQUEST") << "beyond the ledger's end";
  EXPECT_EQ(TryLock("RUN1", -1), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(TryLock("", 1), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(TryLock("RUN1", 1, 1999), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(TryLock("RUN1", 1, 2026), "FAILED_PRECONDITION/YEAR_NOT_OVER") << "the running year";
  EXPECT_EQ(TryLock("RUN1", 1), "OK");
  EXPECT_EQ(TryLock("RUN1", 1), "OK") << "told again";
  EXPECT_EQ(TryLock("RUN1", 0), "FAILED_PRECONDITION/YEAR_LOCK_CONFLICT");
  EXPECT_EQ(TryLock("RUN1", 1, 2024), "FAILED_PRECONDITION/YEAR_LOCK_CONFLICT");
  v1::ListYearLocksRequest list;
  list.set_year(2025);
  const auto locks =
      rpc::Invoke(*locks_, &Locks::ListYearLocks, list, As({ROLE_SETTLEMENT_LOCKER}));
  ASSERT_TRUE(locks.ok()) << locks.status();
  ASSERT_EQ(locks->locks_size(), 1);
  EXPECT_EQ(locks->locks(0).run_id(), "RUN1");
  EXPECT_EQ(locks->locks(0).known_seq(), 1);
}

}  // namespace
}  // namespace probity::scoring
