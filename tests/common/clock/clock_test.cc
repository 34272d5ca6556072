#include "common/clock/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/clock/fake_clock.h"
#include "common/status/status.h"

namespace probity {
namespace {

using calendar::Date;
using ::testing::HasSubstr;

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

class ScenarioFile : public ::testing::Test {
 protected:
  ScenarioFile() {
    folder_ = std::filesystem::temp_directory_path() /
              ("clock_test." + std::to_string(::getpid()) + "." +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  ~ScenarioFile() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return (folder_ / "clock").string(); }
  void Put(const std::string& content) const { std::ofstream(path(), std::ios::trunc) << content; }

  std::filesystem::path folder_;
};

TEST(RealClock, IsTheMachinesAndNoScenario) {
  const std::unique_ptr<Clock> clock = RealClock();
  const absl::Time before = absl::Now();
  const absl::Time now = clock->Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
  EXPECT_FALSE(clock->scenario());
}

TEST(Today, ChangesAtMidnightOfTheBureau) {
  FakeClock clock(At("2026-03-01T15:59:59Z"));
  EXPECT_EQ(Today(clock), Date(2026, 3, 1));
  clock.Advance(absl::Seconds(1));
  EXPECT_EQ(Today(clock), Date(2026, 3, 2));
  clock.Set(Date(2026, 12, 31));
  EXPECT_EQ(Today(clock), Date(2026, 12, 31));
}

TEST_F(ScenarioFile, IsReadAtEveryCall) {
  Put("2026-03-01T09:00:00+08:00\n");
  const std::unique_ptr<Clock> clock = ScenarioClock(path()).value();
  EXPECT_TRUE(clock->scenario());
  EXPECT_EQ(clock->Now(), At("2026-03-01T01:00:00Z"));
  for (int minute = 1; minute < 60; ++minute) {
    const absl::Time time = At("2026-03-01T01:00:00Z") + absl::Minutes(minute);
    ASSERT_TRUE(WriteScenarioTime(path(), time).ok());
    ASSERT_EQ(clock->Now(), time) << "quick replacements must not be missed";
  }
}

TEST_F(ScenarioFile, NeverGoesBackForAReader) {
  Put("2026-03-02T09:00:00+08:00");
  const std::unique_ptr<Clock> clock = ScenarioClock(path()).value();
  Put("2026-03-01T09:00:00+08:00");
  EXPECT_EQ(clock->Now(), At("2026-03-02T09:00:00+08:00"));
  Put("2026-03-03T09:00:00+08:00");
  EXPECT_EQ(clock->Now(), At("2026-03-03T09:00:00+08:00"));
}

TEST_F(ScenarioFile, KeepsTheLastTimeWhenTheFileCannotBeRead) {
  Put("2026-03-02T09:00:00+08:00");
  const std::unique_ptr<Clock> clock = ScenarioClock(path()).value();
  for (const char* content : {"", "tomorrow", "infinite-future", "2026-03-04"}) {
    Put(content);
    EXPECT_EQ(clock->Now(), At("2026-03-02T09:00:00+08:00")) << content;
  }
  std::filesystem::remove(path());
  EXPECT_EQ(clock->Now(), At("2026-03-02T09:00:00+08:00"));
}

TEST_F(ScenarioFile, MustBeThereAndSoundAtTheStart) {
  EXPECT_EQ(ScenarioClock(path()).status().code(), absl::StatusCode::kNotFound);
  Put("soon");
  const absl::Status status = ScenarioClock(path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(path()));
}

TEST_F(ScenarioFile, IsWrittenForwardOnly) {
  ASSERT_TRUE(WriteScenarioTime(path(), At("2026-03-02T09:00:00+08:00")).ok());
  EXPECT_TRUE(WriteScenarioTime(path(), At("2026-03-02T09:00:00+08:00")).ok())
      << "the same time again is no step back";
  const absl::Status back = WriteScenarioTime(path(), At("2026-03-02T08:59:59.999+08:00"));
  EXPECT_EQ(back.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(HasReason(back, Reason::k_CLOCK_BACKWARDS)) << back;
  EXPECT_EQ(ScenarioClock(path()).value()->Now(), At("2026-03-02T09:00:00+08:00"));
}

TEST_F(ScenarioFile, IsNotOverwrittenIfItHoldsNoTime) {
  Put("someone's shopping list");
  EXPECT_EQ(WriteScenarioTime(path(), At("2026-03-02T09:00:00+08:00")).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ScenarioFile, IsNeverSeenHalfWrittenAndNeverBackBySeveralReaders) {
  const absl::Time start = At("2026-01-01T00:00:00+08:00");
  ASSERT_TRUE(WriteScenarioTime(path(), start).ok());
  const std::unique_ptr<Clock> clock = ScenarioClock(path()).value();
  std::atomic<bool> done = false;
  std::atomic<int> backwards = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      absl::Time last = start;
      while (!done) {
        const absl::Time now = clock->Now();
        if (now < last || !ScenarioClock(path()).ok()) ++backwards;
        last = now;
      }
    });
  }
  for (int hour = 1; hour <= 200; ++hour) {
    ASSERT_TRUE(WriteScenarioTime(path(), start + absl::Hours(hour)).ok());
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(backwards, 0);
  EXPECT_EQ(clock->Now(), start + absl::Hours(200));
}

TEST_F(ScenarioFile, IsChosenByTheFlag) {
  Put("2026-03-02T09:00:00+08:00");
  EXPECT_TRUE(MakeClock("scenario:" + path()).value()->scenario());
  EXPECT_FALSE(MakeClock("real").value()->scenario());
  for (const char* flag : {"", "scenario", "scenario:", "fake", "Real"}) {
    EXPECT_EQ(MakeClock(flag).status().code(), absl::StatusCode::kInvalidArgument) << flag;
  }
}

TEST(WriteScenarioTime, NamesAFolderThatIsNotThere) {
  const absl::Status status = WriteScenarioTime("/nonexistent/clock", absl::UnixEpoch());
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nonexistent"));
}

}  // namespace
}  // namespace probity
