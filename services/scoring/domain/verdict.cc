#include "services/scoring/domain/verdict.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

absl::Status Invalid(std::string_view why) {
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_VERDICT_INVALID, why);
}

absl::Status CheckOutcome(const AskedFinding& asked, const FindingOutcome& outcome,
                          bool no_quorum) {
  if (outcome.verdict == FindingVerdict::kNone) return Invalid("a finding has no verdict");
  if (no_quorum &&
      (outcome.verdict != FindingVerdict::kRemanded || !outcome.reason_codes.empty())) {
    return Invalid("without quorum every finding is remanded, without reason codes");
  }
  if (outcome.verdict != FindingVerdict::kUpheld) {
    return outcome.points == 0 ? absl::OkStatus() : Invalid("only an upheld finding has points");
  }
  const bool within =
      asked.bounds.floor <= outcome.points && outcome.points <= asked.bounds.ceiling;
  if (within) return absl::OkStatus();
  return Invalid(absl::StrCat("upheld points lie between ", asked.bounds.floor, " and ",
                              asked.bounds.ceiling, ", not at ", outcome.points));
}

bool Counts(const CaseVerdict& verdict, const FindingOutcome& outcome) {
  return !verdict.no_quorum && outcome.reason_codes.empty();
}

FindingFile Judged(FindingFile finding, const CaseVerdict& verdict, const FindingOutcome& outcome,
                   int32_t remand_limit) {
  finding.verdict = outcome.verdict;
  if (outcome.verdict == FindingVerdict::kRemanded && Counts(verdict, outcome)) {
    ++finding.remands;
    if (finding.remands >= remand_limit) finding.verdict = FindingVerdict::kNotUpheld;
  }
  if (finding.verdict == FindingVerdict::kUpheld) finding.judged_points = outcome.points;
  if (finding.verdict == FindingVerdict::kNotUpheld) finding.judged_points = 0;
  return finding;
}

}  // namespace

absl::Status CheckVerdict(const std::vector<AskedFinding>& asked, const CaseVerdict& verdict) {
  if (asked.size() != verdict.findings.size()) {
    return Invalid(absl::StrCat("the sheet asked about ", asked.size(),
                                " findings, the verdict "
                                "answers ",
                                verdict.findings.size()));
  }
  for (size_t i = 0; i < asked.size(); ++i) {
    PROBITY_RETURN_IF_ERROR(CheckOutcome(asked[i], verdict.findings[i], verdict.no_quorum));
  }
  return absl::OkStatus();
}

absl::StatusOr<CaseFile> ApplyVerdict(CaseFile file, const std::vector<AskedFinding>& asked,
                                      const CaseVerdict& verdict, int32_t remand_limit) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kDeliverVerdict));
  PROBITY_RETURN_IF_ERROR(CheckVerdict(asked, verdict));
  for (size_t i = 0; i < asked.size(); ++i) {
    for (FindingFile& finding : file.findings) {
      if (finding.item != asked[i].item) continue;
      finding = Judged(finding, verdict, verdict.findings[i], remand_limit);
    }
  }
  const bool open = std::any_of(file.findings.begin(), file.findings.end(), IsUndecided);
  file.attention.clear();
  file.state = open ? CaseState::kObjected : CaseState::kJudged;
  return file;
}

}  // namespace probity::scoring
