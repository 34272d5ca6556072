#include "services/scoring/domain/case_file.h"

#include <algorithm>

namespace probity::scoring {

const FindingFile* FindFinding(const CaseFile& file, int32_t item) {
  const auto found = std::find_if(file.findings.begin(), file.findings.end(),
                                  [&](const FindingFile& f) { return f.item == item; });
  return found == file.findings.end() ? nullptr : &*found;
}

bool IsOfficer(const CaseFile& file, std::string_view person) {
  return std::find(file.officers.begin(), file.officers.end(), person) != file.officers.end();
}

bool WasEverOfficer(const CaseFile& file, std::string_view person) {
  const auto& former = file.former_officers;
  return IsOfficer(file, person) || std::find(former.begin(), former.end(), person) != former.end();
}

bool IsUndecided(const FindingFile& finding) {
  return finding.verdict == FindingVerdict::kNone || finding.verdict == FindingVerdict::kRemanded;
}

bool DecisionStands(const CaseFile& file) {
  return file.effective.has_value() && !file.revoked.has_value();
}

const Remedy* RunningRemedy(const CaseFile& file) {
  const bool runs =
      !file.remedies.empty() && file.remedies.back().outcome == RemedyOutcome::kRunning;
  return runs ? &file.remedies.back() : nullptr;
}

bool ReversalDue(const CaseFile& file) {
  if (file.remedies.empty() || !DecisionStands(file)) return false;
  const Remedy& last = file.remedies.back();
  if (last.revision != file.revision) return false;  // it has had its reversal
  return last.outcome == RemedyOutcome::kChanged || last.outcome == RemedyOutcome::kRevoked;
}

absl::CivilDay LastActEnd(const CaseFile& file) {
  absl::CivilDay last = file.findings.front().act_end;
  for (const FindingFile& finding : file.findings) last = std::max(last, finding.act_end);
  return last;
}

int64_t PointsAtStake(const CaseFile& file, const FindingFile& finding) {
  if (file.decision != Decision::kNone) return finding.final_points;
  return finding.judged_points.value_or(finding.notified_points);
}

}  // namespace probity::scoring
