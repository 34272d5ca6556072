// What CaseService refuses, to whom, and what it shows an institution.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using options::v1::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CaseRefusalsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P001"});
  }

  static v1::OpenCaseRequest Opening() {
    v1::OpenCaseRequest open;
    open.set_case_ref("c1");
    open.set_institution_id("M001");
    open.set_source(v1::CASE_SOURCE_COMPLAINT);
    AddOfficers(open, {"officer-a", "officer-b"});
    return open;
  }
  std::string TryOpen(const v1::OpenCaseRequest& open) {
    return Outcome(client_.Call(&CaseStub::OpenCase, open, AsOfficer()).status());
  }
  std::string TryAdd(const std::string& case_id, const v1::Finding& finding,
                     const rpc::CallOptions& as = AsOfficer()) {
    v1::AddFindingRequest add;
    add.set_case_id(case_id);
    *add.mutable_finding() = finding;
    return Outcome(client_.Call(&CaseStub::AddFinding, add, as).status());
  }
  template <typename Request, typename Response>
  void ExpectRoleRequired(grpc::Status (CaseStub::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                          const std::vector<Role>& roles) {
    for (const Role role : roles) {
      rpc::CallOptions as = As({role}, "somebody");
      if (role == options::v1::ROLE_INSTITUTION) as = AsInstitution("M001");
      EXPECT_EQ(Outcome(client_.Call(method, Request(), as).status()),
                "PERMISSION_DENIED/ROLE_REQUIRED")
          << Request::descriptor()->name() << " " << options::v1::Role_Name(role);
    }
  }

  ScoringServer server_{Day(2026, 2, 12)};
  CaseClient client_{server_};
};

TEST_F(CaseRefusalsTest, EveryStepIsClosedToTheRolesNextToIt) {
  using namespace options::v1;
  ExpectRoleRequired(&CaseStub::OpenCase, {ROLE_SUPERVISOR, ROLE_INSTITUTION, ROLE_AUDITOR});
  ExpectRoleRequired(&CaseStub::AddFinding, {ROLE_INSPECTOR, ROLE_SUPERVISOR, ROLE_DIRECTOR});
  ExpectRoleRequired(&CaseStub::RemoveFinding, {ROLE_INSPECTOR, ROLE_SUPERVISOR});
  ExpectRoleRequired(&CaseStub::CompleteInvestigation, {ROLE_INSPECTOR, ROLE_SUPERVISOR});
  ExpectRoleRequired(&CaseStub::IssuePreliminary, {ROLE_CASE_OFFICER, ROLE_DIRECTOR});
  ExpectRoleRequired(&CaseStub::IssueNotice, {ROLE_CASE_OFFICER, ROLE_DIRECTOR});
  ExpectRoleRequired(&CaseStub::RecordNoticeService, {ROLE_SUPERVISOR, ROLE_INSTITUTION});
  ExpectRoleRequired(&CaseStub::FileObjection, {ROLE_SUPERVISOR, ROLE_INSPECTOR});
  ExpectRoleRequired(&CaseStub::RecordWaiver, {ROLE_INSTITUTION, ROLE_SUPERVISOR});
  ExpectRoleRequired(&CaseStub::ReferToReview, {ROLE_CASE_OFFICER, ROLE_SECRETARY});
  ExpectRoleRequired(&CaseStub::ConfirmCase, {ROLE_SUPERVISOR, ROLE_CASE_OFFICER});
  ExpectRoleRequired(&CaseStub::RecordDecisionService, {ROLE_DIRECTOR, ROLE_SUPERVISOR});
  ExpectRoleRequired(&CaseStub::ReverseDecision, {ROLE_CASE_OFFICER, ROLE_AUDITOR});
  ExpectRoleRequired(&CaseStub::ApproveReversal, {ROLE_SUPERVISOR, ROLE_CASE_OFFICER});
  ExpectRoleRequired(&CaseStub::GetCase, {ROLE_SECRETARY, ROLE_MEMBER_CLIENT, ROLE_ROSTER_CLERK});
  ExpectRoleRequired(&CaseStub::ListCases, {ROLE_SECRETARY, ROLE_GROUP_OFFICER});
  ExpectRoleRequired(&CaseStub::GetTimeline, {ROLE_SECRETARY, ROLE_SETTLEMENT_PREPARER});
}

