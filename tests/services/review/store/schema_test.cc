// What the hearings' database may not hold, read from the schema itself.
#include <fstream>
#include <iterator>
#include <set>

#include "absl/strings/match.h"
#include "services/review/store/hearing/ballots.h"
#include "tests/services/review/store/databases.h"

namespace probity::review {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SchemaTest : public HearingStoreTest {
 protected:
  bool sqlite() const { return GetParam() == "sqlite"; }

  std::vector<std::string> Texts(const std::string& sql, const sql::Params& params = {}) {
    std::vector<std::string> texts;
    const absl::Status status =
        database_->Read(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(sql, params));
          for (const sql::Row& row : rows) texts.push_back(row.Text(0));
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return texts;
  }

  // Tables of the service; the history of the schema itself knows nothing of hearings.
  std::vector<std::string> Tables() {
    std::vector<std::string> tables;
    const std::string sql =
        sqlite() ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                 : "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                   "DATABASE()";
    for (const std::string& table : Texts(sql)) {
      if (!absl::StartsWith(table, "schema_")) tables.push_back(table);
    }
    return tables;
  }

  std::vector<std::string> Columns(const std::string& table) {
    return Texts(sqlite() ? "SELECT name FROM pragma_table_info(?)"
                          : "SELECT column_name FROM information_schema.columns WHERE "
                            "table_schema = DATABASE() AND table_name = ?",
                 {table});
  }
};

PROBITY_ON_EVERY_ENGINE(SchemaTest);

TEST_P(SchemaTest, NamesNobodyNoPlaceAndNoMoment) {
  std::vector<std::string> offending;
  ASSERT_GE(Tables().size(), 13u);
  for (const std::string& table : Tables()) {
    for (const std::string& column : Columns(table)) {
      for (const char* word : {"name", "org", "inst", "member", "phone", "region", "employer",
                               "created", "updated", "case_id"}) {
        if (absl::StrContains(column, word)) offending.push_back(table + "." + column);
      }
    }
  }
  EXPECT_THAT(offending, IsEmpty());
}

TEST_P(SchemaTest, HoldsNoTimeButThatOfAPhaseAndOfTheClose) {
  std::vector<std::string> times;
  for (const std::string& table : Tables()) {
    for (const std::string& column : Columns(table)) {
      for (const char* word : {"time", "date", "_at", "_us"}) {
        if (absl::StrContains(column, word)) times.push_back(table + "." + column);
      }
    }
  }
  EXPECT_THAT(times, ::testing::UnorderedElementsAre("round.closes_at", "round_phase.entered_at"));
}

// Beside the hash of a credential, which only its member can compute, a ballot's row says which
// case it is on and nothing of the seat.
TEST_P(SchemaTest, TiesABallotToNothingButItsCase) {
  EXPECT_THAT(Columns("credential"),
              ::testing::UnorderedElementsAre("round_id", "cred_hash", "issue_no", "serial", "seal",
                                              "ballot"));
}

TEST_P(SchemaTest, LaysRowsInTheOrderOfTheirKeys) {
  std::vector<std::string> offending;
  if (sqlite()) {
    for (const std::string& text : Texts("SELECT sql FROM sqlite_master WHERE type = 'table' AND "
                                         "name NOT LIKE 'schema_%'")) {
      if (!absl::StrContains(text, "WITHOUT ROWID")) offending.push_back(text);
    }
    EXPECT_THAT(Texts("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"),
                IsEmpty());
  } else {
    offending = Texts(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = "
        "DATABASE() AND extra LIKE '%auto_increment%'");
  }
  EXPECT_THAT(offending, IsEmpty());
}

// Erased content is overwritten, in the file and in its write-ahead log.
TEST(ErasureTest, LeavesNothingOfABallotInTheFiles) {
  ::probity::testing::TestDatabase database(
      "sqlite", hearing::Migrations(), [](sql::Options& options) { options.secure_delete = true; });
  const std::string canary = "canary-of-a-sealed-ballot";
  const auto in_files = [&] {
    const std::string path = database.options().url.substr(std::string("sqlite:").size());
    bool found = false;
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream in(path + suffix, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      found = found || absl::StrContains(bytes, canary);
    }
    return found;
  };
  const auto write = [&](const sql::Body& body) {
    const absl::Status status = database->Transact(absl::Now() + absl::Seconds(30), body);
    ASSERT_TRUE(status.ok()) << status;
  };
  write([&](sql::Tx& tx) {
    Bytes ballot(2076, 'b');
    ballot.replace(100, canary.size(), canary);
    return hearing::ReplaceCredentials(tx, Id16(9),
                                       {{Hash32(1), 1, "N5RFRSW2VX", Bytes(29, 's'), ballot}});
  });
  EXPECT_TRUE(in_files());
  write([](sql::Tx& tx) { return hearing::EraseCredentials(tx, Id16(9)); });
  ASSERT_TRUE(database->EraseRemains(absl::Now() + absl::Seconds(30)).ok());
  EXPECT_FALSE(in_files());
}

// No key is shared, so no join of the two databases tells who voted.
TEST_P(SchemaTest, SharesNoKeyWithTheRosterButTheRound) {
  ::probity::testing::TestDatabase roster(GetParam(), roster::Migrations());
  std::set<std::string> people;
  const std::string sql =
      sqlite() ? "SELECT p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type "
                 "= 'table' AND m.name NOT LIKE 'schema_%' AND m.name <> 'idempotency'"
               : "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                 "DATABASE() AND table_name NOT LIKE 'schema_%' AND table_name <> 'idempotency'";
  const absl::Status read =
      roster->Read(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(sql, {}));
        for (const sql::Row& row : rows) people.insert(row.Text(0));
        return absl::OkStatus();
      });
  ASSERT_TRUE(read.ok()) << read;
  ASSERT_TRUE(people.contains("member_id"));
  std::set<std::string> shared;
  for (const std::string& table : Tables()) {
    if (table == "idempotency") continue;
    for (const std::string& column : Columns(table)) {
      if (people.contains(column)) shared.insert(column);
    }
  }
  // Sealed bytes of two tables, which round, which group, numbers that mean different things (kind,
  // state), a digest of no person.
  EXPECT_THAT(shared,
              ElementsAre("ct", "digest", "grp", "kind", "round_id", "slot", "state", "wrapped"));
}

}  // namespace
}  // namespace probity::review
