// The roster clerk's service: people in, sums out.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "common/rpc/content.h"
#include "common/status/status.h"
#include "services/review/api/roster_audit.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/store/hearing/results.h"
#include "services/review/store/roster/invitations.h"
#include "services/review/store/roster/members.h"
#include "services/review/store/roster/pool.h"
#include "tests/services/review/support/review_server.h"

namespace probity::review {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using RosterStub = v1::RosterService::Stub;

v1::PutMemberRequest Put(int n, v1::MemberGroup group = v1::MEMBER_GROUP_EXPERT,
                         const std::string& employer = "") {
  v1::PutMemberRequest request;
  request.set_request_id(NewRequestId());
  v1::Member& member = *request.mutable_member();
  member.set_member_no(absl::StrCat("W", n));
  member.set_group(group);
  member.set_name(absl::StrCat("示例委员", n));
  member.set_employer_code(employer);
  member.set_contact(absl::StrCat("notice-", 1000 + n));
  member.set_state(v1::MEMBER_STATE_ACTIVE);
  return request;
}

class RosterTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::StatusOr<v1::PutMemberResponse> PutMember(const v1::PutMemberRequest& request) {
    return rpc::Invoke(server_.roster(), &RosterStub::PutMember, request, Clerk());
  }
  absl::StatusOr<v1::ListMembersResponse> List(v1::ListMembersRequest request = {}) {
    return rpc::Invoke(server_.roster(), &RosterStub::ListMembers, request, Clerk());
  }
  absl::StatusOr<v1::PutAffiliationResponse> PutAffiliation(
      const v1::PutAffiliationRequest& request) {
    return rpc::Invoke(server_.roster(), &RosterStub::PutAffiliation, request, Clerk());
  }
  absl::StatusOr<v1::EndAffiliationResponse> End(const v1::EndAffiliationRequest& request) {
    return rpc::Invoke(server_.roster(), &RosterStub::EndAffiliation, request, Clerk());
  }
  absl::StatusOr<v1::AttendanceOfQuarterResponse> Attendance(int year, int quarter) {
    v1::AttendanceOfQuarterRequest request;
    request.set_year(year);
    request.set_quarter(quarter);
    return rpc::Invoke(server_.roster(), &RosterStub::AttendanceOfQuarter, request, Clerk());
  }
  std::string ReportLostCode(const std::string& round_id) {
    v1::ReportLostCodeRequest request;
    request.set_request_id(NewRequestId());
    request.set_round_id(round_id);
    return Refusal(
        rpc::Invoke(server_.roster(), &RosterStub::ReportLostCode, request, Clerk()).status());
  }
  std::vector<audit::Entry> Leaves() {
    std::vector<audit::Entry> leaves;
    server_.InHearing([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(leaves, hearing::AuditLog().List(tx, 0, 100));
      return absl::OkStatus();
    });
    return leaves;
  }
  // A round all of whose invited members sat, called at that moment.
  void Sat(int round, absl::Time when, const std::vector<std::string>& member_numbers,
           roster::InvitationState state = roster::InvitationState::kSat) {
    server_.InRoster([&](sql::Tx& tx) -> absl::Status {
      std::vector<roster::Invitation> rows;
      for (const std::string& number : member_numbers) {
        PROBITY_ASSIGN_OR_RETURN(const auto member, roster::FindByNo(tx, number));
        rows.push_back({RoundId(round), member->member_id, "", absl::ToUnixSeconds(when), state});
      }
      return roster::InsertInvitations(tx, rows);
    });
  }
  static Bytes RoundId(int n) { return Bytes(15, 'r') + static_cast<char>(n); }

  ReviewServer server_{GetParam()};
};

PROBITY_ON_EVERY_ENGINE(RosterTest);

std::vector<std::string> Numbers(const v1::ListMembersResponse& response) {
  std::vector<std::string> numbers;
  for (const v1::Member& member : response.members()) numbers.push_back(member.member_no());
  return numbers;
}

