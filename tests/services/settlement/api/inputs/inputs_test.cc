// Actual costs, indicators and contract outcomes by RPC; budgets, which go the same way, have a
// test of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "services/settlement/store/year_close.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Stub = v1::InputService::Stub;

v1::Actual Actual(const std::string& id, int64_t accepted_fen = 980000000) {
  v1::Actual row;
  row.set_institution_id(id);
  row.set_year(SettlementServer::kYear);
  row.set_visits(2000);
  row.set_accepted_fen(accepted_fen);
  return row;
}

v1::IndicatorValue Indicator(const std::string& id, const std::string& code,
                             const std::string& value, const std::string& group = "") {
  v1::IndicatorValue row;
  row.set_institution_id(id);
  row.set_year(SettlementServer::kYear);
  row.set_code(code);
  row.set_peer_group(group);
  row.set_value(value);
  return row;
}

v1::ContractOutcome Outcome(const std::string& first, const std::string& last) {
  v1::ContractOutcome row;
  row.set_institution_id("M1");
  row.set_year(SettlementServer::kYear);
  row.set_contract_id("C-1");
  row.set_first_date(first);
  row.set_last_date(last);
  row.set_price_fen(9999999);
  row.set_met(10);
  return row;
}

class InputsApiTest : public ::testing::TestWithParam<std::string> {
 protected:
  static void AddRow(v1::ImportActualsRequest& message, const v1::Actual& row) {
    *message.add_actuals() = row;
  }
  static void AddRow(v1::ImportIndicatorsRequest& message, const v1::IndicatorValue& row) {
    *message.add_indicators() = row;
  }
  static void AddRow(v1::ImportContractsRequest& message, const v1::ContractOutcome& row) {
    *message.add_contracts() = row;
  }

  template <typename Request, typename Row, typename Method>
  auto Send(Method method, const std::vector<Row>& rows, int32_t replace_year,
            const rpc::CallOptions& who) {
    std::vector<Request> messages(1);
    messages[0].set_request_id(NewRequestId());
    messages[0].set_replace_year(replace_year);
    for (const Row& row : rows) AddRow(messages[0], row);
    return rpc::InvokeImport(server_.inputs(), method, messages, who);
  }

  auto Import(const std::vector<v1::Actual>& rows, int32_t replace_year = 0,
              const rpc::CallOptions& who = Preparer()) {
    return Send<v1::ImportActualsRequest>(&Stub::ImportActuals, rows, replace_year, who);
  }
  auto Import(const std::vector<v1::IndicatorValue>& rows, int32_t replace_year = 0,
              const rpc::CallOptions& who = Preparer()) {
    return Send<v1::ImportIndicatorsRequest>(&Stub::ImportIndicators, rows, replace_year, who);
  }
  auto Import(const std::vector<v1::ContractOutcome>& rows, int32_t replace_year = 0,
              const rpc::CallOptions& who = Preparer()) {
    return Send<v1::ImportContractsRequest>(&Stub::ImportContracts, rows, replace_year, who);
  }

  v1::ListInputsResponse List(v1::InputKind kind, const std::string& page_token = "",
                              int32_t page_size = 0) {
    v1::ListInputsRequest request;
    request.set_year(SettlementServer::kYear);
    request.set_kind(kind);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    auto page = rpc::Invoke(server_.inputs(), &Stub::ListInputs, request, Auditor());
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *page : v1::ListInputsResponse();
  }

  static std::vector<std::string> FieldsOf(const absl::Status& status) {
    std::vector<std::string> fields;
    for (const FieldViolation& one : DetailOf(status).violations) {
      fields.push_back(absl::StrFormat("%s %s", one.field,
                                       one.description.substr(0, one.description.find(':'))));
    }
    return fields;
  }

  SettlementServer server_{GetParam()};
};

PROBITY_ON_EVERY_ENGINE(InputsApiTest);

