// ScreeningService as review uses it, on every engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "probity/scoring/v1/attention_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

constexpr char kServed[] = "2026-02-12";

std::vector<std::string> TokensOf(const v1::TakeSheetsResponse& taken) {
  std::vector<std::string> tokens;
  for (const v1::Sheet& sheet : taken.sheets()) tokens.push_back(sheet.case_token());
  return tokens;
}

class ScreeningApiTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    std::vector<std::string> ids;
    for (int i = 1; i <= 12; ++i) ids.push_back(absl::StrFormat("M%03d", i));
    server_.Register(v1::SUBJECT_KIND_MEDICAL, ids);
  }

  // The n-th institution's case, queued.
  v1::Case Refer(int n) {
    return client_.Referred(absl::StrCat("c", n), absl::StrFormat("M%03d", n),
                            {FindingOf(1, "M201", 3)}, kServed);
  }

  // What waits for somebody, as the director sees it: "M001's case SCREENING_LIMIT ROLE_DIRECTOR".
  std::vector<std::string> Waiting(options::v1::Role waits_for = options::v1::ROLE_UNSPECIFIED) {
    const auto stub = v1::AttentionService::NewStub(server_.channel());
    v1::ListAttentionRequest request;
    request.set_waits_for(waits_for);
    request.set_page_size(1);  // several pages, if there are several
    std::vector<std::string> lines;
    do {
      const auto page =
          rpc::Invoke(*stub, &v1::AttentionService::Stub::ListAttention, request, AsDirector());
      if (!page.ok()) return {Outcome(page.status())};
      for (const v1::WaitingCase& one : page->cases()) {
        lines.push_back(absl::StrCat(one.case_ref(), " ", one.attention(), " ",
                                     options::v1::Role_Name(one.waits_for())));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return lines;
  }

  std::string TryTake(char round, int32_t max_cases, const std::string& small_round_reason) {
    v1::TakeSheetsRequest take;
    take.set_round_id(Round(round));
    take.set_kind(v1::ROUND_KIND_FIRST);
    take.set_max_cases(max_cases);
    take.set_small_round_reason(small_round_reason);
    return Outcome(client_.Screen(&ScreeningStub::TakeSheets, take).status());
  }

  std::string Release(char round, v1::RoundReached reached) {
    v1::ReleaseTokensRequest release;
    release.set_round_id(Round(round));
    release.set_reached(reached);
    return Outcome(client_.Screen(&ScreeningStub::ReleaseTokens, release).status());
  }

  std::string Deliver(char round, const std::vector<v1::DeliveredVerdict>& verdicts) {
    return Outcome(
        client_.Screen(&ScreeningStub::DeliverVerdicts, client_.Delivery(Round(round), verdicts))
            .status());
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
};
PROBITY_ON_EVERY_ENGINE(ScreeningApiTest);

TEST_P(ScreeningApiTest, ARoundGetsTheOldestSheetsAndTheSameOnesAgain) {
  for (int n = 1; n <= 7; ++n) Refer(n);
  const v1::TakeSheetsResponse first = client_.Take(Round('1'), 6);
  ASSERT_EQ(first.sheets_size(), 6);
  const v1::TakeSheetsResponse again = client_.Take(Round('1'), 6);
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  const v1::TakeSheetsResponse rest = client_.Take(Round('2'), 6);
  ASSERT_EQ(rest.sheets_size(), 1);
  std::set<std::string> tokens;
  for (const std::string& token : TokensOf(first)) tokens.insert(token);
  EXPECT_EQ(tokens.size(), 6u);
  EXPECT_FALSE(tokens.contains(rest.sheets(0).case_token()));
  EXPECT_EQ(TryTake('3', 6, "few cases"), "FAILED_PRECONDITION/NO_SHEETS");
}

TEST_P(ScreeningApiTest, TheOrderOfARoundSaysNothingOfTheOrderOfReferral) {
  for (int n = 1; n <= 10; ++n) {
    v1::Finding finding = FindingOf(1, "M201", 3);
    finding.set_facts(absl::StrCat("fact ", n, "."));
    client_.Referred(absl::StrCat("c", n), absl::StrFormat("M%03d", n), {finding}, kServed);
  }
  std::vector<std::string> order;
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'), 10);
  for (const v1::Sheet& sheet : taken.sheets()) {
    order.push_back(sheet.body().findings(0).facts());
  }
  std::vector<std::string> referral;
  for (int n = 1; n <= 10; ++n) referral.push_back(absl::StrCat("fact ", n, "."));
  EXPECT_THAT(order, UnorderedElementsAreArray(referral));
  EXPECT_NE(order, referral) << "the seeded source shuffles these ten";
}

TEST_P(ScreeningApiTest, ASmallRoundNeedsAReason) {
  for (int n = 1; n <= 4; ++n) Refer(n);
  EXPECT_EQ(TryTake('1', 10, ""), "FAILED_PRECONDITION/SMALL_ROUND");
  Refer(5);
  EXPECT_EQ(TryTake('1', 4, ""), "FAILED_PRECONDITION/SMALL_ROUND");
  EXPECT_EQ(TryTake('1', 11, ""), "INVALID_ARGUMENT/BAD_REQUEST") << "more than round_max";
  EXPECT_EQ(TryTake('1', 0, ""), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(TryTake('1', 5, ""), "OK");
}

TEST_P(ScreeningApiTest, ReleasedSheetsComeBackUnderNewTokens) {
  Refer(1);
  Refer(2);
  const v1::TakeSheetsResponse first = client_.Take(Round('1'));
  EXPECT_EQ(Release('1', v1::ROUND_REACHED_BEFORE_SEATED), "OK");
  EXPECT_EQ(TryTake('1', 10, "few cases"), "FAILED_PRECONDITION/NO_SHEETS")
      << "a round that gave its sheets back gets none";
  const v1::TakeSheetsResponse second = client_.Take(Round('2'));
  ASSERT_EQ(second.sheets_size(), 2);
  EXPECT_THAT(second.avoid_rounds(), IsEmpty()) << "no panel has seen them";
  for (const std::string& token : TokensOf(first)) {
    for (const std::string& other : TokensOf(second)) EXPECT_NE(token, other);
    EXPECT_EQ(Deliver('1', {Verdict(token, {Upheld(3)})}), "NOT_FOUND/UNKNOWN_TOKEN");
  }
}

TEST_P(ScreeningApiTest, PanelsThatSawACaseAreAvoided) {
  Refer(1);
  client_.Take(Round('1'));
  Release('1', v1::ROUND_REACHED_VOTING);
  const v1::TakeSheetsResponse again = client_.Take(Round('2'));
  EXPECT_THAT(again.avoid_rounds(), ElementsAre(Round('1')));
  EXPECT_TRUE(again.avoidance_waivable()) << "the case is merely heard again";
  EXPECT_EQ(Deliver('2', {Verdict(again.sheets(0).case_token(), {Remanded()})}), "OK");
  client_.Refer(client_
                    .Get(client_.Call(&CaseStub::ListCases, v1::ListCasesRequest(), AsSupervisor())
                             ->cases(0)
                             .case_id())
                    .case_id());
  EXPECT_THAT(client_.Take(Round('3')).avoid_rounds(), ElementsAre(Round('1'), Round('2')));
}

TEST_P(ScreeningApiTest, ACaseScreenedFourTimesWaitsForADecision) {
  const v1::Case file = Refer(1);
  for (const char round : {'1', '2', '3', '4'}) {
    EXPECT_EQ(TryTake(round, 10, "few cases"), "OK") << round;
    EXPECT_EQ(Release(round, v1::ROUND_REACHED_SEATED), "OK");
  }
  EXPECT_EQ(TryTake('5', 10, "few cases"), "FAILED_PRECONDITION/NO_SHEETS");
  EXPECT_EQ(client_.Get(file.case_id()).attention(), "SCREENING_LIMIT");
}

TEST_P(ScreeningApiTest, RoundsThatWereNotSeatedDoNotCount) {
  Refer(1);
  for (const char round : {'1', '2', '3', '4', '5'}) {
    EXPECT_EQ(TryTake(round, 10, "few cases"), "OK") << round;
    EXPECT_EQ(Release(round, v1::ROUND_REACHED_BEFORE_SEATED), "OK");
  }
  EXPECT_EQ(TryTake('6', 10, "few cases"), "OK");
}

// Enough for the quotas 1, 1, 3, 2; member 7 works for M001.
v1::ScreenMembersRequest Roster(char round, const std::vector<std::string>& tokens) {
  v1::ScreenMembersRequest screen;
  screen.set_round_id(Round(round));
  for (const std::string& token : tokens) screen.add_case_tokens(token);
  const std::vector<std::pair<int32_t, std::string>> members = {
      {1, "B1"}, {2, "C1"}, {3, "U1"}, {3, "U2"}, {3, "U3"}, {4, "M011"}, {4, "M001"}, {4, "M012"}};
  int n = 0;
  for (const auto& [group, employer] : members) {
    v1::ScreenedMember& member = *screen.add_members();
    member.set_pseudonym(absl::StrFormat("%032x", ++n));
    member.set_group(group);
    v1::Affiliation& affiliation = *member.add_affiliations();
    affiliation.set_kind(v1::AFFILIATION_KIND_EMPLOYER);
    affiliation.set_code(employer);
  }
  for (const int quota : {1, 1, 3, 2}) {
    screen.add_quotas(quota);
    screen.add_floors(quota + 1);
  }
  return screen;
}

TEST_P(ScreeningApiTest, WhoWorksForAPartyOfTheRoundIsStruck) {
  Refer(1);
  Refer(2);
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  const v1::ScreenMembersRequest screen = Roster('1', TokensOf(taken));
  const auto screened = client_.Screen(&ScreeningStub::ScreenMembers, screen);
  ASSERT_TRUE(screened.ok()) << screened.status();
  EXPECT_FALSE(screened->not_drawable());
  std::vector<std::string> expected;
  for (const int n : {1, 2, 3, 4, 5, 6, 8}) expected.push_back(absl::StrFormat("%032x", n));
  EXPECT_EQ(std::vector<std::string>(screened->eligible().begin(), screened->eligible().end()),
            expected);
}

TEST_P(ScreeningApiTest, AScreeningNamesExactlyTheTokensOfTheRound) {
  for (int n = 1; n <= 3; ++n) Refer(n);
  const std::vector<std::string> tokens = TokensOf(client_.Take(Round('1'), 2));
  const std::string other = TokensOf(client_.Take(Round('2'), 1)).front();
  const auto outcome = [&](const std::vector<std::string>& named) {
    return Outcome(client_.Screen(&ScreeningStub::ScreenMembers, Roster('1', named)).status());
  };
  EXPECT_EQ(outcome(tokens), "OK");
  EXPECT_EQ(outcome({tokens[0]}), "FAILED_PRECONDITION/TOKEN_SUBSET");
  EXPECT_EQ(outcome({}), "FAILED_PRECONDITION/TOKEN_SUBSET");
  EXPECT_EQ(outcome({tokens[0], other}), "FAILED_PRECONDITION/TOKEN_SUBSET");
  EXPECT_EQ(outcome({tokens[0], tokens[1], other}), "FAILED_PRECONDITION/TOKEN_SUBSET");
  EXPECT_EQ(outcome({tokens[0], tokens[0]}), "FAILED_PRECONDITION/TOKEN_SUBSET");
}

TEST_P(ScreeningApiTest, ARoundThatHasDeliveredIsNotScreenedForTheRest) {
  Refer(1);
  Refer(2);
  const std::vector<std::string> tokens = TokensOf(client_.Take(Round('1')));
  ASSERT_EQ(Deliver('1', {Verdict(tokens[0], {Upheld(3)})}), "OK");
  EXPECT_EQ(
      Outcome(client_.Screen(&ScreeningStub::ScreenMembers, Roster('1', {tokens[1]})).status()),
      "FAILED_PRECONDITION/TOKEN_SUBSET");
}

TEST_P(ScreeningApiTest, TheCaseThatLeavesTooFewMembersSitsOutTheNextRound) {
  const v1::Case harmless = Refer(2);
  const v1::Case striking = Refer(1);
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  v1::ScreenMembersRequest screen = Roster('1', TokensOf(taken));
  screen.mutable_members()->RemoveLast();  // without M012 group 4 has M011 and the struck M001
  const auto screened = client_.Screen(&ScreeningStub::ScreenMembers, screen);
  ASSERT_TRUE(screened.ok()) << screened.status();
  EXPECT_TRUE(screened->not_drawable());
  EXPECT_THAT(screened->eligible(), IsEmpty());
  EXPECT_EQ(client_.Get(striking.case_id()).attention(), "MORE_MEMBERS_NEEDED");
  EXPECT_THAT(client_.Get(harmless.case_id()).attention(), IsEmpty());
  v1::GetCaseRequest own;
  own.set_case_id(striking.case_id());
  EXPECT_THAT(client_.Call(&CaseStub::GetCase, own, AsInstitution("M001"))->case_().attention(),
              IsEmpty())
      << "the party does not learn that members were struck";

  Release('1', v1::ROUND_REACHED_BEFORE_SEATED);
  EXPECT_EQ(client_.Take(Round('2')).sheets_size(), 1) << "the other case alone";
  EXPECT_EQ(client_.Take(Round('3')).sheets_size(), 1) << "withheld once, not for ever";
}

TEST_P(ScreeningApiTest, AWithheldCaseThatIsAloneWaitsForOneRoundOnly) {
  Refer(1);
  v1::ScreenMembersRequest screen = Roster('1', TokensOf(client_.Take(Round('1'))));
  screen.mutable_members()->RemoveLast();
  ASSERT_TRUE(client_.Screen(&ScreeningStub::ScreenMembers, screen)->not_drawable());
  Release('1', v1::ROUND_REACHED_BEFORE_SEATED);
  EXPECT_EQ(TryTake('2', 10, "few cases"), "FAILED_PRECONDITION/NO_SHEETS");
  EXPECT_EQ(TryTake('3', 10, "few cases"), "OK");
}

TEST_P(ScreeningApiTest, ACaseForWhichNoPanelIsEverFoundGoesToNoFurtherRound) {
  const v1::Case file = Refer(1);
  for (const char round : {'1', '3', '5', '7'}) {
    v1::ScreenMembersRequest screen = Roster(round, TokensOf(client_.Take(Round(round))));
    screen.mutable_members()->RemoveLast();
    ASSERT_TRUE(client_.Screen(&ScreeningStub::ScreenMembers, screen)->not_drawable());
    Release(round, v1::ROUND_REACHED_BEFORE_SEATED);
    const char next = static_cast<char>(round + 1);
    EXPECT_EQ(TryTake(next, 10, "few cases"), "FAILED_PRECONDITION/NO_SHEETS");
  }
  EXPECT_EQ(TryTake('9', 10, "few cases"), "FAILED_PRECONDITION/NO_SHEETS");
  EXPECT_EQ(client_.Get(file.case_id()).attention(), "SCREENING_LIMIT");
}

// A case at the limit goes to the head, never into silence.
TEST_P(ScreeningApiTest, CasesThatStandStillAreListedWithWhoseTurnItIs) {
  Refer(1);
  Refer(2);
  Refer(3);
  EXPECT_THAT(Waiting(), IsEmpty());
  for (const char round : {'1', '2', '3'}) {
    EXPECT_EQ(TryTake(round, 1, "few cases"), "OK");
    EXPECT_EQ(Release(round, v1::ROUND_REACHED_SEATED), "OK");
  }
  EXPECT_THAT(Waiting(), IsEmpty()) << "three of four";
  EXPECT_EQ(TryTake('4', 1, "few cases"), "OK");
  EXPECT_EQ(Release('4', v1::ROUND_REACHED_SEATED), "OK");
  EXPECT_THAT(Waiting(), ElementsAre("c1 SCREENING_LIMIT ROLE_DIRECTOR"));
  EXPECT_EQ(TryTake('5', 1, "few cases"), "OK") << "the next case is not held up";
  for (const char round : {'6', '7', '8'}) {
    EXPECT_EQ(Release(static_cast<char>(round - 1), v1::ROUND_REACHED_SEATED), "OK");
    EXPECT_EQ(TryTake(round, 1, "few cases"), "OK");
  }
  EXPECT_EQ(Release('8', v1::ROUND_REACHED_SEATED), "OK");
  EXPECT_THAT(Waiting(options::v1::ROLE_DIRECTOR),
              ElementsAre("c1 SCREENING_LIMIT ROLE_DIRECTOR", "c2 SCREENING_LIMIT ROLE_DIRECTOR"));
  EXPECT_THAT(Waiting(options::v1::ROLE_SUPERVISOR), IsEmpty());
  EXPECT_THAT(Waiting(options::v1::ROLE_AUDITOR), ElementsAre("INVALID_ARGUMENT/BAD_REQUEST"));
  const auto stub = v1::AttentionService::NewStub(server_.channel());
  EXPECT_EQ(Outcome(rpc::Invoke(*stub, &v1::AttentionService::Stub::ListAttention,
                                v1::ListAttentionRequest(), AsInstitution("M001"))
                        .status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
}

TEST_P(ScreeningApiTest, AVerdictIsTakenOnceByItsToken) {
  const v1::Case file = Refer(1);
  const std::string token = TokensOf(client_.Take(Round('1'))).front();
  const v1::DeliveredVerdict verdict = Verdict(token, {Upheld(2)});
  EXPECT_EQ(Deliver('2', {verdict}), "NOT_FOUND/UNKNOWN_TOKEN") << "of another round";
  EXPECT_EQ(Deliver('1', {Verdict(Round('f'), {Upheld(2)})}), "NOT_FOUND/UNKNOWN_TOKEN");
  EXPECT_EQ(Deliver('1', {verdict, verdict}), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Deliver('1', {verdict}), "OK");
  const size_t lines = client_.Timeline(file.case_id()).size();
  EXPECT_EQ(Deliver('1', {verdict}), "OK") << "again, under another request_id";
  EXPECT_EQ(client_.Timeline(file.case_id()).size(), lines);
  EXPECT_EQ(Deliver('1', {Verdict(token, {Upheld(1)})}), "INVALID_ARGUMENT/VERDICT_INVALID")
      << "another verdict for the token";
}

TEST_P(ScreeningApiTest, ABadVerdictAmongGoodOnesLeavesAllUndelivered) {
  const v1::Case file = Refer(1);
  Refer(2);
  const std::vector<std::string> tokens = TokensOf(client_.Take(Round('1')));
  EXPECT_EQ(Deliver('1', {Verdict(tokens[0], {Upheld(2)}), Verdict(tokens[1], {Upheld(4)})}),
            "INVALID_ARGUMENT/VERDICT_INVALID");
  EXPECT_EQ(client_.Get(file.case_id()).state(), v1::CASE_STATE_COMMITTEE);
}

TEST_P(ScreeningApiTest, TheTranscriptIsHeldAgainstItsHash) {
  Refer(1);
  const std::string token = TokensOf(client_.Take(Round('1'))).front();
  v1::DeliverVerdictsRequest deliver = client_.Delivery(Round('1'), {Verdict(token, {Upheld(2)})});
  deliver.set_transcript("{} ");
  EXPECT_EQ(Outcome(client_.Screen(&ScreeningStub::DeliverVerdicts, deliver).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_P(ScreeningApiTest, ARoundWithoutQuorumNeverCounts) {
  const v1::Case file = Refer(1);
  for (const char round : {'1', '2', '3'}) {
    const std::string token = TokensOf(client_.Take(Round(round))).front();
    EXPECT_EQ(Deliver(round, {Verdict(token, {Remanded()}, /*no_quorum=*/true)}), "OK");
    const v1::Case remanded = client_.Get(file.case_id());
    EXPECT_EQ(remanded.state(), v1::CASE_STATE_OBJECTED);
    EXPECT_EQ(remanded.findings(0).remands(), 0);
    client_.Refer(file.case_id());
  }
}

}  // namespace
}  // namespace probity::scoring
