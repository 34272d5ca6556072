#include <algorithm>

#include "services/review/store/roster/invitations.h"
#include "services/review/store/roster/members.h"
#include "services/review/store/roster/pool.h"
#include "tests/services/review/store/databases.h"

namespace probity::review::roster {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

PROBITY_ON_EVERY_ENGINE(RosterStoreTest);

Member MemberNo(int n, Group group = Group::kExpert, MemberState state = MemberState::kActive) {
  return {Id16(n), "W00" + std::to_string(n), group, "示例委员", n % 2 == 0 ? "" : "H01", "sealed",
          state};
}

std::vector<std::string> Numbers(const std::vector<Member>& members) {
  std::vector<std::string> numbers;
  for (const Member& member : members) numbers.push_back(member.member_no);
  return numbers;
}

TEST_P(RosterStoreTest, KeepsAMemberUnderItsNumberAndId) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertMember(tx, MemberNo(1)));
    EXPECT_EQ(*FindByNo(tx, "W001"), MemberNo(1));
    EXPECT_EQ(*FindById(tx, Id16(1)), MemberNo(1));
    EXPECT_FALSE(FindByNo(tx, "W002")->has_value());
    Member changed = MemberNo(1, Group::kInstitution, MemberState::kRetired);
    changed.employer_code.clear();
    PROBITY_RETURN_IF_ERROR(UpdateMember(tx, changed));
    EXPECT_EQ(*FindByNo(tx, "W001"), changed);
    EXPECT_TRUE(HasReason(UpdateMember(tx, MemberNo(2)), Reason::k_UNKNOWN_MEMBER));
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, RefusesASecondMemberOfOneNumber) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertMember(tx, MemberNo(1)));
    Member other = MemberNo(2);
    other.member_no = "W001";
    EXPECT_TRUE(HasReason(InsertMember(tx, other), Reason::k_DUPLICATE_MEMBER));
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, ListsByNumberPageByPageAndByGroup) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    for (const int n : {3, 1, 4, 2}) {
      PROBITY_RETURN_IF_ERROR(
          InsertMember(tx, MemberNo(n, n == 4 ? Group::kInstitution : Group::kExpert)));
    }
    EXPECT_THAT(Numbers(*MembersAfter(tx, {}, "", 2)), ElementsAre("W001", "W002"));
    EXPECT_THAT(Numbers(*MembersAfter(tx, {}, "W002", 9)), ElementsAre("W003", "W004"));
    EXPECT_THAT(Numbers(*MembersAfter(tx, Group::kInstitution, "", 9)), ElementsAre("W004"));
    const std::vector<Bytes> asked = {Id16(4), Id16(1)};
    EXPECT_THAT(Numbers(*MembersOf(tx, asked)), UnorderedElementsAre("W001", "W004"));
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, DrawsFromActiveMembersOnly) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertMember(tx, MemberNo(1)));
    PROBITY_RETURN_IF_ERROR(InsertMember(tx, MemberNo(2)));
    PROBITY_RETURN_IF_ERROR(InsertMember(tx, MemberNo(3, Group::kExpert, MemberState::kSuspended)));
    EXPECT_THAT(*ActiveMembers(tx), ElementsAre(PoolMember{Id16(1), Group::kExpert, "H01"},
                                                PoolMember{Id16(2), Group::kExpert, ""}));
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, AnswersForAffiliationsThatReachIntoTheLookBack) {
  const AffiliationRow past = {Id16(1),
                               Id16(11),
                               AffiliationKind::kEmployer,
                               "H01",
                               absl::CivilDay(2020, 1, 1),
                               absl::CivilDay(2022, 6, 30)};
  const AffiliationRow present = {
      Id16(1), Id16(12), AffiliationKind::kEmployer, "H02", absl::CivilDay(2022, 7, 1), {}};
  In(*database_, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertAffiliation(tx, past));
    PROBITY_RETURN_IF_ERROR(InsertAffiliation(tx, present));
    EXPECT_THAT(*AffiliationsSince(tx, absl::CivilDay(2022, 6, 30)), ElementsAre(past, present));
    EXPECT_THAT(*AffiliationsSince(tx, absl::CivilDay(2022, 7, 1)), ElementsAre(present));
    PROBITY_RETURN_IF_ERROR(EndAffiliation(tx, Id16(1), Id16(12), absl::CivilDay(2023, 1, 1)));
    EXPECT_EQ((*FindAffiliation(tx, Id16(1), Id16(12)))->to, absl::CivilDay(2023, 1, 1));
    EXPECT_FALSE(FindAffiliation(tx, Id16(2), Id16(12))->has_value());
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, KeepsAChangeWaitingUntilItsLeafIsWritten) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertChange(tx, {Id16(1), Id16(2), Hash32(3)}));
    EXPECT_EQ(ChangesWithoutLeaf(tx)->size(), 1u);
    EXPECT_EQ(ChangesWithoutLeaf(tx)->front().digest, Hash32(3));
    PROBITY_RETURN_IF_ERROR(MarkLeafWritten(tx, Id16(1)));
    EXPECT_THAT(*ChangesWithoutLeaf(tx), IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, FreezesAPoolOnceAndErasesItWhole) {
  const FrozenPool pool = {"wrapped",
                           {{Id16(1), Group::kExpert, "H01"}, {Id16(2), Group::kExpert, ""}}};
  In(*database_, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertPool(tx, Id16(9), pool));
    EXPECT_EQ(InsertPool(tx, Id16(9), pool).code(), absl::StatusCode::kAlreadyExists);
    EXPECT_EQ(GetPool(tx, Id16(9))->wrapped_key, "wrapped");
    EXPECT_EQ(GetPool(tx, Id16(9))->members, pool.members);
    PROBITY_RETURN_IF_ERROR(ErasePool(tx, Id16(9)));
    EXPECT_EQ(GetPool(tx, Id16(9)).status().code(), absl::StatusCode::kNotFound);
    PROBITY_ASSIGN_OR_RETURN(const sql::Row left,
                             tx.QueryOne("SELECT COUNT(*) FROM pool_snapshot", {}));
    EXPECT_EQ(left.Int(0), 0);
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, MarksALostCodeOnlyWhileVotingCodesAreOut) {
  const Invitation seated = {Id16(9), Id16(1), "", kNoon, InvitationState::kAccepted};
  Invitation asked = seated;
  asked.answer_hash = Hash32(1);
  In(*database_, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertPool(tx, Id16(9), {"wrapped", {}}));
    PROBITY_RETURN_IF_ERROR(MarkReissue(tx, Id16(9)));
    EXPECT_FALSE(*ReissueMarked(tx, Id16(9))) << "nobody was called yet";
    PROBITY_RETURN_IF_ERROR(InsertInvitations(tx, {asked}));
    PROBITY_RETURN_IF_ERROR(MarkReissue(tx, Id16(9)));
    EXPECT_FALSE(*ReissueMarked(tx, Id16(9))) << "answer codes are still out";
    PROBITY_RETURN_IF_ERROR(SetInvitation(tx, seated));
    PROBITY_RETURN_IF_ERROR(MarkReissue(tx, Id16(9)));
    EXPECT_TRUE(*ReissueMarked(tx, Id16(9)));
    PROBITY_RETURN_IF_ERROR(ClearReissue(tx, Id16(9)));
    EXPECT_FALSE(*ReissueMarked(tx, Id16(9)));
    EXPECT_FALSE(*ReissueMarked(tx, Id16(8))) << "a round without pool";
    return absl::OkStatus();
  });
}

