// What is found, by whom, and what it weighs, through the service.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/status.h"
#include "probity/scoring/v1/officer_service.grpc.pb.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "tests/services/scoring/api/cases/walk.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

class FindingServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
    server_.Register(v1::SUBJECT_KIND_PHARMACY, {"P001"});
  }

  std::string Add(const std::string& case_id, const v1::Finding& finding) {
    v1::AddFindingRequest request;
    request.set_case_id(case_id);
    *request.mutable_finding() = finding;
    return walk_.Take(&CaseStub::AddFinding, request, AsOfficer());
  }
  std::string Open(const std::string& case_ref, const std::vector<std::string>& officers,
                   const std::vector<v1::ShownCertificate>& shown = {}) {
    v1::OpenCaseRequest open;
    open.set_case_ref(case_ref);
    open.set_institution_id("M001");
    open.set_source(v1::CASE_SOURCE_SPOT_CHECK);
    for (const std::string& officer : officers) open.add_officers(officer);
    for (const v1::ShownCertificate& one : shown) *open.add_certificates() = one;
    return walk_.Take(&CaseStub::OpenCase, open, AsOfficer());
  }

  ScoringServer server_{Day(2026, 2, 12)};
  CaseClient client_{server_};
  Walk walk_{client_};
};

v1::ShownCertificate Shown(const std::string& person, const std::string& name,
                           const std::string& number) {
  v1::ShownCertificate shown;
  shown.set_person(person);
  shown.set_name(name);
  shown.set_certificate_no(number);
  return shown;
}

TEST_F(FindingServiceTest, G1ACaseIsOpenedByOfficersWithCertificatesOfTheirOwn) {
  EXPECT_EQ(Open("c1", {"officer-a", "stranger"}), "FAILED_PRECONDITION/G1_CERTIFICATE_INVALID");
  EXPECT_EQ(Open("c1", {"officer-a", "officer-b"},
                 {Shown("officer-a", "somebody", "certificate of officer-a"),
                  CertificateOf("officer-b")}),
            "FAILED_PRECONDITION/G1_CERTIFICATE_MISMATCH");
  for (const auto& shown : std::vector<std::vector<v1::ShownCertificate>>{
           {},
           {CertificateOf("officer-a")},
           {CertificateOf("officer-b"), CertificateOf("officer-b")}}) {
    EXPECT_EQ(Open("c1", {"officer-a", "officer-b"}, shown),
              "FAILED_PRECONDITION/G1_CERTIFICATE_NOT_SHOWN")
        << shown.size() << " shown; each officer shows one";
  }
  EXPECT_EQ(Open("c1", {"officer-a", "officer-b"},
                 {CertificateOf("officer-b"), CertificateOf("officer-a")}),
            "OK");
}

class OfficerServiceTest : public FindingServiceTest {
 protected:
  static v1::Officer Row(const std::string& person, const std::string& number,
                         const std::string& to = "2026-03-01") {
    v1::Officer officer;
    officer.set_person(person);
    officer.set_name("张三");
    officer.set_certificate_no(number);
    officer.set_unit("示例区医保局");
    officer.set_valid_from_date("2024-02-29");
    officer.set_valid_to_date(to);
    return officer;
  }
  absl::StatusOr<v1::ImportOfficersResponse> Import(const std::vector<v1::Officer>& rows) {
    std::vector<v1::ImportOfficersRequest> messages(1);
    messages[0].set_request_id(NewRequestId());
    for (const v1::Officer& row : rows) *messages[0].add_officers() = row;
    return rpc::InvokeImport(*stub_, &v1::OfficerService::Stub::ImportOfficers, messages,
                             AsSupervisor());
  }

  const std::unique_ptr<v1::OfficerService::Stub> stub_ =
      v1::OfficerService::NewStub(server_.channel());
};