TEST_F(CaseRefusalsTest, SettlementHasNoWayIntoScreening) {
  v1::TakeSheetsRequest take;
  take.set_request_id(NewRequestId());
  rpc::CallOptions as;
  as.caller = rpc::ServiceCaller("settlement");
  EXPECT_EQ(
      Outcome(rpc::Invoke(client_.screening(), &ScreeningStub::TakeSheets, take, as).status()),
      "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(rpc::Invoke(client_.screening(), &ScreeningStub::TakeSheets, take, AsDirector())
                        .status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
}

TEST_F(CaseRefusalsTest, OpeningNamesALeadAndTwoOfficers) {
  EXPECT_EQ(TryOpen(Opening()), "OK");
  EXPECT_EQ(TryOpen(Opening()), "ALREADY_EXISTS/ALREADY_EXISTS");
  v1::OpenCaseRequest open = Opening();
  open.set_case_ref("c2");
  open.set_institution_id("M999");
  EXPECT_EQ(TryOpen(open), "NOT_FOUND/UNKNOWN_INSTITUTION");
  open = Opening();
  open.set_case_ref("c3");
  open.mutable_officers()->RemoveLast();
  EXPECT_EQ(TryOpen(open), "FAILED_PRECONDITION/G1_TWO_OFFICERS");
  open.add_officers("officer-a");
  EXPECT_EQ(TryOpen(open), "FAILED_PRECONDITION/G1_TWO_OFFICERS");
}

TEST_F(CaseRefusalsTest, EveryOffendingFieldIsNamed) {
  v1::OpenCaseRequest open;
  open.set_case_ref(" c1");
  open.add_officers("");
  const auto opened = client_.Call(&CaseStub::OpenCase, open, AsOfficer());
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailOf(opened.status()).violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("case_ref", "institution_id", "source", "officers[0]"));
}

TEST_F(CaseRefusalsTest, FindingsAreHeldAgainstTheCatalogueInForceOnTheirDate) {
  const std::string id = client_.Open("c1", "M001", {}).case_id();
  struct Row {
    v1::Finding finding;
    std::string outcome;
  };
  v1::Finding unreasoned = FindingOf(1, "M201", 5);
  unreasoned.clear_reason();
  for (const Row& row : std::vector<Row>{
           {FindingOf(1, "P101", 2), "FAILED_PRECONDITION/G3_WRONG_KIND"},
           {FindingOf(1, "M999", 2), "INVALID_ARGUMENT/UNKNOWN_VIOLATION_CODE"},
           {FindingOf(1, "M201", 7), "FAILED_PRECONDITION/POINTS_OUT_OF_RANGE"},
           {FindingOf(1, "M203", 15), "FAILED_PRECONDITION/CAP_PER_CASE"},
           {unreasoned, "FAILED_PRECONDITION/G14_REASON_REQUIRED"},
           {FindingOf(1, "M204", 6, "2024-02-11"), "FAILED_PRECONDITION/G4_LIMITATION"},
           {FindingOf(1, "M204", 6, "2019-12-31"), "FAILED_PRECONDITION/POLICY_NOT_IN_FORCE"},
           {FindingOf(1, "M204", 6, "2026-02-13"), "INVALID_ARGUMENT/BAD_REQUEST"},
           {FindingOf(1, "M204", 6, "2026-02-30"), "INVALID_ARGUMENT/BAD_REQUEST"},
           {FindingOf(1, "M204", 6, "2024-02-12"), "OK"},
       }) {
    EXPECT_EQ(TryAdd(id, row.finding), row.outcome)
        << row.finding.violation_code() << " " << row.finding.act_end_date();
  }
  EXPECT_EQ(TryAdd(id, FindingOf(2, "M204", 6), As({options::v1::ROLE_CASE_OFFICER}, "stranger")),
            "PERMISSION_DENIED/NOT_AN_OFFICER_OF_THE_CASE");
  EXPECT_EQ(TryAdd("01HZZZZZZZZZZZZZZZZZZZZZZZ", FindingOf(2, "M204", 6)),
            "NOT_FOUND/UNKNOWN_CASE");
  EXPECT_EQ(TryAdd("nonsense", FindingOf(2, "M204", 6)), "NOT_FOUND/UNKNOWN_CASE");
}

