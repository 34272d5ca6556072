#include "services/scoring/domain/procedure/grounds.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

bool Names(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

absl::Status CheckAdopted(const GroundFacts& ground, const GroundFinding& finding) {
  FieldCheck check;
  check.Check(!finding.reason.empty(), "reason", "why the ground holds or not");
  for (size_t i = 0; i < finding.adopted.size(); ++i) {
    check.Check(Names(ground.evidence, finding.adopted[i]), absl::StrCat("adopted[", i, "]"),
                "evidence the ground named");
  }
  if (finding.outcome == GroundOutcome::kNotSustained) {
    check.Check(finding.adopted.empty(), "adopted", "empty: the ground is not sustained");
    check.Check(finding.items.empty(), "items", "empty: the ground is not sustained");
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (finding.outcome != GroundOutcome::kSustained) return absl::OkStatus();
  for (const std::string& evidence : ground.evidence) {
    if (Names(finding.adopted, evidence)) continue;
    return Precondition(Reason::k_G9_EVIDENCE_NOT_ADOPTED,
                        absl::StrCat("the ground is sustained, so its evidence ", evidence,
                                     " is adopted; 理由成立的，证据应当采纳"),
                        {{"evidence", evidence}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CaseRecord> FileGround(const CaseFile& file, std::string_view text,
                                      const std::vector<std::string>& evidence, bool by_party,
                                      absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "FileGround"));
  FieldCheck check;
  check.Check(!text.empty(), "text", "the ground, in the party's words");
  PROBITY_RETURN_IF_ERROR(check.Result());
  const bool heard = file.notice_served.has_value() && file.state != CaseState::kPrelim &&
                     file.state != CaseState::kNotified;
  if (!heard) {
    return Precondition(Reason::k_WRONG_STATE,
                        "grounds answer a notice that has been served; 告知书尚未送达",
                        {{"state", std::string(CaseStateName(file.state))}});
  }
  if (by_party && today > *file.objection_deadline) {
    return Precondition(
        Reason::k_OUTSIDE_OBJECTION_WINDOW,
        absl::StrCat("the window ended on ", absl::FormatCivilTime(*file.objection_deadline),
                     " at 24:00; 已超过异议期限"));
  }
  CaseRecord record;
  record.kind = RecordKind::kGroundFiled;
  record.date = today;
  record.reason = std::string(text);
  for (const std::string& one : evidence) record.parts.push_back({PartKind::kEvidence, one, ""});
  return record;
}

absl::StatusOr<CaseRecord> AnswerGround(const CaseFile& file, const ProcedureFacts& facts,
                                        const GroundFinding& finding, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "AnswerGround"));
  const GroundFacts* ground = FindGround(facts, finding.ground);
  if (ground == nullptr) {
    return NotFound(Reason::k_UNKNOWN_RECORD, "the case has no such ground; 无此异议理由");
  }
  PROBITY_RETURN_IF_ERROR(CheckAdopted(*ground, finding));
  CaseRecord record;
  record.kind = RecordKind::kGroundAnswered;
  record.date = today;
  record.document_no = finding.document_no;
  record.reason = finding.reason;
  record.refers_to = finding.ground;
  record.outcome = static_cast<int64_t>(finding.outcome);
  for (const std::string& one : finding.adopted) {
    record.parts.push_back({PartKind::kEvidence, one, ""});
  }
  for (const int32_t item : finding.items) {
    if (FindFinding(file, item) == nullptr) {
      return NotFound(Reason::k_UNKNOWN_FINDING,
                      absl::StrCat("the case has no finding ", item, "; 无此违规项"));
    }
    record.parts.push_back({PartKind::kFinding, absl::StrCat(item), ""});
  }
  return record;
}

}  // namespace probity::scoring
