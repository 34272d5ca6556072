// A party's challenge of the committee: one answer whatever becomes of it, and what it does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class ChallengeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002", "M003"});
  }

  static v1::FileChallengeRequest Against(const std::string& case_id, const std::string& target) {
    v1::FileChallengeRequest request;
    request.set_case_id(case_id);
    request.set_target_kind(v1::CHALLENGE_TARGET_INSTITUTION);
    request.set_target(target);
    request.set_reason("a competitor");
    return request;
  }

  // The whole answer as the party gets it.
  std::string Answer(const v1::FileChallengeRequest& request,
                     const std::string& institution_id = "M001") {
    const auto response = client_.procedure().Call(&ChallengeStub::FileChallenge, request,
                                                   AsInstitution(institution_id));
    return Outcome(response.status()) +
           (response.ok() ? response->SerializeAsString() : std::string());
  }

  std::vector<v1::Challenge> List(bool open_only = false) {
    std::vector<v1::Challenge> all;
    v1::ListChallengesRequest request;
    request.set_open_only(open_only);
    request.set_page_size(2);
    do {
      const auto page =
          client_.procedure().Call(&ChallengeStub::ListChallenges, request, AsSupervisor());
      EXPECT_TRUE(page.ok()) << page.status();
      all.insert(all.end(), page->challenges().begin(), page->challenges().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  std::string Rule(const std::string& case_id, int64_t number, v1::Ruling ruling) {
    v1::RuleOnChallengeRequest request;
    request.set_case_id(case_id);
    request.set_challenge_no(number);
    request.set_ruling(ruling);
    request.set_reason("looked into");
    return Outcome(client_.procedure()
                       .Call(&ChallengeStub::RuleOnChallenge, request, AsSupervisor())
                       .status());
  }

  // Members of these employers that the round may seat.
  std::vector<std::string> Eligible(const std::string& round, const std::string& token) {
    v1::ScreenMembersRequest screen;
    screen.set_round_id(round);
    screen.add_case_tokens(token);
    char digit = 'a';
    for (const char* employer : {"M002", "M003", "M009", "M008", "M007"}) {
      v1::ScreenedMember& member = *screen.add_members();
      member.set_pseudonym(std::string(32, digit++));
      member.set_group(employer == std::string("M009")   ? 2
                       : employer == std::string("M008") ? 3
                       : employer == std::string("M007") ? 4
                                                         : 1);
      v1::Affiliation& affiliation = *member.add_affiliations();
      affiliation.set_kind(v1::AFFILIATION_KIND_EMPLOYER);
      affiliation.set_code(employer);
    }
    for (int i = 0; i < 4; ++i) {
      screen.add_quotas(1);
      screen.add_floors(0);
    }
    const auto screened = client_.Screen(&ScreeningStub::ScreenMembers, screen);
    EXPECT_TRUE(screened.ok()) << screened.status();
    return {screened->eligible().begin(), screened->eligible().end()};
  }

  ScoringServer server_{Day(2026, 2, 12)};
  CaseClient client_{server_};
};

TEST_F(ChallengeTest, IsAnsweredTheSameWhateverBecomesOfIt) {
  const std::string own =
      client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12").case_id();
  const std::string foreign =
      client_.Served("c2", "M002", {FindingOf(1, "M204", 6)}, "2026-02-12").case_id();
  const std::string unserved = client_.Open("c3", "M001", {FindingOf(1, "M102", 2)}).case_id();
  EXPECT_EQ(Answer(Against(own, "M002")), "OK");
  EXPECT_EQ(Answer(Against(own, "nobody knows it")), "OK") << "a target that is none";
  EXPECT_EQ(Answer(Against(foreign, "M002")), "OK") << "another's case";
  EXPECT_EQ(Answer(Against("01HZZZZZZZZZZZZZZZZZZZZZZZ", "M002")), "OK") << "no case";
  EXPECT_EQ(Answer(Against("nonsense", "M002")), "OK");
  EXPECT_EQ(Answer(Against(unserved, "M002")), "OK") << "one the party knows nothing of";
  EXPECT_EQ(Answer(Against(own, "M003")), "OK") << "the third";
  EXPECT_EQ(Answer(Against(own, "M009")), "OK") << "the fourth, one too many";
  const std::vector<v1::Challenge> kept = List();
  ASSERT_THAT(kept, SizeIs(3)) << "three of its own case, as the policy allows";
  for (const v1::Challenge& one : kept) EXPECT_EQ(one.case_id(), own);
  v1::FileChallengeRequest malformed = Against(own, "");
  malformed.clear_reason();
  EXPECT_EQ(Answer(malformed), "INVALID_ARGUMENT/BAD_REQUEST") << "only its form is refused";
}

TEST_F(ChallengeTest, IsRuledOnOnce) {
  const std::string id =
      client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12").case_id();
  Answer(Against(id, "M002"));
  EXPECT_EQ(Rule(id, 2, v1::RULING_GRANTED), "NOT_FOUND/UNKNOWN_RECORD");
  EXPECT_EQ(Rule(id, 0, v1::RULING_GRANTED), "NOT_FOUND/UNKNOWN_RECORD");
  EXPECT_EQ(Rule(id, 1, v1::RULING_UNSPECIFIED), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_THAT(List(true), SizeIs(1));
  EXPECT_EQ(Rule(id, 1, v1::RULING_REFUSED), "OK");
  EXPECT_EQ(Rule(id, 1, v1::RULING_GRANTED), "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_THAT(List(true), SizeIs(0));
  EXPECT_EQ(List()[0].ruled_by(), "supervisor");
}

TEST_F(ChallengeTest, StrikesMembersOnlyOnceItIsGranted) {
  const std::string id =
      client_.Referred("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12").case_id();
  Answer(Against(id, "M002"));
  const std::string token = client_.Take(Round('1')).sheets(0).case_token();
  EXPECT_THAT(Eligible(Round('1'), token), SizeIs(5)) << "nobody ruled on it yet";
  ASSERT_EQ(Rule(id, 1, v1::RULING_GRANTED), "OK");
  EXPECT_THAT(Eligible(Round('1'), token), ElementsAre(std::string(32, 'b'), std::string(32, 'c'),
                                                       std::string(32, 'd'), std::string(32, 'e')))
      << "the member of M002 is struck";
}

TEST_F(ChallengeTest, IsSeenByNoOfficerOfTheCaseAndNoParty) {
  using namespace options::v1;
  for (const Role role : {ROLE_CASE_OFFICER, ROLE_DIRECTOR, ROLE_LEGAL_REVIEWER, ROLE_SECRETARY}) {
    EXPECT_EQ(Outcome(client_.procedure()
                          .Call(&ChallengeStub::ListChallenges, v1::ListChallengesRequest(),
                                As({role}, "somebody"))
                          .status()),
              "PERMISSION_DENIED/ROLE_REQUIRED")
        << Role_Name(role);
  }
  EXPECT_EQ(Outcome(client_.procedure()
                        .Call(&ChallengeStub::ListChallenges, v1::ListChallengesRequest(),
                              AsInstitution("M001"))
                        .status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
}

}  // namespace
}  // namespace probity::scoring