TEST_P(RosterTest, AddsAMemberAndChangesTheOneOfThatNumber) {
  const auto added = PutMember(Put(1));
  ASSERT_TRUE(added.ok()) << added.status();
  v1::PutMemberRequest change = Put(1, v1::MEMBER_GROUP_INSTITUTION, "H01");
  change.mutable_member()->set_state(v1::MEMBER_STATE_SUSPENDED);
  const auto changed = PutMember(change);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->member_id(), added->member_id());
  const auto listed = List();
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->members_size(), 1);
  EXPECT_EQ(listed->members(0).group(), v1::MEMBER_GROUP_INSTITUTION);
  EXPECT_EQ(listed->members(0).employer_code(), "H01");
  EXPECT_EQ(listed->members(0).state(), v1::MEMBER_STATE_SUSPENDED);
  EXPECT_EQ(listed->members(0).member_id(), added->member_id());
}

TEST_P(RosterTest, SealsContactsAndShowsThemMasked) {
  ASSERT_TRUE(PutMember(Put(1)).ok());
  EXPECT_EQ(List()->members(0).contact(), "****01");
  server_.InRoster([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto member, roster::FindByNo(tx, "W1"));
    EXPECT_EQ(member->contact_sealed.find("notice"), Bytes::npos);
    EXPECT_EQ(*server_.env().keys.OpenContact(member->member_id, member->contact_sealed),
              "notice-1001");
    EXPECT_FALSE(server_.env().keys.OpenContact(Bytes(16, 'x'), member->contact_sealed).ok())
        << "another member's";
    return absl::OkStatus();
  });
  v1::PutMemberRequest brief = Put(2);
  brief.mutable_member()->set_contact("1234567");
  ASSERT_TRUE(PutMember(brief).ok());
  EXPECT_EQ(List()->members(1).contact(), "****");
  brief = Put(2);
  brief.mutable_member()->set_contact("渔村路二十一号甲乙");
  ASSERT_TRUE(PutMember(brief).ok());
  EXPECT_EQ(List()->members(1).contact(), "****甲乙");
}

