// A folder names its year, or everything that keeps it from doing so.
#include "tests/clients/probityctl/folder.h"

#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "clients/probityctl/scenario/scenario.h"
#include "common/status/status.h"

namespace probity::scenario {
namespace {

constexpr char kHeader[] = "institution_id,year,total_budget_yuan,per_visit_yuan,planned_visits\n";

class YearOfTest : public testing::Test {
 protected:
  std::string Said(const std::string& budgets) {
    folder_.Write("institutions.csv", "");
    folder_.Write("cases.csv", "");
    folder_.Write("budgets.csv", budgets);
    const absl::StatusOr<int> year = YearOf(folder_.path());
    return year.ok() ? std::to_string(*year) : std::string(year.status().message());
  }
  const Folder folder_;
};

TEST_F(YearOfTest, TheYearIsThatOfMostRowsSoThatTheOthersCanBeNamed) {
  EXPECT_EQ(Said(absl::StrCat(kHeader, "M1,2026,1.00,1.00,1\n")), "2026");
  EXPECT_EQ(Said(absl::StrCat(kHeader, "M1,2025,1.00,1.00,1\nM2,2026,1.00,1.00,1\n",
                              "M3,2026,1.00,1.00,1\nM4,2O26,1.00,1.00,1\n")),
            "2026");
}

TEST_F(YearOfTest, WithoutAnyYearTheReasonIsGiven) {
  EXPECT_EQ(Said(kHeader), "budgets.csv: year: no row names the year; --year does");
  EXPECT_EQ(Said("institution_id\nM1\n"),
            "budgets.csv:1: year: missing column; the header must have it");
}

TEST_F(YearOfTest, EveryMissingFileIsNamedAtOnce) {
  const absl::StatusOr<int> year = YearOf(folder_.path());
  EXPECT_TRUE(absl::IsInvalidArgument(year.status())) << "a wrong input, not a refusal";
  EXPECT_EQ(year.status().message(),
            "institutions.csv: missing; the folder must have it\n"
            "budgets.csv: missing; the folder must have it\n"
            "cases.csv: missing; the folder must have it");
}

TEST_F(YearOfTest, WhatIsNoFolderIsAWrongArgument) {
  for (const auto& path : {folder_.path() / "none", folder_.Write("file", "")}) {
    const absl::Status status = YearOf(path).status();
    EXPECT_EQ(status.message(), absl::StrCat("--scenario: ", path.string(), " is no folder"));
    EXPECT_TRUE(HasReason(status, Reason::k_BAD_REQUEST));
  }
}

TEST(ReadFileTest, TellsWhyAFileCannotBeRead) {
  const Folder folder;
  EXPECT_EQ(clients::ReadFile(folder.Write("empty", "")).value(), "");
  const std::string large(200'000, 'x');
  EXPECT_EQ(clients::ReadFile(folder.Write("large", large)).value(), large);
  EXPECT_EQ(clients::ReadFile(folder.path()).status().message(),
            absl::StrCat(folder.path().string(), " cannot be read: Is a directory"));
  EXPECT_EQ(clients::ReadFile(folder.path() / "none").status().message(),
            absl::StrCat((folder.path() / "none").string(),
                         " cannot be read: No such file or directory"));
}

}  // namespace
}  // namespace probity::scenario