TEST_F(OfficerServiceTest, AnImportAddsOrRepeatsAndNeverChanges) {
  const auto first = Import({Row("x", "1"), Row("y", "2")});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->added(), 2);
  const auto again = Import({Row("y", "2"), Row("x", "3")});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->added(), 1);
  EXPECT_EQ(again->unchanged(), 1);
  EXPECT_EQ(Outcome(Import({Row("z", "4"), Row("z", "1")})), "ALREADY_EXISTS/DUPLICATE_OFFICER")
      << "a number is one person's";
  v1::ListOfficersRequest list;
  list.set_page_size(2);
  std::vector<std::string> numbers;
  do {
    const auto page =
        rpc::Invoke(*stub_, &v1::OfficerService::Stub::ListOfficers, list, AsOfficer());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Officer& one : page->officers()) numbers.push_back(one.certificate_no());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(numbers,
              ::testing::ElementsAre("1", "2", "3", "certificate of officer-1",
                                     "certificate of officer-2", "certificate of officer-a",
                                     "certificate of officer-b", "certificate of officer-c"))
      << "nothing of a refused import stays";
}

TEST_F(OfficerServiceTest, EveryBadRowIsNamed) {
  v1::Officer backwards = Row("x", "2", "2024-02-28");
  v1::Officer nobody = Row("", "3");
  v1::Officer no_day = Row("y", "4", "2026-02-29");
  const auto refused = Import({Row("x", "1"), backwards, nobody, no_day, Row("z", "1")});
  EXPECT_EQ(Outcome(refused), "INVALID_ARGUMENT/BAD_ROWS");
  const RefusalDetail detail = DetailOf(refused.status());
  EXPECT_EQ(detail.metadata.at("bad_rows"), "4");
  std::vector<std::string> fields;
  for (const FieldViolation& one : detail.violations) fields.push_back(one.field);
  EXPECT_THAT(fields,
              ::testing::IsSupersetOf({"officers[1].valid_to_date", "officers[2].person",
                                       "officers[3].valid_to_date", "officers[4].certificate_no"}));
}

TEST_F(OfficerServiceTest, G1ACertificateThatEndsStopsTheInvestigation) {
  ASSERT_TRUE(Import({Row("x", "1", "2026-02-13")}).ok());
  ASSERT_EQ(Open("c1", {"officer-a", "x"}, {CertificateOf("officer-a"), Shown("x", "张三", "1")}),
            "OK");
  v1::GetCaseRequest get;
  get.set_case_ref("c1");
  const std::string id = client_.Call(&CaseStub::GetCase, get, AsSupervisor())->case_().case_id();
  server_.clock().Set(Day(2026, 2, 13));
  EXPECT_EQ(Add(id, FindingOf(1, "M101", 1)), "OK") << "its last day";
  server_.clock().Set(Day(2026, 2, 14));
  EXPECT_EQ(Add(id, FindingOf(2, "M102", 2)), "FAILED_PRECONDITION/G1_CERTIFICATE_INVALID");
  ASSERT_TRUE(Import({Row("x", "2", "2028-02-29")}).ok());
  EXPECT_EQ(Add(id, FindingOf(2, "M102", 2)), "OK") << "renewed";
}

TEST_F(FindingServiceTest, G4HarmToSafetyLengthensTheLimitationToFiveYears) {
  const v1::Case file = client_.Open("c1", "M001", {});
  v1::Finding finding = FindingOf(1, "M101", 1, "2024-02-11");
  EXPECT_EQ(Add(file.case_id(), finding), "FAILED_PRECONDITION/G4_LIMITATION");
  finding.set_safety_harmed(true);
  EXPECT_EQ(Add(file.case_id(), finding), "OK");
  v1::Finding older = FindingOf(2, "M102", 2, "2021-02-11");
  older.set_safety_harmed(true);
  EXPECT_EQ(Add(file.case_id(), older), "FAILED_PRECONDITION/G4_LIMITATION") << "one day too old";
  older.set_act_end_date("2021-02-12");
  EXPECT_EQ(Add(file.case_id(), older), "OK");
}

