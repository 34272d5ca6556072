// Golden units of docs/settlement.md as an officer brings them in: standings, budgets, actual
// costs, indicators and contract outcomes, imported, frozen, calculated and read back.
#ifndef PROBITY_TESTS_SERVICES_SETTLEMENT_API_GOLDEN_RUN_H_
#define PROBITY_TESTS_SERVICES_SETTLEMENT_API_GOLDEN_RUN_H_

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/policy/load.h"
#include "services/settlement/api/policy_patch.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/store/units.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {

inline constexpr int64_t kMuch = 1'000'000'000'000'000;
inline constexpr char kGraded[] =
    "settlement { incentive { on_shortfall: ON_SHORTFALL_SCALE } quality { min_families: 1 family "
    "{ code: FAMILY_CODE_EXPERIENCE weight: 1 min_indicators: 1 rule: FAMILY_RULE_NORMALISED "
    "indicator { code: \"SATISFACTION\" given: true } } } }";

struct GoldenRows {
  scoring::v1::Standing standing;
  v1::Budget budget;
  v1::Actual actual;
  std::vector<v1::ContractOutcome> contracts;
};

// A unit of the table: what differs from 2,000 visits, 9.6 million yuan and 85 points of score.
struct Golden {
  std::string id;
  int64_t points;
  int64_t visits;
  int64_t accepted_fen;
  std::string score;  // the given points of one indicator, a tenth of the score; empty: ungraded
  int64_t withheld_fen;
  bool open_case;
  bool veto;
  int64_t payable_fen;
  int64_t net_fen;
  std::function<void(GoldenRows&)> change = {};  // of what else is not as usual
  std::string patch = "";                        // of the shipped policy
  bool pharmacy = false;
};

class GoldenRun : public ::testing::TestWithParam<std::string> {
 protected:
  // The sha256 of the shipped policy, graded by one indicator, with rewards that are scaled, and
  // changed by `patch`.
  std::string Policy(const std::string& file, const std::string& patch) {
    std::ifstream in(absl::StrCat(PROBITY_SOURCE_DIR, "/policies/", file), std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(in), {});
    for (const std::string& change : {std::string(kGraded), patch}) {
      const auto patched = PatchPolicy(content, change);
      EXPECT_TRUE(patched.ok()) << patched.status();
      content = patched.value_or(content);
    }
    const std::string sha256 = crypto::Hex(crypto::Sha256(content));
    const auto policy = policy::LoadPolicy(content, file);
    EXPECT_TRUE(policy.ok()) << policy.status();
    policies_[sha256] = policy.value_or(policy::Policy());
    server_.scoring().SetPolicy(sha256, content);
    return sha256;
  }

  void Import(const std::vector<Golden>& units) {
    std::vector<scoring::v1::Standing> standings;
    std::vector<v1::Budget> budgets;
    v1::ImportActualsRequest actuals;
    v1::ImportIndicatorsRequest indicators;
    v1::ImportContractsRequest contracts;
    for (const Golden& one : units) {
      GoldenRows rows = RowsOf(one);
      if (one.change) one.change(rows);
      if (!one.pharmacy) budgets.push_back(rows.budget);
      standings.push_back(std::move(rows.standing));
      *actuals.add_actuals() = std::move(rows.actual);
      *indicators.add_indicators() = IndicatorOf(one);
      for (const v1::ContractOutcome& contract : rows.contracts) {
        *contracts.add_contracts() = contract;
      }
    }
    server_.scoring().SetStandings(standings);
    const auto imported = server_.Import(budgets);
    ASSERT_TRUE(imported.ok()) << imported.status();
    Send(&v1::InputService::Stub::ImportActuals, std::move(actuals));
    Send(&v1::InputService::Stub::ImportIndicators, std::move(indicators));
    if (contracts.contracts_size() > 0) {
      Send(&v1::InputService::Stub::ImportContracts, std::move(contracts));
    }
  }

  absl::StatusOr<v1::Run> Made(v1::RunKind kind, int64_t reserve_fen, int64_t floor_fen) {
    v1::CreateRunRequest request;
    request.set_request_id(NewRequestId());
    request.set_year(year_);
    request.set_kind(kind);
    request.set_reserve_fen(reserve_fen);
    request.set_floor_fen(floor_fen);
    request.set_pool_fen(kMuch);
    if (kind == v1::RUN_KIND_RESPLIT) request.set_reason("集体研究决定重新分配");
    const auto created =
        rpc::Invoke(server_.runs(), &v1::RunService::Stub::CreateRun, request, Preparer());
    if (!created.ok()) return created.status();
    const auto frozen = server_.Freeze(created->run());
    return frozen.ok() ? server_.Calculate(*frozen) : frozen;
  }

