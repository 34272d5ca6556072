// What goes into a column comes out of it, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "common/sql/database.h"
#include "common/sql/row_inserter.h"
#include "tests/common/sql/schema.h"
#include "tests/support/databases.h"

namespace probity::sql {
namespace {

constexpr char kInsert[] = "INSERT INTO anything (id, whole, words, bytes) VALUES (?, ?, ?, ?)";
constexpr char kSelect[] = "SELECT whole, words, bytes FROM anything WHERE id = ?";

std::string EveryByte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

Blob Id(char last) {
  return Blob{std::string(15, '\xff') + last};
}

class ValuesTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::StatusOr<Row> Select(const std::string& sql, const Params& params = {}) {
    absl::StatusOr<Row> row = absl::UnknownError("not run");
    const absl::Status status = database_->Read(Soon(), [&](Tx& tx) {
      row = tx.QueryOne(sql, params);
      return row.status();
    });
    if (!status.ok()) return status;
    return row;
  }

  testing::TestDatabase database_{GetParam(), Schema()};
};
PROBITY_ON_EVERY_ENGINE(ValuesTest);

TEST_P(ValuesTest, ComeBackAsTheyWentIn) {
  struct Case {
    const char* name;
    Value whole;
    Value words;
    Value bytes;
  };
  const std::vector<Case> cases = {
      {"nothing", Null{}, Null{}, Null{}},
      {"empty is not NULL", int64_t{0}, std::string(), Blob{}},
      {"smallest", std::numeric_limits<int64_t>::min(), std::string("a"), Blob{"b"}},
      {"largest", std::numeric_limits<int64_t>::max(), std::string("' ; -- \" \\ %"), Blob{"'"}},
      {"four-byte UTF-8", int64_t{-1}, std::string("诚信记分 𠮷 é"), Blob{"\xf0\x28\x8c\x28"}},
      {"text that looks like a number", int64_t{7}, std::string("007"), Blob{"12"}},
      {"trailing blank", int64_t{7}, std::string("x "), Blob{std::string("x\0\0 ", 4)}},
      {"every byte", int64_t{7}, std::string("x"), Blob{EveryByte()}},
      {"long", int64_t{7}, std::string(400000, 'w'), Blob{std::string(3 << 20, '\xfe')}},
  };
  char last = 0;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Blob id = Id(last++);
    const absl::Status inserted =
        ExecuteAlone(*database_, kInsert, {id, c.whole, c.words, c.bytes});
    ASSERT_TRUE(inserted.ok()) << inserted;
    const absl::StatusOr<Row> row = Select(kSelect, {id});
    ASSERT_TRUE(row.ok()) << row.status();
    EXPECT_TRUE((*row)[0] == c.whole);
    EXPECT_TRUE((*row)[1] == c.words);
    EXPECT_TRUE((*row)[2] == c.bytes);
  }
}

TEST_P(ValuesTest, SixteenByteKeysAreOrderedByByte) {
  for (const char last : {'\x80', '\x01', '\x7f', '\xff', '\x00'}) {
    ASSERT_TRUE(ExecuteAlone(*database_, kInsert, {Id(last), Null{}, Null{}, Null{}}).ok());
  }
  std::string order;
  ASSERT_TRUE(database_
                  ->Read(Soon(),
                         [&](Tx& tx) {
                           return tx.QueryEach("SELECT id FROM anything WHERE id >= ? ORDER BY id",
                                               {Id('\x01')}, [&](const Row& row) {
                                                 order.push_back(row.Bytes(0).back());
                                                 return absl::OkStatus();
                                               });
                         })
                  .ok());
  EXPECT_EQ(order, "\x01\x7f\x80\xff");
}

TEST_P(ValuesTest, TextIsComparedByByte) {
  ASSERT_TRUE(ExecuteAlone(*database_, kInsert, {Id('a'), Null{}, std::string("a"), Null{}}).ok());
  EXPECT_EQ(*ReadInt(*database_, "SELECT COUNT(*) FROM anything WHERE words = 'A'"), 0);
  EXPECT_EQ(*ReadInt(*database_, "SELECT COUNT(*) FROM anything WHERE words = 'a'"), 1);
}

TEST_P(ValuesTest, ExpressionsHaveTheTypesAStoreReliesOn) {
  for (const int64_t balance : {1, 2, 4}) {
    ASSERT_TRUE(ExecuteAlone(*database_, "INSERT INTO account (id, balance) VALUES (?, ?)",
                             {balance, balance})
                    .ok());
  }
  const absl::StatusOr<Row> row = Select(
      "SELECT COUNT(*), SUM(balance), MAX(balance), COALESCE(SUM(balance), 0), "
      "SUM(CASE WHEN balance > 1 THEN 1 ELSE 0 END), MAX(id) > 1, EXISTS (SELECT 1 FROM entry), "
      "'x' || 'y', x'00ff', NULL, ? FROM account",
      {std::string("given")});
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->Int(0), 3);
  EXPECT_EQ(row->Int(1), 7);
  EXPECT_EQ(row->Int(2), 4);
  EXPECT_EQ(row->Int(3), 7);
  EXPECT_EQ(row->Int(4), 2);
  EXPECT_TRUE(row->Bool(5));
  EXPECT_FALSE(row->Bool(6));
  EXPECT_EQ(row->Text(7), "xy");
  EXPECT_EQ(row->Bytes(8), std::string("\0\xff", 2));
  EXPECT_TRUE(row->IsNull(9));
  EXPECT_EQ(row->Text(10), "given");
}

