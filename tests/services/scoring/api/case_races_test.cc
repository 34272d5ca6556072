// Two persons at once, on every engine: one succeeds, the other is told, and the books stay whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "probity/scoring/v1/policy_service.grpc.pb.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "services/scoring/api/verify.h"
#include "services/scoring/store/balances.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::AnyOf;
using ::testing::Each;

class CaseRacesTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"}); }

  // What `count` callers get who do the same at the same time.
  static std::vector<std::string> AtOnce(int count, const std::function<absl::Status(int)>& act) {
    std::vector<std::string> outcomes(static_cast<size_t>(count));
    std::vector<std::thread> callers;
    for (int i = 0; i < count; ++i) {
      callers.emplace_back([&, i] { outcomes[static_cast<size_t>(i)] = Outcome(act(i)); });
    }
    for (std::thread& caller : callers) caller.join();
    return outcomes;
  }

  // One OK, and the others told that the case has moved on.
  static void ExpectOne(const std::vector<std::string>& outcomes) {
    EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "OK"), 1);
    EXPECT_THAT(outcomes, Each(AnyOf("OK", "ABORTED/CONFLICT", "ABORTED/ETAG_MISMATCH",
                                     "FAILED_PRECONDITION/WRONG_STATE")));
  }

  v1::Case Confirmed(const std::string& case_ref, int64_t points) {
    v1::Finding finding = FindingOf(1, "M201", points);
    finding.set_act_ref(case_ref);
    const v1::Case served = client_.Served(case_ref, "M001", {finding}, "2026-02-12");
    v1::RecordWaiverRequest waiver;
    waiver.set_case_id(served.case_id());
    waiver.set_waiver("waiver 1");
    EXPECT_TRUE(client_.Call(&CaseStub::RecordWaiver, waiver, AsOfficer()).ok());
    return client_.Confirm(served.case_id());
  }

  absl::Status Effect(const std::string& case_id) {
    v1::RecordDecisionServiceRequest serve;
    serve.set_request_id(NewRequestId());
    serve.set_case_id(case_id);
    serve.set_method(v1::SERVICE_METHOD_DIRECT);
    serve.set_served_date("2026-02-12");
    serve.set_receipt("receipt 1");
    return rpc::Invoke(client_.stub(), &CaseStub::RecordDecisionService, serve, AsOfficer())
        .status();
  }

  void ExpectBooks(int64_t entries, int64_t points) {
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      const auto proof = VerifyLedger(tx, server_.env());
      if (!proof.ok()) return proof.status();
      EXPECT_EQ(proof->ledger.seq, entries);
      const auto balance =
          BalancePoints(tx, server_.env().region, {policy::SubjectKind::kMedical, "M001"}, 2026);
      if (!balance.ok()) return balance.status();
      EXPECT_EQ(*balance, points);
      return absl::OkStatus();
    });
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
};
PROBITY_ON_EVERY_ENGINE(CaseRacesTest);

TEST_P(CaseRacesTest, G16HoldsBetweenCasesThatCompete) {
  server_.PutShippedPolicies();
  std::vector<v1::Case> files;
  for (int i = 0; i < 4; ++i) files.push_back(client_.Open(absl::StrCat("c", i), "M001", {}));
  const auto outcomes = AtOnce(4, [&](int i) {
    v1::AddFindingRequest request;
    request.set_request_id(NewRequestId());
    request.set_case_id(files[static_cast<size_t>(i)].case_id());
    *request.mutable_finding() = FindingOf(1, "M204", 6);
    return rpc::Invoke(client_.stub(), &CaseStub::AddFinding, request, AsOfficer()).status();
  });
  EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "OK"), 1);
  EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "FAILED_PRECONDITION/G16_SAME_ACT"), 3)
      << ::testing::PrintToString(outcomes);
}

TEST_P(CaseRacesTest, ADecisionTakesEffectOnceHoweverManyRecordItsService) {
  server_.PutShippedPolicies();
  const v1::Case decided = Confirmed("c1", 6);
  ExpectOne(AtOnce(4, [&](int) { return Effect(decided.case_id()); }));
  ExpectBooks(1, 6);
}

