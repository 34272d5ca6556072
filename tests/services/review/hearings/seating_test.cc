// SeatRound, StartVoting, ExtendVoting: calling a panel, replacing who does not come, codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::ElementsAre;
using v1::HearingAdminService;

constexpr auto kAccept = v1::INVITATION_ANSWER_ACCEPT;
constexpr auto kDecline = v1::INVITATION_ANSWER_DECLINE;

class SeatingTest : public ::testing::Test {
 protected:
  SeatingTest() { bench_.FillRoster(); }

  int64_t Count(sql::Database& database, const std::string& sql) {
    int64_t count = -1;
    const absl::Status read =
        database.Read(absl::Now() + absl::Seconds(5), [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(sql, {}));
          count = row.Int(0);
          return absl::OkStatus();
        });
    EXPECT_TRUE(read.ok()) << read;
    return count;
  }

  ReviewBench bench_;
};

TEST_F(SeatingTest, InvitesEverySeatOnceUnderItsNumber) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATING);
  EXPECT_THAT(bench_.SeatsWith(round, 0), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(bench_.inbox().count(0), 7);
  const auto again = bench_.Seat(round);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->phase(), v1::ROUND_PHASE_SEATING);
  EXPECT_EQ(bench_.inbox().count(0), 7) << "with nothing pending it changes nothing";
  std::set<std::string> codes;
  for (const Notice& notice : bench_.inbox().notices()) {
    codes.insert(notice.code);
    EXPECT_EQ(notice.contact.substr(0, 4), "box-");
    EXPECT_EQ(notice.until, bench_.clock().Now() + absl::Minutes(60));
  }
  EXPECT_EQ(codes.size(), 7u);
}

TEST_F(SeatingTest, VotingCodesGoOutOnceThePanelIsComplete) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATING);
  for (int seat = 1; seat <= 6; ++seat) ASSERT_TRUE(bench_.Answer(round, seat, kAccept).ok());
  EXPECT_EQ(bench_.Seat(round)->phase(), v1::ROUND_PHASE_SEATING);
  EXPECT_EQ(bench_.inbox().count(1), 0);
  ASSERT_TRUE(bench_.Answer(round, 7, kAccept).ok());
  const auto seated = bench_.Seat(round);
  ASSERT_TRUE(seated.ok()) << seated.status();
  EXPECT_EQ(seated->phase(), v1::ROUND_PHASE_SEATED);
  EXPECT_EQ(seated->issue_no(), 1);
  EXPECT_THAT(bench_.SeatsWith(round, 1), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(Count(bench_.roster_database(),
                  "SELECT COUNT(*) FROM invitation WHERE answer_hash IS NOT NULL"),
            0);
  EXPECT_EQ(Count(bench_.hearing_database(), "SELECT COUNT(*) FROM credential"), 7 * (5 + 1));
}

TEST_F(SeatingTest, ADeclineIsReplacedOnItsSeatAndOnlyTheNewMemberIsInvited) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATING);
  for (const int seat : {1, 2, 4, 5, 6, 7}) ASSERT_TRUE(bench_.Answer(round, seat, kAccept).ok());
  const std::string first = bench_.inbox().Code(round, 0, 3);
  ASSERT_TRUE(bench_.Answer(round, 3, kDecline).ok());
  EXPECT_EQ(bench_.Seat(round)->phase(), v1::ROUND_PHASE_SEATING);
  EXPECT_EQ(bench_.inbox().count(0), 8);
  EXPECT_EQ(bench_.inbox().notices().back().seat, 3);
  EXPECT_NE(bench_.inbox().Code(round, 0, 3), first);
  ASSERT_TRUE(bench_.Answer(round, 3, kAccept).ok());
  EXPECT_EQ(bench_.Seat(round)->phase(), v1::ROUND_PHASE_SEATED);
  EXPECT_EQ(bench_.inbox().count(1), 7);
  EXPECT_THAT(bench_.AuditKinds(), ElementsAre(1, 2, 2, 2, 2, 3, 4, 5, 5, 5, 5, 6, 7, 7))
      << "one leaf for the first seating, one for the batch";
}

