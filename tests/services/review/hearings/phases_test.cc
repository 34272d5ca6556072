// Every step in every phase that does not allow it: WRONG_PHASE, and nothing changes.
#include "services/review/domain/phases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using v1::HearingAdminService;

using StepCall = std::function<absl::Status(ReviewBench&, const std::string&)>;

template <typename Response, typename Request>
StepCall Reading(grpc::Status (HearingAdminService::Stub::*method)(grpc::ClientContext*,
                                                                   const Request&, Response*)) {
  return [method](ReviewBench& bench, const std::string& round) {
    Request request;
    request.set_round_id(round);
    return bench.Call(method, request, options::v1::ROLE_AUDITOR, "auditor").status();
  };
}

std::map<std::string, StepCall> Steps() {
  return {
      {"CommitSeed", [](auto& b, auto& round) { return b.Commit(round, 1, "late").status(); }},
      {"FreezePool", [](auto& b, auto& round) { return b.Freeze(round).status(); }},
      {"RevealSeed", [](auto& b, auto& round) { return b.Reveal(round, 1, "late").status(); }},
      {"RunDraw", [](auto& b, auto& round) { return b.Draw(round).status(); }},
      {"SeatRound", [](auto& b, auto& round) { return b.Seat(round).status(); }},
      {"StartVoting", [](auto& b, auto& round) { return b.StartVoting(round, 1).status(); }},
      {"ExtendVoting", [](auto& b, auto& round) { return b.Extend(round).status(); }},
      {"CloseRound", [](auto& b, auto& round) { return b.Close(round).status(); }},
      {"ApproveAbort", [](auto& b, auto& round) { return b.Approve(round).status(); }},
      {"ListOutcomes", Reading(&HearingAdminService::Stub::ListOutcomes)},
      {"GetDrawTranscript", Reading(&HearingAdminService::Stub::GetDrawTranscript)},
      {"ListReceipts", Reading(&HearingAdminService::Stub::ListReceipts)},
  };
}

TEST(PhasesTest, AStepInAPhaseThatDoesNotAllowItIsRefused) {
  for (const auto phase : {v1::ROUND_PHASE_OPENED, v1::ROUND_PHASE_COMMITTED,
                           v1::ROUND_PHASE_SCREENED, v1::ROUND_PHASE_DRAWN, v1::ROUND_PHASE_SEATING,
                           v1::ROUND_PHASE_SEATED, v1::ROUND_PHASE_VOTING}) {
    ReviewBench bench;
    bench.FillRoster();
    bench.Start(/*with_jobs=*/false);
    const std::string round = bench.RoundIn(phase);
    // What led here is answered from its record; only what never happened is asked for.
    const std::string taken[] = {"FreezePool", "RunDraw"};
    for (const auto& [name, step] : Steps()) {
      if (MayCall(name, static_cast<Phase>(phase))) continue;
      if (name == taken[0] && phase >= v1::ROUND_PHASE_SCREENED) continue;
      if (name == taken[1] && phase >= v1::ROUND_PHASE_DRAWN) continue;
      EXPECT_EQ(Outcome(step(bench, round)), "FAILED_PRECONDITION/WRONG_PHASE")
          << name << " in " << v1::RoundPhase_Name(phase);
      EXPECT_EQ(bench.PhaseOf(round), phase) << "after " << name;
    }
  }
}

TEST(PhasesTest, ARoundNobodyOpenedIsUnknown) {
  ReviewBench bench;
  const std::string round(32, 'a');
  for (const auto& [name, step] : Steps()) {
    EXPECT_EQ(Outcome(step(bench, round)), "NOT_FOUND/UNKNOWN_ROUND") << name;
    EXPECT_EQ(Outcome(step(bench, "00")), "INVALID_ARGUMENT/BAD_REQUEST") << name;
  }
}

}  // namespace
}  // namespace probity::review
