#include "common/draw/inspection_draw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/crypto.h"
#include "common/draw/inspection_transcript.h"
#include "common/status/status.h"

namespace probity::draw {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

Campaign Plan(int institutions = 12, int drawn = 4, int inspectors = 6) {
  Campaign campaign;
  campaign.campaign_id = "01KD0000000000000000000000";
  campaign.strata = {{"MEDICAL/东区", drawn}};
  for (int i = 1; i <= institutions; ++i) {
    campaign.institutions.push_back({absl::StrFormat("M%03d", i), "MEDICAL/东区", i});
  }
  for (int i = 1; i <= inspectors; ++i) {
    campaign.inspectors.push_back({absl::StrFormat("inspector-%d", i), "bureau", {}});
  }
  return campaign;
}

std::vector<Share> Shares(const Campaign& campaign, char fill = 'a') {
  std::vector<Share> shares;
  for (const std::string person : {"auditor", "supervisor"}) {
    const std::string share(kShareSize, fill++);
    shares.push_back({person, Commitment(campaign.campaign_id, person, share), share});
  }
  return shares;
}

std::vector<Team> Teams(const Campaign& campaign, const std::vector<Recusal>& recusals = {},
                        char fill = 'a') {
  const auto teams = Draw(campaign, Seed(campaign, Shares(campaign, fill)), recusals);
  EXPECT_TRUE(teams.ok()) << teams.status();
  return teams.ok() ? *teams : std::vector<Team>();
}

TEST(InspectionDraw, GivesEachStratumItsInstitutionsAndEachInstitutionTwoInspectors) {
  Campaign campaign = Plan();
  campaign.strata.push_back({"PHARMACY", 1});
  campaign.institutions.push_back({"P001", "PHARMACY", 1});
  const std::vector<Team> teams = Teams(campaign);
  ASSERT_THAT(teams, SizeIs(5));
  EXPECT_EQ(teams[4].institution_id, "P001") << "strata are drawn in the plan's order";
  std::vector<std::string> ids;
  for (const Team& team : teams) {
    ids.push_back(team.institution_id);
    ASSERT_THAT(team.inspectors, SizeIs(2));
    EXPECT_NE(team.inspectors[0], team.inspectors[1]);
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end()) << "nobody is drawn twice";
}

TEST(InspectionDraw, IsTheSameForTheSameSharesAndAnotherForOthers) {
  EXPECT_EQ(Teams(Plan(40, 10)), Teams(Plan(40, 10)));
  EXPECT_NE(Teams(Plan(40, 10)), Teams(Plan(40, 10), {}, 'x'));
}

TEST(InspectionDraw, SharesTheWorkEvenly) {
  std::map<std::string, int> teams;
  for (const Team& team : Teams(Plan(30, 15, 6))) {
    for (const std::string& person : team.inspectors) ++teams[person];
  }
  for (const auto& [person, count] : teams) EXPECT_EQ(count, 5) << person;
}

// 78 = 1 + 2 + … + 12 parts: in 600 draws of one institution, M012 comes about 92 times and M001
// about 8 times; the bounds are wider than any run of 600 fair draws plausibly leaves.
TEST(InspectionDraw, WeighsInstitutionsByTheirRisk) {
  std::map<std::string, int> times;
  for (int i = 0; i < 600; ++i) {
    Campaign campaign = Plan(12, 1);
    campaign.campaign_id = absl::StrCat("campaign-", i);
    ++times[Teams(campaign).front().institution_id];
  }
  EXPECT_GT(times["M012"], 55);
  EXPECT_LT(times["M012"], 135);
  EXPECT_LT(times["M001"], 30);
}

TEST(InspectionDraw, NobodyInspectsTheUnitHeBelongsTo) {
  for (char fill = 'a'; fill < 'u'; ++fill) {
    Campaign campaign = Plan(3, 3, 4);
    campaign.inspectors[0].unit = "M001";
    campaign.inspectors[1].barred_from = {"M002"};
    for (const Team& team : Teams(campaign, {}, fill)) {
      if (team.institution_id == "M001") EXPECT_THAT(team.inspectors, Not(Contains("inspector-1")));
      if (team.institution_id == "M002") EXPECT_THAT(team.inspectors, Not(Contains("inspector-2")));
    }
  }
}

TEST(InspectionDraw, ARecusalGivesThePlaceToTheNextAndLeavesOtherTeamsAlone) {
  const std::vector<Team> before = Teams(Plan());
  const std::string person = before[1].inspectors[0];
  const std::vector<Team> after = Teams(Plan(), {{before[1].institution_id, person}});
  EXPECT_THAT(after[1].inspectors, SizeIs(2));
  EXPECT_THAT(after[1].inspectors, Not(Contains(person)));
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[2], before[2]);
}

