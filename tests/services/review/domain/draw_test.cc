#include "services/review/domain/draw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "services/review/domain/transcript.h"
#include "tests/services/review/domain/known_answer.h"

namespace probity::review {
namespace {

using crypto::Hex;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::string Start(const Bytes& bytes) {
  return Hex(bytes.substr(0, 8));
}

Bytes KnownSeed() {
  return known::Raw("fe67fe76d9bda4edca13f2d15072557971317548aea224962e203da355e45293");
}

TEST(DrawKnownAnswerTest, EveryMemberHasItsPseudonymAndRank) {
  const std::vector<PoolEntry> pool = known::Pool();
  for (std::size_t i = 0; i < pool.size(); ++i) {
    const known::Row& row = known::Rows()[i];
    EXPECT_EQ(Hex(pool[i].draw), row.draw) << "member " << row.number;
    if (row.rank.empty()) continue;
    EXPECT_EQ(Start(Rank(KnownSeed(), known::Round(), pool[i].group, 0, pool[i].draw)), row.rank)
        << "member " << row.number;
  }
}

TEST(DrawKnownAnswerTest, MemberOneHasItsOtherPseudonymsAndLeaf) {
  const PoolEntry one = known::Pool()[0];
  EXPECT_EQ(Hex(one.screening), "a1ab60f10e3d92fe5b2dcb0bdc2fffdf");
  EXPECT_EQ(Hex(one.blind), "8004efc400805e2b727543fdcb1cb6a0");
  EXPECT_EQ(Hex(one.house), "bb6112c1eb8e5bcbfd667e3682bece24");
  EXPECT_EQ(Hex(known::Pool()[10].house), "8e4013977e39de81a3ab80c0d714784e");
  EXPECT_EQ(Hex(HouseCommitment(one)),
            "2ea40b827cc6520b9c913f51b1aa932d0e27f7592f00275911d166cf409d5379");
  EXPECT_EQ(Hex(Leaf(one)), "828b3f4027d517cc4686f9fce96e30d3d64cf51a097c4e2084d2c3205ec4c38f");
}

TEST(DrawKnownAnswerTest, CommitmentsRootsAndSeed) {
  EXPECT_THAT(
      known::Commitments(),
      ElementsAre(known::Raw("9ff05c8a08dc30a3b2911a2e025ccc9a284cc9061ff43c1cd9bb84d31ff9edd5"),
                  known::Raw("fe4beff01a7eb394906879290f18a6108eaebb6beb65d89bc5e6e8484ab6b4a1"),
                  known::Raw("bf7b95de6dbc2bb5df2b755a39af578745c1c96e2084b85bb60ea316c45d8e7f"),
                  known::Raw("35d7df3f0256e7ac8a5084b114efebb1e56075a75dd2358f36601a1c67ad4a3f")));
  std::vector<Bytes> leaves;
  for (const PoolEntry& entry : known::Pool()) leaves.push_back(Leaf(entry));
  EXPECT_EQ(leaves.size(), 18u);
  const Bytes pool_root = PoolRoot(known::Round(), known::kQuotas, leaves);
  EXPECT_EQ(Hex(pool_root), "35e4b65787b2418406698bb6913fa5b136dfa19364075b7be3b5af36bcd737be");
  std::vector<Bytes> draws;
  for (const PoolEntry& entry : known::EligibleMembers()) draws.push_back(entry.draw);
  EXPECT_EQ(draws.size(), 15u);
  const Bytes eligible_root = EligibleRoot(known::Round(), draws);
  EXPECT_EQ(Hex(eligible_root), "345edae6e44fb7e603c13b1812d2460b9b5921bbb7f72f919f45287e957b97c9");
  EXPECT_EQ(Seed(known::Round(), pool_root, eligible_root, known::OfficersShares()), KnownSeed());
}

TEST(DrawKnownAnswerTest, ThePanelAndThoseWalked) {
  const auto panel =
      DrawPanel(known::Round(), KnownSeed(), known::kQuotas, known::EligibleMembers());
  ASSERT_TRUE(panel.ok()) << panel.status();
  EXPECT_THAT(known::Numbers(panel->seats), ElementsAre(3, 6, 11, 8, 10, 17, 16));
  EXPECT_THAT(known::Numbers(panel->walked), ElementsAre(3, 6, 11, 8, 12, 10, 13, 17, 16))
      << "12 is skipped because H02 sits, 13 because H01 sits; nobody after the quota is opened";
  EXPECT_EQ(Hex(PanelHash(known::Round(), 0, panel->seats)),
            "8945a6b0a2f1aefbb6ab7681086a321defc4353921ab17982539edfd13c9a642");
}

class ReplacementTest : public ::testing::Test {
 protected:
  // The drawn panel of the example.
  static Seating Drawn() {
    const Panel panel =
        *DrawPanel(known::Round(), KnownSeed(), known::kQuotas, known::EligibleMembers());
    Seating seating;
    seating.seats = panel.seats;
    for (const Seat& seat : panel.seats) seating.drawn.insert(*seat.draw);
    return seating;
  }
  static absl::StatusOr<ReplacementBatch> Leave(const Seating& seating,
                                                std::vector<std::uint8_t> leavers) {
    return ReplaceLeavers(known::Round(), KnownSeed(), seating, leavers, known::EligibleMembers());
  }
};

TEST_F(ReplacementTest, KnownAnswerSeatThreeGoesToMemberTwelve) {
  EXPECT_EQ(Start(Rank(KnownSeed(), known::Round(), Group::kExpert, 1, known::Pool()[6].draw)),
            "93c42a8b8bdc31ed");
  EXPECT_EQ(Start(Rank(KnownSeed(), known::Round(), Group::kExpert, 1, known::Pool()[11].draw)),
            "e72cdde3d5e685d1");
  const auto batch = Leave(Drawn(), {3});
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_THAT(known::Numbers(batch->seating.seats), ElementsAre(3, 6, 12, 8, 10, 17, 16));
  EXPECT_THAT(known::Numbers(batch->walked), ElementsAre(7, 12)) << "U01 sits, H02 has left";
  ASSERT_EQ(batch->replacements.size(), 1u);
  EXPECT_EQ(batch->replacements[0].k, 1);
  EXPECT_EQ(batch->replacements[0].batch, 1u);
  EXPECT_EQ(Hex(PanelHash(known::Round(), 1, batch->seating.seats)),
            "65dd425436443c534bc11d515607a1b6f7e68ef470d9f52be4986f7cc1209dff");
}

TEST_F(ReplacementTest, ALeaverNeverReturnsAndASeatWithoutCandidateStaysEmpty) {
  Seating seating = Leave(Drawn(), {3})->seating;  // 11 left, 12 sits
  const auto second = Leave(seating, {3});
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(known::Numbers(second->seating.seats), ElementsAre(3, 6, 0, 8, 10, 17, 16))
      << "only 7 was never drawn, and its house sits";
  EXPECT_FALSE(second->replacements[0].entering.has_value());
  EXPECT_EQ(second->seating.last_k, 2);
  EXPECT_EQ(second->seating.last_batch, 2u);
  EXPECT_EQ(Leave(second->seating, {3}).status().code(), absl::StatusCode::kInvalidArgument)
      << "nobody can leave an empty seat";
}

TEST_F(ReplacementTest, AnEmptySeatIsItsGroupAndSixteenZeroBytesInThePanelHash) {
  std::vector<Seat> seats = Drawn().seats;
  seats[2].draw.reset();
  Bytes message = Bytes(1, '\x04') + "probity/panel/v1" + known::Round() + Bytes("\x00\x05\x07", 3);
  for (const Seat& seat : seats) {
    message += static_cast<char>(seat.group);
    message += seat.number == 3 ? Bytes(16, '\0') : *seat.draw;
  }
  EXPECT_EQ(PanelHash(known::Round(), 5, seats), crypto::Sha256(message));
}

TEST_F(ReplacementTest, AllLeaversStandUpBeforeAnySeatIsFilledAndEachHasItsOwnCounter) {
  // Seats 4 (8, U01) and 5 (10, H01): with both houses free 7 may take a seat although U01 sat.
  const auto batch = Leave(Drawn(), {5, 4});
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_EQ(batch->replacements.size(), 2u);
  EXPECT_EQ(batch->replacements[0].seat, 4) << "in the order of the seats";
  EXPECT_EQ(batch->replacements[0].k, 1);
  EXPECT_EQ(batch->replacements[1].k, 2);
  EXPECT_EQ(batch->replacements[1].batch, 1u);
  EXPECT_THAT((std::vector<int>{known::NumberOf(batch->replacements[0].entering),
                                known::NumberOf(batch->replacements[1].entering)}),
              ElementsAre(7, 0))
      << "12 stays out while H02 sits in seat 3";
}

TEST_F(ReplacementTest, AnEmptyBatchOrAnUnknownSeatIsRefused) {
  EXPECT_TRUE(HasReason(Leave(Drawn(), {}).status(), Reason::k_BAD_REQUEST));
  EXPECT_TRUE(HasReason(Leave(Drawn(), {8}).status(), Reason::k_BAD_REQUEST));
  EXPECT_TRUE(HasReason(Leave(Drawn(), {0}).status(), Reason::k_BAD_REQUEST));
}

TEST_F(ReplacementTest, EnoughSitWhileTheQuorumAndEveryGroupSit) {
  const SeatingRules rules{.quorum = 5, .quorum_per_group = 1};
  const struct {
    std::vector<std::size_t> empty;
    bool enough;
  } cases[] = {{{}, true},   {{2}, true},  {{2, 3}, true},  {{2, 3, 4}, false}, {{2, 3, 5}, false},
               {{0}, false}, {{1}, false}, {{5, 6}, false}, {{3, 6}, true}};
  for (const auto& c : cases) {
    std::vector<Seat> seats = Drawn().seats;
    for (const std::size_t seat : c.empty) seats[seat].draw.reset();
    EXPECT_EQ(EnoughSit(seats, rules), c.enough) << ::testing::PrintToString(c.empty);
  }
}

TEST(ShareTest, AShareMustBeTheOneCommittedTo) {
  const Bytes share(32, '\x11');
  const Bytes commitment = Commitment(known::Round(), Group::kExpert, share);
  EXPECT_TRUE(CheckShare(known::Round(), Group::kExpert, commitment, share).ok());
  for (const absl::Status& status :
       {CheckShare(known::Round(), Group::kInstitution, commitment, share),
        CheckShare(known::Round(), Group::kExpert, commitment, Bytes(32, '\x12')),
        CheckShare(known::Round(), Group::kExpert, commitment, share.substr(1)),
        CheckShare(Bytes(16, '\0'), Group::kExpert, commitment, share)}) {
    EXPECT_TRUE(HasReason(status, Reason::k_COMMITMENT_MISMATCH)) << status;
  }
}

TEST(ShareTest, AShareOfAnotherLengthIsRefusedEvenIfItWasCommittedTo) {
  const Bytes weak = "1";
  EXPECT_TRUE(HasReason(CheckShare(known::Round(), Group::kExpert,
                                   Commitment(known::Round(), Group::kExpert, weak), weak),
                        Reason::k_COMMITMENT_MISMATCH));
}

// Members written as group and house, the condition of the draw with first-hearing quotas.
TEST(DrawConditionTest, CountsHousesAndThoseAnEarlierGroupMayTake) {
  const struct {
    std::string rule;
    std::vector<std::pair<int, std::string>> eligible;
    std::array<bool, 4> drawable;
  } cases[] = {
      {"just enough of separate houses",
       {{1, "a"}, {2, "b"}, {3, "c"}, {3, "d"}, {3, "e"}, {4, "f"}, {4, "g"}},
       {true, true, true, true}},
      {"two members of one house are one",
       {{1, "a"}, {2, "b"}, {3, "c"}, {3, "c"}, {3, "e"}, {4, "f"}, {4, "g"}},
       {true, true, false, true}},
      {"a house shared with an earlier group may be gone",
       {{1, "a"}, {2, "b"}, {3, "c"}, {3, "d"}, {3, "e"}, {4, "c"}, {4, "g"}},
       {true, true, true, false}},
      {"one spare house for one shared house",
       {{1, "a"}, {2, "b"}, {3, "c"}, {3, "d"}, {3, "e"}, {4, "c"}, {4, "g"}, {4, "h"}},
       {true, true, true, true}},
      {"no more than the earlier quota can be taken",
       {{1, "x"},
        {1, "y"},
        {1, "z"},
        {2, "b"},
        {3, "x"},
        {3, "y"},
        {3, "z"},
        {3, "c"},
        {4, "f"},
        {4, "g"}},
       {true, true, true, true}},
      {"nobody", {}, {false, false, false, false}},
  };
  for (const auto& c : cases) {
    std::vector<HousedMember> members;
    for (const auto& [group, house] : c.eligible) {
      members.push_back({static_cast<Group>(group), house});
    }
    EXPECT_EQ(DrawableGroups(members, known::kQuotas), c.drawable) << c.rule;
    const bool all = c.drawable == std::array<bool, 4>{true, true, true, true};
    EXPECT_EQ(DrawConditionHolds(members, known::kQuotas), all) << c.rule;
  }
}

TEST(DrawConditionTest, AMemberWithoutEmployerIsAHouseOfItsOwn) {
  const PoolMember alone{known::MemberId(1), Group::kExpert, ""};
  const PoolMember other{known::MemberId(2), Group::kExpert, ""};
  EXPECT_NE(Housed(alone).house, Housed(other).house);
  const PoolMember named_like_it{known::MemberId(3), Group::kExpert, alone.member_id};
  EXPECT_NE(Housed(alone).house, Housed(named_like_it).house);
  EXPECT_NE(Pseudonymise(known::PoolKey(), alone).house,
            Pseudonymise(known::PoolKey(), other).house);
}

TEST(RosterCheckTest, TellsOfEachGroupWhetherItCouldSeatAPanel) {
  std::vector<PoolMember> roster;
  for (const known::Row& row : known::Rows()) {
    roster.push_back({known::MemberId(row.number), static_cast<Group>(row.group), row.employer});
  }
  const auto checks = CheckRoster(roster, {1, 1, 3, 2}, {1, 1, 4, 3});
  EXPECT_EQ(checks[0], (GroupCheck{Group::kAdministrative, 3, 1, true, true}));
  EXPECT_EQ(checks[1], (GroupCheck{Group::kHandlingAgency, 3, 1, true, true}));
  EXPECT_EQ(checks[2], (GroupCheck{Group::kExpert, 6, 4, true, true}));
  EXPECT_EQ(checks[3], (GroupCheck{Group::kInstitution, 6, 6, true, true}));
  roster.pop_back();
  EXPECT_EQ(CheckRoster(roster, {1, 1, 3, 2}, {1, 1, 4, 3})[3],
            (GroupCheck{Group::kInstitution, 5, 5, true, true}))
      << "two houses shared with the experts";
  roster.pop_back();
  EXPECT_FALSE(CheckRoster(roster, {1, 1, 3, 2}, {1, 1, 4, 3})[3].enough_for_appeal);
}

TEST(ScreeningTest, EligibleMembersAreFoundByTheirScreeningNames) {
  const std::vector<PoolEntry> pool = known::Pool();
  const std::vector<Bytes> names = {pool[4].screening, pool[0].screening};
  const auto eligible = Eligible(pool, names);
  ASSERT_TRUE(eligible.ok());
  EXPECT_THAT(*eligible, UnorderedElementsAre(pool[0], pool[4]));
  EXPECT_FALSE(Eligible(pool, std::vector<Bytes>{pool[0].draw}).ok())
      << "the draw's own pseudonym never goes to scoring";
  EXPECT_FALSE(Eligible(pool, std::vector<Bytes>{names[0], names[0]}).ok());
}

}  // namespace
}  // namespace probity::review