TEST_F(CaseRefusalsTest, AnOfficerOfTheCaseDoesNotIssueItsPreliminaryFinding) {
  const std::string id = client_.Open("c1", "M001", {FindingOf(1, "M204", 6)}).case_id();
  v1::CompleteInvestigationRequest complete;
  complete.set_case_id(id);
  complete.set_report("report 1");
  ASSERT_TRUE(client_.Call(&CaseStub::CompleteInvestigation, complete, AsOfficer()).ok());
  v1::IssuePreliminaryRequest prelim;
  prelim.set_case_id(id);
  EXPECT_EQ(Outcome(client_
                        .Call(&CaseStub::IssuePreliminary, prelim,
                              As({options::v1::ROLE_SUPERVISOR}, "officer-b"))
                        .status()),
            "PERMISSION_DENIED/OFFICER_OF_THE_CASE");
}

TEST_F(CaseRefusalsTest, AnOfficerOfTheCaseDoesNotDecideIt) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  server_.clock().Set(Day(2026, 2, 27));
  v1::ConfirmCaseRequest confirm;
  confirm.set_case_id(served.case_id());
  confirm.set_etag(client_.Get(served.case_id()).etag());
  EXPECT_EQ(
      Outcome(client_.Call(&CaseStub::ConfirmCase, confirm, AsDirector("officer-b")).status()),
      "PERMISSION_DENIED/OFFICER_OF_THE_CASE");
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::ConfirmCase, confirm, AsDirector()).status()), "OK");
}

TEST_F(CaseRefusalsTest, AStaleEtagIsRefusedAndAMissingOneWhereItIsRequired) {
  const v1::Case filed = client_.Open("c1", "M001", {});
  v1::AddFindingRequest add;
  add.set_case_id(filed.case_id());
  add.set_etag(filed.etag());
  *add.mutable_finding() = FindingOf(1, "M204", 6);
  const auto added = client_.Call(&CaseStub::AddFinding, add, AsOfficer());
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_NE(added->case_().etag(), filed.etag());
  add.mutable_finding()->set_item(2);
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::AddFinding, add, AsOfficer()).status()),
            "ABORTED/ETAG_MISMATCH");
  v1::IssueNoticeRequest notice;
  notice.set_case_id(filed.case_id());
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::IssueNotice, notice, AsSupervisor()).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_F(CaseRefusalsTest, AStepOutOfOrderSaysWhatComesNext) {
  const v1::Case filed = client_.Open("c1", "M001", {FindingOf(1, "M204", 6)});
  v1::ReferToReviewRequest refer;
  refer.set_case_id(filed.case_id());
  const auto refused = client_.Call(&CaseStub::ReferToReview, refer, AsSupervisor());
  EXPECT_EQ(Outcome(refused.status()), "FAILED_PRECONDITION/WRONG_STATE");
  const RefusalDetail detail = DetailOf(refused.status());
  EXPECT_EQ(detail.metadata.at("state"), "INVESTIGATING");
  EXPECT_EQ(detail.metadata.at("next_step"), "CompleteInvestigation");
}

