// A file of actors is taken whole or refused with every wrong line.
#include "clients/common/actors.h"

#include "common/status/status.h"
#include "tests/clients/probityctl/folder.h"

namespace probity::clients {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_CASE_OFFICER;
using options::v1::ROLE_SUPERVISOR;
using testing::ElementsAre;
using testing::HasSubstr;

class ActorsTest : public testing::Test {
 protected:
  absl::StatusOr<Actors> Read(std::string_view text) {
    return Actors::FromFile(folder_.Write("actors.csv", text));
  }
  const Folder folder_;
};

TEST_F(ActorsTest, ARoleThatIsNamedHasThePersonsOfTheFileInTheirOrder) {
  const auto actors = Read(
      "\xEF\xBB\xBFrole,person\r\n# 两名承办人\r\n\r\ncase_officer, b.li \r\n"
      "CASE_OFFICER,a.wang\r\n");
  ASSERT_TRUE(actors.ok()) << actors.status();
  EXPECT_THAT(actors->Persons(ROLE_CASE_OFFICER), ElementsAre("b.li", "a.wang"));
  EXPECT_THAT(actors->Persons(ROLE_AUDITOR), ElementsAre("auditor-1")) << "not named: default";
  EXPECT_EQ(actors->For(ROLE_CASE_OFFICER, 1).person, "a.wang");
  EXPECT_THAT(actors->For(ROLE_SUPERVISOR).roles, ElementsAre(ROLE_SUPERVISOR));
}

TEST_F(ActorsTest, APersonsTokenLiesBesideTheFile) {
  const auto actors = Read("role,person,token file\nAUDITOR,a.li, tokens/a.li\n");
  ASSERT_TRUE(actors.ok()) << actors.status();
  EXPECT_EQ(actors->TokenFile(ROLE_AUDITOR), folder_.path() / "tokens/a.li");
  EXPECT_EQ(actors->TokenFile(ROLE_SUPERVISOR), "") << "none was named";
  EXPECT_TRUE(actors->HasTokens());
  EXPECT_FALSE(Actors::Defaults().HasTokens());
}

TEST_F(ActorsTest, EveryWrongLineIsNamed) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"BOSS,x\n", "actors.csv:1: \"BOSS\" is none of INSPECTOR, CASE_OFFICER"},
      {"SERVICE,x\n", "actors.csv:1: \"SERVICE\" is none of"},
      {"INSTITUTION,x\n", "actors.csv:1: \"INSTITUTION\" is none of"},
      {"AUDITOR\n", "actors.csv:1: not `ROLE,person`"},
      {"AUDITOR,a,b,c\n", "actors.csv:1: not `ROLE,person`"},
      {"\nAUDITOR,\n", "actors.csv:2: a person is named by an id"},
      {"AUDITOR,张三\n", "actors.csv:1: a person is named by an id"},
      {"AUDITOR,a b\n", "actors.csv:1: a person is named by an id"},
      {"AUDITOR,a\nAUDITOR,a\n", "actors.csv:2: a stands twice"},
      {"CASE_OFFICER,a\n", "actors.csv: CASE_OFFICER needs two persons"},
      {"GROUP_OFFICER,a\nGROUP_OFFICER,b\n", "actors.csv: GROUP_OFFICER needs four persons"},
      {"LEGAL_REVIEWER,officer-1\n",
       "actors.csv: officer-1 may not be both CASE_OFFICER and LEGAL_REVIEWER"},
  };
  for (const auto& [text, said] : cases) {
    const absl::Status status = Read(text).status();
    EXPECT_THAT(std::string(status.message()), HasSubstr(said)) << text;
    EXPECT_TRUE(HasReason(status, Reason::k_BAD_REQUEST)) << text;
  }
}

TEST_F(ActorsTest, AllWrongLinesAreNamedTogether) {
  EXPECT_EQ(DetailOf(Read("BOSS,x\nAUDITOR\nAUDITOR,\n").status()).violations.size(), 3u);
}

}  // namespace
}  // namespace probity::clients
