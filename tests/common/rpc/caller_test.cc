#include "common/rpc/caller.h"

#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

using options::v1::Role;

constexpr char kLocal[] = "ipv4:127.0.0.1:40000";

struct MetadataCase {
  std::string rule;
  std::string peer;
  Metadata metadata;
  std::string outcome;
};

TEST(CallerFromMetadata, AcceptsOnlyALoopbackPeerThatNamesItselfCompletely) {
  const std::vector<MetadataCase> cases = {
      {"person and roles suffice",
       kLocal,
       {{"probity-person", "p1"}, {"probity-roles", "INSPECTOR,CASE_OFFICER"}},
       "OK"},
      {"an IPv6 loopback is one", "ipv6:[::1]:5", {{"probity-person", "p1"}}, "OK"},
      {"as gRPC escapes it", "ipv6:%5B::1%5D:5", {{"probity-person", "p1"}}, "OK"},
      {"nobody is nobody",
       kLocal,
       {{"probity-roles", "INSPECTOR"}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"blanks are nobody", kLocal, {{"probity-person", "  "}}, "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"two names are none",
       kLocal,
       {{"probity-person", "a"}, {"probity-person", "b"}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"a name is at most 128 bytes",
       kLocal,
       {{"probity-person", std::string(129, 'a')}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"off loopback metadata proves nothing",
       "ipv4:10.0.0.7:5",
       {{"probity-person", "p1"}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"a role must exist",
       kLocal,
       {{"probity-person", "p"}, {"probity-roles", "EMPEROR"}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"UNSPECIFIED is no role",
       kLocal,
       {{"probity-person", "p"}, {"probity-roles", "UNSPECIFIED"}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"an institution says which",
       kLocal,
       {{"probity-person", "p"}, {"probity-roles", "INSTITUTION"}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"a service says which",
       kLocal,
       {{"probity-person", "p"}, {"probity-roles", "SERVICE"}},
       "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"two duties in one person",
       kLocal,
       {{"probity-person", "p"}, {"probity-roles", "CASE_OFFICER,LEGAL_REVIEWER"}},
       "PERMISSION_DENIED/ROLES_INCOMPATIBLE"},
  };
  for (const MetadataCase& c : cases) {
    EXPECT_EQ(Outcome(CallerFromMetadata(c.peer, c.metadata).status()), c.outcome) << c.rule;
  }
}

TEST(CallerFromMetadata, ReadsBackWhatAClientWrites) {
  CallerContext caller;
  caller.person = "clinic-desk";
  caller.roles = {options::v1::ROLE_INSTITUTION, options::v1::ROLE_AUDITOR};
  caller.institution_id = "H001";
  const auto read = CallerFromMetadata(kLocal, MetadataOf(caller));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->person, caller.person);
  EXPECT_EQ(read->roles, caller.roles);
  EXPECT_EQ(read->institution_id, "H001");
}

struct RolesCase {
  std::set<Role> roles;
  bool may;
};

TEST(RoleRules, SeparateTheDutiesThatMustNotMeetInOnePerson) {
  using namespace options::v1;  // NOLINT: a table of its enumerators
  const std::vector<RolesCase> cases = {
      {{ROLE_SECRETARY, ROLE_ROSTER_CLERK}, true},
      {{ROLE_INSPECTOR, ROLE_CASE_OFFICER}, true},
      {{ROLE_CASE_OFFICER, ROLE_LEGAL_REVIEWER}, false},
      {{ROLE_CASE_OFFICER, ROLE_GROUP_OFFICER}, false},
      {{ROLE_INSPECTOR, ROLE_CASE_OFFICER, ROLE_GROUP_OFFICER}, false},
      {{ROLE_SETTLEMENT_PREPARER, ROLE_SETTLEMENT_REVIEWER}, false},
      {{ROLE_SETTLEMENT_PREPARER, ROLE_SETTLEMENT_LOCKER}, false},
      {{ROLE_SETTLEMENT_REVIEWER, ROLE_SETTLEMENT_LOCKER}, false},
      {{ROLE_SETTLEMENT_REVIEWER, ROLE_AUDITOR}, true},
  };
  for (const RolesCase& c : cases) {
    std::string names;
    for (const Role role : c.roles) names += Role_Name(role) + " ";
    EXPECT_EQ(CheckRolesCompatible(c.roles).ok(), c.may) << names;
  }
}

TEST(Access, IsWhatTheMethodDeclaresAndNothingElse) {
  NoteServer server;
  const auto get = [&](std::set<Role> roles) {
    return Outcome(Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As(roles)).status());
  };
  EXPECT_EQ(get({options::v1::ROLE_INSPECTOR}), "OK");
  EXPECT_EQ(get({options::v1::ROLE_CASE_OFFICER, options::v1::ROLE_AUDITOR}), "OK");
  EXPECT_EQ(get({options::v1::ROLE_DIRECTOR}), "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(get({}), "PERMISSION_DENIED/ROLE_REQUIRED");
}

TEST(Access, ARefusalNamesTheRolesThatMayCall) {
  NoteServer server;
  const auto answer =
      Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As({options::v1::ROLE_DIRECTOR}));
  EXPECT_THAT(std::string(answer.status().message()),
              testing::HasSubstr("INSPECTOR, CASE_OFFICER"));
}

TEST(Access, AMethodWithoutTheOptionRefusesEveryRole) {
  NoteServer server;
  for (int role = options::v1::Role_MIN + 1; role <= options::v1::Role_MAX; ++role) {
    CallOptions options = As({static_cast<Role>(role)});
    options.caller.institution_id = "H001";
    options.caller.service = "review";
    const auto answer = Invoke(server.notes(), &NoteService::Stub::DropNote, {}, options);
    EXPECT_EQ(Outcome(answer.status()), "PERMISSION_DENIED/ROLE_REQUIRED")
        << options::v1::Role_Name(static_cast<Role>(role));
  }
}

TEST(Access, AServiceIsAdmittedByName) {
  NoteServer server;
  const auto fetch = [&](const CallerContext& caller) {
    CallOptions options;
    options.caller = caller;
    return Invoke(server.notes(), &NoteService::Stub::FetchNote, {}, options);
  };
  const auto review = fetch(ServiceCaller("review"));
  ASSERT_TRUE(review.ok()) << review.status();
  EXPECT_EQ(review->caller(), "review");
  EXPECT_EQ(Outcome(fetch(ServiceCaller("settlement")).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
}

TEST(Access, ACallWithoutPersonIsUnauthenticated) {
  NoteServer server;
  const auto answer = Invoke(server.notes(), &NoteService::Stub::GetNote, {},
                             As({options::v1::ROLE_INSPECTOR}, ""));
  EXPECT_EQ(Outcome(answer.status()), "UNAUTHENTICATED/UNAUTHENTICATED");
}

}  // namespace
}  // namespace probity::rpc
