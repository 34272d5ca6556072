#include "services/review/domain/transcript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "tests/services/review/domain/known_answer.h"

namespace probity::review {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Transcript Frozen() {
  return FreezePool(known::Round(), known::kQuotas, known::Commitments(), known::Pool());
}
Transcript Screened() {
  return *ScreenPool(Frozen(), known::EligibleMembers());
}
Transcript Drawn() {
  return *RunDraw(Screened(), known::OfficersShares(), known::EligibleMembers());
}
Transcript Replaced() {
  return *ReplaceSeats(Drawn(), std::vector<std::uint8_t>{3}, known::EligibleMembers());
}

std::vector<int> Opened(const Transcript& transcript) {
  std::vector<int> numbers;
  for (const OpenedHouse& opened : transcript.opened)
    numbers.push_back(known::NumberOf(opened.draw));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

TEST(TranscriptTest, GrowsStageByStageToTheKnownPanel) {
  EXPECT_EQ(Frozen().leaves.size(), 18u);
  EXPECT_TRUE(Frozen().eligible.empty());
  EXPECT_EQ(Screened().eligible.size(), 15u);
  EXPECT_EQ(crypto::Hex(Drawn().seed),
            "fe67fe76d9bda4edca13f2d15072557971317548aea224962e203da355e45293");
  EXPECT_THAT(known::Numbers(Drawn().panel), ElementsAre(3, 6, 11, 8, 10, 17, 16));
  EXPECT_THAT(Opened(Drawn()), ElementsAre(3, 6, 8, 10, 11, 12, 13, 16, 17));
  EXPECT_THAT(Opened(Replaced()), ElementsAre(3, 6, 7, 8, 10, 11, 12, 13, 16, 17))
      << "the replacement looked at 7 and 12; 12 was open already";
}

TEST(TranscriptTest, EveryOpenedHouseIsTheOneCommittedTo) {
  const Transcript transcript = Replaced();
  for (const OpenedHouse& opened : transcript.opened) {
    const int number = known::NumberOf(opened.draw);
    const PoolEntry entry = known::Pool()[static_cast<std::size_t>(number) - 1];
    EXPECT_EQ(opened.house, entry.house) << "member " << number;
    EXPECT_EQ(opened.blind, entry.blind) << "member " << number;
  }
}

TEST(TranscriptTest, TellsWhoSitsNowAndTheCountersUsed) {
  EXPECT_EQ(SeatingOf(Drawn()).last_k, 0);
  const Seating seating = SeatingOf(Replaced());
  EXPECT_THAT(known::Numbers(seating.seats), ElementsAre(3, 6, 12, 8, 10, 17, 16));
  EXPECT_EQ(seating.last_k, 1);
  EXPECT_EQ(seating.last_batch, 1u);
  EXPECT_EQ(seating.drawn.size(), 8u) << "the leaver counts as drawn";
}

TEST(TranscriptTest, HasOneTextKeyByKeyWithoutSpaces) {
  const std::string json = TranscriptJson(Replaced());
  EXPECT_THAT(json, StartsWith(R"({"v":1,"round":"a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",)"
                               R"("quotas":[1,1,3,2],"pool_root":"35e4b657)"));
  EXPECT_EQ(json.find(' '), std::string::npos);
  EXPECT_EQ(json.find('\n'), std::string::npos);
  std::size_t last = 0;
  for (const std::string key :
       {"v", "round", "quotas", "pool_root", "eligible_root", "commitments", "shares", "seed",
        "leaves", "eligible", "opened", "panel", "replacements"}) {
    const std::size_t at = json.find("\"" + key + "\":");
    ASSERT_NE(at, std::string::npos) << key;
    EXPECT_GE(at, last) << key << " stands too early";
    last = at;
  }
  EXPECT_THAT(json, HasSubstr(R"("panel":[{"seat":1,"g":1,"d":"d17308013cb1cdfefaf5c5a52c3a7ab6"},)"
                              R"({"seat":2,"g":2,"d":"5481fd6e584f70524d616fe46c323331"},)"));
  EXPECT_THAT(json, HasSubstr(R"("replacements":[{"batch":1,"k":1,"seat":3,"g":3,)"
                              R"("leaving":"8b48a4125b9ec3c7b684e89c187bbd48",)"
                              R"("entering":"98934cc2f2c096f6b0d74a53a3197def"}]})"));
  // The first leaf, eligible and opened member by ascending bytes.
  EXPECT_THAT(json,
              HasSubstr(R"("eligible":[{"g":4,"d":"52abac9eb15346c2a7cf92bee1564798","hc":")"));
  EXPECT_THAT(json, HasSubstr(R"("opened":[{"d":"5481fd6e584f70524d616fe46c323331","h":")"));
  EXPECT_EQ(TranscriptSha256(Replaced()), crypto::Sha256(json));
}

TEST(TranscriptTest, AnUnknownPartIsEmptyAndASeatLeftEmptyIsNull) {
  EXPECT_THAT(TranscriptJson(Frozen()), HasSubstr(R"("eligible_root":"","commitments":["9ff0)"));
  EXPECT_THAT(TranscriptJson(Frozen()), HasSubstr(R"("shares":[],"seed":"","leaves":[")"));
  EXPECT_THAT(TranscriptJson(Frozen()),
              ::testing::EndsWith(R"("],"eligible":[],"opened":[],"panel":[],"replacements":[]})"));
  const Transcript emptied =
      *ReplaceSeats(Replaced(), std::vector<std::uint8_t>{3}, known::EligibleMembers());
  EXPECT_THAT(
      TranscriptJson(emptied),
      ::testing::EndsWith(R"({"batch":2,"k":2,"seat":3,"g":3,)"
                          R"("leaving":"98934cc2f2c096f6b0d74a53a3197def","entering":null}]})"));
}

TEST(TranscriptTest, IsReadBackAtEveryStage) {
  const Transcript emptied =
      *ReplaceSeats(Replaced(), std::vector<std::uint8_t>{3, 7}, known::EligibleMembers());
  for (const Transcript& transcript : {Frozen(), Screened(), Drawn(), Replaced(), emptied}) {
    const auto read = ParseTranscript(TranscriptJson(transcript));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, transcript);
  }
}

TEST(TranscriptTest, NothingButItsOwnTextIsRead) {
  const std::string json = TranscriptJson(Replaced());
  std::string upper = json;
  upper[upper.find("35e4b6") + 2] = 'E';
  for (const std::string& bad :
       {std::string(), json + "\n", " " + json, json.substr(0, json.size() - 1), upper,
        R"({"v":2)" + json.substr(6)}) {
    EXPECT_EQ(ParseTranscript(bad).status().code(), absl::StatusCode::kInternal)
        << bad.substr(0, 30);
  }
  for (std::size_t cut = 0; cut < json.size(); cut += 97) {
    EXPECT_FALSE(ParseTranscript(json.substr(0, cut)).ok()) << "cut at " << cut;
  }
}

TEST(TranscriptTest, APoolOrEligibleSetChangedAfterwardsIsNoticed) {
  std::vector<PoolEntry> stranger = known::EligibleMembers();
  stranger[3] = Pseudonymise(known::PoolKey(), {known::MemberId(19), Group::kExpert, "Z"});
  EXPECT_EQ(ScreenPool(Frozen(), stranger).status().code(), absl::StatusCode::kInternal);
  std::vector<PoolEntry> fewer = known::EligibleMembers();
  fewer.pop_back();
  EXPECT_EQ(RunDraw(Screened(), known::OfficersShares(), fewer).status().code(),
            absl::StatusCode::kInternal);
  std::vector<PoolEntry> moved = known::EligibleMembers();
  moved[7].house = moved[8].house;
  EXPECT_EQ(RunDraw(Screened(), known::OfficersShares(), moved).status().code(),
            absl::StatusCode::kInternal);
  std::vector<PoolEntry> regrouped = known::EligibleMembers();
  regrouped[4].group = Group::kInstitution;
  EXPECT_EQ(RunDraw(Screened(), known::OfficersShares(), regrouped).status().code(),
            absl::StatusCode::kInternal);
  for (const auto& changed : {fewer, moved, regrouped}) {
    EXPECT_EQ(ReplaceSeats(Drawn(), std::vector<std::uint8_t>{3}, changed).status().code(),
              absl::StatusCode::kInternal);
  }
}

TEST(TranscriptTest, AWrongShareStopsTheDraw) {
  Shares shares = known::OfficersShares();
  std::swap(shares[1], shares[2]);
  EXPECT_TRUE(HasReason(RunDraw(Screened(), shares, known::EligibleMembers()).status(),
                        Reason::k_COMMITMENT_MISMATCH));
}

TEST(TranscriptTest, ARoundThatMightNotBeFilledIsNotScreenedAndNamesNoGroup) {
  std::vector<PoolEntry> eligible = known::EligibleMembers();
  std::erase_if(eligible, [](const PoolEntry& e) { return e.group == Group::kHandlingAgency; });
  const absl::Status status = ScreenPool(Frozen(), eligible).status();
  EXPECT_TRUE(HasReason(status, Reason::k_NOT_DRAWABLE));
  EXPECT_TRUE(DetailOf(status).metadata.empty());
}

}  // namespace
}  // namespace probity::review
