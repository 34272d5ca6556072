// What is kept for a court, who gets it and when, and that it opens with both keys only.
#include "services/review/api/court.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/codes/codes.h"
#include "common/crypto/hpke.h"
#include "common/status/status.h"
#include "services/review/domain/ballot.h"
#include "tests/blind/measured.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::SizeIs;
using v1::HearingAdminService;

const std::string kFirstKey(32, '\x21');
const std::string kSecondKey(32, '\x22');

OfficerKeys Officers() {
  return {KeyOfficer{"court-1", Group::kAdministrative, crypto::PublicKeyOf(kFirstKey).value()},
          KeyOfficer{"court-3", Group::kExpert, crypto::PublicKeyOf(kSecondKey).value()}};
}

ReviewBench::Setup WithOfficers(const std::string& engine = "sqlite") {
  ReviewBench::Setup setup{.engine = engine};
  setup.settings.officers = Officers();
  return setup;
}

// A round that is over, and the serial of one of its cases.
struct Over {
  std::string round;
  std::string serial;
};

// The member on seat 5, one of three experts, votes on nothing; the others uphold everything.
Over Closed(ReviewBench& bench) {
  bench.FillRoster();
  Over over{bench.RoundIn(v1::ROUND_PHASE_VOTING), ""};
  bench.Vote(over.round, [](int seat, const std::string&) {
    return seat == 5 ? std::vector<v1::FindingAnswer>() : std::vector{Uphold(4)};
  });
  bench.clock().Advance(absl::Minutes(121));
  EXPECT_TRUE(bench.Reaches(over.round, v1::ROUND_PHASE_DELIVERED));
  v1::ListOutcomesRequest request;
  request.set_round_id(over.round);
  const auto outcomes = bench.Call(&HearingAdminService::Stub::ListOutcomes, request,
                                   options::v1::ROLE_SECRETARY, "secretary");
  EXPECT_TRUE(outcomes.ok()) << outcomes.status();
  over.serial = outcomes->outcomes(0).serial();
  return over;
}

absl::StatusOr<v1::RequestUnsealResponse> Ask(ReviewBench& bench, const Over& over,
                                              const std::string& person) {
  v1::RequestUnsealRequest request;
  request.set_request_id(NewRequestId());
  request.set_round_id(over.round);
  request.set_serial(over.serial);
  request.set_order_no("(2026) 1");
  request.set_reason_code(v1::UNSEAL_REASON_COURT_ORDER);
  return bench.Call(&HearingAdminService::Stub::RequestUnseal, request,
                    options::v1::ROLE_GROUP_OFFICER, person);
}

absl::StatusOr<v1::ApproveUnsealResponse> Approve(ReviewBench& bench, const std::string& unseal,
                                                  const std::string& person) {
  v1::ApproveUnsealRequest request;
  request.set_request_id(NewRequestId());
  request.set_unseal_id(unseal);
  return bench.Call(&HearingAdminService::Stub::ApproveUnseal, request,
                    options::v1::ROLE_GROUP_OFFICER, person);
}

absl::StatusOr<v1::ExecuteUnsealResponse> Execute(ReviewBench& bench, const std::string& unseal,
                                                  const std::string& person) {
  v1::ExecuteUnsealRequest request;
  request.set_request_id(NewRequestId());
  request.set_unseal_id(unseal);
  return bench.Call(&HearingAdminService::Stub::ExecuteUnseal, request,
                    options::v1::ROLE_GROUP_OFFICER, person);
}

class CourtTest : public ::testing::TestWithParam<std::string> {};
PROBITY_ON_EVERY_ENGINE(CourtTest);

