#include "services/settlement/api/ledger/reconcile.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/scoring_client.h"
#include "services/settlement/domain/days.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {
namespace {

// What both sides must say of an institution, as text.
using Facts = std::vector<std::pair<std::string, std::string>>;

std::string Flag(bool value) {
  return value ? "true" : "false";
}

Facts FactsOf(int64_t points, const std::vector<std::string>& entry_ids, const UnitInput& flags) {
  return {{"points", absl::StrCat(points)},
          {"entries", absl::StrJoin(entry_ids, ",")},
          {"veto", Flag(flags.veto)},
          {"open_case", Flag(flags.open_case)},
          {"sanctioned", Flag(flags.sanctioned)},
          {"cancelled", Flag(flags.cancelled)},
          {"designated_days", absl::StrCat(flags.designated_days)},
          {"suspended_days", absl::StrCat(flags.suspended_days)}};
}

Facts SettledFacts(const FrozenUnit& unit) {
  return FactsOf(unit.input.points, unit.facts.entry_ids, unit.input);
}

Facts StandingFacts(int32_t year, const Standing& standing) {
  std::vector<UnitProblem> ignored;
  const Budget none{{standing.institution_id, Fund::kAll, UnitClass::kAll}, year, 0, 0, 1, 0};
  return SettledFacts(UnitsOf(year, standing, {none}, ignored).front());
}

class Side {
 public:
  void Add(const std::string& institution_id, const Facts& facts, int64_t points, int64_t entries) {
    ++institutions_;
    points_ += points;
    entries_ += entries;
    std::string text = absl::StrCat(institution_id, "\n");
    for (const auto& [name, value] : facts) absl::StrAppend(&text, name, "\t", value, "\n");
    hasher_.Update(text);
  }

  void Fill(v1::ReconcileSide& message) {
    message.set_institutions(institutions_);
    message.set_points(points_);
    message.set_entries(entries_);
    message.set_sha256(crypto::Hex(hasher_.Finish()));
  }

 private:
  int64_t institutions_ = 0;
  int64_t points_ = 0;
  int64_t entries_ = 0;
  crypto::Sha256Hasher hasher_;
};

// The latest settled unit of each institution: one of them, for all of an institution's units carry
// the same standing.
absl::StatusOr<std::map<std::string, FrozenUnit>> Settled(sql::Tx& tx, const std::string& region,
                                                          int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, region, year));
  std::map<std::string, FrozenUnit> latest;
  bool any = false;
  for (const Run& run : runs) {
    if (run.state != RunState::kLocked || !SettlesMoney(run.kind)) continue;
    any = true;
    PROBITY_RETURN_IF_ERROR(PagesOf(tx, {region, run.run_id})([&latest](const UnitPage& page) {
      for (const FrozenUnit& unit : page) latest[unit.input.key.institution_id] = unit;
      return absl::OkStatus();
    }));
  }
  if (any) return latest;
  return Precondition(Reason::k_RUN_NOT_LOCKED,
                      absl::StrCat("no run that settles money of ", year, " is locked"));
}

void Differ(const std::string& institution_id, std::string_view field, std::string_view scoring,
            std::string_view settlement, v1::ReconcileResponse& response) {
  response.set_differences(response.differences() + 1);
  if (response.differences() > 1) return;
  response.set_first_institution_id(institution_id);
  response.set_first_field(std::string(field));
  response.set_first_scoring(std::string(scoring));
  response.set_first_settlement(std::string(settlement));
}

void Compare(const std::string& institution_id, const Facts& scoring, const Facts& settled,
             v1::ReconcileResponse& response) {
  for (size_t i = 0; i < scoring.size(); ++i) {
    if (scoring[i].second == settled[i].second) continue;
    Differ(institution_id, scoring[i].first, scoring[i].second, settled[i].second, response);
    return;
  }
}

}  // namespace

absl::StatusOr<v1::ReconcileResponse> ReconcileYear(const ServiceEnv& env, int32_t year,
                                                    absl::Time deadline) {
  std::map<std::string, FrozenUnit> settled;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(settled, Settled(tx, env.region, year));
    return absl::OkStatus();
  }));
  PROBITY_ASSIGN_OR_RETURN(PulledYear pulled, PullYear(env.scoring, year, deadline));
  PROBITY_RETURN_IF_ERROR(PullOrders(env.scoring, year, deadline, pulled));
  v1::ReconcileResponse response;
  Side scoring_side;
  Side settled_side;
  for (const auto& [id, unit] : settled) {
    settled_side.Add(id, SettledFacts(unit), unit.input.points,
                     static_cast<int64_t>(unit.facts.entry_ids.size()));
  }
  PROBITY_RETURN_IF_ERROR(pulled.Each([&](const Standing& standing) {
    const Facts facts = StandingFacts(year, standing);
    scoring_side.Add(standing.institution_id, facts, standing.points,
                     static_cast<int64_t>(standing.entry_ids.size()));
    const auto found = settled.find(standing.institution_id);
    if (found == settled.end()) {
      Differ(standing.institution_id, "institution", "registered", "not settled", response);
      return absl::OkStatus();
    }
    Compare(standing.institution_id, facts, SettledFacts(found->second), response);
    settled.erase(found);
    return absl::OkStatus();
  }));
  for (const auto& [id, unit] : settled) {
    Differ(id, "institution", "not registered", "settled", response);
  }
  scoring_side.Fill(*response.mutable_scoring());
  settled_side.Fill(*response.mutable_settlement());
  return response;
}

}  // namespace probity::settlement
