// What a member who is invited may answer, and that nobody else learns anything from trying.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/codes/codes.h"
#include "common/rpc/padding.h"
#include "common/status/status.h"
#include "services/review/store/roster/invitations.h"
#include "tests/services/review/api/one_tuple.h"
#include "tests/services/review/support/review_server.h"
#include "tests/services/review/support/voting_round.h"

namespace probity::review {
namespace {

using CommitteeStub = v1::CommitteeService::Stub;

class InvitationTest : public ::testing::TestWithParam<std::string> {
 protected:
  static constexpr roster::InvitationState kSent = roster::InvitationState::kSent;

  absl::StatusOr<v1::RespondInvitationResponse> Respond(
      const v1::RespondInvitationRequest& request) {
    return rpc::Invoke(server_.committee(), &CommitteeStub::RespondInvitation, request,
                       MemberClient());
  }
  void Invite(roster::InvitationState state = kSent) {
    const Bytes hash = codes::CodeHash(round_.round_id, code_);
    server_.InRoster([&](sql::Tx& tx) {
      return roster::InsertInvitations(
          tx, {{round_.round_id, Bytes(16, 'm'), hash, answer_by_, state}});
    });
  }
  v1::RespondInvitationRequest Request(v1::InvitationAnswer answer) {
    v1::RespondInvitationRequest request;
    request.set_round_id(round_.round_id);
    request.set_code(code_);
    request.set_answer(answer);
    EXPECT_TRUE(rpc::PadTo(128, &request));
    return request;
  }
  std::string Answer(v1::InvitationAnswer answer) { return Answer(Request(answer)); }
  std::string Answer(const v1::RespondInvitationRequest& request) {
    const auto response = Respond(request);
    if (response.ok()) {
      EXPECT_EQ(response->ByteSizeLong(), 32u);
      return "OK";
    }
    return TupleOf(server_.committee(), &CommitteeStub::RespondInvitation, request);
  }
  roster::InvitationState State() {
    roster::InvitationState state{};
    server_.InRoster([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const auto invitations, roster::InvitationsOf(tx, round_.round_id));
      state = invitations.at(0).state;
      return absl::OkStatus();
    });
    return state;
  }

  ReviewServer server_{GetParam()};
  VotingRound round_ = OpenVoting(server_);
  const std::string code_ = codes::MakeCode(server_.env().entropy);
  const std::int64_t answer_by_ = NowSeconds(server_.env()) + 3600;
};

PROBITY_ON_EVERY_ENGINE(InvitationTest);

TEST_P(InvitationTest, TakesAnAcceptanceAndLetsItStand) {
  Invite();
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_ACCEPT), "OK");
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_ACCEPT), "OK") << "a client that heard no answer repeats";
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_DECLINE), kOneTuple);
  EXPECT_EQ(State(), roster::InvitationState::kAccepted);
}

TEST_P(InvitationTest, TakesADecline) {
  Invite();
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_DECLINE), "OK");
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_ACCEPT), kOneTuple);
  EXPECT_EQ(State(), roster::InvitationState::kDeclined);
}

TEST_P(InvitationTest, RefusesEveryCauseWithOneTuple) {
  Invite();
  const std::vector<std::pair<std::string, std::function<void(v1::RespondInvitationRequest&)>>>
      faults = {
          {"another code", [](auto& r) { r.set_code(std::string(25, '7')); }},
          {"no code", [](auto& r) { r.clear_code(); }},
          {"another round", [](auto& r) { r.set_round_id(Bytes(16, 'u')); }},
          {"no round", [](auto& r) { r.clear_round_id(); }},
          {"no answer", [](auto& r) { r.clear_answer(); }},
          {"an answer of the future",
           [](auto& r) { r.set_answer(static_cast<v1::InvitationAnswer>(9)); }},
      };
  for (const auto& [cause, spoil] : faults) {
    v1::RespondInvitationRequest request = Request(v1::INVITATION_ANSWER_ACCEPT);
    spoil(request);
    ASSERT_TRUE(rpc::PadTo(128, &request));
    EXPECT_EQ(Answer(request), kOneTuple) << cause;
  }
  v1::RespondInvitationRequest unpadded = Request(v1::INVITATION_ANSWER_ACCEPT);
  unpadded.clear_padding();
  EXPECT_EQ(Answer(unpadded), kOneTuple);
  EXPECT_EQ(State(), kSent);
}

TEST_P(InvitationTest, RunsTheSameStatementsWhateverComesOfTheCall) {
  Invite();
  server_.watched_roster().Take();
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_ACCEPT), "OK");
  const std::vector<std::string> accepted = server_.watched_roster().Take();
  v1::RespondInvitationRequest foreign = Request(v1::INVITATION_ANSWER_ACCEPT);
  foreign.set_code(std::string(25, '7'));
  EXPECT_FALSE(Respond(foreign).ok());
  EXPECT_EQ(server_.watched_roster().Take(), accepted);
  EXPECT_FALSE(Respond(Request(v1::INVITATION_ANSWER_DECLINE)).ok());
  EXPECT_EQ(server_.watched_roster().Take(), accepted) << "the first answer stands";
}

TEST_P(InvitationTest, CountsSilenceAfterTheHourAsADecline) {
  Invite();
  server_.clock().Set(absl::FromUnixSeconds(answer_by_) + absl::Seconds(1));
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_ACCEPT), kOneTuple);
  EXPECT_EQ(State(), kSent);
}

TEST_P(InvitationTest, KnowsNoAnswerCodeOnceThePanelIsComplete) {
  Invite(roster::InvitationState::kAccepted);
  server_.InRoster([&](sql::Tx& tx) { return roster::EraseAnswerHashes(tx, round_.round_id); });
  EXPECT_EQ(Answer(v1::INVITATION_ANSWER_ACCEPT), kOneTuple);
}

}  // namespace
}  // namespace probity::review