TEST_P(RosterTest, KeepsTheContactThatIsNotGivenAgain) {
  v1::PutMemberRequest request = Put(1);
  ASSERT_TRUE(PutMember(request).ok());
  request = Put(1);
  request.mutable_member()->clear_contact();
  ASSERT_TRUE(PutMember(request).ok());
  EXPECT_EQ(List()->members(0).contact(), "****01");
  request = Put(2);
  request.mutable_member()->clear_contact();
  EXPECT_EQ(Refusal(PutMember(request).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_P(RosterTest, NamesEveryFieldThatIsWrong) {
  v1::PutMemberRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_member()->set_employer_code("两 字");
  request.mutable_member()->set_contact("two\nlines");
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailOf(PutMember(request).status()).violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("member.member_no", "member.group", "member.name",
                                  "member.employer_code", "member.contact", "member.state"));
}

TEST_P(RosterTest, AppliesARepeatedRequestOnce) {
  const v1::PutMemberRequest request = Put(1);
  const auto first = PutMember(request);
  const auto again = PutMember(request);
  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(first->member_id(), again->member_id());
  EXPECT_EQ(Leaves().size(), 1u);
}

TEST_P(RosterTest, LeavesTheDigestOfEachChangeInTheLogAndNothingElse) {
  const v1::PutMemberRequest request = Put(1);
  ASSERT_TRUE(PutMember(request).ok());
  const std::vector<audit::Entry> leaves = Leaves();
  ASSERT_EQ(leaves.size(), 1u);
  EXPECT_EQ(leaves[0].kind, static_cast<int>(AuditKind::kRosterChanged));
  EXPECT_EQ(leaves[0].body.size(), 32u);
  server_.InRoster([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                             tx.QueryOne("SELECT salt, digest FROM roster_change", {}));
    EXPECT_EQ(row.Bytes(1), leaves[0].body);
    EXPECT_EQ(RosterChangeDigest(row.Bytes(0), rpc::NormalContent({&request}, "request_id")),
              row.Bytes(1))
        << "who holds the content can show that it is what was logged";
    return absl::OkStatus();
  });
}

// A service that stopped between the change and its leaf.
TEST_P(RosterTest, WritesAMissingLeafLaterAndOnlyOnce) {
  server_.InRoster([](sql::Tx& tx) {
    return roster::InsertChange(tx, {Bytes(16, 'c'), Bytes(16, 's'), Bytes(32, 'd')});
  });
  server_.InHearing([](sql::Tx& tx) { return hearing::AppendRosterChange(tx, Bytes(32, 'd')); });
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  ASSERT_TRUE(LogWaitingRosterChanges(server_.env(), deadline).ok());
  EXPECT_EQ(Leaves().size(), 1u);
  server_.InRoster([](sql::Tx& tx) -> absl::Status {
    EXPECT_THAT(*roster::ChangesWithoutLeaf(tx), IsEmpty());
    return roster::InsertChange(tx, {Bytes(16, 'e'), Bytes(16, 's'), Bytes(32, 'e')});
  });
  ASSERT_TRUE(PutMember(Put(1)).ok());
  EXPECT_EQ(Leaves().size(), 3u) << "the one that waited, and the new one";
}

TEST_P(RosterTest, ListsPageByPageAndByGroup) {
  for (const int n : {2, 3, 1}) ASSERT_TRUE(PutMember(Put(n)).ok());
  ASSERT_TRUE(PutMember(Put(4, v1::MEMBER_GROUP_ADMINISTRATIVE)).ok());
  v1::ListMembersRequest request;
  request.set_page_size(2);
  request.set_group(v1::MEMBER_GROUP_EXPERT);
  const auto first = List(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(Numbers(*first), ElementsAre("W1", "W2"));
  EXPECT_EQ(first->next_page_token().find("W2"), std::string::npos) << "the token is sealed";
  request.set_page_token(first->next_page_token());
  const auto second = List(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(Numbers(*second), ElementsAre("W3"));
  EXPECT_EQ(second->next_page_token(), "");
  request.set_group(v1::MEMBER_GROUP_UNSPECIFIED);
  EXPECT_EQ(Refusal(List(request).status()), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");
  request.clear_page_token();
  request.set_group(static_cast<v1::MemberGroup>(9));
  EXPECT_EQ(Refusal(List(request).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

v1::PutAffiliationRequest Works(const std::string& member_id, const std::string& to = "") {
  v1::PutAffiliationRequest request;
  request.set_request_id(NewRequestId());
  request.set_member_id(member_id);
  request.set_kind("EMPLOYER");
  request.set_institution_code("H02");
  request.set_from_date("2024-01-01");
  request.set_to_date(to);
  return request;
}

TEST_P(RosterTest, KeepsFurtherEmployersOfAMember) {
  const std::string member_id = PutMember(Put(1))->member_id();
  const auto put = PutAffiliation(Works(member_id));
  ASSERT_TRUE(put.ok()) << put.status();
  v1::EndAffiliationRequest end;
  end.set_request_id(NewRequestId());
  end.set_member_id(member_id);
  end.set_aff_id(put->aff_id());
  end.set_to_date("2023-12-31");
  EXPECT_EQ(Refusal(End(end).status()), "INVALID_ARGUMENT/BAD_REQUEST") << "before it began";
  end.set_to_date("2025-12-31");
  end.set_request_id(NewRequestId());
  EXPECT_TRUE(End(end).ok());
  server_.InRoster([](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto rows,
                             roster::AffiliationsSince(tx, absl::CivilDay(2025, 12, 31)));
    EXPECT_EQ(rows.at(0).institution_code, "H02");
    EXPECT_EQ(rows.at(0).to, absl::CivilDay(2025, 12, 31));
    return absl::OkStatus();
  });
  EXPECT_EQ(Leaves().size(), 3u) << "the member, the affiliation, its end";
}

// A change of employer must not make a member eligible for the cases of the one just left.
TEST_P(RosterTest, KeepsTheEmployerAMemberHasLeft) {
  const auto former = [&] {
    std::vector<std::string> codes;
    server_.InRoster([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const auto rows,
                               roster::AffiliationsSince(tx, absl::CivilDay(2026, 7, 1)));
      for (const roster::AffiliationRow& row : rows) {
        EXPECT_EQ(row.kind, AffiliationKind::kFormerEmployer);
        EXPECT_EQ(row.to, absl::CivilDay(2026, 7, 1)) << "the bureau's day of the change";
        codes.push_back(row.institution_code);
      }
      return absl::OkStatus();
    });
    return codes;
  };
  const auto put = [&](const std::string& employer) {
    EXPECT_TRUE(PutMember(Put(1, v1::MEMBER_GROUP_EXPERT, employer)).ok());
    return former();
  };
  EXPECT_THAT(put(""), IsEmpty());
  EXPECT_THAT(put("H01"), IsEmpty()) << "nothing was left";
  EXPECT_THAT(put("H01"), IsEmpty()) << "another change of the same member";
  EXPECT_THAT(put("H02"), ElementsAre("H01"));
  EXPECT_THAT(put(""), ::testing::UnorderedElementsAre("H01", "H02"));
}

TEST_P(RosterTest, RefusesAffiliationsThatDoNotFit) {
  const std::string member_id = PutMember(Put(1))->member_id();
  v1::PutAffiliationRequest kin = Works(member_id);
  for (const char* kind : {"EMPLOYER", "FORMER_EMPLOYER", "KIN", "SHARE", "SERVICE"}) {
    v1::PutAffiliationRequest tie = Works(member_id);
    tie.set_kind(kind);
    EXPECT_TRUE(PutAffiliation(tie).ok()) << kind;
  }
  kin.set_kind("PERSON");
  EXPECT_EQ(Refusal(PutAffiliation(kin).status()), "INVALID_ARGUMENT/AFFILIATION_KIND");
  const std::string nobody = "0000000000000000000000000Z";
  EXPECT_EQ(Refusal(PutAffiliation(Works(nobody)).status()), "NOT_FOUND/UNKNOWN_MEMBER");
  v1::PutAffiliationRequest bad = Works("x", "2023-12-31");
  bad.set_institution_code("");
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailOf(PutAffiliation(bad).status()).violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("member_id", "institution_code", "to_date"));
  v1::EndAffiliationRequest unknown;
  unknown.set_request_id(NewRequestId());
  unknown.set_member_id(member_id);
  unknown.set_aff_id(nobody);
  unknown.set_to_date("2026-01-01");
  EXPECT_EQ(Refusal(End(unknown).status()), "NOT_FOUND/NOT_FOUND");
}

// Four experts of three houses: enough for three seats, not for the four of an appeal.
TEST_P(RosterTest, SaysWhetherTheRosterCanSeatAPanel) {
  int n = 0;
  const auto add = [&](v1::MemberGroup group, const std::string& employer) {
    ASSERT_TRUE(PutMember(Put(++n, group, employer)).ok());
  };
  add(v1::MEMBER_GROUP_ADMINISTRATIVE, "B01");
  add(v1::MEMBER_GROUP_HANDLING_AGENCY, "C01");
  for (const char* house : {"H01", "H01", "H02", ""}) add(v1::MEMBER_GROUP_EXPERT, house);
  for (const char* house : {"P01", "P02", "P03"}) add(v1::MEMBER_GROUP_INSTITUTION, house);
  const auto checked =
      rpc::Invoke(server_.roster(), &RosterStub::CheckRoster, v1::CheckRosterRequest(), Clerk());
  ASSERT_TRUE(checked.ok()) << checked.status();
  ASSERT_EQ(checked->groups_size(), 4);
  EXPECT_EQ(checked->groups(2).members(), 4);
  EXPECT_EQ(checked->groups(2).distinct_employers(), 3);
  EXPECT_TRUE(checked->groups(2).enough_for_first());
  EXPECT_FALSE(checked->groups(2).enough_for_appeal());
  EXPECT_TRUE(checked->groups(3).enough_for_appeal());
}

TEST_P(RosterTest, AsksScoringForTheQuotas) {
  server_.committee_in_force() =
      Refuse(absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE, "away");
  EXPECT_EQ(Refusal(rpc::Invoke(server_.roster(), &RosterStub::CheckRoster,
                                v1::CheckRosterRequest(), Clerk())
                        .status()),
            "UNAVAILABLE/DEPENDENCY_UNAVAILABLE");
}

TEST_P(RosterTest, SumsTheAttendanceOfAFinishedQuarter) {
  for (const int n : {1, 2, 3}) ASSERT_TRUE(PutMember(Put(n)).ok());
  const absl::Time april = calendar::StartOf(calendar::Date(2026, 4, 1));
  const absl::Time july = calendar::StartOf(calendar::Date(2026, 7, 1));
  Sat(1, april - absl::Seconds(1), {"W3"});
  Sat(2, april, {"W1", "W2"});
  Sat(3, april + absl::Hours(24), {"W1"});
  EXPECT_EQ(Refusal(Attendance(2026, 2).status()), "FAILED_PRECONDITION/TOO_FEW_ROUNDS");
  Sat(4, july - absl::Seconds(1), {"W1"});
  Sat(5, july - absl::Seconds(1), {"W3"}, roster::InvitationState::kReplaced);
  const auto sum = Attendance(2026, 2);
  ASSERT_TRUE(sum.ok()) << sum.status();
  std::vector<std::string> lines;
  for (const v1::Attendance& one : sum->attendances()) {
    lines.push_back(absl::StrCat(one.member_no(), " ", one.rounds_sat()));
  }
  EXPECT_THAT(lines, ElementsAre("W1 3", "W2 1"));

  server_.clock().Set(july - absl::Seconds(1));
  EXPECT_EQ(Refusal(Attendance(2026, 2).status()), "FAILED_PRECONDITION/TOO_EARLY");
  EXPECT_EQ(Refusal(Attendance(2026, 5).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

// Otherwise the difference of two sums would name the panel of the round in between.
TEST_P(RosterTest, SumsNothingWhileARoundOfTheQuarterIsNotOver) {
  ASSERT_TRUE(PutMember(Put(1)).ok());
  const absl::Time may = calendar::StartOf(calendar::Date(2026, 5, 1));
  for (const int round : {1, 2, 3}) Sat(round, may, {"W1"});
  Sat(4, may, {"W1"}, roster::InvitationState::kAccepted);
  server_.InRoster([](sql::Tx& tx) { return roster::InsertPool(tx, RoundId(4), {"wrapped", {}}); });
  EXPECT_EQ(Refusal(Attendance(2026, 2).status()), "FAILED_PRECONDITION/TOO_EARLY");
  server_.InRoster([](sql::Tx& tx) { return roster::ErasePool(tx, RoundId(4)); });
  EXPECT_TRUE(Attendance(2026, 2).ok());
}

TEST_P(RosterTest, TakesAReportOfALostCodeWithoutSayingWhetherItMatters) {
  ASSERT_TRUE(PutMember(Put(1)).ok());
  Sat(1, absl::Now(), {"W1"}, roster::InvitationState::kAccepted);
  server_.InRoster([](sql::Tx& tx) { return roster::InsertPool(tx, RoundId(1), {"wrapped", {}}); });
  EXPECT_EQ(ReportLostCode(RoundIdText(RoundId(1))), "OK");
  EXPECT_EQ(ReportLostCode(RoundIdText(RoundId(2))), "OK") << "a round nobody knows";
  EXPECT_EQ(ReportLostCode("no round"), "INVALID_ARGUMENT/BAD_REQUEST");
  server_.InRoster([](sql::Tx& tx) -> absl::Status {
    EXPECT_TRUE(*roster::ReissueMarked(tx, RoundId(1)));
    EXPECT_FALSE(*roster::ReissueMarked(tx, RoundId(2)));
    return absl::OkStatus();
  });
}

TEST_P(RosterTest, AnswersTheClerkAlone) {
  rpc::CallOptions secretary = Clerk();
  secretary.caller.roles = {options::v1::ROLE_SECRETARY};
  EXPECT_EQ(Refusal(rpc::Invoke(server_.roster(), &RosterStub::ListMembers,
                                v1::ListMembersRequest(), secretary)
                        .status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
}

}  // namespace
}  // namespace probity::review
