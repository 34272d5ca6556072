// Any edit of a stored row is found: one column at a time, over every column of every table that is
// only added to.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/api/verify.h"
#include "services/scoring/store/seal/seal.h"
#include "tests/services/scoring/api/ledger/ledger_bureau.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

// A year with something in as many tables as the ledger's people can fill.
class StoreProofTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    bureau_.Post("M1", 18, Day(2026, 3, 9));
    bureau_.Post("M1", 6, Day(2026, 9, 1));
    bureau_.Post("M1", 18, Day(2027, 3, 9), Day(2027, 1, 15));
    bureau_.Post("M2", 10, Day(2026, 3, 9), Day(2026, 1, 15));
    const std::string repair = bureau_.Reduce("M2", 60)->adjustment().adjustment_id();
    ASSERT_TRUE(bureau_.Decide(repair, true).ok());
    const std::string refused = bureau_.Restore(repair)->adjustment().adjustment_id();
    ASSERT_TRUE(bureau_.Decide(refused, false).ok());
    const std::string proposal = OpenProposal();
    v1::DecideProposalRequest request;
    request.set_request_id(NewRequestId());
    request.set_proposal_id(proposal);
    request.set_reason("不予解除");
    request.set_document("会议纪要 6 号");
    ASSERT_TRUE(rpc::Invoke(bureau_.proposals(), &v1::ProposalService::Stub::DecideProposal,
                            request, As({options::v1::ROLE_DIRECTOR}))
                    .ok());
    CaseClient client(bureau_.server());
    client.Open("案 1", "M3", {FindingOf(1, "M101", 1)});
    known_ = Proof().books.audit;
  }

  std::string OpenProposal() {
    v1::ListProposalsRequest request;
    request.set_open_only(true);
    return rpc::Invoke(bureau_.proposals(), &v1::ProposalService::Stub::ListProposals, request,
                       As({options::v1::ROLE_AUDITOR}))
        ->proposals(0)
        .proposal_id();
  }

  StoreProof Proof() {
    StoreProof proof;
    bureau_.server().Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(proof, VerifyStore(tx, bureau_.server().env()));
      return absl::OkStatus();
    });
    return proof;
  }

  // What VerifyStore says after a statement, which is then taken back; OK if the statement itself
  // is refused by the table (`applied` tells).
  absl::Status After(const std::string& sql, const sql::Params& params, bool& applied) {
    absl::Status verified;
    applied = false;
    bureau_.server()
        .Try([&](sql::Tx& tx) -> absl::Status {
          const absl::StatusOr<int64_t> rows = tx.Execute(sql, params);
          if (!rows.ok()) return rows.status();
          applied = *rows == 1;
          if (applied) verified = VerifyStore(tx, bureau_.server().env(), known_).status();
          return absl::CancelledError("only to look");
        })
        .IgnoreError();
    return verified;
  }

  LedgerBureau bureau_{Day(2026, 6, 1), GetParam()};
  ledger::Head known_;
};
PROBITY_ON_EVERY_ENGINE(StoreProofTest);

TEST_P(StoreProofTest, ASoundStoreIsProvenTableByTable) {
  const StoreProof proof = Proof();
  EXPECT_EQ(proof.rows.at("crossing"), 3) << "[18,24) in two years, and one more in the first";
  EXPECT_EQ(proof.rows.at("adjustment"), 2);
  EXPECT_EQ(proof.rows.at("adjustment_decision"), 2);
  EXPECT_EQ(proof.rows.at("proposal_decision"), 1);
  EXPECT_EQ(proof.rows.at("institution"), 3);
  EXPECT_GT(proof.rows.at("case_transition"), 0);
  EXPECT_EQ(proof.crossings, 3);
}

TEST_P(StoreProofTest, ARowThatIsRemovedIsMissed) {
  for (const std::string statement :
       {"DELETE FROM crossing WHERE seq = 1 AND year = 2027",
        "DELETE FROM adjustment_decision WHERE approved = 0",
        "DELETE FROM institution WHERE institution_id = 'M3'",
        "DELETE FROM entry WHERE recorded_seq = 4", "DELETE FROM audit WHERE seq = 2"}) {
    bool applied = false;
    const absl::Status verified = After(statement, {}, applied);
    EXPECT_TRUE(applied) << statement;
    EXPECT_TRUE(HasReason(verified, Reason::k_LEDGER_BROKEN)) << statement << ": " << verified;
  }
}

TEST_P(StoreProofTest, ARowThatIsSlippedInIsSeen) {
  bool applied = false;
  const absl::Status verified = After(
      "INSERT INTO adjustment_decision (region, adjustment_id, approved, reason, actor, "
      "entry_seq, business_date, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {"demo", sql::Blob{std::string(16, 'x')}, int64_t{1}, "reason", "nobody", int64_t{1},
       "2026-06-01", int64_t{1}, int64_t{0}},
      applied);
  ASSERT_TRUE(applied);
  EXPECT_TRUE(HasReason(verified, Reason::k_LEDGER_BROKEN)) << verified;
  EXPECT_EQ(DetailOf(verified).metadata.at("chain"), "adjustment_decision");
  EXPECT_EQ(DetailOf(verified).metadata.at("place"),
            "adjustment_id 78787878787878787878787878787878");
}

TEST_P(StoreProofTest, ACutLogIsFoundByWhoKnowsItsHead) {
  bool applied = false;
  const absl::Status verified =
      After(absl::StrCat("DELETE FROM audit WHERE seq = ", known_.seq), {}, applied);
  ASSERT_TRUE(applied);
  EXPECT_TRUE(HasReason(verified, Reason::k_LEDGER_BROKEN)) << verified;
}