TEST_P(ValuesTest, SumOfNothingIsNull) {
  const absl::StatusOr<Row> row = Select("SELECT SUM(balance) FROM account");
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_TRUE(row->IsNull(0));
}

TEST_P(ValuesTest, AFractionIsRefusedRatherThanRounded) {
  const absl::StatusOr<Row> row = Select("SELECT 1.5");
  EXPECT_EQ(row.status().code(), absl::StatusCode::kInternal) << row.status();
}

TEST_P(ValuesTest, ASumBeyond64BitsIsRefusedRatherThanWrapped) {
  const int64_t half = int64_t{1} << 62;
  for (const int64_t id : {1, 2}) {
    ASSERT_TRUE(
        ExecuteAlone(*database_, "INSERT INTO account (id, balance) VALUES (?, ?)", {id, half})
            .ok());
  }
  const absl::StatusOr<int64_t> sum = ReadInt(*database_, "SELECT SUM(balance) FROM account");
  EXPECT_EQ(sum.status().code(), absl::StatusCode::kInternal) << sum.status();
}

TEST_P(ValuesTest, OneRowIsNotFoundOrInternalOtherwise) {
  EXPECT_EQ(Select("SELECT id FROM account").status().code(), absl::StatusCode::kNotFound);
  for (const int64_t id : {1, 2}) {
    ASSERT_TRUE(
        ExecuteAlone(*database_, "INSERT INTO account (id, balance) VALUES (?, 0)", {id}).ok());
  }
  EXPECT_EQ(Select("SELECT id FROM account").status().code(), absl::StatusCode::kInternal);
}

TEST_P(ValuesTest, InsertManyKeepsEveryRowWhateverTheNumber) {
  int64_t account = 0;
  for (const int64_t count : {0, 1, 15, 16, 17, 255, 256, 273, 1000}) {
    SCOPED_TRACE(count);
    ++account;
    std::vector<Params> rows;
    for (int64_t seq = 0; seq < count; ++seq) rows.push_back({account, seq, std::string("n")});
    const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) {
      return tx.InsertMany("INSERT INTO entry (account_id, seq, note) VALUES", rows);
    });
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(*ReadInt(*database_,
                       "SELECT COUNT(*) FROM entry WHERE account_id = ? AND seq >= 0 AND seq < ?",
                       {account, count}),
              count);
  }
}

// Each row is written into the room of one before, which may have held another type or more.
TEST_P(ValuesTest, ARowIsWhatWasPutAndNothingOfTheRowsBefore) {
  constexpr char kRows = 60;
  const auto put = [](RowInserter& rows, char row) {
    rows.PutBytes(Id(row).bytes);
    row % 2 == 0 ? rows.Put(int64_t{row}) : rows.PutNull();
    row % 3 == 0 ? rows.PutNull() : rows.Put(std::string(kRows - row, 'w'));
    row % 5 == 0 ? rows.PutValue(Null{}) : rows.PutValue(Blob{std::string(row, '\0')});
  };
  const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
    RowInserter rows(tx, "INSERT INTO anything (id, whole, words, bytes) VALUES", 4);
    for (char row = 0; row < kRows; ++row) {
      put(rows, row);
      if (const absl::Status ended = rows.EndRow(); !ended.ok()) return ended;
    }
    return rows.Finish();
  });
  ASSERT_TRUE(status.ok()) << status;
  for (char row = 0; row < kRows; ++row) {
    SCOPED_TRACE(int{row});
    const absl::StatusOr<Row> read = Select(kSelect, {Id(row)});
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ((*read)[0], row % 2 == 0 ? Value(int64_t{row}) : Value(Null{}));
    EXPECT_EQ((*read)[1], row % 3 == 0 ? Value(Null{}) : Value(std::string(kRows - row, 'w')));
    EXPECT_EQ((*read)[2], row % 5 == 0 ? Value(Null{}) : Value(Blob{std::string(row, '\0')}));
  }
}

TEST_P(ValuesTest, ARowOfOneValueTooFewOrTooManyIsRefusedAndNothingWritten) {
  for (const int values : {3, 5}) {
    const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) -> absl::Status {
      RowInserter rows(tx, "INSERT INTO anything (id, whole, words, bytes) VALUES", 4);
      for (int i = 0; i < values; ++i) rows.PutNull();
      return rows.EndRow();
    });
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << values;
  }
  EXPECT_EQ(*ReadInt(*database_, "SELECT COUNT(*) FROM anything"), 0);
}

TEST_P(ValuesTest, InsertManyStaysBelowAPacketOfTheServer) {
  std::vector<Params> rows;
  for (char last = 0; last < 40; ++last) {
    rows.push_back({Id(last), Null{}, Null{}, Blob{std::string(1 << 20, 'b')}});
  }
  const absl::Status status = database_->Transact(Soon(), [&](Tx& tx) {
    return tx.InsertMany("INSERT INTO anything (id, whole, words, bytes) VALUES", rows);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(*ReadInt(*database_, "SELECT COUNT(*) FROM anything"), 40);
}

}  // namespace
}  // namespace probity::sql
