#include "services/scoring/domain/case_steps.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/cases/side_steps.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {

absl::Status CheckOfficers(const std::vector<std::string>& officers) {
  FieldCheck check;
  for (size_t i = 0; i < officers.size(); ++i) {
    const bool clean = !officers[i].empty() &&
                       absl::StripAsciiWhitespace(officers[i]) == absl::string_view(officers[i]);
    check.Check(clean, absl::StrCat("officers[", i, "]"), "a person's id without blanks around it");
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  const std::set<std::string> distinct(officers.begin(), officers.end());
  if (distinct.size() < 2) {
    return Precondition(Reason::k_G1_TWO_OFFICERS,
                        "a case needs two different officers; 执法人员不得少于两人");
  }
  check.Check(distinct.size() == officers.size(), "officers", "each person once");
  return check.Result();
}

absl::Status CheckNotOfficer(const CaseFile& file, std::string_view person, std::string_view why) {
  return WasEverOfficer(file, person) ? Denied(Reason::k_OFFICER_OF_THE_CASE, why)
                                      : absl::OkStatus();
}

absl::StatusOr<CaseFile> OpenCase(CaseFile file, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kOpenCase));
  PROBITY_RETURN_IF_ERROR(CheckOfficers(file.officers));
  file.opened = today;
  file.state = CaseState::kFiled;
  return file;
}

absl::StatusOr<CaseFile> CompleteInvestigation(CaseFile file, std::string_view report) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kCompleteInvestigation));
  // After a remand, what the committee decided stands; there is something to tell only beside it.
  if (std::none_of(file.findings.begin(), file.findings.end(), IsUndecided)) {
    return Precondition(
        Reason::k_NO_FINDING,
        "an investigation ends with at least one finding that is not decided; 尚无违规项");
  }
  file.report = std::string(report);
  file.state = CaseState::kInvestigated;
  return file;
}

absl::StatusOr<CaseFile> IssuePreliminary(CaseFile file, std::string_view person) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kIssuePreliminary));
  PROBITY_RETURN_IF_ERROR(
      CheckNotOfficer(file, person,
                      "the preliminary finding is issued by somebody who did not investigate; "
                      "承办人不得作出初步认定"));
  file.state = CaseState::kPrelim;
  return file;
}

absl::StatusOr<CaseFile> IssueNotice(CaseFile file, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kIssueNotice));
  if (file.report.empty()) {
    return Precondition(Reason::k_G6_NO_REPORT,
                        "no notice before the investigation report exists; 尚无调查终结报告");
  }
  PROBITY_RETURN_IF_ERROR(CheckCeiling(file));
  return WithNewNotice(std::move(file), today);
}

absl::Status CheckService(const DocumentService& service, absl::CivilDay issued,
                          absl::CivilDay today) {
  if (service.served < issued || service.served > today) {
    return Precondition(
        Reason::k_SERVICE_DATE_INVALID,
        absl::StrCat("a document of ", absl::FormatCivilTime(issued), " cannot be served on ",
                     absl::FormatCivilTime(service.served), " when today is ",
                     absl::FormatCivilTime(today), "; 送达日期有误"));
  }
  if (service.method == ServiceMethod::kElectronic && !service.signed_consent) {
    return Precondition(Reason::k_G15_SERVICE_REQUIRED,
                        "electronic service needs the party's signed confirmation; "
                        "电子送达须经当事人签字确认");
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
