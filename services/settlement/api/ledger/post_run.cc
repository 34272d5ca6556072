#include "services/settlement/api/ledger/post_run.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/domain/ledger/postings.h"
#include "services/settlement/domain/statements.h"
#include "services/settlement/store/ledger/transfers.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

// Units looked at for one group: more would seldom fit into it.
constexpr int64_t kUnitsPerGroup = 128;

PostingContext ContextOf(const Run& run, std::string policy_sha256) {
  return {run.run_id, run.year, run.locked_date, std::move(policy_sha256)};
}

PostingGroup GroupOf(const ServiceEnv& env, const Run& run, int64_t first_unit) {
  return {env.region, absl::StrCat(run.run_id, "/", first_unit), run.locked_by, env.clock.Now()};
}

bool Deferred(const Outcome& outcome) {
  return outcome.statement.has_value() && outcome.statement->state == StatementDecision::kDisputed;
}

// How far the groups before came: counting to a place reads all before it.
struct Reached {
  int64_t units = 0;
  UnitKey last;
};

// The transfers of so many units as one group holds; `units` is how many they are.
struct Filled {
  std::vector<Transfer> transfers;
  int64_t units = 0;
  UnitKey last;
};

// The units before `reached` where it is where the run stands, else they are counted.
absl::StatusOr<std::vector<Outcome>> NextOutcomes(sql::Tx& tx, const UnitsOfRun& run,
                                                  int64_t posted, const Reached& reached) {
  if (posted == reached.units) return OutcomesAfter(tx, run, reached.last, kUnitsPerGroup);
  return OutcomesFrom(tx, run, posted, kUnitsPerGroup);
}

absl::StatusOr<Filled> FillGroup(sql::Tx& tx, const std::string& region, const Run& run,
                                 const Reached& reached) {
  PROBITY_ASSIGN_OR_RETURN(const auto outcomes,
                           NextOutcomes(tx, {region, run.run_id}, run.posted_units, reached));
  std::vector<UnitKey> keys;
  for (const Outcome& outcome : outcomes) keys.push_back(outcome.unit.input.key);
  PROBITY_ASSIGN_OR_RETURN(const auto standings, StandingsOf(tx, region, run.year, keys));
  Filled filled;
  for (const Outcome& outcome : outcomes) {
    const UnitInput& input = outcome.unit.input;
    if (!Deferred(outcome)) {
      const auto stands = standings.find(input.key);
      std::vector<Transfer> postings =
          PostingsOf(ContextOf(run, input.policy_sha256), input.key, DueOf(input, outcome.result),
                     stands == standings.end() ? UnitStanding() : stands->second);
      if (filled.transfers.size() + postings.size() > kMaxGroup) break;
      std::move(postings.begin(), postings.end(), std::back_inserter(filled.transfers));
    }
    ++filled.units;
    filled.last = input.key;
  }
  return filled;
}

// What a correction moves between reserve and exchange, with its first group.
absl::Status AddExchangeFix(sql::Tx& tx, const std::string& region, const Run& run,
                            std::vector<Transfer>& transfers) {
  if (run.kind != RunKind::kSupplementary || run.posted_units > 0) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const RunTotals totals, GetTotals(tx, {region, run.run_id}));
  if (totals.exchange_fix_fen == 0) return absl::OkStatus();
  transfers.push_back(MakeTransfer(ContextOf(run, ""), std::nullopt, LedgerLine::kExchangeFix,
                                   TransferPhase::kPosted, totals.exchange_fix_fen));
  return absl::OkStatus();
}

// One group; the run as it is afterwards, and how far that is.
absl::Status PostNext(const ServiceEnv& env, sql::Tx& tx, const std::string& run_id,
                      const Reached& before, Run& run, Reached& after) {
  PROBITY_ASSIGN_OR_RETURN(run, GetRun(tx, env.region, run_id));
  PROBITY_RETURN_IF_ERROR(LockYear(tx, env.region, run.year).status());
  PROBITY_ASSIGN_OR_RETURN(run, GetRun(tx, env.region, run_id));
  if (run.state != RunState::kLocked || !SettlesMoney(run.kind) || run.posted_units == run.units) {
    return absl::OkStatus();
  }
  PROBITY_ASSIGN_OR_RETURN(Filled filled, FillGroup(tx, env.region, run, before));
  if (filled.units == 0) {
    return Precondition(Reason::k_REPLAY_MISMATCH,
                        absl::StrCat("run ", run.run_id,
                                     " has fewer results than units; have it "
                                     "examined"));
  }
  // Left out of a full group, it would push a unit's last transfer out.
  std::vector<Transfer> fix;
  PROBITY_RETURN_IF_ERROR(AddExchangeFix(tx, env.region, run, fix));
  const PostingGroup group = GroupOf(env, run, run.posted_units);
  PROBITY_RETURN_IF_ERROR(PostGroup(tx, group, filled.transfers).status());
  PROBITY_RETURN_IF_ERROR(PostGroup(tx, group, fix).status());
  run.posted_units += filled.units;
  after = {run.posted_units, filled.last};
  return SetPostedUnits(tx, env.region, run.run_id, run.posted_units);
}

}  // namespace

absl::Status PostRun(const ServiceEnv& env, const std::string& run_id, absl::Time deadline) {
  const StageScope scope(env.progress, run_id);
  Reached reached;
  while (true) {
    Run run;
    Reached next;
    PROBITY_RETURN_IF_ERROR(env.database.Transact(
        deadline, [&](sql::Tx& tx) { return PostNext(env, tx, run_id, reached, run, next); }));
    reached = next;
    if (run.state != RunState::kLocked || !SettlesMoney(run.kind) ||
        run.posted_units == run.units) {
      return absl::OkStatus();
    }
    env.progress.Set(run_id, {"POSTING", run.posted_units, run.units});
  }
}

absl::Status PostPending(const ServiceEnv& env, absl::Time deadline) {
  std::vector<std::string> runs;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(runs, RunsToPost(tx, env.region));
    return absl::OkStatus();
  }));
  absl::Status first;
  for (const std::string& run_id : runs) {
    // One run that cannot be posted keeps no other from it.
    const absl::Status posted = PostRun(env, run_id, deadline);
    if (first.ok()) first = posted;
  }
  return first;
}

}  // namespace probity::settlement