TEST_F(SeatingTest, SilenceIsReplacedAfterTheAnswerTimeAndNotBefore) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATING);
  for (const int seat : {1, 2, 3, 4, 5}) ASSERT_TRUE(bench_.Answer(round, seat, kAccept).ok());
  bench_.clock().Advance(absl::Minutes(60));
  ASSERT_TRUE(bench_.Seat(round).ok());
  EXPECT_EQ(bench_.inbox().count(0), 7) << "the last minute still counts";
  bench_.clock().Advance(absl::Seconds(1));
  EXPECT_FALSE(bench_.Answer(round, 6, kAccept).ok()) << "too late";
  ASSERT_TRUE(bench_.Seat(round).ok());
  EXPECT_EQ(bench_.inbox().count(0), 9);
  for (const int seat : {6, 7}) ASSERT_TRUE(bench_.Answer(round, seat, kAccept).ok());
  EXPECT_EQ(bench_.Seat(round)->phase(), v1::ROUND_PHASE_SEATED);
}

TEST_F(SeatingTest, ARepeatedRequestGetsTheStoredAnswer) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_DRAWN);
  const std::string id = NewRequestId();
  ASSERT_EQ(bench_.Seat(round, id)->phase(), v1::ROUND_PHASE_SEATING);
  for (int seat = 1; seat <= 7; ++seat) ASSERT_TRUE(bench_.Answer(round, seat, kAccept).ok());
  EXPECT_EQ(bench_.Seat(round, id)->phase(), v1::ROUND_PHASE_SEATING);
  EXPECT_EQ(bench_.PhaseOf(round), v1::ROUND_PHASE_SEATING);
}

TEST_F(SeatingTest, MembersAreCalledAtShortNoticeButNotInThePast) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_DRAWN);
  const auto call = [&](absl::Duration ahead, const std::string& venue) {
    v1::SeatRoundRequest request;
    request.set_request_id(NewRequestId());
    request.set_round_id(round);
    request.set_starts_at_seconds(absl::ToUnixSeconds(bench_.clock().Now() + ahead));
    request.set_venue_code(venue);
    return Outcome(bench_
                       .Call(&HearingAdminService::Stub::SeatRound, request,
                             options::v1::ROLE_SECRETARY, "secretary")
                       .status());
  };
  EXPECT_EQ(call(absl::Hours(25), "ROOM-1"), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(call(absl::ZeroDuration(), "ROOM-1"), "FAILED_PRECONDITION/TOO_SHORT_NOTICE");
  EXPECT_EQ(call(absl::Hours(1), ""), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(call(absl::Hours(1), std::string(33, 'x')), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(bench_.inbox().count(0), 0);
  EXPECT_EQ(call(absl::Hours(24), "ROOM-1"), "OK");
}

TEST_F(SeatingTest, ALostCodeHasAllCodesMadeAnew) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATED);
  EXPECT_EQ(bench_.Seat(round)->issue_no(), 1) << "nothing was reported";
  EXPECT_EQ(bench_.inbox().count(1), 7);
  ASSERT_TRUE(bench_.ReportLostCode(round).ok());
  const auto again = bench_.Seat(round);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->issue_no(), 2);
  EXPECT_EQ(again->phase(), v1::ROUND_PHASE_SEATED);
  EXPECT_THAT(bench_.SeatsWith(round, 2), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(bench_.Seat(round)->issue_no(), 2) << "once for one report";
  EXPECT_EQ(Count(bench_.hearing_database(), "SELECT COUNT(*) FROM credential"), 7 * (5 + 1));
  ASSERT_TRUE(bench_.StartVoting(round).ok());
  EXPECT_FALSE(bench_.SeatOf(round, 1, 4).ListSheets().ok()) << "an older issue opens nothing";
  EXPECT_TRUE(bench_.SeatOf(round, 2, 4).ListSheets().ok());
}

