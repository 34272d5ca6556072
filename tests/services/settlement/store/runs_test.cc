#include "services/settlement/store/runs.h"

#include <gtest/gtest.h>

#include "common/status/status.h"
#include "tests/services/settlement/store/store_fixture.h"

namespace probity::settlement {
namespace {

class RunsTest : public StoreTest {
 protected:
  absl::Status Insert(const settlement::Run& run) {
    return Write([&](sql::Tx& tx) { return InsertRun(tx, kRegion, run); });
  }

  absl::StatusOr<settlement::Run> Get(const std::string& run_id) {
    absl::StatusOr<settlement::Run> found = absl::UnknownError("not read");
    const absl::Status status = Read([&](sql::Tx& tx) {
      found = GetRun(tx, kRegion, run_id);
      return found.status();
    });
    if (!status.ok()) return status;
    return found;
  }

  std::vector<int32_t> Numbers(int32_t only_year, const RunPosition& after, int64_t limit) {
    std::vector<int32_t> numbers;
    EXPECT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                  auto runs = RunsAfter(tx, kRegion, only_year, after, limit);
                  if (!runs.ok()) return runs.status();
                  for (const auto& run : *runs) numbers.push_back(run.year * 10 + run.number);
                  return absl::OkStatus();
                }).ok());
    return numbers;
  }

  // Every field another value than the default.
  static settlement::Run Changed(settlement::Run run) {
    run.state = RunState::kLocked;
    run.etag += 1;
    run.units = 514215;
    run.budget_changes = 3;
    run.inputs_sha256 = std::string(64, '1');
    run.facts_sha256 = std::string(64, '2');
    run.result_sha256 = std::string(64, '3');
    run.engine_version = "rates/1";
    run.frozen_by = "f";
    run.calculated_by = "c";
    run.reviewed_by = "审核员";
    run.signed_by_reviewer = "s";
    run.locked_by = "l";
    run.abandon_reason = "录入有误";
    run.sanction_orders_missing = 4;
    return run;
  }
};

PROBITY_ON_EVERY_ENGINE(RunsTest);

TEST_P(RunsTest, AreReadBackAsWritten) {
  const settlement::Run draft = NewRun(2026, 1);
  ASSERT_TRUE(Insert(draft).ok());
  const auto read = Get(draft.run_id);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, draft);

  const settlement::Run later = Changed(draft);
  ASSERT_TRUE(Write([&](sql::Tx& tx) { return UpdateRun(tx, kRegion, draft, later); }).ok());
  const auto again = Get(draft.run_id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, later);
}

TEST_P(RunsTest, AnUnknownRunIsRefusedAsSuch) {
  EXPECT_TRUE(HasReason(Get(NewRun(2026, 1).run_id).status(), Reason::k_UNKNOWN_RUN));
  EXPECT_TRUE(HasReason(Get("no id").status(), Reason::k_UNKNOWN_RUN));
}

TEST_P(RunsTest, OnlyWhoSawTheLatestStateAndEtagMayChangeIt) {
  const settlement::Run draft = NewRun(2026, 1);
  ASSERT_TRUE(Insert(draft).ok());
  settlement::Run stale_etag = draft;
  stale_etag.etag = 9;
  settlement::Run stale_state = draft;
  stale_state.state = RunState::kFrozen;
  for (const auto& stale : {stale_etag, stale_state}) {
    const absl::Status status =
        Write([&](sql::Tx& tx) { return UpdateRun(tx, kRegion, stale, Changed(stale)); });
    EXPECT_TRUE(HasReason(status, Reason::k_CONFLICT)) << status;
  }
  EXPECT_EQ(Get(draft.run_id).value(), draft);
}

TEST_P(RunsTest, ANumberIsGivenOnceAYear) {
  ASSERT_TRUE(Insert(NewRun(2026, 1)).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Insert(NewRun(2026, 1))));
  EXPECT_TRUE(Insert(NewRun(2027, 1)).ok());
}

TEST_P(RunsTest, AreListedByYearAndNumberFromAPosition) {
  for (const auto& [year, number] :
       std::vector<std::pair<int, int>>{{2027, 1}, {2026, 2}, {2026, 1}, {2026, 3}}) {
    ASSERT_TRUE(Insert(NewRun(year, number)).ok());
  }
  EXPECT_EQ(Numbers(0, {}, 10), (std::vector<int32_t>{20261, 20262, 20263, 20271}));
  EXPECT_EQ(Numbers(0, {}, 2), (std::vector<int32_t>{20261, 20262}));
  EXPECT_EQ(Numbers(0, {2026, 2}, 10), (std::vector<int32_t>{20263, 20271}));
  EXPECT_EQ(Numbers(2026, {}, 10), (std::vector<int32_t>{20261, 20262, 20263}));
  EXPECT_EQ(Numbers(2026, {2026, 1}, 1), (std::vector<int32_t>{20262}));
  EXPECT_TRUE(Numbers(2025, {}, 10).empty());
}

TEST_P(RunsTest, PinTheirPoliciesByHashAndKeepTheFiles) {
  const settlement::Run run = NewRun(2026, 1);
  const std::string a(64, 'a');
  const std::string b(64, 'b');
  const std::string content("policy \0 bytes", 14);
  ASSERT_TRUE(Write([&](sql::Tx& tx) -> absl::Status {
                PROBITY_RETURN_IF_ERROR(InsertRunPolicies(tx, kRegion, run.run_id, {a, b}));
                PROBITY_RETURN_IF_ERROR(KeepPolicyFile(tx, kRegion, a, content));
                return KeepPolicyFile(tx, kRegion, a, "another text");
              }).ok());
  ASSERT_TRUE(Read([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto pinned, PoliciesOfRun(tx, kRegion, run.run_id));
                EXPECT_EQ(pinned, (std::vector<std::string>{a, b}));
                PROBITY_ASSIGN_OR_RETURN(const std::string kept, GetPolicyFile(tx, kRegion, a));
                EXPECT_EQ(kept, content) << "the first bytes stay";
                EXPECT_TRUE(absl::IsNotFound(GetPolicyFile(tx, kRegion, b).status()));
                return absl::OkStatus();
              }).ok());
}

}  // namespace
}  // namespace probity::settlement
