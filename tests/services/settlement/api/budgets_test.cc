#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class BudgetsApiTest : public ::testing::TestWithParam<std::string> {
 protected:
  std::vector<v1::Budget> All(int32_t page_size = 0) {
    std::vector<v1::Budget> all;
    v1::ListInputsRequest request;
    request.set_year(SettlementServer::kYear);
    request.set_page_size(page_size);
    while (true) {
      const auto page =
          rpc::Invoke(server_.inputs(), &v1::InputService::Stub::ListInputs, request, Auditor());
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return all;
      all.insert(all.end(), page->budgets().begin(), page->budgets().end());
      if (page->next_page_token().empty()) return all;
      request.set_page_token(page->next_page_token());
    }
  }

  static std::vector<std::string> FieldsOf(const absl::Status& status) {
    std::vector<std::string> fields;
    for (const FieldViolation& one : DetailOf(status).violations) {
      fields.push_back(absl::StrFormat("%s %s", one.field,
                                       one.description.substr(0, one.description.find(':'))));
    }
    return fields;
  }

  absl::StatusOr<v1::ImportBudgetsResponse> Replace(const std::vector<v1::Budget>& budgets,
                                                    int32_t year = SettlementServer::kYear) {
    return server_.Import(budgets, NewRequestId(), year);
  }

  SettlementServer server_{GetParam()};
};

PROBITY_ON_EVERY_ENGINE(BudgetsApiTest);

TEST_P(BudgetsApiTest, AreAddedOnceAndMayBeRepeated) {
  const v1::Budget a = SettlementServer::Budget("M1");
  const v1::Budget b = SettlementServer::Budget("M2", 5, 7);
  const auto first = server_.Import({b, a});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->added(), 2);
  const auto second = server_.Import({a, SettlementServer::Budget("M3")});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->added(), 1);
  EXPECT_EQ(second->unchanged(), 1);

  const std::vector<v1::Budget> all = All();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].institution_id(), "M1");
  EXPECT_EQ(all[0].fund(), v1::FUND_ALL) << "unspecified is ALL";
  EXPECT_EQ(all[0].unit_class(), v1::UNIT_CLASS_ALL);
  EXPECT_EQ(all[0].per_visit_visits(), 1) << "0 is 1";
  EXPECT_EQ(all[1].total_budget_fen(), 5);
  EXPECT_EQ(all[1].per_visit_fen(), 7);
  EXPECT_EQ(all[1].planned_visits(), 2000);
}

