#include "tests/services/scoring/api/documents/full_case.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "probity/scoring/v1/evidence_service.grpc.pb.h"
#include "probity/scoring/v1/lead_service.grpc.pb.h"
#include "services/scoring/store/cases/officers.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using LeadStub = v1::LeadService::Stub;
using EvidenceStub = v1::EvidenceService::Stub;

class Maker {
 public:
  explicit Maker(ScoringServer& server)
      : server_(server),
        client_(server),
        documents_(server),
        leads_(v1::LeadService::NewStub(server.channel())),
        evidence_(v1::EvidenceService::NewStub(server.channel())) {}

  FullCase Make() {
    RegisterStaff();
    FileFromLead();
    Investigate();
    Notify();
    Object();
    HoldHearing();
    Judge();
    Decide();
    Reconsider();
    Reverse();
    Close();
    return made_;
  }

 private:
  template <typename Request>
  Request About() {
    Request request;
    request.set_case_id(made_.case_id);
    if constexpr (requires { request.set_etag(""); }) {
      request.set_etag(client_.Get(made_.case_id).etag());
    }
    return request;
  }
  template <typename Request, typename Response>
  Response Take(grpc::Status (CaseStub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request, const rpc::CallOptions& as) {
    const auto response = client_.Call(method, request, as);
    EXPECT_TRUE(response.ok()) << Request::descriptor()->name() << ": " << response.status();
    return response.value_or(Response());
  }
  template <typename Request, typename Response>
  Response Act(grpc::Status (ProcedureStub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
               const Request& request, const rpc::CallOptions& as) {
    const auto response = client_.procedure().Call(method, request, as);
    EXPECT_TRUE(response.ok()) << Request::descriptor()->name() << ": " << response.status();
    return response.value_or(Response());
  }
  template <typename Request, typename Response>
  Response OfLead(grpc::Status (LeadStub::*method)(grpc::ClientContext*, const Request&, Response*),
                  Request request, const rpc::CallOptions& as) {
    request.set_request_id(NewRequestId());
    const auto response = rpc::Invoke(*leads_, method, request, as);
    EXPECT_TRUE(response.ok()) << Request::descriptor()->name() << ": " << response.status();
    return response.value_or(Response());
  }

  void RegisterStaff() {
    const auto officer = [](const char* person, const char* name, const char* number) {
      return Officer{person,           name, number, "龙马潭区医疗保障局", Day(2020, 1, 1),
                     Day(2030, 12, 31)};
    };
    server_.Change([&](sql::Tx& tx) {
      return InsertOfficers(
          tx, "demo",
          {officer("officer-a", "李明", "23050400101"), officer("officer-b", "周敏", "23050400102"),
           officer("supervisor", "陈思远", "23050400103"),
           officer("legal-reviewer", "孙宁", "23050400104"),
           officer("director", "王建国", "23050400105"),
           officer("inspector", "赵立", "23050400106")},
          0);
    });
  }

  void FileFromLead() {
    v1::ReportLeadRequest report;
    v1::ReportedLead& lead = *report.mutable_lead();
    lead.set_external_id("抽查2026-017");
    lead.set_institution_id("M001");
    lead.set_violation_code("M204");
    lead.set_act_ref("床位使用率");
    lead.set_act_start_date("2026-01-05");
    lead.set_act_end_date("2026-01-15");
    lead.set_amount_fen(300000);
    lead.set_description("床位使用率异常");
    report.set_source(v1::CASE_SOURCE_SPOT_CHECK);
    const auto inspector = As({options::v1::ROLE_INSPECTOR}, "inspector");
    const auto reported = OfLead(&LeadStub::ReportLead, report, inspector);
    v1::VerifyLeadRequest verify;
    verify.set_lead_id(reported.lead().lead_id());
    OfLead(&LeadStub::VerifyLead, verify, inspector);
    v1::FileLeadRequest file;
    file.add_lead_ids(reported.lead().lead_id());
    file.set_case_ref("龙案〔2026〕第17号");
    AddOfficers(file, {"officer-a", "officer-b"});
    made_.case_id = OfLead(&LeadStub::FileLead, file, AsOfficer()).case_().case_id();
  }

  void AddFinding(int32_t item, const std::string& code, int64_t points, const std::string& facts,
                  int64_t recovery_fen) {
    auto add = About<v1::AddFindingRequest>();
    v1::Finding& finding = *add.mutable_finding();
    finding = FindingOf(item, code, points);
    finding.set_act_start_date("2026-01-05");
    finding.set_facts(facts);
    finding.set_reason("按涉案金额在幅度内选取");
    finding.set_recovery_fen(recovery_fen);
    Take(&CaseStub::AddFinding, add, AsOfficer());
  }

  void AddEvidence(v1::EvidenceKind kind, const std::string& title, const std::string& file_name,
                   const std::string& content) {
    std::vector<v1::UploadEvidenceRequest> messages(2);
    messages[0].set_request_id(NewRequestId());
    v1::EvidenceHead& head = *messages[0].mutable_head();
    head.set_case_id(made_.case_id);
    head.set_kind(kind);
    head.set_title(title);
    head.set_file_name(file_name);
    head.set_sha256(crypto::Hex(crypto::Sha256(content)));
    head.set_size_bytes(static_cast<int64_t>(content.size()));
    head.set_source_person("病案室刘芳");
    head.set_taken_date("2026-02-12");
    messages[1].set_chunk(content);
    size_t next = 0;
    const auto sent =
        rpc::InvokeUpload(*evidence_, &EvidenceStub::UploadEvidence, AsOfficer(),
                          [&](v1::UploadEvidenceRequest* one) -> absl::StatusOr<bool> {
                            if (next == messages.size()) return false;
                            *one = messages[next++];
                            return true;
                          });
    EXPECT_TRUE(sent.ok()) << sent.status();
    made_.evidence.push_back(content);
  }

  void Investigate() {
    AddFinding(1, "M201", 5, "抽查住院病历40份，其中12份存在重复收费、超标准收费。", 123456);
    AddFinding(2, "M204", 6, "三名患者挂床住院，夜间不在院。", 300000);
    AddFinding(3, "M301", 12, "检查时提供虚假的床位登记表，掩盖三名患者不在院的事实。", 1050000);
    AddEvidence(v1::EVIDENCE_KIND_DOCUMENTARY, "住院病历及费用清单复印件", "病历.pdf",
                "%PDF-1.7\nrecords");
    AddEvidence(v1::EVIDENCE_KIND_DOCUMENTARY, "夜间查房记录", "查房记录.pdf",
                "%PDF-1.7\nwards at night");
    const auto by_hand = [&](v1::DocumentType type,
                             const std::map<std::string, std::string>& fields) {
      const auto issued = documents_.Issue(type, made_.case_id, AsOfficer(), fields);
      EXPECT_TRUE(issued.ok()) << issued.status();
    };
    by_hand(
        v1::DOCUMENT_TYPE_INQUIRY_RECORD,
        {{"respondent", "刘芳"},
         {"respondent_post", "病案室负责人"},
         {"place", "示例机构病案室"},
         {"time", "2026年2月12日10时至11时"},
         {"inquirers", "李明、周敏"},
         {"recorder", "周敏"},
         {"content", "问：抽查的12份病历由谁录入费用？\n答：由收费处录入，病案室只负责归档。"}});
    by_hand(v1::DOCUMENT_TYPE_EVIDENCE_LIST, {});
    auto complete = About<v1::CompleteInvestigationRequest>();
    complete.set_report("龙医保调报〔2026〕17号");
    Take(&CaseStub::CompleteInvestigation, complete, AsOfficer());
  }

  void Notify() {
    Take(&CaseStub::IssuePreliminary, About<v1::IssuePreliminaryRequest>(), AsSupervisor());
    v1::TellHearingRightRequest tell;
    tell.set_case_id(made_.case_id);
    tell.set_document_no("随结果告知书");
    Act(&ProcedureStub::TellHearingRight, tell, AsSupervisor());
    Take(&CaseStub::IssueNotice, About<v1::IssueNoticeRequest>(), AsSupervisor());
    server_.clock().Set(Day(2026, 2, 13));
    auto serve = About<v1::RecordNoticeServiceRequest>();
    serve.set_method(v1::SERVICE_METHOD_DIRECT);
    serve.set_served_date("2026-02-13");
    serve.set_receipt("回证17-1");
    serve.mutable_details()->set_recipient("何医务");
    serve.mutable_details()->set_signatory(v1::SIGNATORY_MAIL_CLERK);
    Take(&CaseStub::RecordNoticeService, serve, AsOfficer());
  }

  void Object() {
    v1::RequestHearingRequest ask;
    ask.set_case_id(made_.case_id);
    Act(&ProcedureStub::RequestHearing, ask, AsInstitution("M001"));
    v1::NotifyHearingRequest call;
    call.set_case_id(made_.case_id);
    call.set_document_no("听通2026-17");
    call.set_served_date("2026-02-13");
    call.set_hearing_date("2026-03-02");
    call.set_place("龙马潭区医疗保障局二楼听证室");
    call.set_host("supervisor");
    Act(&ProcedureStub::NotifyHearing, call, AsSupervisor());
    server_.clock().Set(Day(2026, 2, 24));
    v1::FileGroundsRequest grounds;
    grounds.set_case_id(made_.case_id);
    grounds.add_grounds()->set_text("重复收费系录入错误，已自行退回。");
    grounds.add_grounds()->set_text("患者夜间不在院系请假。");
    const auto filed = Act(&ProcedureStub::FileGrounds, grounds, AsInstitution("M001"));
    for (const v1::CaseRecord& one : filed.records()) grounds_.push_back(one.seq());
    client_.Object(made_.case_id, "我院对第一项、第二项有异议，理由和证据见附件。\n请求从轻处理。");
    client_.Refer(made_.case_id);
  }

  void HoldHearing() {
    server_.clock().Set(Day(2026, 3, 2));
    v1::RecordHearingRequest held;
    held.set_case_id(made_.case_id);
    held.set_outcome(v1::HEARING_OUTCOME_HELD);
    held.set_held_date("2026-03-02");
    held.set_record_no("听笔2026-17");
    held.set_report_no("听报2026-17");
    held.set_recorder("吴书记员");
    held.set_summary(
        "当事人对挂床住院、串换诊疗的事实无异议，重复收费确已部分退回，建议酌情减轻第一项。");
    Act(&ProcedureStub::RecordHearing, held, AsSupervisor());
  }

  void Judge() {
    const v1::TakeSheetsResponse taken = client_.Take(Round('1'));
    ASSERT_EQ(taken.sheets_size(), 1);
    const auto delivered =
        client_.Screen(&ScreeningStub::DeliverVerdicts,
                       client_.Delivery(Round('1'), {Verdict(taken.sheets(0).case_token(),
                                                             {Upheld(2), Upheld(6), Upheld(12)})}));
    EXPECT_TRUE(delivered.ok()) << delivered.status();
    AnswerGround(0, v1::GROUND_OUTCOME_PARTLY, "已退回部分属实，按会审结论减轻第一项。");
    AnswerGround(1, v1::GROUND_OUTCOME_NOT_SUSTAINED,
                 "未提供请假记录，查房记录证明患者连续三夜不在院。");
  }

  void AnswerGround(size_t index, v1::GroundOutcome outcome, const std::string& reason) {
    if (index >= grounds_.size()) return;
    v1::AnswerGroundRequest answer;
    answer.set_case_id(made_.case_id);
    answer.set_ground(grounds_[index]);
    answer.set_outcome(outcome);
    answer.set_reason(reason);
    if (outcome != v1::GROUND_OUTCOME_NOT_SUSTAINED) answer.add_items(1);
    Act(&ProcedureStub::AnswerGround, answer, AsSupervisor());
  }

  void Decide() {
    server_.clock().Set(Day(2026, 3, 6));
    v1::RecordLegalReviewRequest review;
    review.set_case_id(made_.case_id);
    review.set_opinion(v1::REVIEW_OPINION_AGREE);
    review.set_reason("事实清楚，证据确凿，程序合法，适用依据正确。");
    review.set_document_no("法审2026-17");
    Act(&ProcedureStub::RecordLegalReview, review, AsLegalReviewer());
    server_.clock().Set(Day(2026, 3, 9));
    v1::RecordCollectiveDiscussionRequest discuss;
    discuss.set_case_id(made_.case_id);
    discuss.set_held_date("2026-03-09");
    discuss.set_document_no("议2026-17");
    discuss.set_conclusion("同意按会审结论作出记分决定。");
    for (const char* person : {"director", "supervisor", "legal-reviewer"}) {
      discuss.add_participants(person);
    }
    v1::DissentingOpinion& dissent = *discuss.add_dissents();
    dissent.set_person("supervisor");
    dissent.set_opinion("第二项情节较轻，建议再减一分。");
    Act(&ProcedureStub::RecordCollectiveDiscussion, discuss, AsSupervisor());
    auto confirm = About<v1::ConfirmCaseRequest>();
    confirm.set_reason("已自行退回部分费用，采纳会审结论，减轻第一项。");
    Take(&CaseStub::ConfirmCase, confirm, AsDirector());
    server_.clock().Set(Day(2026, 3, 11));
    auto serve = About<v1::RecordDecisionServiceRequest>();
    serve.set_method(v1::SERVICE_METHOD_LEFT);
    serve.set_served_date("2026-03-11");
    serve.set_receipt("回证17-2");
    serve.mutable_details()->set_refusal("负责人拒绝签收");
    serve.mutable_details()->add_witnesses("社区工作人员郑洁");
    Take(&CaseStub::RecordDecisionService, serve, AsOfficer());
  }

  // Of a document that no step serves.
  void ServeOther(v1::DocumentType type, const std::string& date, const std::string& receipt) {
    v1::RecordDocumentServiceRequest serve;
    serve.set_document_id(documents_.Last(made_.case_id, type).document_id());
    serve.set_method(v1::SERVICE_METHOD_DIRECT);
    serve.set_served_date(date);
    serve.set_receipt(receipt);
    const auto served = documents_.Call(&DocumentStub::RecordDocumentService, serve, AsOfficer());
    EXPECT_TRUE(served.ok()) << served.status();
  }

  void Reconsider() {
    ServeOther(v1::DOCUMENT_TYPE_REVIEW_OPINION, "2026-03-11", "回证17-5");
    ServeOther(v1::DOCUMENT_TYPE_SUSPENSION_NOTICE, "2026-03-11", "回证17-3");
    server_.clock().Set(Day(2026, 3, 16));
    auto file = About<v1::FileReconsiderationRequest>();
    file.set_filed_date("2026-03-16");
    file.set_body("龙马潭区人民政府");
    file.set_document("龙政复受〔2026〕5号");
    Take(&CaseStub::FileReconsideration, file, AsOfficer());
    server_.clock().Set(Day(2026, 3, 30));
    auto end = About<v1::RecordRemedyOutcomeRequest>();
    end.set_outcome(v1::REMEDY_OUTCOME_REVOKED);
    end.set_outcome_date("2026-03-30");
    end.set_document("龙政复决〔2026〕5号");
    Take(&CaseStub::RecordRemedyOutcome, end, AsOfficer());
  }

  void Reverse() {
    server_.clock().Set(Day(2026, 3, 31));
    auto reverse = About<v1::ReverseDecisionRequest>();
    reverse.set_reason("复议机关认定第三项事实不清、证据不足，决定撤销。");
    reverse.set_document("龙政复决〔2026〕5号");
    Take(&CaseStub::ReverseDecision, reverse, AsSupervisor());
    auto approve = About<v1::ApproveReversalRequest>();
    approve.set_reason("经核对复议决定书，同意撤销。");
    Take(&CaseStub::ApproveReversal, approve, AsDirector());
    ServeOther(v1::DOCUMENT_TYPE_REVERSAL_DECISION, "2026-03-31", "回证17-4");
    ServeOther(v1::DOCUMENT_TYPE_RESTORATION_NOTICE, "2026-03-31", "回证17-6");
  }

  void Close() {
    server_.clock().Set(Day(2026, 4, 2));
    auto close = About<v1::CloseCaseRequest>();
    close.set_report("龙医保结报〔2026〕17号");
    Take(&CaseStub::CloseCase, close, AsOfficer());
    auto archive = About<v1::ArchiveCaseRequest>();
    archive.set_archive_no("2026-医保-0017");
    Take(&CaseStub::ArchiveCase, archive, AsOfficer());
  }

  ScoringServer& server_;
  CaseClient client_;
  DocumentClient documents_;
  std::unique_ptr<LeadStub> leads_;
  std::unique_ptr<EvidenceStub> evidence_;
  std::vector<int64_t> grounds_;
  FullCase made_;
};

}  // namespace

FullCase MakeFullCase(ScoringServer& server) {
  return Maker(server).Make();
}

}  // namespace probity::scoring
