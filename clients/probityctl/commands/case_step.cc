#include "clients/probityctl/commands/case_step.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace probity::ctl {

namespace v1 = scoring::v1;
namespace role = options::v1;

std::string StateOf(v1::CaseState state) {
  return Short(v1::CaseState_Name(state), "CASE_STATE_");
}

absl::StatusOr<v1::Case> FindCase(const clients::Bureau& bureau, const std::string& case_ref) {
  v1::GetCaseRequest request;
  request.set_case_ref(case_ref);
  PROBITY_ASSIGN_OR_RETURN(const auto response, bureau.Call(role::ROLE_SUPERVISOR, bureau.cases,
                                                            &CaseStub::GetCase, request));
  return response.case_();
}

absl::StatusOr<std::vector<ItemPoints>> ReadPoints(const std::vector<std::string>& texts) {
  std::vector<ItemPoints> read;
  FieldCheck check;
  for (const std::string& text : texts) {
    const std::vector<std::string> parts = absl::StrSplit(text, '=');
    ItemPoints one;
    const bool fits = parts.size() == 2 && absl::SimpleAtoi(parts[0], &one.item) &&
                      absl::SimpleAtoi(parts[1], &one.points);
    check.Check(fits, text, "ITEM=POINTS, for example 1=3");
    read.push_back(one);
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return read;
}

void PrintCaseHistory(const v1::Case& one) {
  for (const v1::Notice& notice : one.notices()) {
    if (one.notices_size() == 1 && notice.superseded_date().empty()) continue;
    std::printf("告知 notice %d: %s, %lld 分 points%s%s%s%s\n", notice.notice_no(),
                notice.issued_date().c_str(), static_cast<long long>(notice.notified_points()),
                notice.served_date().empty() ? "" : ", 送达 served ", notice.served_date().c_str(),
                notice.superseded_date().empty() ? "" : ", 被取代 superseded ",
                notice.superseded_date().c_str());
  }
  for (const v1::Remedy& remedy : one.remedies()) {
    const bool suit = remedy.kind() == v1::REMEDY_KIND_LITIGATION;
    const bool runs = remedy.outcome() == v1::REMEDY_OUTCOME_UNSPECIFIED;
    std::printf(
        "%s: %s %s → %s %s\n", suit ? "诉讼 litigation" : "复议 reconsideration",
        remedy.filed_date().c_str(), remedy.body().c_str(),
        runs ? "…" : Short(v1::RemedyOutcome_Name(remedy.outcome()), "REMEDY_OUTCOME_").c_str(),
        remedy.outcome_date().c_str());
  }
  if (one.revision() > 1) std::printf("第 %d 次处理 revision %d\n", one.revision(), one.revision());
  if (one.has_ceiling_points()) {
    std::printf("不得超过 at most %lld 分 points\n", static_cast<long long>(one.ceiling_points()));
  }
  if (one.returns_to_state() != v1::CASE_STATE_UNSPECIFIED) {
    std::printf("之后回到 then back to %s\n", StateOf(one.returns_to_state()).c_str());
  }
  if (one.termination_proposal() != v1::TERMINATION_PROPOSAL_UNSPECIFIED) {
    std::printf(
        "解除协议建议 proposal to end the designation: %s\n",
        Short(v1::TerminationProposal_Name(one.termination_proposal()), "TERMINATION_PROPOSAL_")
            .c_str());
  }
}

}  // namespace probity::ctl
