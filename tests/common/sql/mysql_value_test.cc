#include "common/sql/mysql_value.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>

namespace probity::sql {
namespace {

TEST(ParseWholeTest, TakesWholeNumbersThatFitAndNothingElse) {
  const struct {
    const char* text;
    std::optional<int64_t> expected;
  } table[] = {
      {"0", 0},
      {"-12", -12},
      {"12.000", 12},
      {"9223372036854775807", std::numeric_limits<int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<int64_t>::min()},
      {"9223372036854775808", std::nullopt},
      {"12.001", std::nullopt},
      {"0.5", std::nullopt},
      {"", std::nullopt},
      {"abc", std::nullopt},
      {"1e3", std::nullopt},
  };
  for (const auto& row : table) EXPECT_EQ(ParseWhole(row.text), row.expected) << row.text;
}

TEST(ServerVersionTest, MariaDbFrom10_11AndMySqlFrom8AreSupported) {
  const struct {
    const char* text;
    bool supported;
  } table[] = {
      {"10.11.19-MariaDB-0+deb12u1", true},
      {"11.4.2-MariaDB", true},
      {"10.6.1-MariaDB", false},
      {"8.0.36", true},
      {"9.7.4", true},
      {"5.7.44", false},
      {"8.0.11-TiDB-v7.5.0", true},
  };
  for (const auto& row : table) {
    const std::optional<ServerVersion> version = ParseVersion(row.text);
    ASSERT_TRUE(version.has_value()) << row.text;
    EXPECT_EQ(IsSupported(*version), row.supported) << row.text;
  }
  EXPECT_FALSE(ParseVersion("unknown").has_value());
}

}  // namespace
}  // namespace probity::sql
