// What follows a case beyond points: recovery, publication, joint punishment, bars.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "common/crypto/crypto.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/joint_punishment_service.grpc.pb.h"
#include "probity/scoring/v1/publicity_service.grpc.pb.h"
#include "probity/scoring/v1/recovery_service.grpc.pb.h"
#include "probity/scoring/v1/registry_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_AUDITOR;
using options::v1::ROLE_CASE_OFFICER;
using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_PUBLIC;
using options::v1::ROLE_SETTLEMENT_PREPARER;
using options::v1::ROLE_SUPERVISOR;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Day = absl::CivilDay;
using Consequences = v1::ConsequenceService::Stub;
using Publicity = v1::PublicityService::Stub;
using Joint = v1::JointPunishmentService::Stub;
using Recovery = v1::RecoveryService::Stub;

constexpr int64_t kRecovery = 100'000;

class ConsequenceCasesTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
  }

  template <typename Stub, typename Class, typename Request, typename Response>
  absl::StatusOr<Response> Call(const std::unique_ptr<Stub>& stub,
                                grpc::Status (Class::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                                std::type_identity_t<Request> request,
                                const rpc::CallOptions& options) {
    if constexpr (requires { request.request_id(); }) request.set_request_id(NewRequestId());
    return rpc::Invoke(*stub, method, request, options);
  }

  static v1::Finding Found(const std::string& code, int64_t points) {
    v1::Finding finding = FindingOf(1, code, points);
    finding.set_recovery_fen(kRecovery);
    return finding;
  }

  // Served on 24 February 2026, after the objection window lapsed.
  v1::Case Decided(const std::string& code, int64_t points) {
    const v1::Case file = client_.Served("c1", "M001", {Found(code, points)}, "2026-02-02");
    server_.clock().Set(Day(2026, 2, 24));
    client_.Confirm(file.case_id());
    return client_.Effect(file.case_id(), "2026-02-24").case_();
  }

  void Revoke(const v1::Case& effective) {
    v1::ReverseDecisionRequest reverse;
    reverse.set_case_id(effective.case_id());
    reverse.set_etag(client_.Get(effective.case_id()).etag());
    reverse.set_reason("set aside");
    reverse.set_document("判决 1");
    const auto asked = client_.Call(&CaseStub::ReverseDecision, reverse, AsDirector());
    ASSERT_TRUE(asked.ok()) << asked.status();
    v1::ApproveReversalRequest approve;
    approve.set_case_id(effective.case_id());
    approve.set_etag(asked->case_().etag());
    approve.set_reason("核对判决无误，同意撤销。");
    const auto revoked = client_.Call(&CaseStub::ApproveReversal, approve, AsDirector("deputy"));
    ASSERT_TRUE(revoked.ok()) << revoked.status();
  }

  v1::GetRecoveryResponse RecoveryOf(const v1::Case& file) {
    v1::GetRecoveryRequest request;
    request.set_case_id(file.case_id());
    const auto got = Call(recovery_, &Recovery::GetRecovery, request, As({ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? *got : v1::GetRecoveryResponse();
  }

  absl::StatusOr<v1::RecordReceiptResponse> Receive(const v1::Case& file, int64_t fen,
                                                    const std::string& document) {
    v1::RecordReceiptRequest request;
    request.set_case_id(file.case_id());
    request.set_item(1);
    request.set_amount_fen(fen);
    request.set_received_date("2026-02-24");
    request.set_document(document);
    return Call(recovery_, &Recovery::RecordReceipt, request, As({ROLE_CASE_OFFICER}));
  }

  std::vector<v1::Publication> Publications() {
    const auto listed = Call(publicity_, &Publicity::ListPublications, {}, As({ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->publications().begin(), listed->publications().end()};
  }
  std::vector<v1::PublicRecord> PublicList() {
    const auto listed =
        Call(publicity_, &Publicity::ListPublicRecords, {}, As({ROLE_PUBLIC}, "anybody"));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->records().begin(), listed->records().end()};
  }
  absl::StatusOr<v1::PublishResponse> Publish(const v1::Publication& publication,
                                              const std::string& summary) {
    v1::PublishRequest request;
    request.set_publication_id(publication.publication_id());
    request.set_etag(publication.etag());
    request.set_document("示例记分〔2026〕1号");
    request.set_summary(summary);
    request.add_person_names("甲乙丙");
    return Call(publicity_, &Publicity::Publish, request, As({ROLE_SUPERVISOR}));
  }

  ScoringServer server_{Day(2026, 2, 2), GetParam()};
  CaseClient client_{server_};
  std::unique_ptr<Consequences> consequences_ = v1::ConsequenceService::NewStub(server_.channel());
  std::unique_ptr<Publicity> publicity_ = v1::PublicityService::NewStub(server_.channel());
  std::unique_ptr<Joint> joint_ = v1::JointPunishmentService::NewStub(server_.channel());
  std::unique_ptr<Recovery> recovery_ = v1::RecoveryService::NewStub(server_.channel());
};
PROBITY_ON_EVERY_ENGINE(ConsequenceCasesTest);

TEST_P(ConsequenceCasesTest, RecoveryIsExpectedWithTheDecisionAndReceivedToTheFen) {
  const v1::Case file = Decided("M204", 6);
  v1::GetRecoveryResponse recovery = RecoveryOf(file);
  ASSERT_THAT(recovery.items(), SizeIs(1));
  EXPECT_EQ(recovery.items(0).due_date(), "2026-03-11") << "15 days from the service";
  EXPECT_EQ(recovery.sum().outstanding_fen(), kRecovery);
  EXPECT_EQ(recovery.sum().late_fen(), 0);
  ASSERT_TRUE(Receive(file, 40'000, "凭证 1").ok());
  EXPECT_EQ(Outcome(Receive(file, 40'000, "凭证 1").status()), "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(Outcome(Receive(file, 60'001, "凭证 2").status()),
            "FAILED_PRECONDITION/RECOVERY_OVERPAID");
  EXPECT_EQ(Outcome(Receive(file, 0, "凭证 2").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  server_.clock().Set(Day(2026, 3, 11));
  EXPECT_EQ(RecoveryOf(file).sum().late_fen(), 0) << "the last day";
  server_.clock().Set(Day(2026, 3, 12));
  EXPECT_EQ(RecoveryOf(file).sum().late_fen(), 60'000);
  ASSERT_TRUE(Receive(file, 60'000, "凭证 2").ok());
  const auto totals = Call(recovery_, &Recovery::ListRecoveryTotals, {}, As({ROLE_AUDITOR}));
  ASSERT_TRUE(totals.ok()) << totals.status();
  ASSERT_THAT(totals->totals(), SizeIs(1));
  EXPECT_EQ(totals->totals(0).institution_id(), "M001");
  EXPECT_EQ(totals->totals(0).year(), 2026);
  EXPECT_EQ(totals->totals(0).cases(), 1);
  EXPECT_EQ(totals->sum().received_fen(), kRecovery);
  EXPECT_EQ(totals->sum().outstanding_fen(), 0);
}

TEST_P(ConsequenceCasesTest, ARevocationTurnsWhatWasReceivedIntoWhatIsGivenBack) {
  const v1::Case file = Decided("M204", 6);
  ASSERT_TRUE(Receive(file, 40'000, "凭证 1").ok());
  ASSERT_NO_FATAL_FAILURE(Revoke(file));
  EXPECT_EQ(RecoveryOf(file).sum().expected_fen(), 0);
  EXPECT_EQ(RecoveryOf(file).sum().to_refund_fen(), 40'000);
  EXPECT_EQ(Outcome(Receive(file, 1, "凭证 2").status()), "FAILED_PRECONDITION/RECOVERY_OVERPAID");
  v1::RecordRefundRequest refund;
  refund.set_case_id(file.case_id());
  refund.set_item(1);
  refund.set_amount_fen(40'001);
  refund.set_refunded_date("2026-02-24");
  refund.set_document("退 1");
  const auto refunded = [&] {
    return Call(recovery_, &Recovery::RecordRefund, refund, As({ROLE_SETTLEMENT_PREPARER}));
  };
  EXPECT_EQ(Outcome(refunded().status()), "FAILED_PRECONDITION/RECOVERY_OVERPAID");
  refund.set_amount_fen(40'000);
  ASSERT_TRUE(refunded().ok());
  EXPECT_EQ(RecoveryOf(file).sum().to_refund_fen(), 0);
  EXPECT_THAT(RecoveryOf(file).entries(), SizeIs(4)) << "nothing is ever changed";
}

TEST_P(ConsequenceCasesTest, ADecisionIsPublishedMaskedWithinTwentyWorkdays) {
  Decided("M204", 6);
  ASSERT_THAT(Publications(), SizeIs(1));
  const v1::Publication due = Publications().front();
  EXPECT_EQ(due.publish_by_date(), "2026-03-23") << "28 February is a make-up Saturday";
  EXPECT_THAT(PublicList(), IsEmpty());
  EXPECT_EQ(Outcome(Publish(due, "甲乙丙，电话13800000000").status()),
            "FAILED_PRECONDITION/PUBLICATION_NOT_MASKED");
  const auto published = Publish(due, "甲乙丙为患者办理挂床住院。");
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->publication().weight(), v1::PUBLICATION_WEIGHT_LIGHT);
  EXPECT_EQ(published->publication().end_date(), "2026-05-24");
  EXPECT_EQ(Outcome(Publish(published->publication(), "again").status()),
            "FAILED_PRECONDITION/PUBLICATION_STATE");
  ASSERT_THAT(PublicList(), SizeIs(1));
  const v1::PublicRecord shown = PublicList().front();
  EXPECT_THAT(shown.body(), HasSubstr("甲＊＊为患者"));
  EXPECT_THAT(shown.body(), Not(HasSubstr("甲乙丙")));
  EXPECT_THAT(shown.body(), HasSubstr("挂床住院"));
  server_.clock().Set(Day(2026, 5, 24));
  EXPECT_THAT(PublicList(), SizeIs(1)) << "the last day";
  server_.clock().Set(Day(2026, 5, 25));
  EXPECT_THAT(PublicList(), IsEmpty());
}

TEST_P(ConsequenceCasesTest, WhatIsNotPublishedInTimeIsOverdue) {
  Decided("M204", 6);
  v1::ListPublicationsRequest overdue;
  overdue.set_overdue(true);
  const auto count = [&] {
    return Call(publicity_, &Publicity::ListPublications, overdue, As({ROLE_AUDITOR}))
        ->publications_size();
  };
  server_.clock().Set(Day(2026, 3, 23));
  EXPECT_EQ(count(), 0);
  server_.clock().Set(Day(2026, 3, 24));
  EXPECT_EQ(count(), 1);
}

TEST_P(ConsequenceCasesTest, ARevokedDecisionLeavesThePublicListAtOnce) {
  const v1::Case file = Decided("M204", 6);
  const auto published = Publish(Publications().front(), "挂床住院");
  ASSERT_TRUE(published.ok()) << published.status();
  server_.clock().Set(Day(2026, 5, 8));
  ASSERT_NO_FATAL_FAILURE(Revoke(file));
  const v1::Publication withdrawn = Publications().front();
  EXPECT_EQ(withdrawn.state(), v1::PUBLICATION_STATE_WITHDRAWN);
  EXPECT_EQ(withdrawn.withdraw_by_date(), "2026-05-12") << "Saturday 9 May is worked";
  ASSERT_THAT(PublicList(), SizeIs(1));
  EXPECT_TRUE(PublicList().front().withdrawn());
  EXPECT_THAT(PublicList().front().reason(), HasSubstr("判决 1"));
  EXPECT_EQ(PublicList().front().body(), "");
  v1::ConfirmWithdrawalRequest confirm;
  confirm.set_publication_id(withdrawn.publication_id());
  confirm.set_etag(withdrawn.etag());
  confirm.set_reason("法院撤销原决定");
  const auto confirmed =
      Call(publicity_, &Publicity::ConfirmWithdrawal, confirm, As({ROLE_SUPERVISOR}));
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->publication().withdrawal_confirmed_date(), "2026-05-08");
}

TEST_P(ConsequenceCasesTest, ALoweredRateIsPublishedThreeYearsAndMayEndEarly) {
  Decided("M401", 12);
  const auto published = Publish(Publications().front(), "冒名就医");
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->publication().weight(), v1::PUBLICATION_WEIGHT_OTHER);
  EXPECT_EQ(published->publication().end_date(), "2029-02-24");
  v1::EndEarlyRequest end;
  end.set_publication_id(published->publication().publication_id());
  end.set_etag(published->publication().etag());
  end.set_performed_document("缴款 1");
  end.set_corrected_document("整改 1");
  end.set_reason("performed and corrected");
  const auto ended = [&] {
    return Call(publicity_, &Publicity::EndEarly, end, As({ROLE_DIRECTOR}));
  };
  server_.clock().Set(Day(2026, 5, 24));
  EXPECT_EQ(Outcome(ended().status()), "FAILED_PRECONDITION/EARLY_END_NOT_ALLOWED");
  server_.clock().Set(Day(2026, 5, 25));
  end.clear_corrected_document();
  EXPECT_EQ(Outcome(ended().status()), "FAILED_PRECONDITION/EARLY_END_NOT_ALLOWED");
  end.set_corrected_document("整改 1");
  const auto done = ended();
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(PublicList(), IsEmpty());
}

TEST_P(ConsequenceCasesTest, ResponsiblePersonsOfSeriousBreachesAreListedAndExported) {
  const v1::Case file = Decided("M401", 12);
  v1::NominateRequest nominate;
  nominate.set_case_id(file.case_id());
  nominate.set_person("负责人01");
  nominate.set_duty("院长");
  nominate.set_cause("冒名就医骗取医保基金");
  nominate.set_basis("条例 33");
  const auto nominated = Call(joint_, &Joint::Nominate, nominate, As({ROLE_SUPERVISOR}, "chief"));
  ASSERT_TRUE(nominated.ok()) << nominated.status();
  EXPECT_EQ(
      Outcome(Call(joint_, &Joint::Nominate, nominate, As({ROLE_SUPERVISOR}, "chief")).status()),
      "ALREADY_EXISTS/ALREADY_EXISTS");
  v1::DecideNominationRequest decide;
  decide.set_nomination_id(nominated->nomination().nomination_id());
  decide.set_etag(nominated->nomination().etag());
  decide.set_listed(true);
  decide.set_months(2);
  decide.set_minutes("会审纪要 1");
  decide.set_reason("serious");
  EXPECT_EQ(
      Outcome(Call(joint_, &Joint::DecideNomination, decide, As({ROLE_DIRECTOR}, "head")).status()),
      "FAILED_PRECONDITION/MEASURE_LENGTH");
  decide.set_months(12);
  EXPECT_EQ(
      Outcome(
          Call(joint_, &Joint::DecideNomination, decide, As({ROLE_DIRECTOR}, "chief")).status()),
      "PERMISSION_DENIED/G22_TWO_PERSONS");
  const auto listed = Call(joint_, &Joint::DecideNomination, decide, As({ROLE_DIRECTOR}, "head"));
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->nomination().end_date(), "2027-02-24");
  server_.clock().Set(Day(2026, 2, 25));
  const auto exported = Call(joint_, &Joint::ExportList, {}, As({ROLE_SUPERVISOR}));
  ASSERT_TRUE(exported.ok()) << exported.status();
  EXPECT_EQ(exported->persons(), 1);
  EXPECT_EQ(exported->sha256(), crypto::Hex(crypto::Sha256(exported->file())));
  EXPECT_THAT(exported->file(), HasSubstr("负责人01"));
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    const auto leaves = AuditLog("demo").List(tx, exported->audit_seq() - 1, 1);
    if (!leaves.ok()) return leaves.status();
    EXPECT_EQ(crypto::Hex(leaves->front().link.hash), exported->audit_hash());
    EXPECT_THAT(leaves->front().body, HasSubstr(exported->sha256()));
    return absl::OkStatus();
  });
  ASSERT_NO_FATAL_FAILURE(Revoke(file));
  const auto after = Call(joint_, &Joint::ExportList, {}, As({ROLE_SUPERVISOR}));
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->persons(), 0) << "a revoked decision takes its persons off the list";
}

TEST_P(ConsequenceCasesTest, AnOrdinaryBreachPutsNobodyOnTheList) {
  const v1::Case file = Decided("M204", 6);
  v1::NominateRequest nominate;
  nominate.set_case_id(file.case_id());
  nominate.set_person("负责人01");
  nominate.set_duty("院长");
  nominate.set_cause("挂床住院");
  nominate.set_basis("条例 33");
  EXPECT_EQ(Outcome(Call(joint_, &Joint::Nominate, nominate, As({ROLE_SUPERVISOR})).status()),
            "FAILED_PRECONDITION/NOT_SERIOUS");
}

TEST_P(ConsequenceCasesTest, ABarredPrincipalManagesNoDesignatedInstitution) {
  const v1::Case file = Decided("M401", 12);
  v1::BarPrincipalRequest request;
  request.set_case_id(file.case_id());
  request.set_principal("负责人01");
  request.set_served_date("2026-02-24");
  request.set_document("决定 2");
  request.set_reason("造成医保基金重大损失");
  const auto barred =
      Call(consequences_, &Consequences::BarPrincipal, request, As({ROLE_DIRECTOR}));
  ASSERT_TRUE(barred.ok()) << barred.status();
  EXPECT_EQ(barred->bar().end_date(), "2031-02-24") << "5 years (条例 43)";
  const auto registry = v1::RegistryService::NewStub(server_.channel());
  const auto apply = [&](const std::string& id, const std::string& principal,
                         const std::string& from) {
    std::vector<v1::ImportInstitutionsRequest> messages(1);
    messages.front().set_request_id(NewRequestId());
    v1::Institution& one = *messages.front().add_institutions();
    one.set_institution_id(id);
    one.set_name("示例机构 " + id);
    one.set_kind(v1::SUBJECT_KIND_PHARMACY);
    one.set_district("示例区");
    one.set_designated_from_date(from);
    one.set_principal(principal);
    return Outcome(rpc::InvokeImport(*registry, &v1::RegistryService::Stub::ImportInstitutions,
                                     messages, As({ROLE_SUPERVISOR}))
                       .status());
  };
  EXPECT_EQ(apply("P900", "负责人01", "2026-06-01"), "FAILED_PRECONDITION/BARRED");
  EXPECT_EQ(apply("P900", "负责人02", "2026-06-01"), "OK");
  EXPECT_EQ(apply("P901", "负责人01", "2031-02-24"), "FAILED_PRECONDITION/BARRED")
      << "the last day of the bar";
  EXPECT_EQ(apply("P901", "负责人01", "2031-02-25"), "OK");
  EXPECT_EQ(apply("P902", "", "2026-06-01"), "OK") << "none stated";
  ASSERT_NO_FATAL_FAILURE(Revoke(file));
  EXPECT_EQ(apply("P903", "负责人01", "2026-06-01"), "OK") << "the decision was revoked";
}

}  // namespace
}  // namespace probity::scoring
