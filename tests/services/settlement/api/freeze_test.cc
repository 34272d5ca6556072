#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class FreezeTest : public ::testing::TestWithParam<std::string> {
 protected:
  // A draft whose year has these standings and budgets.
  v1::Run Draft(const std::vector<scoring::v1::Standing>& standings,
                const std::vector<v1::Budget>& budgets) {
    server_.scoring().SetStandings(standings);
    const auto imported = server_.Import(budgets);
    EXPECT_TRUE(imported.ok()) << imported.status();
    const auto run = server_.Create();
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? *run : v1::Run();
  }

  // Nothing of a refused freeze may stay: neither a unit nor a changed run.
  void ExpectUntouched(const v1::Run& draft) {
    const auto now = server_.Get(draft.run_id());
    ASSERT_TRUE(now.ok()) << now.status();
    EXPECT_EQ(now->SerializeAsString(), draft.SerializeAsString());
    EXPECT_EQ(Count("unit_input"), 0);
    EXPECT_EQ(Count("run_policy"), 0);
    EXPECT_EQ(Count("policy_file"), 0);
  }

  int64_t Count(const std::string& table) {
    int64_t count = -1;
    const absl::Status status = server_.Try([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                               tx.QueryOne("SELECT COUNT(*) FROM " + table, {}));
      count = row.Int(0);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return count;
  }

  SettlementServer server_{GetParam()};
};

PROBITY_ON_EVERY_ENGINE(FreezeTest);

TEST_P(FreezeTest, EveryInstitutionOfTheRegisterBecomesAUnit) {
  const v1::Run draft = Draft({server_.Medical("M1", 7), server_.Medical("M2"),
                               server_.Pharmacy("P1", 13), server_.Pharmacy("P2")},
                              {SettlementServer::Budget("M2"), SettlementServer::Budget("M1"),
                               SettlementServer::Budget("P2")});
  const auto frozen = server_.Freeze(draft);
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  EXPECT_EQ(frozen->state(), v1::RUN_STATE_FROZEN);
  EXPECT_EQ(frozen->units(), 4);
  EXPECT_EQ(frozen->inputs_sha256().size(), 64U);
  EXPECT_EQ(frozen->engine_version(), "rates/1");
  EXPECT_NE(frozen->etag(), draft.etag());
  EXPECT_THAT(frozen->policy_sha256s(),
              UnorderedElementsAre(server_.medical_sha256(), server_.pharmacy_sha256()));
}

TEST_P(FreezeTest, ScoringIsAskedAsTheSettlementServiceForWhatIsInForceNow) {
  const v1::Run draft = Draft({server_.Medical("M1")}, {SettlementServer::Budget("M1")});
  ASSERT_TRUE(server_.Freeze(draft).ok());
  ASSERT_EQ(server_.scoring().asked().size(), 1U);
  const auto request = server_.scoring().asked().front();
  EXPECT_EQ(request.year(), SettlementServer::kYear);
  EXPECT_EQ(request.as_of_date(), "")
      << "a decision served after the year still counts for the year of the act";
  EXPECT_FALSE(request.has_known_time());
  EXPECT_EQ(server_.scoring().callers().front().service, "settlement");
}

TEST_P(FreezeTest, TheHashDependsOnInputsAndNotOnTheRunOrItsOrderOfImport) {
  const std::vector<scoring::v1::Standing> standings = {server_.Medical("M1", 7),
                                                        server_.Medical("M2")};
  const v1::Run first =
      Draft(standings, {SettlementServer::Budget("M2"), SettlementServer::Budget("M1")});
  const auto frozen = server_.Freeze(first);
  ASSERT_TRUE(frozen.ok()) << frozen.status();
  const auto second = server_.Freeze(server_.Create().value());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->inputs_sha256(), frozen->inputs_sha256());

  server_.scoring().SetStandings({server_.Medical("M1", 8), server_.Medical("M2")});
  const auto third = server_.Freeze(server_.Create().value());
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_NE(third->inputs_sha256(), frozen->inputs_sha256());
}

TEST_P(FreezeTest, MedicalInstitutionsWithoutABudgetAreAllListed) {
  const v1::Run draft = Draft(
      {server_.Medical("M1"), server_.Medical("M2"), server_.Medical("M3"), server_.Pharmacy("P1")},
      {SettlementServer::Budget("M2")});
  const auto refused = server_.Freeze(draft);
  EXPECT_EQ(Refusal(refused.status()), "FAILED_PRECONDITION/MISSING_BUDGET");
  std::vector<std::string> units;
  for (const auto& one : DetailOf(refused.status()).violations) units.push_back(one.field);
  EXPECT_THAT(units, ElementsAre("M1", "M3"));
  ExpectUntouched(draft);
}

