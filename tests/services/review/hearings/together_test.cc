// The same step from several sides at once, and what lies on the disk afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/hearing/rounds.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::SizeIs;

constexpr int kCallers = 6;

std::vector<std::string> AtOnce(const std::function<absl::Status()>& step) {
  std::vector<std::string> outcomes(kCallers);
  std::vector<std::thread> callers;
  for (std::string& outcome : outcomes) {
    callers.emplace_back([&step, &outcome] { outcome = Outcome(step()); });
  }
  for (std::thread& caller : callers) caller.join();
  return outcomes;
}

class TogetherTest : public ::testing::TestWithParam<std::string> {
 protected:
  TogetherTest() { bench_.FillRoster(); }
  ReviewBench bench_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(TogetherTest);

TEST_P(TogetherTest, SeatingSendsNoCodeThatDoesNotCount) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_DRAWN);
  const auto tolerated = AnyOf("OK", "ABORTED/CONFLICT");
  EXPECT_THAT(AtOnce([&] { return bench_.Seat(round).status(); }), Each(tolerated));
  ASSERT_TRUE(bench_.Seat(round).ok());
  for (int seat = 1; seat <= 7; ++seat) {
    EXPECT_TRUE(bench_.Answer(round, seat, v1::INVITATION_ANSWER_ACCEPT).ok())
        << "the newest invitation of seat " << seat << " counts";
  }
  EXPECT_THAT(AtOnce([&] { return bench_.Seat(round).status(); }), Each(tolerated));
  ASSERT_EQ(bench_.Seat(round)->phase(), v1::ROUND_PHASE_SEATED);
  const int issue_no = bench_.Get(round)->issue_no();
  ASSERT_TRUE(bench_.StartVoting(round).ok());
  for (int seat = 1; seat <= 7; ++seat) {
    EXPECT_TRUE(bench_.SeatOf(round, issue_no, seat).ListSheets().ok()) << seat;
  }
}

TEST_P(TogetherTest, ClosingHappensOnce) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  bench_.Vote(round, AllUphold);
  bench_.clock().Advance(absl::Minutes(121));
  const auto outcomes = AtOnce([&] {
    v1::CloseRoundRequest request;
    request.set_request_id(NewRequestId());
    request.set_round_id(round);
    return bench_
        .Call(&v1::HearingAdminService::Stub::CloseRound, request, options::v1::ROLE_SECRETARY,
              "secretary")
        .status();
  });
  EXPECT_THAT(outcomes, Each(AnyOf("OK", "FAILED_PRECONDITION/WRONG_PHASE")))
      << "the schedule may have been the quickest";
  ASSERT_TRUE(bench_.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  EXPECT_THAT(bench_.AuditKinds(), Contains(9).Times(1));
  for (const auto& [token, count] : bench_.scoring().deliveries()) EXPECT_EQ(count, 1);
  EXPECT_THAT(bench_.scoring().verdicts(), SizeIs(5));
}

std::string Content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// What must be gone from every file of the database once the round is delivered.
std::vector<Bytes> Secrets(sql::Database& database, const Bytes& round_id) {
  std::vector<Bytes> secrets;
  const absl::Status read =
      database.Read(absl::Now() + absl::Seconds(5), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const auto sheets, hearing::SheetsOf(tx, round_id));
        for (const auto& sheet : sheets) secrets.push_back(sheet.sealed.substr(0, 64));
        PROBITY_ASSIGN_OR_RETURN(const auto rows, hearing::CredentialsOf(tx, round_id));
        for (const auto& row : rows) secrets.push_back(row.ballot.substr(0, 64));
        PROBITY_ASSIGN_OR_RETURN(secrets.emplace_back(), hearing::WrappedRoundKey(tx, round_id));
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
  return secrets;
}

TEST(RemainsTest, NothingDeletedIsLeftInAnyFileOfTheDatabase) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_VOTING);
  bench.Vote(round, AllUphold);
  const std::vector<Bytes> secrets = Secrets(bench.hearing_database(), *crypto::FromHex(round));
  ASSERT_THAT(secrets, SizeIs(5 + 7 * 6 + 1));
  const std::string path = bench.hearing_file();
  const auto left = [&] {
    const std::string files = Content(path) + Content(path + "-wal");
    int count = 0;
    for (const Bytes& secret : secrets) count += files.find(secret) != std::string::npos ? 1 : 0;
    return count;
  };
  EXPECT_EQ(left(), 5 + 7 * 6 + 1) << "the test looks in the right place";
  bench.clock().Advance(absl::Minutes(121));
  ASSERT_TRUE(bench.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  for (int i = 0; i < 500 && left() > 0; ++i) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(left(), 0);
}

}  // namespace
}  // namespace probity::review