TEST_P(InputsApiTest, ActualsAreAddedOnceRepeatedAndCorrectedAsAYear) {
  EXPECT_EQ(Import(std::vector{Actual("M1"), Actual("M2")})->added(), 2);
  EXPECT_EQ(Import(std::vector{Actual("M1")})->unchanged(), 1);
  const auto other = Import(std::vector{Actual("M3"), Actual("M1", 5)});
  EXPECT_EQ(Refusal(other.status()), "INVALID_ARGUMENT/BAD_ROWS");
  EXPECT_THAT(FieldsOf(other.status()),
              UnorderedElementsAre("actuals[1].institution_id DUPLICATE_UNIT"));
  EXPECT_EQ(List(v1::INPUT_KIND_ACTUAL).actuals_size(), 2) << "M3 was not added either";

  const auto corrected =
      Import(std::vector{Actual("M1", 5), Actual("M2")}, SettlementServer::kYear);
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->added(), 1);
  EXPECT_EQ(corrected->removed(), 1);
  EXPECT_EQ(corrected->unchanged(), 1);
  EXPECT_EQ(List(v1::INPUT_KIND_ACTUAL).actuals(0).accepted_fen(), 5);
}

TEST_P(InputsApiTest, EveryBadRowOfEveryKindIsNamedAndNoneIsApplied) {
  v1::Actual overlap = Actual("M1");
  overlap.set_fund(v1::FUND_EMPLOYEE);
  const auto actuals = Import(std::vector{Actual("M1"), Actual("M2", -1), Actual("m 3"), overlap});
  EXPECT_THAT(FieldsOf(actuals.status()),
              UnorderedElementsAre("actuals[1].accepted_fen NEGATIVE_AMOUNT",
                                   "actuals[2].institution_id BAD_REQUEST",
                                   "actuals[3].institution_id DUPLICATE_UNIT"));

  v1::IndicatorValue odd = Indicator("M4", "A", "0.1");
  odd.set_status(static_cast<v1::IndicatorStatus>(99));
  const auto indicators =
      Import(std::vector{Indicator("M1", "A", "0.1", "COUNTY"),
                         Indicator("M1", "A", "0.2", "COUNTY"), Indicator("M2", "A", "15.3%"),
                         Indicator("M3", "A", ""), odd, Indicator("M1", "B", "0.1", "CITY")});
  EXPECT_THAT(FieldsOf(indicators.status()),
              UnorderedElementsAre(
                  "indicators[1].institution_id DUPLICATE_UNIT", "indicators[2].value BAD_REQUEST",
                  "indicators[3].value BAD_REQUEST", "indicators[4].status BAD_REQUEST",
                  "indicators[5].institution_id DUPLICATE_UNIT"));

  v1::ContractOutcome dearer = Outcome("2026-09-01", "2026-09-30");
  dearer.set_price_fen(1);
  v1::ContractOutcome dateless = Outcome("2026-02-29", "2026-02-30");
  dateless.set_contract_id("C-2");
  v1::ContractOutcome next_year = Outcome("2027-01-01", "2027-01-01");
  next_year.set_contract_id("C-3");
  const auto contracts =
      Import(std::vector{Outcome("2026-01-01", "2026-03-31"), Outcome("2026-03-31", "2026-06-30"),
                         dearer, dateless, dateless, next_year});
  EXPECT_THAT(FieldsOf(contracts.status()),
              UnorderedElementsAre(
                  "contracts[1].institution_id DUPLICATE_UNIT",
                  "contracts[2].institution_id DUPLICATE_UNIT",
                  "contracts[3].first_date BAD_REQUEST", "contracts[3].last_date BAD_REQUEST",
                  "contracts[4].first_date BAD_REQUEST", "contracts[4].last_date BAD_REQUEST",
                  "contracts[5].first_date BAD_REQUEST", "contracts[5].last_date BAD_REQUEST"));

  for (const v1::InputKind kind :
       {v1::INPUT_KIND_ACTUAL, v1::INPUT_KIND_INDICATOR, v1::INPUT_KIND_CONTRACT}) {
    const v1::ListInputsResponse all = List(kind);
    EXPECT_EQ(all.actuals_size() + all.indicators_size() + all.contracts_size(), 0)
        << v1::InputKind_Name(kind);
  }
}