TEST_F(FindingServiceTest, ARepetitionIsHeldAgainstTheInstitutionsOwnRecord) {
  v1::Finding first = FindingOf(1, "M202", 3, "2026-01-10");
  first.set_act_ref("first act");
  v1::Finding again = FindingOf(1, "M202", 5, "2026-01-20");
  again.add_grounds(v1::FINDING_GROUND_REPEATED_AFTER_CORRECTION);
  v1::Finding own = FindingOf(2, "M202", 0, "2026-01-21");
  own.add_grounds(v1::FINDING_GROUND_FIRST_MINOR_CORRECTED);
  const v1::Case early = client_.Open("c1", "M001", {});
  EXPECT_EQ(Add(early.case_id(), again), "FAILED_PRECONDITION/GROUND_CONTRADICTED");
  const v1::Case decided = walk_.InEffect("c2", "M001", {first}, kServed);
  EXPECT_EQ(Add(early.case_id(), own), "FAILED_PRECONDITION/GROUND_CONTRADICTED");
  EXPECT_EQ(Add(early.case_id(), again), "OK") << "3 points by one and a half, rounded up";
  const v1::Case other = client_.Open("c3", "M002", {});
  EXPECT_EQ(Add(other.case_id(), again), "FAILED_PRECONDITION/GROUND_CONTRADICTED")
      << "another institution's record";
  ASSERT_EQ(walk_.Reverse(decided.case_id()), "OK");
  EXPECT_EQ(Add(early.case_id(), own), "OK") << "what was revoked does not count";
}

TEST_F(FindingServiceTest, AGroundIsKnownGivenOnceAndReasoned) {
  const v1::Case file = client_.Open("c1", "M001", {});
  v1::Finding finding = FindingOf(1, "M204", 0);
  finding.add_grounds(v1::FINDING_GROUND_MINOR_CORRECTED_HARMLESS);
  finding.set_reason("");
  EXPECT_EQ(Add(file.case_id(), finding), "FAILED_PRECONDITION/G14_REASON_REQUIRED");
  finding.set_reason("why");
  finding.add_grounds(v1::FINDING_GROUND_MINOR_CORRECTED_HARMLESS);
  EXPECT_EQ(Add(file.case_id(), finding), "INVALID_ARGUMENT/BAD_REQUEST");
  finding.clear_grounds();
  finding.add_grounds(static_cast<v1::FindingGround>(99));
  EXPECT_EQ(Add(file.case_id(), finding), "INVALID_ARGUMENT/BAD_REQUEST");
  finding.clear_grounds();
  EXPECT_EQ(Add(file.case_id(), finding), "FAILED_PRECONDITION/POINTS_OUT_OF_RANGE");
  finding.add_grounds(v1::FINDING_GROUND_MINOR_CORRECTED_HARMLESS);
  EXPECT_EQ(Add(file.case_id(), finding), "OK");
}

TEST_F(FindingServiceTest, AnActWithoutPointsIsDecidedAndPostsNothing) {
  v1::Finding finding = FindingOf(1, "M101", 0);
  finding.add_grounds(v1::FINDING_GROUND_MINOR_CORRECTED_HARMLESS);
  const v1::Case file = client_.Served("c1", "M001", {finding}, kServed);
  ASSERT_EQ(walk_.Waive(file.case_id()), "OK");
  EXPECT_EQ(client_.Confirm(file.case_id()).decision(), v1::DECISION_CONFIRMED);
  EXPECT_EQ(client_.Effect(file.case_id(), kServed).entry_ids_size(), 0);
}