TEST_P(FreezeTest, ABudgetOfNobodyInTheRegisterIsNamed) {
  const v1::Run draft = Draft({server_.Medical("M2")},
                              {SettlementServer::Budget("M1"), SettlementServer::Budget("M2"),
                               SettlementServer::Budget("M3")});
  const auto refused = server_.Freeze(draft);
  EXPECT_EQ(Refusal(refused.status()), "FAILED_PRECONDITION/UNKNOWN_INSTITUTION");
  std::vector<std::string> units;
  for (const auto& one : DetailOf(refused.status()).violations) units.push_back(one.field);
  EXPECT_THAT(units, ElementsAre("M1/ALL/ALL", "M3/ALL/ALL"));
  ExpectUntouched(draft);
}

TEST_P(FreezeTest, AYearMustHaveEnded) {
  const v1::Run draft = Draft({server_.Medical("M1")}, {SettlementServer::Budget("M1")});
  server_.clock().Set(absl::CivilDay(SettlementServer::kYear, 12, 31));
  EXPECT_EQ(Refusal(server_.Freeze(draft).status()), "FAILED_PRECONDITION/YEAR_NOT_OVER");
  EXPECT_TRUE(server_.scoring().asked().empty()) << "scoring is not asked in vain";
  ExpectUntouched(draft);
  server_.clock().Set(absl::CivilDay(SettlementServer::kYear + 1, 1, 1));
  EXPECT_TRUE(server_.Freeze(draft).ok());
}

TEST_P(FreezeTest, ScoringAwayIsADependencyUnavailableAndNothingIsHalfApplied) {
  const v1::Run draft = Draft({server_.Medical("M1")}, {SettlementServer::Budget("M1")});
  server_.scoring().GoAway();
  EXPECT_EQ(Refusal(server_.Freeze(draft).status()), "UNAVAILABLE/DEPENDENCY_UNAVAILABLE");
  ExpectUntouched(draft);
}

TEST_P(FreezeTest, AStreamThatBreaksOffFreezesNothing) {
  const v1::Run draft = Draft({server_.Medical("M1"), server_.Medical("M2"), server_.Medical("M3")},
                              {SettlementServer::Budget("M1"), SettlementServer::Budget("M2")});
  for (const absl::Status& broken :
       {absl::UnavailableError("gone"), absl::InternalError("bug"), absl::AbortedError("busy")}) {
    server_.scoring().BreakStream(broken);
    EXPECT_EQ(Refusal(server_.Freeze(draft).status()), "UNAVAILABLE/DEPENDENCY_UNAVAILABLE")
        << broken;
  }
  server_.scoring().BreakStream(
      Precondition(Reason::k_POLICY_NOT_IN_FORCE, "no policy of that year"));
  EXPECT_EQ(Refusal(server_.Freeze(draft).status()), "FAILED_PRECONDITION/POLICY_NOT_IN_FORCE")
      << "scoring's own reason where it understood the question";
  ExpectUntouched(draft);
}

TEST_P(FreezeTest, PoliciesThatCannotBeHadOrAreOtherBytesFreezeNothing) {
  const v1::Run draft = Draft({server_.Medical("M1")}, {SettlementServer::Budget("M1")});
  server_.scoring().RefusePolicies(absl::UnavailableError("gone"));
  EXPECT_EQ(Refusal(server_.Freeze(draft).status()), "UNAVAILABLE/DEPENDENCY_UNAVAILABLE");
  server_.scoring().RefusePolicies(absl::OkStatus());
  server_.scoring().SetPolicy(server_.medical_sha256(), "policy_id: \"other\"");
  EXPECT_EQ(Refusal(server_.Freeze(draft).status()),
            "FAILED_PRECONDITION/POLICY_CHANGED_AFTER_FREEZE");
  ExpectUntouched(draft);
}

TEST_P(FreezeTest, StandingsThatAreNotARegisterAreRefused) {
  const v1::Run draft = Draft({}, {SettlementServer::Budget("M1")});
  struct Case {
    const char* what;
    std::vector<scoring::v1::Standing> standings;
  };
  std::vector<Case> cases = {
      {"an empty register", {}},
      {"an institution twice", {server_.Medical("M1"), server_.Medical("M1")}},
      {"out of order", {server_.Medical("M2"), server_.Medical("M1")}},
  };
  const auto spoilt = [&](const char* what, auto spoil) {
    scoring::v1::Standing standing = server_.Medical("M1");
    spoil(standing);
    cases.push_back({what, {standing}});
  };
  spoilt("another year", [](auto& s) { s.set_year(2025); });
  spoilt("a person", [](auto& s) { s.set_kind(scoring::v1::SUBJECT_KIND_PERSON); });
  spoilt("no policy", [](auto& s) { s.clear_policy_sha256(); });
  spoilt("no designation", [](auto& s) { s.clear_designated_from_date(); });
  spoilt("no date", [](auto& s) { s.set_designated_to_date("soon"); });
  spoilt("half a suspension",
         [](auto& s) { s.mutable_consequence()->set_suspend_start_date("2026-03-01"); });
  spoilt("a voluntary suspension without an end",
         [](auto& s) { s.add_voluntary_suspensions()->set_from_date("2026-03-01"); });
  spoilt("a cancellation without a date",
         [](auto& s) { s.mutable_consequence()->set_cancelled(true); });
  spoilt("a policy of another kind",
         [&](auto& s) { s.set_policy_sha256(server_.pharmacy_sha256()); });
  for (const Case& row : cases) {
    server_.scoring().SetStandings(row.standings);
    EXPECT_EQ(Refusal(server_.Freeze(draft).status()), "FAILED_PRECONDITION/STANDINGS_INCOMPLETE")
        << row.what;
  }
  ExpectUntouched(draft);
}

