#include "services/scoring/store/seal/seal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/ledger/adjustments.h"
#include "services/scoring/store/ledger/crossings.h"
#include "services/scoring/store/ledger/proposals.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;

using Day = absl::CivilDay;

const RecordedAt kNow = {absl::FromUnixSeconds(1'780'000'000), false};

Adjustment Repair(char id) {
  Adjustment one;
  one.adjustment_id = std::string(16, id);
  one.subject = {policy::SubjectKind::kMedical, "M1"};
  one.year = 2026;
  one.code = "STUDY";
  one.minutes = 60;
  one.points = 2;
  one.repair_id = one.adjustment_id;
  one.reason = "完成现场学习";
  one.document = "学习证明 1 号";
  one.actor = "经办人01";
  one.date = Day(2026, 6, 1);
  one.recorded_time = 1'780'000'000'123'456;
  return one;
}

class SealTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(sql::Database& database, const sql::Body& body) {
    return database.Transact(absl::Now() + absl::Seconds(20), body);
  }
  absl::Status Verify() {
    return opened_->Read(absl::Now() + absl::Seconds(20),
                         [](sql::Tx& tx) { return VerifySeals(tx, "demo").status(); });
  }
  int64_t Leaves() {
    int64_t leaves = 0;
    EXPECT_TRUE(Change(*opened_, [&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, AuditLog("demo").GetHead(tx));
                  leaves = head.seq;
                  return absl::OkStatus();
                }).ok());
    return leaves;
  }

  testing::TestDatabase opened_{GetParam(), Migrations()};
  std::unique_ptr<sql::Database> sealed_ = SealRows(*opened_, "demo", [] { return kNow; });
};
PROBITY_ON_EVERY_ENGINE(SealTest);

TEST_P(SealTest, WhatATransactionAddsLeavesOneLeafOfDigests) {
  ASSERT_TRUE(Change(*sealed_, [](sql::Tx& tx) -> absl::Status {
                PROBITY_RETURN_IF_ERROR(InsertAdjustment(tx, "demo", Repair('a')));
                return InsertAdjustment(tx, "demo", Repair('b'));
              }).ok());
  EXPECT_EQ(Leaves(), 1);
  EXPECT_TRUE(Verify().ok()) << Verify();
}

TEST_P(SealTest, ATransactionThatIsTakenBackLeavesNothing) {
  EXPECT_TRUE(absl::IsCancelled(Change(*sealed_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertAdjustment(tx, "demo", Repair('a')));
    return absl::CancelledError("given up");
  })));
  EXPECT_EQ(Leaves(), 0);
}

TEST_P(SealTest, ARowAddedBesideTheServiceIsSeen) {
  ASSERT_TRUE(
      Change(*opened_, [](sql::Tx& tx) { return InsertAdjustment(tx, "demo", Repair('a')); }).ok());
  EXPECT_TRUE(HasReason(Verify(), Reason::k_LEDGER_BROKEN)) << Verify();
}

TEST_P(SealTest, WhatStoodBeforeIsSealedOnce) {
  ASSERT_TRUE(
      Change(*opened_, [](sql::Tx& tx) { return InsertAdjustment(tx, "demo", Repair('a')); }).ok());
  const auto seal = [&] {
    return Change(*opened_, [](sql::Tx& tx) { return SealExisting(tx, "demo", kNow); });
  };
  EXPECT_TRUE(seal().ok());
  EXPECT_TRUE(Verify().ok()) << Verify();
  EXPECT_TRUE(absl::IsAlreadyExists(seal())) << "a second start";
  EXPECT_EQ(Leaves(), 1);
  ASSERT_TRUE(
      Change(*sealed_, [](sql::Tx& tx) { return InsertAdjustment(tx, "demo", Repair('b')); }).ok());
  EXPECT_TRUE(Verify().ok()) << Verify();
}

TEST_P(SealTest, TheTimeOfALeafIsPartOfIt) {
  ASSERT_TRUE(Change(*opened_, [](sql::Tx& tx) {
                return AppendAudit(tx, "demo", AuditKind::kPointsPosted,
                                   ledger::Fields().Add("actor", "x"), kNow)
                    .status();
              }).ok());
  const auto check = [&] {
    absl::Status found;
    EXPECT_TRUE(absl::IsCancelled(Change(*opened_, [&](sql::Tx& tx) -> absl::Status {
      found = CheckLeafTimes(tx, "demo");
      return absl::CancelledError("only to look");
    })));
    return found;
  };
  EXPECT_TRUE(check().ok());
  ASSERT_TRUE(
      Change(*opened_, [](sql::Tx& tx) {
        return tx.Execute("UPDATE audit SET recorded_time = recorded_time + 1", {}).status();
      }).ok());
  EXPECT_TRUE(HasReason(check(), Reason::k_LEDGER_BROKEN));
}

