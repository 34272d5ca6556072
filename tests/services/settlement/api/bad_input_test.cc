// What an officer may get wrong in a year of money, each refused by its own name and without a
// trace: every row of every table is as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/store/read_only.h"
#include "services/settlement/store/runs.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::HasSubstr;
using Inputs = v1::InputService::Stub;

constexpr int kYear = SettlementServer::kYear;
constexpr int64_t kMost = 1'000'000'000'000'000;  // of an amount, in fen
constexpr int64_t kVisits = 1'000'000'000;        // the most of a count
constexpr const char* kTables[] = {
    "settlement_year", "budget",      "policy_file",  "run",           "run_policy",
    "unit_input",      "unit_result", "statement",    "audit",         "idempotency",
    "run_total",       "dispute",     "payment_hold", "year_close",    "input_edition",
    "actual",          "indicator",   "contract",     "account",       "ledger_lane",
    "transfer",        "balance",     "known_ledger", "witnessed_head"};

// The one indicator of `Graded`.
constexpr char kSound[] = "threshold: \"0.153\" benchmark: \"0.121\"";

class BadInputTest : public ::testing::TestWithParam<std::string> {
 protected:
  BadInputTest() { server_.scoring().SetStandings({server_.Medical("M1")}); }

  static std::string TextOf(const sql::Value& value) {
    if (const auto* number = std::get_if<int64_t>(&value)) return absl::StrCat(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return absl::StrCat("'", *text, "'");
    if (const auto* blob = std::get_if<sql::Blob>(&value)) {
      return absl::BytesToHexString(blob->bytes);
    }
    return "NULL";
  }

  // Every row of every table.
  std::vector<std::string> Everything() {
    std::vector<std::string> rows;
    const absl::Status read = server_.Try([&rows](sql::Tx& tx) -> absl::Status {
      rows.clear();
      for (const char* table : kTables) {
        PROBITY_ASSIGN_OR_RETURN(const auto found,
                                 tx.Query(absl::StrCat("SELECT * FROM ", table), {}));
        for (const sql::Row& row : found) {
          std::string text = table;
          for (size_t i = 0; i < row.size(); ++i) absl::StrAppend(&text, " ", TextOf(row[i]));
          rows.push_back(std::move(text));
        }
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  // `detail` stands in the message or the violations, where not empty.
  void ExpectRefused(const std::string& what, const std::string& refusal,
                     const std::function<absl::Status()>& attempt, const std::string& detail = "") {
    const std::vector<std::string> before = Everything();
    const absl::Status status = attempt();
    EXPECT_EQ(Refusal(status), refusal) << what << ": " << status;
    std::string told(status.message());
    const RefusalDetail told_apart = DetailOf(status);
    for (const FieldViolation& one : told_apart.violations) {
      absl::StrAppend(&told, "\n", one.field, " ", one.description);
    }
    for (const auto& [name, value] : told_apart.metadata) absl::StrAppend(&told, "\n", value);
    EXPECT_THAT(told, HasSubstr(detail)) << what;
    EXPECT_EQ(Everything(), before) << what << " left a trace";
  }

  // The shipped policy with one graded indicator, at the fake's disposal; its sha256.
  std::string Graded(const std::string& bounds, int weight) {
    std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/policies/medical.txtpb", std::ios::binary);
    const std::string content = absl::StrReplaceAll(
        std::string(std::istreambuf_iterator<char>(in), {}),
        {{"on_shortfall: ON_SHORTFALL_REFUSE }",
          absl::StrCat("on_shortfall: ON_SHORTFALL_REFUSE }\n  quality { min_families: 1 family { "
                       "code: FAMILY_CODE_CYCLE weight: ",
                       weight,
                       " min_indicators: 1 rule: FAMILY_RULE_NORMALISED indicator { code: "
                       "\"READMISSION\" ",
                       bounds, " } } }")}});
    const std::string sha256 = crypto::Hex(crypto::Sha256(content));
    server_.scoring().SetPolicy(sha256, content);
    return sha256;
  }

  scoring::v1::Standing Under(const std::string& policy_sha256) const {
    scoring::v1::Standing standing = server_.Medical("M1");
    standing.set_policy_sha256(policy_sha256);
    return standing;
  }

  // The only claims of the year.
  absl::Status ImportActual(const std::string& id, int64_t visits = 2000,
                            int64_t accepted_fen = 950'000'000) {
    v1::ImportActualsRequest request;
    request.set_request_id(NewRequestId());
    request.set_replace_year(kYear);
    v1::Actual& one = *request.add_actuals();
    one.set_institution_id(id);
    one.set_year(kYear);
    one.set_visits(visits);
    one.set_accepted_fen(accepted_fen);
    return rpc::InvokeImport(server_.inputs(), &Inputs::ImportActuals,
                             std::vector<v1::ImportActualsRequest>{request}, Preparer())
        .status();
  }

  // The only contract of the year, of which 5 fen at most are paid.
  absl::Status ImportContract(int64_t price_fen, int64_t met, int64_t failed) {
    v1::ImportContractsRequest request;
    request.set_request_id(NewRequestId());
    request.set_replace_year(kYear);
    v1::ContractOutcome& one = *request.add_contracts();
    one.set_institution_id("M1");
    one.set_year(kYear);
    one.set_contract_id("C-1");
    one.set_first_date("2026-01-01");
    one.set_last_date("2026-12-31");
    one.set_price_fen(price_fen);
    one.set_met(met);
    one.set_failed(failed);
    one.set_cap_fen(5);
    return rpc::InvokeImport(server_.inputs(), &Inputs::ImportContracts,
                             std::vector<v1::ImportContractsRequest>{request}, Preparer())
        .status();
  }

  v1::Run Draft() {
    v1::CreateRunRequest request;
    request.set_request_id(NewRequestId());
    request.set_year(kYear);
    request.set_kind(v1::RUN_KIND_FINAL);
    request.set_pool_fen(4 * kMost);
    request.set_reserve_fen(kMost);
    const auto created =
        rpc::Invoke(server_.runs(), &v1::RunService::Stub::CreateRun, request, Preparer());
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->run() : v1::Run();
  }

  // Of a sound year with one hospital.
  v1::Run SoundDraft() {
    EXPECT_TRUE(server_.Import({SettlementServer::Budget("M1")}).ok());
    EXPECT_TRUE(ImportActual("M1").ok());
    return Draft();
  }
  v1::Run Calculated() {
    const auto frozen = server_.Freeze(SoundDraft());
    EXPECT_TRUE(frozen.ok()) << frozen.status();
    const auto run = server_.Calculate(frozen.value_or(v1::Run()));
    EXPECT_TRUE(run.ok()) << run.status();
    return run.value_or(v1::Run());
  }
  v1::Run Confirmed() {
    const auto reviewed = server_.Review(Calculated());
    EXPECT_TRUE(reviewed.ok()) << reviewed.status();
    v1::ConfirmStatementRequest request;
    request.set_request_id(NewRequestId());
    request.set_run_id(reviewed.value_or(v1::Run()).run_id());
    request.set_institution_id("M1");
    EXPECT_TRUE(rpc::Invoke(server_.statements(), &v1::StatementService::Stub::ConfirmStatement,
                            request, AsInstitution("M1"))
                    .ok());
    return server_.Get(request.run_id()).value();
  }

  SettlementServer server_{GetParam()};
};

PROBITY_ON_EVERY_ENGINE(BadInputTest);

TEST_P(BadInputTest, ABudgetIsAnAmountAndAnInstitutionHasOne) {
  v1::Budget other = SettlementServer::Budget("M1", 1);
  const v1::Budget sound = SettlementServer::Budget("M1");
  const auto import = [this](const std::vector<v1::Budget>& budgets) {
    return [this, budgets] { return server_.Import(budgets).status(); };
  };
  const std::string bad = "INVALID_ARGUMENT/BAD_ROWS";
  ExpectRefused("a negative total", bad, import({SettlementServer::Budget("M1", -1)}),
                "budgets[0].total_budget_fen NEGATIVE_AMOUNT");
  ExpectRefused("a negative average", bad, import({SettlementServer::Budget("M1", 1, -1)}),
                "budgets[0].per_visit_fen NEGATIVE_AMOUNT");
  ExpectRefused("two in one file", bad, import({sound, other}),
                "budgets[1].institution_id DUPLICATE_UNIT");
  other.set_fund(v1::FUND_RESIDENT);
  ExpectRefused("one of all funds and one of a fund", bad, import({sound, other}),
                "budgets[1].institution_id DUPLICATE_UNIT");
  ASSERT_TRUE(server_.Import({sound}).ok());
  ExpectRefused("another one later", bad, import({SettlementServer::Budget("M1", 2)}),
                "budgets[0].institution_id DUPLICATE_UNIT");
}

TEST_P(BadInputTest, WhatIsNotSoundIsNotFrozen) {
  const v1::Run draft = SoundDraft();
  const auto freeze = [&] { return server_.Freeze(draft).status(); };
  const std::string no_direction = Graded("threshold: \"0.153\" benchmark: \"0.1530\"", 25);
  server_.scoring().SetStandings({Under(no_direction)});
  ExpectRefused("threshold = benchmark", "INVALID_ARGUMENT/POLICY_INVALID", freeze,
                "indicator[0].benchmark");
  server_.scoring().SetStandings({Under(Graded(kSound, 0))});
  ExpectRefused("weights of 0", "INVALID_ARGUMENT/POLICY_INVALID", freeze, "family[0].weight");
  server_.scoring().SetStandings({Under(Graded(kSound, 25))});
  ExpectRefused("no row of an indicator", "FAILED_PRECONDITION/MISSING_INDICATOR", freeze,
                "READMISSION");
  ASSERT_TRUE(ImportActual("M2").ok());
  server_.scoring().SetStandings({server_.Medical("M1")});
  ExpectRefused("actuals of nobody in the register", "FAILED_PRECONDITION/UNKNOWN_INSTITUTION",
                freeze, "M2");
}

TEST_P(BadInputTest, AProductThatDoesNotFitStopsTheCalculation) {
  struct Case {
    const char* what;
    const char* field;
    std::function<void()> bring_in;
  };
  const std::vector<Case> cases = {
      {"average times visits", "standard_fen",
       [&] {
         v1::Budget budget = SettlementServer::Budget("M1", kMost, kMost);
         budget.set_planned_visits(kVisits);
         ASSERT_TRUE(server_.Import({budget}, NewRequestId(), kYear).ok());
         ASSERT_TRUE(ImportActual("M1", kVisits, kMost).ok());
       }},
      {"price times outcomes met", "contract_paid_fen",
       [&] {
         ASSERT_TRUE(server_.Import({SettlementServer::Budget("M1")}, NewRequestId(), kYear).ok());
         ASSERT_TRUE(ImportActual("M1").ok());
         ASSERT_TRUE(ImportContract(kMost, 1'000'000, 0).ok());
       }},
      {"price times outcomes failed", "contract_refused_fen",
       [&] { ASSERT_TRUE(ImportContract(kMost, 0, 1'000'000).ok()); }},
  };
  for (const Case& one : cases) {
    one.bring_in();
    const auto frozen = server_.Freeze(Draft());
    ASSERT_TRUE(frozen.ok()) << one.what << frozen.status();
    ExpectRefused(
        one.what, "OUT_OF_RANGE/ARITHMETIC_OVERFLOW",
        [&] { return server_.Calculate(*frozen).status(); }, one.field);
  }
}

TEST_P(BadInputTest, BandsThatChangedAfterTheFreezeAreNotCalculatedWith) {
  const auto frozen = server_.Freeze(SoundDraft());
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  const auto change = [&](const char* from, const char* to) {
    ASSERT_TRUE(server_
                    .Try([&](sql::Tx& tx) -> absl::Status {
                      PROBITY_ASSIGN_OR_RETURN(
                          std::string content,
                          GetPolicyFile(tx, server_.env().region, server_.medical_sha256()));
                      const size_t at = content.find(from);
                      EXPECT_NE(at, std::string::npos);
                      content.replace(at, std::string(from).size(), to);
                      return tx
                          .Execute("UPDATE policy_file SET content = ? WHERE sha256 = ?",
                                   {sql::Blob{content}, server_.medical_sha256()})
                          .status();
                    })
                    .ok());
  };
  change("rate_step_bp: -200", "rate_step_bp: -100");
  ExpectRefused(
      "other bands than were frozen", "FAILED_PRECONDITION/POLICY_CHANGED_AFTER_FREEZE",
      [&] { return server_.Calculate(*frozen).status(); }, server_.medical_sha256());
  change("rate_step_bp: -100", "rate_step_bp: -200");
  EXPECT_TRUE(server_.Calculate(*frozen).ok()) << "the bytes that were frozen";
}

TEST_P(BadInputTest, ARunIsLockedByTwoOfficersAndForGood) {
  const v1::Run confirmed = Confirmed();
  const auto once = server_.Sign(confirmed, Reviewer("officer-1"));
  ASSERT_TRUE(once.ok()) << once.status();
  ExpectRefused("two lockers who are the same officer", "PERMISSION_DENIED/SAME_OFFICER",
                [&] { return server_.Sign(*once, Locker("officer-1")).status(); });
  const auto locked = server_.Sign(*once, Locker());
  ASSERT_TRUE(locked.ok()) << locked.status();
  ExpectRefused("a locked run calculated again", "FAILED_PRECONDITION/RUN_STATE",
                [&] { return server_.Calculate(*locked).status(); });
}

TEST_P(BadInputTest, AWhatIfWritesNothing) {
  const v1::Run run = Calculated();
  v1::WhatIfRequest request;
  request.set_run_id(run.run_id());
  for (const auto& [bounds, weight] :
       {std::pair{"threshold: \"1\" benchmark: \"1\"", 25}, std::pair{kSound, 0}}) {
    v1::PolicyPatch& patch = *request.add_variants()->add_policies();
    patch.set_policy_sha256(server_.medical_sha256());
    patch.set_text(absl::StrCat(
        "settlement { quality { min_families: 1 family { code: FAMILY_CODE_CYCLE weight: ", weight,
        " min_indicators: 1 rule: FAMILY_RULE_NORMALISED indicator { code: \"READMISSION\" ",
        bounds, " } } } }"));
  }
  const std::vector<std::string> before = Everything();
  std::vector<std::string> refused;
  const absl::Status asked =
      rpc::InvokeStream(server_.runs(), &v1::RunService::Stub::WhatIf, request, Preparer(),
                        [&refused](const v1::WhatIfResponse& part) {
                          if (part.has_result()) refused.push_back(part.result().refused());
                          return absl::OkStatus();
                        });
  ASSERT_TRUE(asked.ok()) << asked;
  EXPECT_THAT(refused, ::testing::ElementsAre("POLICY_INVALID", "POLICY_INVALID"));
  EXPECT_EQ(Everything(), before);

  // The calculation that stores, in the hands of a what-if.
  ExpectRefused("a what-if that tries to write", "FAILED_PRECONDITION/WRITE_IN_WHAT_IF", [&] {
    return server_.Try([&](sql::Tx& tx) -> absl::Status {
      ReadOnlyTx read_only(tx);
      const std::string& region = server_.env().region;
      PROBITY_ASSIGN_OR_RETURN(const auto stored, GetRun(read_only, region, run.run_id()));
      PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies,
                               server_.env().policies.OfRun(read_only, run.run_id()));
      UnitsOnce units(read_only, {region, run.run_id()});
      return CalculateAndStore(read_only, region, stored, policies, units, [](int64_t) {}).status();
    });
  });
}

}  // namespace
}  // namespace probity::settlement