// The values a column is changed to, until its table admits one.
std::vector<sql::Value> OtherValues(const sql::Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return {*number + 1, *number - 1, 1 - *number, *number + 1000};
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    // Another last symbol, if it is ASCII, so that the text keeps its length; else one more.
    std::vector<sql::Value> others;
    if (!text->empty() && static_cast<unsigned char>(text->back()) < 0x80) {
      for (const char symbol : {'1', '2', '9', 'Z', 'a'}) {
        if (text->back() != symbol) others.emplace_back(text->substr(0, text->size() - 1) + symbol);
      }
    }
    others.emplace_back(*text + "x");
    return others;
  }
  if (const auto* blob = std::get_if<sql::Blob>(&value)) {
    std::string other = blob->bytes;
    if (other.empty()) return {sql::Blob{"x"}};
    other.back() = static_cast<char>(other.back() ^ 1);
    return {sql::Blob{other}};
  }
  return {std::string("2026-01-01"), std::string("x"), int64_t{1}, sql::Blob{std::string(16, 'x')},
          sql::Blob{std::string(32, 'x')}};
}

class EveryColumnTest : public StoreProofTest {
 protected:
  struct Column {
    std::string name;
    bool key = false;
  };

  std::vector<Column> Columns(const std::string& table) {
    std::vector<Column> columns;
    bureau_.server().Change([&](sql::Tx& tx) {
      return tx.QueryEach("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", {table},
                          [&](const sql::Row& row) {
                            columns.push_back({row.Text(0), row.Int(1) != 0});
                            return absl::OkStatus();
                          });
    });
    return columns;
  }

  // The first and the last row by key.
  std::vector<sql::Row> Ends(const std::string& table, const std::vector<Column>& columns) {
    std::vector<std::string> names;
    std::vector<std::string> keys;
    for (const Column& one : columns) {
      names.push_back(one.name);
      if (one.key) keys.push_back(one.name);
    }
    std::vector<sql::Row> rows;
    for (const std::string order : {"", " DESC"}) {
      bureau_.server().Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(
            const std::vector<sql::Row> found,
            tx.Query(
                absl::StrCat("SELECT ", absl::StrJoin(names, ", "), " FROM ", table, " ORDER BY ",
                             absl::StrJoin(keys, absl::StrCat(order, ", ")), order, " LIMIT 1"),
                {}));
        rows.insert(rows.end(), found.begin(), found.end());
        return absl::OkStatus();
      });
    }
    return rows;
  }

  // True if some other value was admitted and found out; a value that was admitted and not found
  // out fails the test.
  bool EditIsFound(const std::string& table, const std::vector<Column>& columns,
                   const sql::Row& row, size_t edited) {
    std::string where;
    sql::Params key;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (!columns[i].key) continue;
      absl::StrAppend(&where, where.empty() ? "" : " AND ", columns[i].name, " = ?");
      key.push_back(row[i]);
    }
    const std::string sql =
        absl::StrCat("UPDATE ", table, " SET ", columns[edited].name, " = ? WHERE ", where);
    for (const sql::Value& value : OtherValues(row[edited])) {
      sql::Params params = {value};
      params.insert(params.end(), key.begin(), key.end());
      bool applied = false;
      const absl::Status verified = After(sql, params, applied);
      if (!applied) continue;
      EXPECT_TRUE(HasReason(verified, Reason::k_LEDGER_BROKEN))
          << table << "." << columns[edited].name << ": " << verified;
      return true;
    }
    return false;
  }
};
INSTANTIATE_TEST_SUITE_P(Sqlite, EveryColumnTest, ::testing::Values("sqlite"));

TEST_P(EveryColumnTest, AnEditOfAnyColumnIsFound) {
  std::vector<std::string> tables = SealedTables();
  tables.insert(tables.end(), {"entry", "audit", "balance"});
  std::set<std::string> touched;
  int edits = 0;
  for (const std::string& table : tables) {
    const std::vector<Column> columns = Columns(table);
    ASSERT_FALSE(columns.empty()) << "no such table: " << table;
    for (const sql::Row& row : Ends(table, columns)) {
      for (size_t i = 0; i < columns.size(); ++i) {
        EXPECT_TRUE(EditIsFound(table, columns, row, i))
            << table << "." << columns[i].name << " admitted no other value";
        ++edits;
      }
      touched.insert(table);
    }
  }
  EXPECT_GE(touched.size(), 11u) << absl::StrJoin(touched, ", ");
  EXPECT_GT(edits, 200);
}

// What the grants leave without UPDATE and DELETE is sealed, but for what proves itself otherwise.
TEST(SealedTables, AreThoseNobodyMayChange) {
  const std::set<std::string> otherwise = {
      "entry",         // a chain of its own
      "audit",         // likewise
      "case_officer",  // added to by SELECT; each change has its row in case_record
  };
  std::set<std::string> expected;
  for (const absl::string_view line :
       absl::StrSplit(ReadSourceFile("deploy/sql/grants-scoring.sql"), '\n')) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    const bool only_added = absl::StartsWith(line, "GRANT INSERT ON ");
    if (only_added && otherwise.count(words[3]) == 0) expected.insert(words[3]);
  }
  const std::vector<std::string>& sealed = SealedTables();
  EXPECT_EQ(std::set<std::string>(sealed.begin(), sealed.end()), expected);
}

}  // namespace
}  // namespace probity::scoring