TEST_P(SealTest, AdjustmentsComeBackWithTheirDecision) {
  AdjustmentDecision decision;
  decision.approved = true;
  decision.reason = "已核实";
  decision.actor = "主任";
  decision.entry_seq = 7;
  decision.date = Day(2026, 6, 2);
  ASSERT_TRUE(Change(*sealed_, [&](sql::Tx& tx) -> absl::Status {
                PROBITY_RETURN_IF_ERROR(InsertAdjustment(tx, "demo", Repair('a')));
                PROBITY_RETURN_IF_ERROR(InsertAdjustment(tx, "demo", Repair('b')));
                return InsertAdjustmentDecision(tx, "demo", std::string(16, 'a'), decision);
              }).ok());
  EXPECT_TRUE(HasReason(Change(*sealed_,
                               [&](sql::Tx& tx) {
                                 return InsertAdjustmentDecision(tx, "demo", std::string(16, 'a'),
                                                                 decision);
                               }),
                        Reason::k_ADJUSTMENT_DECIDED));
  const auto ids = [&](const AdjustmentFilter& filter) {
    std::vector<std::string> found;
    EXPECT_TRUE(Change(*opened_, [&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(const std::vector<Adjustment> all,
                                           ListAdjustments(tx, "demo", filter));
                  for (const Adjustment& one : all) found.push_back(one.adjustment_id.substr(0, 1));
                  return absl::OkStatus();
                }).ok());
    return found;
  };
  EXPECT_THAT(ids({}), ElementsAre("a", "b"));
  EXPECT_THAT(ids({"M1", true, "", 50}), ElementsAre("b"));
  EXPECT_THAT(ids({"", false, std::string(16, 'a'), 50}), ElementsAre("b"));
  EXPECT_THAT(ids({"M2", false, "", 50}), ElementsAre());
}

TEST(ParseInsert, ReadsTheOneFormInWhichRowsAreAdded) {
  const auto rows = [](std::string_view sql, const sql::Params& params) {
    const auto parsed = ParseInsert(sql, params);
    return parsed.ok() ? absl::StrCat(parsed->rows.size()) : "refused";
  };
  EXPECT_EQ(rows("INSERT INTO officer (a, b) VALUES (?, ?)", {int64_t{1}, int64_t{2}}), "1");
  EXPECT_EQ(rows("INSERT INTO officer (a, b) VALUES (?, ?), (?, ?)",
                 {int64_t{1}, int64_t{2}, int64_t{3}, int64_t{4}}),
            "2");
  EXPECT_EQ(rows("INSERT INTO officer (a, b, c) VALUES (?, NULL, 'x')", {int64_t{1}}), "1");
  EXPECT_EQ(rows("INSERT INTO case_file (a) SELECT 1", {}), "0") << "not sealed";
  EXPECT_EQ(rows("UPDATE officer SET a = ?", {int64_t{1}}), "0");
  EXPECT_EQ(rows("INSERT INTO officer (a, b) SELECT ?, ?", {int64_t{1}, int64_t{2}}), "refused");
  EXPECT_EQ(rows("INSERT INTO officer (a, b) VALUES (?, ?)", {int64_t{1}}), "refused");
  EXPECT_EQ(rows("INSERT INTO officer (a, b) VALUES (?, MAX(1))", {int64_t{1}}), "refused");
}

TEST(RowDigest, IsOfTableColumnsAndValues) {
  const std::string digest = RowDigest("officer", {{"a", int64_t{1}}, {"b", std::string("x")}});
  EXPECT_EQ(digest.size(), 16u);
  EXPECT_EQ(RowDigest("officer", {{"a", int64_t{1}}, {"b", sql::Blob{"x"}}}), digest)
      << "text or bytes is the engine's affair";
  EXPECT_EQ(RowDigest("officer", {{"a", int64_t{1}}, {"b", std::string("x")}, {"c", sql::Null{}}}),
            digest)
      << "an absent column is NULL";
  EXPECT_NE(RowDigest("challenge", {{"a", int64_t{1}}, {"b", std::string("x")}}), digest);
  EXPECT_NE(RowDigest("officer", {{"a", std::string("1")}, {"b", std::string("x")}}), digest);
  EXPECT_NE(RowDigest("officer", {{"b", int64_t{1}}, {"a", std::string("x")}}), digest);
}

}  // namespace
}  // namespace probity::scoring
