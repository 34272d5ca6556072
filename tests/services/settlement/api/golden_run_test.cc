// The golden units of docs/settlement.md through a stored run: imported, frozen, calculated, read
// back; and what may be done with a run once it is locked.
#include "tests/services/settlement/api/golden_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace probity::settlement {
namespace {

std::vector<Golden> Alone() {
  return {
      {"G01", 0, 2000, 950'000'000, "8.5", 0, false, false, 967'400'000, 967'400'000},
      {"G02", 0, 2000, 880'000'001, "8.5", 0, false, false, 910'240'001, 910'240'001},
      {"G03", 7, 2300, 1'150'000'000, "8.5", 0, false, false, 1'037'613'600, 1'037'613'600},
      {"G04", 11, 2000, 1'040'000'007, "8.5", 0, false, false, 1'009'648'004, 1'009'648'004},
      {"G05", 12, 2000, 1'200'000'000, "8.5", 0, false, false, 992'544'000, 992'544'000},
      {"G06", 3, 2000, 975'000'000, "8.5", 0, true, false, 969'000'000, 969'000'000},
      {"G07", 0, 2000, 950'000'000, "8.5", 0, false, true, 950'000'000, 950'000'000},
      {"G12", 2, 1799, 800'000'000, "8.5", 0, false, false, 800'000'000, 800'000'000},
      {"G13", 5, 2000, 960'000'000, "7.4", 48'000'001, false, false, 969'158'400, 960'518'400},
      {"G14", 5, 2000, 960'000'000, "7.955", 3'333'333, false, false, 969'158'400, 969'113'400},
  };
}

// G21: a reserve too small for four units, whose payable figures these are.
std::vector<Golden> Scaled() {
  return {
      {"A", 0, 2000, 1'000'000'000, "8.5", 0, false, false, 1'000'470'360, 1'000'470'360},
      {"B", 4, 2000, 990'000'000, "8.5", 0, false, false, 989'776'770, 989'776'770},
      {"C", 11, 2000, 970'000'000, "8.5", 0, true, false, 966'000'000, 966'000'000},
      {"D", 15, 2000, 970'000'000, "8.5", 0, false, false, 958'320'000, 958'320'000},
  };
}

class GoldenRunTest : public GoldenRun {
 protected:
  // Every column of a unit: its tree, down to what was frozen.
  void ExpectExplained(const v1::Run& run, const std::string& id) {
    const UnitResult names;
    VisitOutputs(names, [&](std::string_view name, const auto&) {
      v1::ExplainLineRequest request;
      request.set_run_id(run.run_id());
      request.set_institution_id(id);
      request.set_line(std::string(name));
      const auto tree = rpc::Invoke(server_.statements(), &v1::StatementService::Stub::ExplainLine,
                                    request, Auditor());
      ASSERT_TRUE(tree.ok()) << name << tree.status();
      ExpectLeaves(tree->root());
    });
  }

  void ExpectLeaves(const v1::Node& node) {
    EXPECT_EQ(node.policy_sha256().empty(), node.policy_field().empty()) << node.code();
    if (node.operands_tree().empty()) {
      EXPECT_FALSE(node.input_field().empty() && node.policy_field().empty() &&
                   node.run_field().empty())
          << node.code();
    }
    for (const v1::Node& one : node.operands_tree()) ExpectLeaves(one);
  }

  v1::Run Confirmed(const v1::Run& calculated, const std::vector<Golden>& units) {
    const auto reviewed = server_.Review(calculated);
    EXPECT_TRUE(reviewed.ok()) << reviewed.status();
    for (const Golden& one : units) {
      v1::ConfirmStatementRequest request;
      request.set_request_id(NewRequestId());
      request.set_run_id(calculated.run_id());
      request.set_institution_id(one.id);
      EXPECT_TRUE(rpc::Invoke(server_.statements(), &v1::StatementService::Stub::ConfirmStatement,
                              request, AsInstitution(one.id))
                      .ok());
    }
    return server_.Get(calculated.run_id()).value();
  }

  absl::StatusOr<v1::Run> Signed(const v1::Run& confirmed) {
    const auto first = server_.Sign(confirmed, Reviewer());
    return first.ok() ? server_.Sign(*first, Locker()) : first;
  }

  absl::StatusOr<v1::Run> SignByDirector(const v1::Run& run, const rpc::CallOptions& who) {
    v1::SignByDirectorRequest request;
    request.set_request_id(NewRequestId());
    request.set_run_id(run.run_id());
    request.set_etag(run.etag());
    request.set_result_sha256(run.result_sha256());
    const auto signed_run =
        rpc::Invoke(server_.runs(), &v1::RunService::Stub::SignByDirector, request, who);
    if (!signed_run.ok()) return signed_run.status();
    return signed_run->run();
  }
};

PROBITY_ON_EVERY_ENGINE(GoldenRunTest);

TEST_P(GoldenRunTest, AStoredRunGivesTheFiguresOfThePureFunction) {
  Import(Alone());
  const auto run = Made(v1::RUN_KIND_FINAL, kMuch, 0);
  ASSERT_TRUE(run.ok()) << run.status();
  ExpectGolden(*run, Alone(), kMuch, 0);
  ExpectExplained(*run, "G03");
  ExpectExplained(*run, "G14");
}

TEST_P(GoldenRunTest, AReserveThatRunsShortIsSharedAsThePureFunctionDoes) {
  Import(Scaled());
  const auto run = Made(v1::RUN_KIND_FINAL, 30'000'017, 2'000'000);
  ASSERT_TRUE(run.ok()) << run.status();
  ExpectGolden(*run, Scaled(), 30'000'017, 2'000'000);
  EXPECT_EQ(run->totals().reserve_after_fen(), 2'000'000);
  ExpectExplained(*run, "C");
  ASSERT_TRUE(server_
                  .Try([](sql::Tx& tx) {
                    return tx
                        .Execute(
                            "UPDATE unit_result SET rate_scaled_fen = rate_scaled_fen + 2, "
                            "rate_paid_fen = rate_paid_fen + 2, payable_fen = payable_fen + 2, "
                            "capped_fen = capped_fen - 2, net_fen = net_fen + 2 "
                            "WHERE institution_id = 'A'",
                            {})
                        .status();
                  })
                  .ok());
  EXPECT_EQ(Refusal(server_.Statement(run->run_id(), "A").status()),
            "FAILED_PRECONDITION/REPLAY_MISMATCH")
      << "two fen more than the largest remainder can give";
}

TEST_P(GoldenRunTest, ALockedRunRepeatedAsWhatIfHasItsHash) {
  Import(Scaled());
  const auto locked =
      Signed(Confirmed(Made(v1::RUN_KIND_FINAL, 30'000'017, 2'000'000).value(), Scaled()));
  ASSERT_TRUE(locked.ok()) << locked.status();
  v1::WhatIfRequest request;
  request.set_run_id(locked->run_id());
  request.add_variants()->set_name("as it is");
  std::vector<std::string> hashes;
  const absl::Status status =
      rpc::InvokeStream(server_.runs(), &v1::RunService::Stub::WhatIf, request, Preparer(),
                        [&hashes](const v1::WhatIfResponse& part) {
                          if (part.has_result()) hashes.push_back(part.result().result_sha256());
                          return absl::OkStatus();
                        });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(hashes, ::testing::ElementsAre(locked->result_sha256()));
  v1::WatchRunRequest watch;
  watch.set_run_id(locked->run_id());
  std::vector<v1::WatchRunResponse> seen;
  ASSERT_TRUE(rpc::InvokeStream(server_.runs(), &v1::RunService::Stub::WatchRun, watch, Auditor(),
                                [&seen](const v1::WatchRunResponse& part) {
                                  seen.push_back(part);
                                  return absl::OkStatus();
                                })
                  .ok());
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(seen.back().finished());
  EXPECT_EQ(seen.back().stage(), "LOCKED");
  EXPECT_EQ(seen.back().done(), 4);
}

TEST_P(GoldenRunTest, SharingAYearAnewIsADecisionOfTheDirector) {
  Import(Scaled());
  EXPECT_EQ(Refusal(Made(v1::RUN_KIND_RESPLIT, kMuch, 0).status()),
            "FAILED_PRECONDITION/RUN_NOT_LOCKED");
  const auto locked =
      Signed(Confirmed(Made(v1::RUN_KIND_FINAL, 30'000'017, 2'000'000).value(), Scaled()));
  ASSERT_TRUE(locked.ok()) << locked.status();
  const auto made = Made(v1::RUN_KIND_RESPLIT, kMuch, 0);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->corrects_run_id(), locked->run_id());
  EXPECT_EQ(made->totals().rate_scaled_fen(), 31'840'000) << "everybody in full";
  const v1::Run run = Confirmed(*made, Scaled());
  EXPECT_EQ(Refusal(server_.Sign(run, Reviewer()).status()),
            "FAILED_PRECONDITION/DIRECTOR_SIGNATURE_REQUIRED");
  EXPECT_EQ(Refusal(SignByDirector(run, Director("preparer-1")).status()),
            "PERMISSION_DENIED/SAME_OFFICER");
  EXPECT_EQ(Refusal(SignByDirector(run, Reviewer()).status()), "PERMISSION_DENIED/ROLE_REQUIRED");
  const auto decided = SignByDirector(run, Director());
  ASSERT_TRUE(decided.ok()) << decided.status();
  const auto done = Signed(*decided);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->state(), v1::RUN_STATE_LOCKED);
  EXPECT_EQ(done->posted_units(), 4);
}

}  // namespace
}  // namespace probity::settlement
