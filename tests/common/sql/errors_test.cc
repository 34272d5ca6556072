#include "common/sql/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr Dialect::Engine kSqlite = Dialect::Engine::kSqlite;
constexpr Dialect::Engine kMySql = Dialect::Engine::kMySql;

TEST(ErrorsTest, EveryServerCodeHasItsClass) {
  const std::vector<std::pair<ErrorClass, std::vector<int>>> table = {
      {ErrorClass::kDuplicate, {1062}},
      {ErrorClass::kConflict, {1213, 1205, 1020, 3572, 3101, 8002, 8005, 8022, 8028, 9007}},
      {ErrorClass::kUnfit, {1290, 1047, 1836, 1927, 1053, 3032}},
      {ErrorClass::kConnection, {2002, 2003, 2005, 2006, 2013, 2055, 4031, 1040, 1129, 1203, 1226}},
      {ErrorClass::kTimeout, {1969, 3024, 1317}},
      {ErrorClass::kBug,
       {1048, 1364, 1365, 1366, 1406, 1264, 1690, 1451, 1452, 4025, 3819, 1064, 1093, 1390, 1568,
        1792, 2014, 0, 999999}},
      {ErrorClass::kSchemaDrift, {1054, 1146, 1049, 3098}},
      {ErrorClass::kPrivilege, {1044, 1045, 1130, 1142, 1143, 1227, 1698, 3118, 4151}},
      {ErrorClass::kTls, {2026}},
      {ErrorClass::kStorageFull, {1021, 1114}},
      {ErrorClass::kDataLoss, {1034, 1194, 1195}},
  };
  for (const auto& [expected, codes] : table) {
    for (const int code : codes) {
      EXPECT_EQ(ErrorClassName(Classify({kMySql, code, ""})), ErrorClassName(expected)) << code;
    }
  }
}

TEST(ErrorsTest, AServersGeneralCodesAreToldApartByTheirText) {
  const struct {
    int code;
    const char* text;
    ErrorClass expected;
  } table[] = {
      {1180, "Got error 149 \"Lock deadlock\" during COMMIT", ErrorClass::kConflict},
      {1180, "Got error 5 during COMMIT", ErrorClass::kStorageFailed},
      {1030, "Got error 28 \"No space left on device\" from storage engine InnoDB",
       ErrorClass::kStorageFull},
      {1030, "Got error 122 \"Internal (unspecified) error in handler\" from storage engine",
       ErrorClass::kStorageFailed},
  };
  for (const auto& row : table) {
    EXPECT_EQ(ErrorClassName(Classify({kMySql, row.code, row.text})), ErrorClassName(row.expected))
        << row.text;
  }
}

TEST(ErrorsTest, EverySqliteCodeHasItsClass) {
  const std::vector<std::pair<ErrorClass, std::vector<int>>> table = {
      {ErrorClass::kDuplicate, {1555, 2067, 2579}},
      {ErrorClass::kConflict, {5, 517, 262, 261, 6}},
      {ErrorClass::kUnfit, {8, 14}},
      {ErrorClass::kTimeout, {9}},
      {ErrorClass::kBug, {275, 787, 1299, 3091, 21, 18, 7}},
      {ErrorClass::kSchemaDrift, {1, 17}},
      {ErrorClass::kPrivilege, {23, 3}},
      {ErrorClass::kStorageFull, {13}},
      {ErrorClass::kStorageFailed, {10, 266, 778, 1034}},
      {ErrorClass::kDataLoss, {11, 26}},
  };
  for (const auto& [expected, codes] : table) {
    for (const int code : codes) {
      EXPECT_EQ(ErrorClassName(Classify({kSqlite, code, ""})), ErrorClassName(expected)) << code;
    }
  }
}

TEST(ErrorsTest, AWriteErrorForLackOfRoomIsAFullDisk) {
  constexpr int kWriteError = 778;
  for (const int lack : {ENOSPC, EFBIG, EDQUOT}) {
    EXPECT_EQ(Classify({kSqlite, kWriteError, "", lack}), ErrorClass::kStorageFull) << lack;
  }
  EXPECT_EQ(Classify({kSqlite, kWriteError, "", EIO}), ErrorClass::kStorageFailed);
}

TEST(ErrorsTest, EveryClassHasACodeAndAReasonForTheCaller) {
  const struct {
    ErrorClass error_class;
    absl::StatusCode code;
    Reason reason;
  } table[] = {
      {ErrorClass::kDuplicate, absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS},
      {ErrorClass::kConflict, absl::StatusCode::kAborted, Reason::k_CONFLICT},
      {ErrorClass::kUnfit, absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE},
      {ErrorClass::kConnection, absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE},
      {ErrorClass::kTimeout, absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT},
      {ErrorClass::kBug, absl::StatusCode::kInternal, Reason::k_INTERNAL},
      {ErrorClass::kSchemaDrift, absl::StatusCode::kInternal, Reason::k_INTERNAL},
      {ErrorClass::kPrivilege, absl::StatusCode::kInternal, Reason::k_INTERNAL},
      {ErrorClass::kTls, absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE},
      {ErrorClass::kStorageFull, absl::StatusCode::kResourceExhausted, Reason::k_STORAGE_FULL},
      {ErrorClass::kStorageFailed, absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE},
      {ErrorClass::kDataLoss, absl::StatusCode::kDataLoss, Reason::k_STORAGE_UNAVAILABLE},
  };
  for (const auto& row : table) {
    const absl::Status status = StatusOf(row.error_class);
    EXPECT_EQ(status.code(), row.code) << ErrorClassName(row.error_class);
    EXPECT_TRUE(HasReason(status, row.reason)) << status;
  }
}

TEST(ErrorsTest, TextsThatQuoteStoredValuesStayOutOfTheLog) {
  for (const int code : {1062, 1292, 1300, 1366, 1367, 1411, 1525, 1690, 1918}) {
    EXPECT_FALSE(TextMayBeLogged({kMySql, code, "Duplicate entry 'secret' for key 'PRIMARY'"}));
  }
  EXPECT_TRUE(TextMayBeLogged({kMySql, 1146, "Table does not exist"}));
  EXPECT_TRUE(TextMayBeLogged({kSqlite, 2067, "UNIQUE constraint failed: t.id"}));
}

}  // namespace
}  // namespace probity::sql