struct AnswerCase {
  const char* rule;
  InvitationState before;
  InvitationState answer;
  std::int64_t at;
  bool stands;
  InvitationState after;
};
constexpr AnswerCase kAnswers[] = {
    {"a pending invitation takes an answer", InvitationState::kSent, InvitationState::kAccepted,
     kNoon, true, InvitationState::kAccepted},
    {"one whose notice is just going out as well", InvitationState::kDrawn,
     InvitationState::kDeclined, kNoon, true, InvitationState::kDeclined},
    {"a second too late is silence", InvitationState::kSent, InvitationState::kAccepted, kNoon + 1,
     false, InvitationState::kSent},
    {"the same answer again is fine, even late", InvitationState::kAccepted,
     InvitationState::kAccepted, kNoon + 1, true, InvitationState::kAccepted},
    {"the first answer stands", InvitationState::kAccepted, InvitationState::kDeclined, kNoon - 1,
     false, InvitationState::kAccepted},
    {"who was replaced cannot come back", InvitationState::kReplaced, InvitationState::kAccepted,
     kNoon - 1, false, InvitationState::kReplaced},
};

TEST_P(RosterStoreTest, TakesTheFirstAnswerInTime) {
  int n = 0;
  for (const AnswerCase& one : kAnswers) {
    ++n;
    In(*database_, [&](sql::Tx& tx) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(
          InsertInvitations(tx, {{Id16(n), Id16(1), Hash32(n), kNoon, one.before}}));
      EXPECT_EQ(*Answer(tx, Id16(n), Hash32(n), one.answer, one.at), one.stands) << one.rule;
      EXPECT_EQ(InvitationsOf(tx, Id16(n))->front().state, one.after) << one.rule;
      EXPECT_FALSE(*Answer(tx, Id16(n), Hash32(99), one.answer, kNoon)) << "another code";
      EXPECT_FALSE(*Answer(tx, Id16(99), Hash32(n), one.answer, kNoon)) << "another round";
      return absl::OkStatus();
    });
  }
}