  // What was stored is what the pure function makes of the inputs as they were stored, and both are
  // the figures of the table.
  void ExpectGolden(const v1::Run& run, const std::vector<Golden>& units, int64_t reserve_fen,
                    int64_t floor_fen) {
    const std::vector<Outcome> stored = Stored(run);
    const RegionResult pure = Pure(stored, reserve_fen, floor_fen);
    ASSERT_EQ(stored.size(), units.size());
    for (size_t i = 0; i < units.size(); ++i) {
      UnitResult expected = pure.units.at(i);
      expected.recovery_fen.clear();
      EXPECT_EQ(stored[i].result, expected) << units[i].id;
      EXPECT_EQ(stored[i].result.payable_fen, units[i].payable_fen) << units[i].id;
      EXPECT_EQ(stored[i].result.net_fen, units[i].net_fen) << units[i].id;
      EXPECT_EQ(stored[i].unit.facts.measured.size(), 1U) << "the rows behind the score";
    }
    EXPECT_EQ(run.totals().payable_fen(), pure.totals.payable_fen);
    EXPECT_EQ(run.totals().reserve_after_fen(), pure.totals.reserve_after_fen);
  }

  SettlementServer server_{GetParam()};
  int year_ = SettlementServer::kYear;
  std::map<std::string, policy::Policy> policies_;

 private:
  GoldenRows RowsOf(const Golden& one) {
    GoldenRows rows;
    rows.standing =
        one.pharmacy ? server_.Pharmacy(one.id, one.points) : server_.Medical(one.id, one.points);
    rows.standing.set_year(year_);
    rows.standing.set_policy_sha256(
        Policy(one.pharmacy ? "pharmacy.txtpb" : "medical.txtpb", one.patch));
    rows.standing.set_open_case(one.open_case);
    rows.standing.set_veto(one.veto);
    rows.budget = SettlementServer::Budget(one.id);
    rows.budget.set_year(year_);
    rows.actual.set_institution_id(one.id);
    rows.actual.set_year(year_);
    rows.actual.set_visits(one.visits);
    rows.actual.set_accepted_fen(one.accepted_fen);
    rows.actual.set_withheld_fen(one.withheld_fen);
    return rows;
  }

  v1::IndicatorValue IndicatorOf(const Golden& one) const {
    v1::IndicatorValue indicator;
    indicator.set_institution_id(one.id);
    indicator.set_year(year_);
    indicator.set_code("SATISFACTION");
    indicator.set_value(one.score);
    if (one.score.empty()) indicator.set_status(v1::INDICATOR_STATUS_TOO_FEW);
    return indicator;
  }

  template <typename Method, typename Request>
  void Send(Method method, Request request) {
    request.set_request_id(NewRequestId());
    const auto imported = rpc::InvokeImport(server_.inputs(), method,
                                            std::vector<Request>{std::move(request)}, Preparer());
    ASSERT_TRUE(imported.ok()) << imported.status();
  }

  std::vector<Outcome> Stored(const v1::Run& run) {
    std::vector<Outcome> stored;
    const absl::Status read = server_.Try([&](sql::Tx& tx) -> absl::Status {
      auto page = OutcomesAfter(tx, {"demo", run.run_id()}, UnitKey(), 100);
      if (page.ok()) stored = *std::move(page);
      return page.status();
    });
    EXPECT_TRUE(read.ok()) << read;
    return stored;
  }

  RegionResult Pure(const std::vector<Outcome>& stored, int64_t reserve_fen, int64_t floor_fen) {
    std::vector<RegionUnit> units;
    policy::Incentive incentive;
    for (const Outcome& one : stored) {
      const policy::Policy& policy = policies_.at(one.unit.input.policy_sha256);
      if (policy.subject_kind == policy::SubjectKind::kMedical) {
        incentive = policy.settlement.incentive;
      }
      units.push_back({one.unit.input, &policy});
    }
    const auto pure = SettleRegion(units, TermsOf(incentive, reserve_fen, floor_fen, kMuch));
    EXPECT_TRUE(pure.ok()) << pure.status();
    return pure.value_or(RegionResult());
  }
};

}  // namespace probity::settlement

#endif  // PROBITY_TESTS_SERVICES_SETTLEMENT_API_GOLDEN_RUN_H_