TEST_P(FreezeTest, DaysAnInstitutionSuspendedItselfForAreNoDaysOfDesignation) {
  scoring::v1::Standing standing = server_.Medical("M1");
  scoring::v1::VoluntarySuspension& own = *standing.add_voluntary_suspensions();
  own.set_from_date("2026-01-01");
  own.set_to_date("2026-07-04");
  const v1::Run run =
      server_.Calculated({standing, server_.Medical("M2")},
                         {SettlementServer::Budget("M1"), SettlementServer::Budget("M2")});
  const auto statement = server_.Statement(run.run_id(), "M1");
  ASSERT_TRUE(statement.ok()) << statement.status();
  EXPECT_EQ(statement->designated_days(), 180);
  EXPECT_NE(statement->reward_status(), v1::REWARD_STATUS_INELIGIBLE) << "180 days are enough";
  EXPECT_EQ(server_.Statement(run.run_id(), "M2")->designated_days(), 365);
  standing.mutable_voluntary_suspensions(0)->set_to_date("2026-07-05");
  server_.scoring().SetStandings({standing, server_.Medical("M2")});
  const v1::Run fewer = server_.Calculate(server_.Freeze(server_.Create().value()).value()).value();
  EXPECT_EQ(server_.Statement(fewer.run_id(), "M1")->reward_status(), v1::REWARD_STATUS_INELIGIBLE)
      << "a day too many";
}

TEST_P(FreezeTest, AnInputOutOfRangeIsNamedByUnitAndField) {
  const v1::Run draft = Draft({server_.Medical("M1", 1'000'001)}, {SettlementServer::Budget("M1")});
  const auto refused = server_.Freeze(draft);
  EXPECT_EQ(Refusal(refused.status()), "FAILED_PRECONDITION/POINTS_OUT_OF_RANGE");
  EXPECT_EQ(DetailOf(refused.status()).violations.at(0).field, "M1/ALL/ALL: points");
  ExpectUntouched(draft);
}

TEST_P(FreezeTest, ARepeatedRequestGetsTheSameAnswerWithoutAskingScoringAgain) {
  const v1::Run draft = Draft({server_.Medical("M1")}, {SettlementServer::Budget("M1")});
  const std::string id = NewRequestId();
  const auto first = server_.Freeze(draft, Preparer(), id);
  ASSERT_TRUE(first.ok()) << first.status();
  server_.scoring().GoAway();
  const auto again = server_.Freeze(draft, Preparer(), id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
}

TEST_P(FreezeTest, AStaleEtagIsRefused) {
  v1::Run draft = Draft({server_.Medical("M1")}, {SettlementServer::Budget("M1")});
  draft.set_etag("99");
  EXPECT_EQ(Refusal(server_.Freeze(draft).status()), "ABORTED/ETAG_MISMATCH");
  draft.clear_etag();
  EXPECT_TRUE(server_.Freeze(draft).ok()) << "a freeze may be asked for without one";
}

TEST_P(FreezeTest, ManyUnitsOfSeveralPagesAreFrozenAndCalculated) {
  std::vector<scoring::v1::Standing> standings;
  std::vector<v1::Budget> budgets;
  for (int i = 0; i < 1234; ++i) {
    const std::string id = absl::StrFormat("M%05d", i);
    standings.push_back(i % 3 == 0 ? server_.Pharmacy(id, i % 12) : server_.Medical(id, i % 18));
    if (i % 3 != 0) budgets.push_back(SettlementServer::Budget(id, i * 1000, i));
  }
  const v1::Run run = server_.Calculated(standings, budgets);
  EXPECT_EQ(run.units(), 1234);
  EXPECT_EQ(Count("unit_result"), 1234);
  const auto replayed = server_.Calculate(run);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->result_sha256(), run.result_sha256());
}

}  // namespace
}  // namespace probity::settlement
