// The two databases of review, empty, on one engine.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_STORE_DATABASES_H_
#define PROBITY_TESTS_SERVICES_REVIEW_STORE_DATABASES_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/review/domain/values.h"
#include "services/review/store/hearing/migrations.h"
#include "services/review/store/roster/migrations.h"
#include "tests/support/databases.h"

namespace probity::review {

// A moment of these tests, in seconds since 1970.
inline constexpr int64_t kNoon = 1'780'000'000;

class StoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  // Runs `body` in a transaction; the test fails unless it succeeds.
  static void In(sql::Database& database, const sql::Body& body) {
    const absl::Status status = Try(database, body);
    ASSERT_TRUE(status.ok()) << status;
  }
  static absl::Status Try(sql::Database& database, const sql::Body& body) {
    return database.Transact(absl::Now() + absl::Seconds(30), body);
  }
};

class RosterStoreTest : public StoreTest {
 protected:
  ::probity::testing::TestDatabase database_{GetParam(), roster::Migrations()};
};

class HearingStoreTest : public StoreTest {
 protected:
  ::probity::testing::TestDatabase database_{
      GetParam(), hearing::Migrations(),
      [](sql::Options& options) { options.secure_delete = true; }};
};

// 16 or 32 bytes that end in `n`.
inline Bytes Id16(int n) {
  return Bytes(15, '\1') + static_cast<char>(n);
}
inline Bytes Hash32(int n) {
  return Bytes(31, '\2') + static_cast<char>(n);
}

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_STORE_DATABASES_H_
