#include "services/scoring/store/evidence/content_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Id IdOf(char c) {
  return Id::FromBytes(std::string(16, c)).value();
}

class ContentStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  absl::Status Put(const Id& id, int64_t seq, const std::string& bytes) {
    return Change([&](sql::Tx& tx) { return PutChunk(tx, kRegion, id, seq, bytes, now_); });
  }
  absl::Status Begin(const Id& id) {
    return Change([&](sql::Tx& tx) { return BeginUpload(tx, kRegion, id, now_); });
  }
  bool Publish(const Id& id, const std::string& hash, int64_t chunks) {
    bool published = false;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(published, PublishContent(tx, kRegion, hash, {id, 10, chunks}));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return published;
  }
  // How many transactions it takes until nothing of the upload is left.
  int Drop(const Id& id) {
    bool gone = false;
    int steps = 0;
    while (!gone && ++steps < 100) {
      const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(gone, DropSomeChunks(tx, kRegion, id));
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok()) << status;
    }
    return steps;
  }
  absl::StatusOr<std::string> Chunk(const Id& id, int64_t seq) {
    std::string bytes;
    const absl::Status status =
        database_->Read(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(bytes, ReadChunk(tx, kRegion, id, seq));
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return bytes;
  }
  std::vector<Id> Untouched(absl::Time before) {
    std::vector<Id> found;
    const absl::Status status =
        database_->Read(absl::Now() + absl::Seconds(20), [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(found, UploadsUntouched(tx, kRegion, before, 10));
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return found;
  }

  absl::Time now_ = absl::Now();
  const std::string hash_ = std::string(32, 'h');
  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(ContentStoreTest);

TEST_P(ContentStoreTest, WhatABodyWroteBeforeItsAnswerWasLostIsFoundByTheNextRun) {
  for (int run = 0; run < 2; ++run) {
    EXPECT_TRUE(Begin(IdOf('a')).ok());
    EXPECT_TRUE(Put(IdOf('a'), 1, std::string("\0\xff bytes", 8)).ok());
  }
  EXPECT_EQ(Chunk(IdOf('a'), 1).value(), std::string("\0\xff bytes", 8));
}

TEST_P(ContentStoreTest, TheSecondUploadOfTheSameBytesStaysToBeDropped) {
  for (const char c : {'a', 'b'}) {
    ASSERT_TRUE(Begin(IdOf(c)).ok());
    ASSERT_TRUE(Put(IdOf(c), 1, "0123456789").ok());
  }
  EXPECT_TRUE(Publish(IdOf('a'), hash_, 1));
  EXPECT_FALSE(Publish(IdOf('b'), hash_, 1));
  EXPECT_THAT(Untouched(now_ + absl::Hours(1)), SizeIs(1));
  Drop(IdOf('b'));
  EXPECT_THAT(Untouched(now_ + absl::Hours(1)), IsEmpty());
  EXPECT_FALSE(Chunk(IdOf('b'), 1).ok());
}

TEST_P(ContentStoreTest, VisibleBytesAreNeverDropped) {
  ASSERT_TRUE(Begin(IdOf('a')).ok());
  ASSERT_TRUE(Put(IdOf('a'), 1, "0123456789").ok());
  ASSERT_TRUE(Publish(IdOf('a'), hash_, 1));
  EXPECT_EQ(Drop(IdOf('a')), 1);
  EXPECT_EQ(Chunk(IdOf('a'), 1).value_or(""), "0123456789");
}

TEST_P(ContentStoreTest, AnUploadIsDroppedSliceBySlice) {
  ASSERT_TRUE(Begin(IdOf('a')).ok());
  for (int64_t seq = 1; seq <= 70; ++seq) ASSERT_TRUE(Put(IdOf('a'), seq, "bytes").ok());
  EXPECT_EQ(Drop(IdOf('a')), 4) << "32, 32, 6 chunks, then the upload itself";
}

TEST_P(ContentStoreTest, AnUploadThatWasGivenUpTakesNothingAndIsNotPublished) {
  ASSERT_TRUE(Begin(IdOf('a')).ok());
  ASSERT_TRUE(Put(IdOf('a'), 1, "bytes").ok());
  Drop(IdOf('a'));
  EXPECT_TRUE(absl::IsAborted(Put(IdOf('a'), 2, "bytes")));
  EXPECT_FALSE(Chunk(IdOf('a'), 2).ok()) << "the chunk went with its transaction";
  const absl::Status late = Change([&](sql::Tx& tx) {
    return PublishContent(tx, kRegion, hash_, {IdOf('a'), 5, 1}).status();
  });
  EXPECT_TRUE(absl::IsAborted(late)) << late;
}

TEST_P(ContentStoreTest, AnUploadIsTouchedByEveryChunk) {
  ASSERT_TRUE(Begin(IdOf('a')).ok());
  const absl::Time begun = now_;
  now_ += absl::Hours(1);
  ASSERT_TRUE(Put(IdOf('a'), 1, "bytes").ok());
  EXPECT_THAT(Untouched(begun + absl::Minutes(30)), IsEmpty());
  EXPECT_THAT(Untouched(now_ + absl::Seconds(1)), SizeIs(1));
}

}  // namespace
}  // namespace probity::scoring