TEST_F(CaseRefusalsTest, AnInstitutionSeesItsOwnCasesOnly) {
  const v1::Case own = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  const v1::Case other = client_.Served("c2", "M002", {FindingOf(1, "M204", 6)}, "2026-02-12");
  const auto get = [&](const v1::Case& file) {
    v1::GetCaseRequest request;
    request.set_case_ref(file.case_ref());
    return Outcome(client_.Call(&CaseStub::GetCase, request, AsInstitution("M001")).status());
  };
  EXPECT_EQ(get(own), "OK");
  EXPECT_EQ(get(other), "PERMISSION_DENIED/NOT_YOURS");
  v1::GetTimelineRequest timeline;
  timeline.set_case_id(other.case_id());
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::GetTimeline, timeline, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
  v1::FileObjectionRequest object;
  object.set_case_id(other.case_id());
  object.set_defence("not mine");
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::FileObjection, object, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
  object.set_etag("0");
  const auto stale = client_.Call(&CaseStub::FileObjection, object, AsInstitution("M001"));
  EXPECT_EQ(Outcome(stale.status()), "PERMISSION_DENIED/NOT_YOURS");
  EXPECT_FALSE(DetailOf(stale.status()).metadata.contains("state")) << "nothing told of its state";
  const auto listed =
      client_.Call(&CaseStub::ListCases, v1::ListCasesRequest(), AsInstitution("M001"));
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->cases_size(), 1);
  EXPECT_EQ(listed->cases(0).case_ref(), "c1");
  v1::ListCasesRequest of_other;
  of_other.set_institution_id("M002");
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::ListCases, of_other, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
}

TEST_F(CaseRefusalsTest, CasesAreListedByPageAndState) {
  for (int i = 0; i < 5; ++i) client_.Open(std::string(1, static_cast<char>('a' + i)), "M001", {});
  client_.Open("f", "M002", {FindingOf(1, "M204", 6)});
  std::vector<std::string> refs;
  v1::ListCasesRequest request;
  request.set_page_size(2);
  request.set_institution_id("M001");
  int pages = 0;
  do {
    const auto page = client_.Call(&CaseStub::ListCases, request, AsSupervisor());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Case& file : page->cases()) refs.push_back(file.case_ref());
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(refs, ::testing::UnorderedElementsAre("a", "b", "c", "d", "e"));
  v1::ListCasesRequest investigating;
  investigating.set_state(v1::CASE_STATE_INVESTIGATING);
  const auto found = client_.Call(&CaseStub::ListCases, investigating, AsSupervisor());
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->cases_size(), 1);
  EXPECT_EQ(found->cases(0).case_ref(), "f");
}

TEST_F(CaseRefusalsTest, AListedWindowThatIsOverHasLapsed) {
  client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  server_.clock().Set(Day(2026, 2, 27));
  v1::ListCasesRequest waived;
  waived.set_state(v1::CASE_STATE_WAIVED);
  const auto found = client_.Call(&CaseStub::ListCases, waived, AsSupervisor());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->cases_size(), 1);
}

TEST_F(CaseRefusalsTest, WhoObjectsTooLateIsToldSoWhateverEtagHeRead) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  server_.clock().Set(Day(2026, 2, 27));
  v1::FileObjectionRequest object;
  object.set_case_id(served.case_id());
  object.set_defence("too late");
  object.set_etag(served.etag());
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::FileObjection, object, AsInstitution("M001")).status()),
            "FAILED_PRECONDITION/OUTSIDE_OBJECTION_WINDOW");
}