TEST_P(CourtTest, BothKeysLeadFromEveryMemberToItsBallot) {
  ReviewBench bench(WithOfficers(GetParam()));
  const Over over = Closed(bench);
  const auto asked = Ask(bench, over, "court-1");
  ASSERT_TRUE(asked.ok()) << asked.status();
  ASSERT_TRUE(Approve(bench, asked->unseal_id(), "court-3").ok());
  bench.clock().Advance(absl::Hours(24));
  const auto fetched = Execute(bench, asked->unseal_id(), "court-1");
  ASSERT_TRUE(fetched.ok()) << fetched.status();
  EXPECT_EQ(fetched->serial(), over.serial);

  const Bytes round = crypto::FromHex(over.round).value();
  const std::string minutes_info = "probity/minutes/v1" + round + over.serial;
  EXPECT_FALSE(crypto::OpenWith(kFirstKey, minutes_info, fetched->minutes()).ok() &&
               crypto::OpenWithBoth(kFirstKey, kFirstKey, minutes_info, fetched->minutes()).ok())
      << "one key is not enough";
  EXPECT_FALSE(crypto::OpenWith(kSecondKey, minutes_info, fetched->minutes()).ok());
  const auto minutes =
      crypto::OpenWithBoth(kFirstKey, kSecondKey, minutes_info, fetched->minutes());
  ASSERT_TRUE(minutes.ok()) << minutes.status();
  ASSERT_EQ(minutes->size(), 7 * (kHashBytes + kBallotBytes));
  std::map<Bytes, Ballot> ballots;
  for (std::size_t at = 0; at < minutes->size(); at += kHashBytes + kBallotBytes) {
    ballots[minutes->substr(at, kHashBytes)] =
        DecodeBallot(minutes->substr(at + kHashBytes, kBallotBytes)).value();
  }
  ASSERT_THAT(fetched->envelopes(), SizeIs(7));
  std::set<std::string> members;
  int absent = 0;
  for (const std::string& sealed : fetched->envelopes()) {
    const auto envelope =
        crypto::OpenWithBoth(kFirstKey, kSecondKey, "probity/envelope/v1" + round, sealed);
    ASSERT_TRUE(envelope.ok()) << envelope.status();
    ASSERT_EQ(envelope->size(), kEnvelopeBytes) << "one size for every member";
    const auto length = static_cast<std::size_t>((*envelope)[0]);
    members.insert(envelope->substr(1, length));
    const std::string code = envelope->substr(1 + length, codes::kCodeSymbols);
    const Bytes hash =
        codes::CredentialHash(round, over.serial, codes::Credential(code, round, over.serial));
    ASSERT_TRUE(ballots.contains(hash)) << "a code gives the credential of one ballot";
    if (IsAbsent(ballots[hash])) {
      ++absent;
    } else {
      EXPECT_EQ(ballots[hash].answers.at(0).points, 4);
    }
  }
  EXPECT_THAT(members, SizeIs(7));
  EXPECT_EQ(absent, 1) << "seat 5 did not vote";
  const std::vector<int> kinds = bench.AuditKinds();
  for (const int kind : {14, 15, 16}) EXPECT_THAT(kinds, Contains(kind)) << "each step is a leaf";
}

// The target: none of 1,000 attempts by fewer than two groups or before a day has passed.
TEST(CourtRefusalTest, NobodyAloneOrEarlyGetsAnything) {
  ReviewBench bench(WithOfficers());
  const Over over = Closed(bench);
  std::map<std::string, int> outcomes;
  const auto count = [&](const absl::Status& status) { ++outcomes[Outcome(status)]; };
  for (int i = 0; i < 100; ++i) {
    const std::string person = i % 2 == 0 ? "court-1" : "court-3";
    const std::string other = i % 2 == 0 ? "court-3" : "court-1";
    const std::string unseal = Ask(bench, over, person)->unseal_id();
    count(Execute(bench, unseal, person).status());
    count(Execute(bench, unseal, other).status());
    count(Approve(bench, unseal, person).status());
    count(Approve(bench, unseal, "officer-1").status());
    ASSERT_TRUE(Approve(bench, unseal, other).ok());
    count(Approve(bench, unseal, other).status());
    count(Execute(bench, unseal, person).status());
    bench.clock().Advance(absl::Hours(24) - absl::Seconds(1));
    count(Execute(bench, unseal, person).status());
    count(Execute(bench, unseal, other).status());
    count(Execute(bench, unseal, "officer-1").status());
    count(Execute(bench, std::string(32, 'f'), person).status());
  }
  int refused = 0;
  for (const auto& [outcome, times] : outcomes) refused += times;
  EXPECT_EQ(refused, 1000);
  EXPECT_EQ(outcomes["OK"], 0);
  blind::Record("T18", outcomes["OK"], absl::StrCat(refused, " attempts"));
  EXPECT_EQ(outcomes["PERMISSION_DENIED/UNSEAL_SAME_GROUP"], 100);
  EXPECT_EQ(outcomes["PERMISSION_DENIED/NOT_KEY_OFFICER"], 200);
  EXPECT_EQ(outcomes["FAILED_PRECONDITION/UNSEAL_TOO_EARLY"], 300);
  EXPECT_EQ(outcomes["FAILED_PRECONDITION/UNSEAL_STATE"], 300);
  EXPECT_EQ(outcomes["NOT_FOUND/UNKNOWN_UNSEAL"], 100);
}