TEST_P(CaseRacesTest, SixteenDecisionsOfOneInstitutionAllCount) {
  server_.PutShippedPolicies();
  std::vector<v1::Case> decided;
  for (int i = 0; i < 16; ++i) decided.push_back(Confirmed(absl::StrCat("c", i), 1));
  const auto outcomes =
      AtOnce(16, [&](int i) { return Effect(decided[static_cast<size_t>(i)].case_id()); });
  EXPECT_THAT(outcomes, Each("OK"));
  ExpectBooks(16, 16);
}

TEST_P(CaseRacesTest, ADecisionIsRevokedOnceWhoeverApproves) {
  server_.PutShippedPolicies();
  const v1::Case decided = Confirmed("c1", 6);
  ASSERT_TRUE(Effect(decided.case_id()).ok());
  v1::ReverseDecisionRequest reverse;
  reverse.set_case_id(decided.case_id());
  reverse.set_etag(client_.Get(decided.case_id()).etag());
  reverse.set_reason("set aside by the court");
  reverse.set_document("judgment 1");
  const auto asked = client_.Call(&CaseStub::ReverseDecision, reverse, AsDirector());
  ASSERT_TRUE(asked.ok()) << asked.status();
  const v1::Case other = Confirmed("c2", 3);
  std::string other_effect;
  std::thread meanwhile([&] { other_effect = Outcome(Effect(other.case_id())); });
  ExpectOne(AtOnce(4, [&](int i) {
    v1::ApproveReversalRequest approve;
    approve.set_request_id(NewRequestId());
    approve.set_case_id(decided.case_id());
    approve.set_etag(asked->case_().etag());
    approve.set_reason("核对判决无误，同意撤销。");
    return rpc::Invoke(client_.stub(), &CaseStub::ApproveReversal, approve,
                       AsDirector(absl::StrCat("deputy-", i)))
        .status();
  }));
  meanwhile.join();
  EXPECT_EQ(other_effect, "OK") << "another case of the institution takes effect meanwhile";
  ExpectBooks(3, 3);
}

TEST_P(CaseRacesTest, TheSameRegisterImportedByTwoIsThereOnce) {
  const auto import = [&] {
    v1::ImportInstitutionsRequest message;
    message.set_request_id(NewRequestId());
    for (int i = 0; i < 300; ++i) {
      v1::Institution& one = *message.add_institutions();
      one.set_institution_id(absl::StrCat("N", i));
      one.set_name("示例医院");
      one.set_kind(v1::SUBJECT_KIND_MEDICAL);
      one.set_district("示例区");
      one.set_designated_from_date("2020-01-01");
    }
    return rpc::InvokeImport(*v1::RegistryService::NewStub(server_.channel()),
                             &v1::RegistryService::Stub::ImportInstitutions, {message},
                             AsSupervisor());
  };
  const auto outcomes = AtOnce(4, [&](int) { return import().status(); });
  EXPECT_THAT(outcomes, Each(AnyOf("OK", "ABORTED/CONFLICT"))) << "never a bare duplicate key";
  const auto again = import();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->unchanged(), 300);
}

TEST_P(CaseRacesTest, TheSamePolicyPutByTwoIsThereOnce) {
  const auto stub = v1::PolicyService::NewStub(server_.channel());
  const auto outcomes = AtOnce(4, [&](int) {
    v1::PutPolicyRequest request;
    request.set_request_id(NewRequestId());
    request.set_file_name("medical.txtpb");
    request.set_content(ReadSourceFile("policies/medical.txtpb"));
    return rpc::Invoke(*stub, &v1::PolicyService::Stub::PutPolicy, request, AsSupervisor())
        .status();
  });
  EXPECT_THAT(outcomes, Each("OK"));
  const auto listed =
      rpc::Invoke(*stub, &v1::PolicyService::Stub::ListPolicies, {}, AsSupervisor());
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->policies_size(), 1);
}

}  // namespace
}  // namespace probity::scoring
