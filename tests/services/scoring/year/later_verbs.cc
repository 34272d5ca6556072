// The steps of a case after its decision has taken effect.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "tests/services/scoring/support/papers.h"
#include "tests/services/scoring/year/bureau.h"

namespace probity::scoring::year {
namespace {

absl::Status Execute(Bureau& bureau, CaseRun& run, const Words&) {
  auto request = bureau.About<v1::RecordExecutionRequest>(run);
  request.set_executed_date(bureau.Today());
  return bureau.Call(&CaseStub::RecordExecution, request, AsOfficer()).status();
}

// designation ends|stays
absl::Status Designation(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::DecideTerminationRequest>(run);
  request.set_terminate(words.Has("ends"));
  return bureau.Call(&CaseStub::DecideTermination, request, AsDirector()).status();
}

// [stay]: execution is stayed meanwhile.
template <typename Request>
Request Remedy(Bureau& bureau, const CaseRun& run, const Words& words, const std::string& body) {
  auto request = bureau.About<Request>(run);
  request.set_filed_date(bureau.Today());
  request.set_body(body);
  if (words.Has("stay")) request.set_stay_document(absl::StrCat("stay of ", run.ref));
  return request;
}

absl::Status Reconsider(Bureau& bureau, CaseRun& run, const Words& words) {
  const auto request = Remedy<v1::FileReconsiderationRequest>(bureau, run, words, "市人民政府");
  return bureau.Call(&CaseStub::FileReconsideration, request, AsOfficer()).status();
}

absl::Status Sue(Bureau& bureau, CaseRun& run, const Words& words) {
  const auto request = Remedy<v1::FileLitigationRequest>(bureau, run, words, "示例区人民法院");
  return bureau.Call(&CaseStub::FileLitigation, request, AsOfficer()).status();
}

// outcome UPHELD|CHANGED|REVOKED|WITHDRAWN [ITEM:POINTS …]
absl::Status Outcome(Bureau& bureau, CaseRun& run, const Words& words) {
  auto request = bureau.About<v1::RecordRemedyOutcomeRequest>(run);
  v1::RemedyOutcome outcome = v1::REMEDY_OUTCOME_UNSPECIFIED;
  if (!v1::RemedyOutcome_Parse(absl::StrCat("REMEDY_OUTCOME_", words.At(0)), &outcome)) {
    return absl::InternalError("no such outcome");
  }
  request.set_outcome(outcome);
  request.set_outcome_date(bureau.Today());
  for (const auto& [item, points] : words.Points()) {
    v1::FinalPoints& left = *request.add_points();
    left.set_item(item);
    left.set_points(points);
  }
  return bureau.Call(&CaseStub::RecordRemedyOutcome, request, AsOfficer()).status();
}

absl::Status Reverse(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::ReverseDecisionRequest>(run);
  return bureau.Call(&CaseStub::ReverseDecision, request, AsDirector()).status();
}

// approve [by=PERSON]
absl::Status Approve(Bureau& bureau, CaseRun& run, const Words& words) {
  const auto request = bureau.About<v1::ApproveReversalRequest>(run);
  return bureau.Call(&CaseStub::ApproveReversal, request, AsDirector(words.After("by", "deputy")))
      .status();
}

absl::Status Reopen(Bureau& bureau, CaseRun& run, const Words&) {
  const auto request = bureau.About<v1::ReopenCaseRequest>(run);
  return bureau.Call(&CaseStub::ReopenCase, request, AsDirector()).status();
}

// close [bare]: unless bare, with every paper written and served that the checklist misses.
absl::Status Close(Bureau& bureau, CaseRun& run, const Words& words) {
  if (!words.Has("bare")) CompletePapers(bureau.server(), run.case_id);
  auto request = bureau.About<v1::CloseCaseRequest>(run);
  request.set_report(absl::StrCat("closing report of ", run.ref));
  return bureau.Call(&CaseStub::CloseCase, request, AsOfficer()).status();
}

absl::Status Archive(Bureau& bureau, CaseRun& run, const Words&) {
  auto request = bureau.About<v1::ArchiveCaseRequest>(run);
  request.set_archive_no(absl::StrCat("2026-", run.ref));
  return bureau.Call(&CaseStub::ArchiveCase, request, AsOfficer()).status();
}

}  // namespace

const Verbs& LaterVerbs() {
  static const Verbs verbs = {
      {"execute", Execute}, {"designation", Designation}, {"reconsider", Reconsider},
      {"sue", Sue},         {"outcome", Outcome},         {"reverse", Reverse},
      {"approve", Approve}, {"reopen", Reopen},           {"close", Close},
      {"archive", Archive},
  };
  return verbs;
}

}  // namespace probity::scoring::year