TEST_P(RosterStoreTest, KnowsWhoSatAndForgetsAfterTheKeepingTime) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    for (const int n : {1, 2, 3}) PROBITY_RETURN_IF_ERROR(InsertMember(tx, MemberNo(n)));
    const auto accepted = InvitationState::kAccepted;
    PROBITY_RETURN_IF_ERROR(
        InsertInvitations(tx, {{Id16(91), Id16(1), Hash32(1), kNoon, accepted},
                               {Id16(91), Id16(2), Hash32(2), kNoon, InvitationState::kReplaced}}));
    PROBITY_RETURN_IF_ERROR(InsertInvitations(tx, {{Id16(92), Id16(1), "", kNoon + 10, accepted},
                                                   {Id16(92), Id16(3), "", kNoon + 10, accepted}}));
    EXPECT_EQ(*AcceptedSit(tx, Id16(91)), 1);
    EXPECT_EQ(*AcceptedSit(tx, Id16(92)), 2);
    EXPECT_EQ(InvitationsOf(tx, Id16(91))->front().answer_hash, "");
    const std::vector<Bytes> rounds = {Id16(91), Id16(92)};
    EXPECT_THAT(*PanelsOf(tx, rounds), ElementsAre(Id16(1), Id16(3)));

    const AttendanceSum sum = *AttendanceBetween(tx, kNoon, kNoon + 11);
    EXPECT_EQ(sum.rounds, 2);
    EXPECT_EQ(sum.rounds_pending, 0);
    EXPECT_EQ(sum.attendances.size(), 2u);
    EXPECT_EQ(sum.attendances[0].member_no, "W001");
    EXPECT_EQ(sum.attendances[0].rounds_sat, 2);
    EXPECT_EQ(AttendanceBetween(tx, kNoon, kNoon + 10)->rounds, 1) << "the end is not included";
    PROBITY_RETURN_IF_ERROR(InsertPool(tx, Id16(92), {"wrapped", {}}));
    EXPECT_EQ(AttendanceBetween(tx, kNoon, kNoon + 11)->rounds_pending, 1);

    EXPECT_EQ(*EraseInvitationsBefore(tx, kNoon + 10), 2);
    EXPECT_THAT(*PanelsOf(tx, rounds), ElementsAre(Id16(1), Id16(3)));
    return absl::OkStatus();
  });
}

TEST_P(RosterStoreTest, CallsNobodyTwiceToOneRound) {
  In(*database_, [](sql::Tx& tx) -> absl::Status {
    const Invitation one = {Id16(9), Id16(1), Hash32(1), kNoon, InvitationState::kDrawn};
    PROBITY_RETURN_IF_ERROR(InsertInvitations(tx, {one}));
    EXPECT_EQ(InsertInvitations(tx, {one}).code(), absl::StatusCode::kAlreadyExists);
    PROBITY_RETURN_IF_ERROR(EraseAnswerHashes(tx, Id16(9)));
    EXPECT_EQ(InvitationsOf(tx, Id16(9))->front().answer_hash, "");
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace probity::review::roster
