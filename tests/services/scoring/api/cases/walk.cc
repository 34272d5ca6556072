#include "tests/services/scoring/api/cases/walk.h"

#include <gtest/gtest.h>

namespace probity::scoring {

std::string Walk::Remand(const std::string& case_id) {
  return Take(&CaseStub::RemandCase, About<v1::RemandCaseRequest>(case_id), AsSupervisor());
}

std::string Walk::Renew(const std::string& case_id, const std::map<int32_t, int64_t>& raised) {
  auto request = About<v1::RenewNoticeRequest>(case_id);
  for (const auto& [item, points] : raised) {
    v1::RaisedPoints& one = *request.add_raised();
    one.set_item(item);
    one.set_points(points);
  }
  return Take(&CaseStub::RenewNotice, request, AsSupervisor());
}

std::string Walk::RenewOfEffect(const std::string& case_id) {
  auto request = About<v1::RenewNoticeRequest>(case_id);
  request.set_heavier_effect(true);
  return Take(&CaseStub::RenewNotice, request, AsSupervisor());
}

std::string Walk::Suspend(const std::string& case_id) {
  return Take(&CaseStub::SuspendCase, About<v1::SuspendCaseRequest>(case_id), AsSupervisor());
}

std::string Walk::Resume(const std::string& case_id) {
  return Take(&CaseStub::ResumeCase, About<v1::ResumeCaseRequest>(case_id), AsSupervisor());
}

std::string Walk::Terminate(const std::string& case_id) {
  return Take(&CaseStub::TerminateCase, About<v1::TerminateCaseRequest>(case_id), AsSupervisor());
}

std::string Walk::Waive(const std::string& case_id) {
  auto request = About<v1::RecordWaiverRequest>(case_id);
  request.set_waiver("waiver 1");
  return Take(&CaseStub::RecordWaiver, request, AsOfficer());
}

std::string Walk::Execute(const std::string& case_id, const std::string& date) {
  auto request = About<v1::RecordExecutionRequest>(case_id);
  request.set_executed_date(date);
  return Take(&CaseStub::RecordExecution, request, AsOfficer());
}

std::string Walk::DecideTermination(const std::string& case_id, bool terminate) {
  auto request = About<v1::DecideTerminationRequest>(case_id);
  request.set_terminate(terminate);
  return Take(&CaseStub::DecideTermination, request, AsDirector());
}

std::string Walk::Reconsider(const std::string& case_id, const std::string& date) {
  auto request = About<v1::FileReconsiderationRequest>(case_id);
  request.set_filed_date(date);
  request.set_body("市人民政府");
  return Take(&CaseStub::FileReconsideration, request, AsOfficer());
}

std::string Walk::Sue(const std::string& case_id, const std::string& date) {
  auto request = About<v1::FileLitigationRequest>(case_id);
  request.set_filed_date(date);
  request.set_body("示例区人民法院");
  return Take(&CaseStub::FileLitigation, request, AsOfficer());
}

std::string Walk::EndRemedy(const std::string& case_id, v1::RemedyOutcome outcome,
                            const std::string& date, const std::map<int32_t, int64_t>& points) {
  auto request = About<v1::RecordRemedyOutcomeRequest>(case_id);
  request.set_outcome(outcome);
  request.set_outcome_date(date);
  for (const auto& [item, value] : points) {
    v1::FinalPoints& one = *request.add_points();
    one.set_item(item);
    one.set_points(value);
  }
  return Take(&CaseStub::RecordRemedyOutcome, request, AsOfficer());
}

std::string Walk::Reverse(const std::string& case_id) {
  const std::string asked =
      Take(&CaseStub::ReverseDecision, About<v1::ReverseDecisionRequest>(case_id), AsDirector());
  if (asked != "OK") return asked;
  return Take(&CaseStub::ApproveReversal, About<v1::ApproveReversalRequest>(case_id),
              AsDirector("deputy"));
}

std::string Walk::Reopen(const std::string& case_id) {
  return Take(&CaseStub::ReopenCase, About<v1::ReopenCaseRequest>(case_id), AsDirector());
}

std::string Walk::Close(const std::string& case_id) {
  auto request = About<v1::CloseCaseRequest>(case_id);
  request.set_report("closing report 1");
  return Take(&CaseStub::CloseCase, request, AsOfficer());
}

std::string Walk::Archive(const std::string& case_id) {
  auto request = About<v1::ArchiveCaseRequest>(case_id);
  request.set_archive_no("2026-1");
  return Take(&CaseStub::ArchiveCase, request, AsOfficer());
}

v1::Case Walk::InEffect(const std::string& case_ref, const std::string& institution_id,
                        const std::vector<v1::Finding>& findings, const std::string& today) {
  const v1::Case file = client_.Served(case_ref, institution_id, findings, today);
  EXPECT_EQ(Waive(file.case_id()), "OK");
  client_.Confirm(file.case_id());
  return client_.Effect(file.case_id(), today).case_();
}

}  // namespace probity::scoring