TEST(InspectionDraw, RefusesWhatCannotBeDrawn) {
  Campaign too_small = Plan(3, 4);
  EXPECT_TRUE(HasReason(CheckDrawable(too_small), Reason::k_STRATUM_TOO_SMALL));
  Campaign lonely = Plan(3, 1, 2);
  lonely.inspectors[0].unit = "M003";
  EXPECT_TRUE(HasReason(CheckDrawable(lonely), Reason::k_TOO_FEW_INSPECTORS))
      << "M003 may be drawn and only one inspector may go there";
  Campaign twice = Plan();
  twice.institutions.push_back(twice.institutions.back());
  EXPECT_TRUE(HasReason(CheckDrawable(twice), Reason::k_BAD_REQUEST));
  Campaign weightless = Plan();
  weightless.institutions[0].weight = 0;
  EXPECT_TRUE(HasReason(CheckDrawable(weightless), Reason::k_BAD_REQUEST));
  const std::vector<Team> drawn = Teams(Plan(3, 3, 2));
  const auto third = Draw(Plan(3, 3, 2), Seed(Plan(3, 3, 2), Shares(Plan(3, 3, 2))),
                          {{"M001", drawn[0].inspectors[0]}});
  EXPECT_TRUE(HasReason(third.status(), Reason::k_TOO_FEW_INSPECTORS))
      << "recusal never leaves fewer than two";
}

TEST(InspectionDraw, AShareIsHeldToItsCommitment) {
  const Campaign campaign = Plan();
  Share share = Shares(campaign)[0];
  EXPECT_TRUE(CheckShare(campaign.campaign_id, share).ok());
  EXPECT_TRUE(HasReason(CheckShare("another", share), Reason::k_COMMITMENT_MISMATCH));
  share.share[31] ^= 1;
  EXPECT_TRUE(HasReason(CheckShare(campaign.campaign_id, share), Reason::k_COMMITMENT_MISMATCH));
}

Transcript Recorded() {
  const Campaign campaign = Plan();
  Transcript transcript = {campaign, Shares(campaign), {}, {}};
  const std::vector<Team> drawn = Teams(campaign);
  transcript.recusals = {{drawn[0].institution_id, drawn[0].inspectors[1]}};
  transcript.teams = Teams(campaign, transcript.recusals);
  return transcript;
}

TEST(InspectionTranscript, ReadsBackAndReplays) {
  const Transcript transcript = Recorded();
  const auto read = ParseTranscript(TranscriptText(transcript));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, transcript);
  EXPECT_TRUE(Replay(*read).ok()) << Replay(*read);
}

// The same file is replayed by replay_inspection.py, which shares no code with this library.
TEST(InspectionTranscript, TheKnownDrawReplays) {
  std::ifstream file(std::string(PROBITY_SOURCE_DIR) + "/tests/common/draw/known_draw.txt");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto known = ParseTranscript(text);
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_THAT(known->teams, SizeIs(9));
  EXPECT_THAT(known->recusals, SizeIs(3));
  EXPECT_TRUE(Replay(*known).ok()) << Replay(*known);
}

// One digit, letter or line changed anywhere is noticed: the pool by its hash, a share by its
// commitment, recusals and teams by drawing again.
TEST(InspectionTranscript, EveryChangedByteIsNoticed) {
  const std::string text = TranscriptText(Recorded());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == '1' ? '2' : '1';
    if (other == text) continue;
    const auto read = ParseTranscript(other);
    EXPECT_FALSE(read.ok() && Replay(*read).ok())
        << "byte " << i << " of the line "
        << text.substr(text.rfind('\n', i) + 1, text.find('\n', i) - text.rfind('\n', i) - 1);
  }
}

TEST(InspectionTranscript, NamesTheLineThatIsWrong) {
  const std::string text = TranscriptText(Recorded());
  const auto refused = ParseTranscript(absl::StrReplaceAll(text, {{"\nrecusal\t", "\nrecuse\t"}}));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(DetailOf(refused.status()).violations,
              Contains(::testing::Field(&FieldViolation::field, HasSubstr("line "))));
}

}  // namespace
}  // namespace probity::draw
