#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "probity/scoring/v1/ledger_service.grpc.pb.h"
#include "tests/services/scoring/support/decided.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using ::testing::ElementsAre;

using Day = absl::CivilDay;
using LedgerStub = v1::LedgerService::Stub;

class LedgerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2"});
    const Decided second = {.institution_id = "M2", .points = {4}, .served = Day(2026, 4, 1)};
    const Id reversed = NewCaseId(server_);
    for (const absl::Status& status :
         {Post(server_, NewCaseId(server_),
               {.institution_id = "M1", .points = {10, 8}, .served = Day(2026, 3, 9)})
              .status(),
          Post(server_, reversed, second).status(),
          Reverse(server_, reversed, second, Day(2026, 5, 1)).status()}) {
      ASSERT_TRUE(status.ok()) << status;
    }
  }

  absl::StatusOr<v1::VerifyChainResponse> Verify() {
    return rpc::Invoke(*stub_, &LedgerStub::VerifyChain, {}, As({ROLE_AUDITOR}));
  }

  // "ledger 2": what is broken, and where; "" if nothing is.
  std::string BrokenAfter(const std::string& sql) {
    server_.Change([&](sql::Tx& tx) { return tx.Execute(sql, {}).status(); });
    const auto verified = Verify();
    if (verified.ok()) return "";
    EXPECT_EQ(Outcome(verified.status()), "DATA_LOSS/LEDGER_BROKEN");
    const RefusalDetail detail = DetailOf(verified.status());
    return detail.metadata.at("chain") + " " + detail.metadata.at("seq");
  }

  ScoringServer server_{Day(2026, 6, 1)};
  std::unique_ptr<LedgerStub> stub_ = v1::LedgerService::NewStub(server_.channel());
};

TEST_F(LedgerTest, ASoundLedgerIsProvenWithItsHeads) {
  const auto verified = Verify();
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->entries(), 4);
  EXPECT_EQ(verified->balances(), 2);
  EXPECT_EQ(verified->head_hash().size(), 64u);
  std::vector<int64_t> kinds;
  server_.Change([&](sql::Tx& tx) {
    return tx.QueryEach("SELECT kind FROM audit WHERE kind < ? ORDER BY seq",
                        {static_cast<int64_t>(AuditKind::kPointsReduced)},
                        [&](const sql::Row& row) {
                          kinds.push_back(row.Int(0));
                          return absl::OkStatus();
                        });
  });
  EXPECT_THAT(kinds, ElementsAre(2, 2, 1, 3, 5, 3, 4))
      << "two policies, one import, a posting with its consequence, another, its reversal";
  EXPECT_GT(verified->audit_entries(), 7) << "and the digests of the rows they added";
  EXPECT_EQ(verified->audit_head_hash().size(), 64u);
}

TEST_F(LedgerTest, AnEditedEntryIsFound) {
  EXPECT_EQ(BrokenAfter("UPDATE entry SET points = 1 WHERE recorded_seq = 2"), "ledger 2");
}

TEST_F(LedgerTest, AnEditedActorIsFound) {
  EXPECT_EQ(BrokenAfter("UPDATE entry SET actor = 'nobody' WHERE recorded_seq = 3"), "ledger 3");
}

TEST_F(LedgerTest, AMissingEntryIsFound) {
  EXPECT_EQ(BrokenAfter("DELETE FROM entry WHERE recorded_seq = 3"), "ledger 3");
}

TEST_F(LedgerTest, AnEditedBalanceIsFound) {
  EXPECT_EQ(BrokenAfter("UPDATE balance SET points = 17 WHERE subject_id = 'M1'"), "balance 2");
}

TEST_F(LedgerTest, AMissingBalanceIsFound) {
  EXPECT_EQ(BrokenAfter("DELETE FROM balance WHERE subject_id = 'M2'"), "balance 4");
}

TEST_F(LedgerTest, ABalanceWithoutEntriesIsFound) {
  EXPECT_EQ(BrokenAfter("UPDATE balance SET year = 2025 WHERE subject_id = 'M2'"), "balance 4");
}

TEST_F(LedgerTest, AnEditedConsequenceIsFound) {
  EXPECT_EQ(BrokenAfter("UPDATE consequence SET suspend_end = '2026-03-11'"), "consequence 2");
}

TEST_F(LedgerTest, AnEditedAuditLeafIsFound) {
  EXPECT_EQ(BrokenAfter("UPDATE audit SET kind = 99 WHERE seq = 5"), "audit 5");
}

TEST_F(LedgerTest, EntriesAreListedInTheOrderOfTheirRecording) {
  v1::ListEntriesRequest request;
  request.set_page_size(3);
  const auto first = rpc::Invoke(*stub_, &LedgerStub::ListEntries, request, As({ROLE_AUDITOR}));
  ASSERT_TRUE(first.ok()) << first.status();
  request.set_page_token(first->next_page_token());
  const auto second = rpc::Invoke(*stub_, &LedgerStub::ListEntries, request, As({ROLE_AUDITOR}));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->next_page_token(), "");
  std::vector<v1::Entry> entries(first->entries().begin(), first->entries().end());
  entries.insert(entries.end(), second->entries().begin(), second->entries().end());
  ASSERT_EQ(entries.size(), 4u);
  for (size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].recorded_seq(), static_cast<int64_t>(i) + 1);
    if (i > 0) {
      EXPECT_EQ(entries[i].prev_hash(), entries[i - 1].hash());
    }
  }
  EXPECT_EQ(entries[1].item(), 2);
  EXPECT_EQ(entries[1].effective_date(), "2026-03-09");
  EXPECT_EQ(entries[1].actor(), "officer");
  EXPECT_EQ(entries[3].kind(), v1::ENTRY_KIND_REVERSE);
  EXPECT_EQ(entries[3].revision(), 2);
  EXPECT_FALSE(entries[3].scenario_clock());
}

TEST_F(LedgerTest, EntriesAreListedByInstitutionAndYear) {
  const auto sequence = [&](const std::string& institution_id, int32_t year) {
    v1::ListEntriesRequest request;
    request.set_institution_id(institution_id);
    request.set_year(year);
    const auto listed = rpc::Invoke(*stub_, &LedgerStub::ListEntries, request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<int64_t> numbers;
    for (const v1::Entry& entry : listed->entries()) numbers.push_back(entry.recorded_seq());
    return numbers;
  };
  EXPECT_THAT(sequence("M2", 0), ElementsAre(3, 4));
  EXPECT_THAT(sequence("M1", 2026), ElementsAre(1, 2));
  EXPECT_THAT(sequence("", 2026), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(sequence("M1", 2025), ElementsAre());
}

}  // namespace
}  // namespace probity::scoring
