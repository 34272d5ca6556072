// The seat file is private, whole or refused, and gone when it is erased.
#include "clients/review/seat_file.h"

#include <sys/stat.h>

#include <fstream>

#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

class SeatFileTest : public testing::Test {
 protected:
  Committee committee_;
  Member member_{committee_};
  const std::filesystem::path path_ = member_.Path("home/seat");
  const SeatFile seat_ = {RoundBytes(), kVotingCode, std::string(16, 'd'), std::string(16, 'h'),
                          std::string(16, 'n')};
};

mode_t ModeOf(const std::filesystem::path& path) {
  struct stat info = {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777;
}

TEST_F(SeatFileTest, IsReadableByItsOwnerAlone) {
  ASSERT_TRUE(SaveSeat(path_, seat_).ok());
  EXPECT_EQ(ModeOf(path_), 0600u);
  EXPECT_EQ(ModeOf(path_.parent_path()), 0700u);
  const auto read = LoadSeat(path_);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, seat_);
}

TEST_F(SeatFileTest, KeepsASeatThatHasNoPseudonymsYet) {
  const SeatFile early = {RoundBytes(), kVotingCode, "", "", ""};
  ASSERT_TRUE(SaveSeat(path_, early).ok());
  const auto read = LoadSeat(path_);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, early);
}

TEST_F(SeatFileTest, IsRefusedWhenOthersMayReadIt) {
  ASSERT_TRUE(SaveSeat(path_, seat_).ok());
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  const absl::Status status = LoadSeat(path_).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("chmod 600"));
}

TEST_F(SeatFileTest, IsRefusedWhenItIsNoSeatFile) {
  EXPECT_TRUE(absl::IsNotFound(LoadSeat(path_).status()));
  ASSERT_TRUE(SaveSeat(path_, seat_).ok());
  std::ofstream(path_, std::ios::trunc) << "probity seat 1\nround: a0\ncode: X\n";
  EXPECT_TRUE(absl::IsInvalidArgument(LoadSeat(path_).status()));
}

TEST_F(SeatFileTest, ErasingLeavesNothing) {
  ASSERT_TRUE(SaveSeat(path_, seat_).ok());
  const auto erased = EraseSeat(path_);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_TRUE(*erased);
  EXPECT_TRUE(std::filesystem::is_empty(path_.parent_path()));
  const auto again = EraseSeat(path_);
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(*again);
}

}  // namespace
}  // namespace probity::member