TEST_P(InputsApiTest, RowsAreListedAsTheyWereSent) {
  v1::IndicatorValue measured = Indicator("M1", "READMISSION", "0.1530", "COUNTY");
  measured.set_baseline("-0.2");
  measured.set_denominator(0);
  v1::IndicatorValue silent = Indicator("M1", "SATISFACTION", "", "COUNTY");
  silent.set_status(v1::INDICATOR_STATUS_NOT_REPORTED);
  ASSERT_TRUE(Import(std::vector{silent, measured}).ok());
  const v1::ListInputsResponse all = List(v1::INPUT_KIND_INDICATOR);
  ASSERT_EQ(all.indicators_size(), 2);
  EXPECT_EQ(all.indicators(0).value(), "0.153");
  EXPECT_EQ(all.indicators(0).baseline(), "-0.2");
  EXPECT_TRUE(all.indicators(0).has_denominator()) << "no cases is not the same as not stated";
  EXPECT_EQ(all.indicators(0).status(), v1::INDICATOR_STATUS_MEASURED) << "unspecified is measured";
  EXPECT_EQ(all.indicators(1).status(), v1::INDICATOR_STATUS_NOT_REPORTED);
  EXPECT_EQ(all.indicators(1).value(), "");

  v1::ContractOutcome capped = Outcome("2026-01-01", "2026-03-31");
  capped.set_cap_fen(0);
  ASSERT_TRUE(Import(std::vector{capped}).ok());
  EXPECT_TRUE(List(v1::INPUT_KIND_CONTRACT).contracts(0).has_cap_fen())
      << "a cap of nothing is not the same as no cap";
}

TEST_P(InputsApiTest, EveryKindIsPagedByItsOwnKey) {
  std::vector<v1::IndicatorValue> rows;
  for (int i = 0; i < 7; ++i) {
    rows.push_back(Indicator(absl::StrFormat("M%d", i / 3), absl::StrFormat("I%d", i), "1"));
  }
  ASSERT_TRUE(Import(rows).ok());
  std::vector<std::string> codes;
  std::string token;
  do {
    const v1::ListInputsResponse page = List(v1::INPUT_KIND_INDICATOR, token, 2);
    for (const v1::IndicatorValue& one : page.indicators()) codes.push_back(one.code());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(codes, ::testing::ElementsAre("I0", "I1", "I2", "I3", "I4", "I5", "I6"));
}

TEST_P(InputsApiTest, NothingIsImportedIntoClosedBooks) {
  ASSERT_TRUE(Import(std::vector{Actual("M1")}).ok());
  YearClose close;
  close.year = SettlementServer::kYear;
  close.checklist_sha256 = std::string(64, 'a');
  close.backup_sha256 = std::string(64, 'b');
  close.first_by = "reviewer-1";
  close.first_time = 1;
  ASSERT_TRUE(
      server_.Try([&](sql::Tx& tx) { return PutFirstSignature(tx, server_.env().region, close); })
          .ok());
  EXPECT_TRUE(Import(std::vector{Actual("M2")}).ok()) << "one signature closes nothing";
  close.closed_by = "locker-1";
  close.closed_time = 2;
  close.seal = std::string(64, 'c');
  ASSERT_TRUE(
      server_.Try([&](sql::Tx& tx) { return PutClose(tx, server_.env().region, close); }).ok());
  EXPECT_EQ(Refusal(Import(std::vector{Actual("M3")}).status()), "FAILED_PRECONDITION/YEAR_CLOSED");
  EXPECT_EQ(Refusal(Import(std::vector{Actual("M1", 5)}, SettlementServer::kYear).status()),
            "FAILED_PRECONDITION/YEAR_CLOSED");
  EXPECT_TRUE(Import(std::vector{Actual("M1")}).ok()) << "a repetition changes nothing";
  EXPECT_EQ(List(v1::INPUT_KIND_ACTUAL).actuals_size(), 2);
}

TEST_P(InputsApiTest, OnlyAPreparerImports) {
  for (const auto& who : {Reviewer(), Locker(), Auditor(), AsInstitution("M1")}) {
    EXPECT_EQ(Refusal(Import(std::vector{Actual("M1")}, 0, who).status()),
              "PERMISSION_DENIED/ROLE_REQUIRED");
    EXPECT_EQ(Refusal(Import(std::vector{Indicator("M1", "A", "1")}, 0, who).status()),
              "PERMISSION_DENIED/ROLE_REQUIRED");
    EXPECT_EQ(Refusal(Import(std::vector{Outcome("2026-01-01", "2026-01-02")}, 0, who).status()),
              "PERMISSION_DENIED/ROLE_REQUIRED");
  }
  EXPECT_THAT(List(v1::INPUT_KIND_ACTUAL).actuals(), IsEmpty());
}

}  // namespace
}  // namespace probity::settlement