TEST(CourtRefusalTest, IsHandedOutOnce) {
  ReviewBench bench(WithOfficers());
  const Over over = Closed(bench);
  const std::string unseal = Ask(bench, over, "court-3")->unseal_id();
  ASSERT_TRUE(Approve(bench, unseal, "court-1").ok());
  bench.clock().Advance(absl::Hours(24));
  ASSERT_TRUE(Execute(bench, unseal, "court-1").ok());
  EXPECT_EQ(Outcome(Execute(bench, unseal, "court-3").status()),
            "FAILED_PRECONDITION/UNSEAL_STATE");
}

TEST(CourtRefusalTest, IsAskedForOfAClosedRoundAndACaseOfIt) {
  ReviewBench bench(WithOfficers());
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_VOTING);
  EXPECT_EQ(Outcome(Ask(bench, {round, "N5RFRSW2VX"}, "court-1").status()),
            "FAILED_PRECONDITION/WRONG_PHASE");
  EXPECT_EQ(Outcome(Ask(bench, {round, "N5RFR"}, "court-1").status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(Ask(bench, {round, "N5RFRSW2VX"}, "officer-1").status()),
            "PERMISSION_DENIED/NOT_KEY_OFFICER");
}

TEST(CourtKeysTest, WithoutOfficersNothingIsKept) {
  ReviewBench bench;
  const Over over = Closed(bench);
  EXPECT_EQ(Count(bench.hearing_database(), "minutes"), 0);
  EXPECT_EQ(Count(bench.roster_database(), "envelope"), 0);
  EXPECT_EQ(Outcome(Ask(bench, over, "court-1").status()),
            "FAILED_PRECONDITION/OFFICER_KEYS_REQUIRED");
}

TEST(CourtKeysTest, AwayFromOneMachineNoRoundIsOpenedWithoutThem) {
  ReviewBench::Setup setup;
  setup.settings.loopback = false;
  ReviewBench without(setup);
  without.scoring().Queue(5);
  EXPECT_EQ(Outcome(without.Open(5, NewRequestId()).status()),
            "FAILED_PRECONDITION/OFFICER_KEYS_REQUIRED");
  setup.settings.officers = Officers();
  ReviewBench with(setup);
  with.scoring().Queue(5);
  EXPECT_EQ(Outcome(with.Open(5, NewRequestId()).status()), "OK");
}

TEST(CourtKeysTest, CodesMadeAnewReplaceTheSealedOnesAndAnAbortErasesThem) {
  ReviewBench bench(WithOfficers());
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_SEATED);
  EXPECT_EQ(Count(bench.roster_database(), "envelope"), 7);
  ASSERT_TRUE(bench.ReportLostCode(round).ok());
  ASSERT_TRUE(bench.Seat(round).ok());
  EXPECT_EQ(Count(bench.roster_database(), "envelope"), 7);
  ASSERT_TRUE(bench.Abort(round).ok());
  ASSERT_TRUE(bench.Approve(round).ok());
  EXPECT_EQ(Count(bench.roster_database(), "envelope"), 0);
}

}  // namespace
}  // namespace probity::review