TEST(EmptySeatTest, StaysWhileEnoughSit) {
  ReviewBench bench;
  for (int i = 1; i <= 2; ++i) {
    bench.AddMember(v1::MEMBER_GROUP_ADMINISTRATIVE, absl::StrCat("A", i), "");
    bench.AddMember(v1::MEMBER_GROUP_HANDLING_AGENCY, absl::StrCat("H", i), "");
    bench.AddMember(v1::MEMBER_GROUP_INSTITUTION, absl::StrCat("N", i), absl::StrCat("I", i));
  }
  for (int i = 1; i <= 3; ++i) {
    bench.AddMember(v1::MEMBER_GROUP_EXPERT, absl::StrCat("X", i), absl::StrCat("E", i));
  }
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_SEATING);
  for (const int seat : {1, 2, 3, 4, 6, 7}) ASSERT_TRUE(bench.Answer(round, seat, kAccept).ok());
  ASSERT_TRUE(bench.Answer(round, 5, kDecline).ok());
  const auto seated = bench.Seat(round);
  ASSERT_TRUE(seated.ok()) << seated.status();
  EXPECT_EQ(seated->phase(), v1::ROUND_PHASE_SEATED) << "no fourth expert, six of seven sit";
  EXPECT_THAT(bench.SeatsWith(round, 1), ElementsAre(1, 2, 3, 4, 6, 7));
  ASSERT_TRUE(bench.StartVoting(round).ok());
  bench.Vote(round, AllUphold);
  bench.clock().Advance(absl::Minutes(121));
  ASSERT_TRUE(bench.Reaches(round, v1::ROUND_PHASE_DELIVERED));
  EXPECT_EQ(bench.scoring().verdicts().size(), 5u);
}

TEST(EmptySeatTest, AbortsWhereAGroupWouldBeMissing) {
  ReviewBench bench;
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_SEATING);
  for (int tries = 0; tries < 3; ++tries) {
    ASSERT_TRUE(bench.Answer(round, 1, kDecline).ok());
    ASSERT_TRUE(bench.Seat(round).ok());
  }
  EXPECT_EQ(bench.PhaseOf(round), v1::ROUND_PHASE_ABORTED) << "the third administrator declined";
  EXPECT_EQ(bench.Get(round)->abort_code(), v1::ABORT_CODE_SEATS_EMPTY);
  EXPECT_EQ(bench.scoring().queued(), 5);
  EXPECT_EQ(bench.Seat(round)->phase(), v1::ROUND_PHASE_ABORTED);
}

TEST_F(SeatingTest, PeoplesSideForgetsTheRoundWhenVotingStarts) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  EXPECT_EQ(Count(bench_.roster_database(), "SELECT COUNT(*) FROM pool_key"), 0);
  EXPECT_EQ(Count(bench_.roster_database(), "SELECT COUNT(*) FROM pool_snapshot"), 0);
  EXPECT_EQ(Count(bench_.roster_database(), "SELECT COUNT(*) FROM invitation WHERE state = 6"), 7);
}

TEST_F(SeatingTest, VotingTakesItsTime) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_SEATED);
  const int64_t now = absl::ToUnixSeconds(bench_.clock().Now());
  EXPECT_EQ(Outcome(bench_.StartVoting(round, now + 29 * 60).status()),
            "FAILED_PRECONDITION/TOO_SHORT_NOTICE");
  EXPECT_EQ(bench_.PhaseOf(round), v1::ROUND_PHASE_SEATED);
  const auto started = bench_.StartVoting(round);
  ASSERT_TRUE(started.ok()) << started.status();
  EXPECT_EQ(started->closes_at_seconds(), now + 120 * 60);
  EXPECT_EQ(bench_.StartVoting(round)->closes_at_seconds(), now + 120 * 60) << "repeated";
}

TEST_F(SeatingTest, VotingIsExtendedOnceForAll) {
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  const int64_t closes_at = bench_.Get(round)->closes_at_seconds();
  EXPECT_EQ(bench_.Extend(round)->closes_at_seconds(), closes_at + 60 * 60);
  EXPECT_EQ(Outcome(bench_.Extend(round).status()), "FAILED_PRECONDITION/WRONG_PHASE");
  bench_.clock().Advance(absl::Minutes(121));
  EXPECT_EQ(Outcome(bench_.Close(round).status()), "FAILED_PRECONDITION/TOO_EARLY");
}

TEST_F(SeatingTest, VotingThatIsOverIsNotExtended) {
  bench_.Start(/*with_jobs=*/false);
  const std::string round = bench_.RoundIn(v1::ROUND_PHASE_VOTING);
  bench_.clock().Advance(absl::Minutes(120));
  EXPECT_EQ(Outcome(bench_.Extend(round).status()), "FAILED_PRECONDITION/WRONG_PHASE");
}

}  // namespace
}  // namespace probity::review