TEST_P(BudgetsApiTest, EveryBadRowIsNamedAndNoneIsApplied) {
  v1::Budget negative = SettlementServer::Budget("M2", -1);
  v1::Budget huge = SettlementServer::Budget("M3", 1, 1'000'000'000'000'001);
  v1::Budget twice = SettlementServer::Budget("M4");
  v1::Budget many = SettlementServer::Budget("M5");
  many.set_planned_visits(1'000'000'001);
  v1::Budget nameless = SettlementServer::Budget("m 6", -1);
  v1::Budget fund = SettlementServer::Budget("M7");
  fund.set_fund(static_cast<v1::Fund>(99));
  const auto refused = server_.Import(
      {SettlementServer::Budget("M1"), negative, huge, twice, twice, many, nameless, fund});
  EXPECT_EQ(Refusal(refused.status()), "INVALID_ARGUMENT/BAD_ROWS");
  EXPECT_THAT(FieldsOf(refused.status()),
              UnorderedElementsAre("budgets[1].total_budget_fen NEGATIVE_AMOUNT",
                                   "budgets[2].per_visit_fen AMOUNT_OUT_OF_RANGE",
                                   "budgets[4].institution_id DUPLICATE_UNIT",
                                   "budgets[5].planned_visits VOLUME_OUT_OF_RANGE",
                                   "budgets[6].institution_id BAD_REQUEST",
                                   "budgets[6].total_budget_fen NEGATIVE_AMOUNT",
                                   "budgets[7].fund BAD_REQUEST"));
  EXPECT_EQ(DetailOf(refused.status()).metadata["bad_rows"], "6");
  EXPECT_TRUE(All().empty());
}

TEST_P(BudgetsApiTest, TheLargestAmountsAreTaken) {
  v1::Budget most = SettlementServer::Budget("M1", 1'000'000'000'000'000, 1'000'000'000'000'000);
  most.set_per_visit_visits(1'000'000'000);
  most.set_planned_visits(1'000'000'000);
  const auto imported = server_.Import({most, SettlementServer::Budget("M2", 0, 0)});
  EXPECT_TRUE(imported.ok()) << imported.status();
}

TEST_P(BudgetsApiTest, AStoredBudgetIsNeverChanged) {
  ASSERT_TRUE(server_.Import({SettlementServer::Budget("M1")}).ok());
  const auto refused =
      server_.Import({SettlementServer::Budget("M0"), SettlementServer::Budget("M1", 1)});
  EXPECT_EQ(Refusal(refused.status()), "INVALID_ARGUMENT/BAD_ROWS");
  EXPECT_THAT(FieldsOf(refused.status()),
              UnorderedElementsAre("budgets[1].institution_id DUPLICATE_UNIT"));
  ASSERT_EQ(All().size(), 1U);
  EXPECT_EQ(All()[0].total_budget_fen(), 960000000);
}

TEST_P(BudgetsApiTest, TheSameMoneyIsNotBudgetedAsAWholeAndInParts) {
  v1::Budget part = SettlementServer::Budget("M1");
  part.set_fund(v1::FUND_EMPLOYEE);
  v1::Budget other_part = part;
  other_part.set_fund(v1::FUND_RESIDENT);
  ASSERT_TRUE(server_.Import({part, other_part}).ok());
  const auto refused = server_.Import({SettlementServer::Budget("M1")});
  EXPECT_EQ(Refusal(refused.status()), "INVALID_ARGUMENT/BAD_ROWS");
  part.set_institution_id("M2");
  EXPECT_EQ(Refusal(server_.Import({part, SettlementServer::Budget("M2")}).status()),
            "INVALID_ARGUMENT/BAD_ROWS")
      << "in one import";
}

TEST_P(BudgetsApiTest, ARepeatedRequestGetsTheSameAnswer) {
  const std::string id = NewRequestId();
  const auto first = server_.Import({SettlementServer::Budget("M1")}, id);
  const auto again = server_.Import({SettlementServer::Budget("M1")}, id);
  ASSERT_TRUE(first.ok() && again.ok()) << again.status();
  EXPECT_EQ(again->added(), 1) << "the stored answer, not a second import";
  EXPECT_EQ(Refusal(server_.Import({SettlementServer::Budget("M2")}, id).status()),
            "INVALID_ARGUMENT/REQUEST_ID_REUSED");
}

TEST_P(BudgetsApiTest, AreListedInPagesInTheOrderOfKeys) {
  std::vector<v1::Budget> budgets;
  for (int i = 1300; i > 0; --i) {
    budgets.push_back(SettlementServer::Budget(absl::StrFormat("M%04d", i), i));
  }
  const auto imported = server_.Import(budgets);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->added(), 1300);
  const std::vector<v1::Budget> all = All(500);
  ASSERT_EQ(all.size(), 1300U);
  for (int i = 0; i < 1300; ++i) {
    ASSERT_EQ(all[i].institution_id(), absl::StrFormat("M%04d", i + 1));
    ASSERT_EQ(all[i].total_budget_fen(), i + 1);
  }
}

// Three slips: a wrong figure, an institution that is not in the register, a whole where there
// should be parts.
TEST_P(BudgetsApiTest, AWrongYearIsCorrectedAsAWhole) {
  ASSERT_TRUE(server_
                  .Import({SettlementServer::Budget("M1"), SettlementServer::Budget("M2", 9600),
                           SettlementServer::Budget("M33"), SettlementServer::Budget("M4")})
                  .ok());
  v1::Budget employees = SettlementServer::Budget("M4");
  employees.set_fund(v1::FUND_EMPLOYEE);
  v1::Budget residents = SettlementServer::Budget("M4");
  residents.set_fund(v1::FUND_RESIDENT);
  const std::vector<v1::Budget> right = {residents, SettlementServer::Budget("M3"), employees,
                                         SettlementServer::Budget("M2"),
                                         SettlementServer::Budget("M1")};
  const auto replaced = Replace(right);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->unchanged(), 1) << "M1";
  EXPECT_EQ(replaced->added(), 4);
  EXPECT_EQ(replaced->removed(), 3);
  const std::vector<v1::Budget> all = All();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[1].total_budget_fen(), 960000000);
  EXPECT_EQ(all[2].institution_id(), "M3");
  EXPECT_EQ(all[3].fund(), v1::FUND_EMPLOYEE);

  const auto again = Replace(right);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->unchanged(), 5);
  EXPECT_EQ(again->added() + again->removed(), 0);
  const auto more = server_.Import({SettlementServer::Budget("M5")});
  ASSERT_TRUE(more.ok()) << more.status();
  EXPECT_EQ(All(2).size(), 6U) << "rows may be added to the year as it is now";
}

TEST_P(BudgetsApiTest, AReplacementIsOfOneYearAndHasRows) {
  v1::Budget other_year = SettlementServer::Budget("M2");
  other_year.set_year(2025);
  ASSERT_TRUE(server_.Import({SettlementServer::Budget("M1"), other_year}).ok());
  EXPECT_EQ(Refusal(Replace({}).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Refusal(Replace({SettlementServer::Budget("M1", 5), other_year}).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Refusal(Replace({SettlementServer::Budget("M1", -5)}).status()),
            "INVALID_ARGUMENT/BAD_ROWS");
  ASSERT_EQ(All().size(), 1U);
  EXPECT_EQ(All()[0].total_budget_fen(), 960000000);
  EXPECT_TRUE(Replace({other_year}, 2025).ok()) << "and leaves other years alone";
  EXPECT_EQ(All().size(), 1U);
}

TEST_P(BudgetsApiTest, OnlyAPreparerImports) {
  v1::ImportBudgetsRequest message;
  message.set_request_id(NewRequestId());
  *message.add_budgets() = SettlementServer::Budget("M1");
  for (const auto& who : {Reviewer(), Locker(), Auditor(), AsInstitution("M1")}) {
    const auto refused =
        rpc::InvokeImport(server_.inputs(), &v1::InputService::Stub::ImportBudgets, {message}, who);
    EXPECT_EQ(Refusal(refused.status()), "PERMISSION_DENIED/ROLE_REQUIRED") << who.caller.person;
  }
}

}  // namespace
}  // namespace probity::settlement