TEST_F(CaseRefusalsTest, TheTimelineTellsTheNextStepAndItsDeadlineAndNoToken) {
  const v1::Case referred = client_.Referred("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  const v1::Case open = client_.Served("c2", "M002", {FindingOf(1, "M204", 6)}, "2026-02-12");
  const auto timeline = [&](const std::string& id) {
    v1::GetTimelineRequest request;
    request.set_case_id(id);
    return client_.Call(&CaseStub::GetTimeline, request, AsSupervisor());
  };
  EXPECT_EQ(timeline(open.case_id())->next_step(), "FileObjection");
  EXPECT_EQ(timeline(open.case_id())->next_deadline_date(), "2026-02-26");
  EXPECT_EQ(timeline(referred.case_id())->next_step(), "DeliverVerdicts");
  EXPECT_THAT(timeline(referred.case_id())->next_deadline_date(), IsEmpty());
  const std::string token = client_.Take(Round('1')).sheets(0).case_token();
  EXPECT_EQ(timeline(referred.case_id())->DebugString().find(token), std::string::npos);
}

class SheetBlindTest : public CaseRefusalsTest {
 protected:
  std::string TryRefer(const std::string& case_id, const std::string& defence = "",
                       const std::string& facts = "") {
    v1::ReferToReviewRequest refer;
    refer.set_case_id(case_id);
    refer.set_defence(defence);
    if (!facts.empty()) {
      v1::RedactedFacts& redacted = *refer.add_facts();
      redacted.set_item(1);
      redacted.set_facts(facts);
    }
    const auto referred = client_.Call(&CaseStub::ReferToReview, refer, AsSupervisor());
    const RefusalDetail detail = DetailOf(referred.status());
    const auto place = detail.metadata.find("place");
    return Outcome(referred.status()) + (place == detail.metadata.end() ? "" : " " + place->second);
  }
};

// Registered names are 示例机构 M001 and so on.
TEST_F(SheetBlindTest, NoSpellingOfARegisteredNameOrIdGoesOnASheet) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  client_.Object(served.case_id(), "无异议以外的陈述");
  const std::string refused = "FAILED_PRECONDITION/SHEET_NOT_BLIND defence";
  for (const std::string text : {
           "我院示例机构 M001不同意",   // as registered
           "示 例 机 构 M 0 0 1",       // spaced
           "示例\u200b机构\u200dM001",  // zero-width characters
           "示例机构\u3000Ｍ００１",    // full width
           "示例机构 m001",             // other case
           "转自 P001 的患者",          // another institution's id
           "电话 1234567",              // a run of digits
           "电话 １２３ ４５６７",      // the same, spaced and wide
       }) {
    EXPECT_EQ(TryRefer(served.case_id(), text), refused) << text;
  }
  EXPECT_EQ(TryRefer(served.case_id(), "被检查单位不同意", "在 M002 住院"),
            "FAILED_PRECONDITION/SHEET_NOT_BLIND findings[1].facts");
  EXPECT_EQ(TryRefer(served.case_id(), "被检查单位不同意，机构编号 M00 不存在"), "OK");
}

TEST_F(SheetBlindTest, AFindingIsRedactedOnce) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  client_.Object(served.case_id(), "we see it otherwise");
  v1::ReferToReviewRequest refer;
  refer.set_case_id(served.case_id());
  for (const char* facts : {"one text", "another text"}) {
    v1::RedactedFacts& redacted = *refer.add_facts();
    redacted.set_item(1);
    redacted.set_facts(facts);
  }
  EXPECT_EQ(Outcome(client_.Call(&CaseStub::ReferToReview, refer, AsSupervisor()).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_F(SheetBlindTest, ARefusedSheetGoesOutRedactedAndTheFileKeepsTheText) {
  const v1::Case served = client_.Served("c1", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  client_.Object(served.case_id(), "M001 不同意 ABCDEFGHIJKL");
  EXPECT_EQ(TryRefer(served.case_id()), "FAILED_PRECONDITION/SHEET_NOT_BLIND defence");
  EXPECT_EQ(TryRefer(served.case_id(), "被检查单位不同意 ABCDEFGHIJKL"), "OK");
  client_.SignSheet(served.case_id());
  const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
  ASSERT_EQ(taken.sheets_size(), 1);
  EXPECT_EQ(taken.sheets(0).body().defence(), "被检查单位不同意 ABCDEFGHIJKL");
}

TEST_F(SheetBlindTest, TheSupermajorityIsMarkedWhereTheCaseLeadsIntoSuspension) {
  client_.Served("c1", "M001", {FindingOf(1, "M301", 12)}, "2026-02-12");  // open, 12 points
  client_.Referred("c2", "M001", {FindingOf(1, "M204", 6)}, "2026-02-12");
  const v1::TakeSheetsResponse marked = client_.Take(Round('1'));
  ASSERT_EQ(marked.sheets_size(), 1);
  EXPECT_TRUE(marked.sheets(0).body().supermajority()) << "12 open and 6 reach [18,24)";
  client_.Referred("c3", "M002", {FindingOf(1, "M301", 12)}, "2026-02-12");
  const v1::TakeSheetsResponse plain = client_.Take(Round('2'));
  ASSERT_EQ(plain.sheets_size(), 1);
  EXPECT_FALSE(plain.sheets(0).body().supermajority()) << "[12,18) does not suspend";
}

}  // namespace
}  // namespace probity::scoring