// One act, found by a special inspection, told by a tip-off and seen by the monitoring at the same
// time.
TEST_F(FindingServiceTest, G16ThreeSourcesThatRaceCountOneAct) {
  std::vector<std::string> cases;
  for (const v1::CaseSource source : {v1::CASE_SOURCE_SPECIAL_INSPECTION, v1::CASE_SOURCE_COMPLAINT,
                                      v1::CASE_SOURCE_ONLINE_MONITORING}) {
    v1::OpenCaseRequest open;
    open.set_case_ref(absl::StrCat("c", static_cast<int>(source)));
    open.set_institution_id("M001");
    open.set_source(source);
    AddOfficers(open, {"officer-a", "officer-b"});
    const auto opened = client_.Call(&CaseStub::OpenCase, open, AsOfficer());
    ASSERT_TRUE(opened.ok()) << opened.status();
    cases.push_back(opened->case_().case_id());
  }
  std::vector<std::string> outcomes(cases.size());
  std::vector<std::thread> callers;
  for (size_t i = 0; i < cases.size(); ++i) {
    callers.emplace_back([&, i] {
      v1::AddFindingRequest request;
      request.set_request_id(NewRequestId());
      request.set_case_id(cases[i]);
      *request.mutable_finding() = FindingOf(1, "M101", 1);
      outcomes[i] = Outcome(
          rpc::Invoke(client_.stub(), &CaseStub::AddFinding, request, AsOfficer()).status());
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "OK"), 1);
  EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "FAILED_PRECONDITION/G16_SAME_ACT"), 2)
      << ::testing::PrintToString(outcomes);
}

// The policy changes between the act and the decision.
class PolicyChangeTest : public FindingServiceTest {
 protected:
  // The shipped policy from 2026-02-20 on, with M202 at these points instead of 3.
  void PutNewer(int points) {
    std::string text = ReadSourceFile("policies/medical.txtpb");
    const auto stub = v1::PolicyService::NewStub(server_.channel());
    const auto listed = rpc::Invoke(*stub, &v1::PolicyService::Stub::ListPolicies,
                                    v1::ListPoliciesRequest(), AsSupervisor());
    ASSERT_TRUE(listed.ok()) << listed.status();
    std::string superseded;
    for (const v1::PolicySummary& one : listed->policies()) {
      if (one.kind() == v1::SUBJECT_KIND_MEDICAL) superseded = one.sha256();
    }
    const size_t item = text.find("code: \"M202\"");
    text.replace(text.find("points: 3", item), 9, absl::StrCat("points: ", points));
    absl::StrReplaceAll(
        {{"effective_from: \"2020-01-01\"",
          absl::StrCat("effective_from: \"2026-02-20\"\nsupersedes: \"", superseded, "\"")}},
        &text);
    v1::PutPolicyRequest put;
    put.set_request_id(NewRequestId());
    put.set_file_name("newer.txtpb");
    put.set_content(text);
    const auto answer =
        rpc::Invoke(*stub, &v1::PolicyService::Stub::PutPolicy, put, AsSupervisor());
    ASSERT_TRUE(answer.ok()) << answer.status();
  }
  v1::Case DecidedAfterChangeTo(int points) {
    const v1::Case file = client_.Served("c1", "M001", {FindingOf(1, "M202", 3)}, kServed);
    EXPECT_EQ(walk_.Waive(file.case_id()), "OK");
    PutNewer(points);
    server_.clock().Set(Day(2026, 2, 20));
    return client_.Confirm(file.case_id());
  }
};

TEST_F(PolicyChangeTest, G17ALighterNewVersionApplies) {
  const v1::Case decided = DecidedAfterChangeTo(2);
  EXPECT_EQ(decided.final_points(), 2);
  EXPECT_EQ(decided.decision(), v1::DECISION_REVISED_DOWN);
  EXPECT_NE(decided.policy_choice().find("NEW_LIGHTER"), std::string::npos)
      << decided.policy_choice();
}

TEST_F(PolicyChangeTest, G17AHeavierNewVersionDoesNot) {
  const v1::Case decided = DecidedAfterChangeTo(5);
  EXPECT_EQ(decided.final_points(), 3);
  EXPECT_EQ(decided.decision(), v1::DECISION_CONFIRMED);
  EXPECT_NE(decided.policy_choice().find("OLD_AS_LIGHT"), std::string::npos)
      << decided.policy_choice();
}

}  // namespace
}  // namespace probity::scoring
