#include "services/scoring/domain/procedure/recusal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr size_t kFewestOfficers = 2;

absl::Status CheckIsOfficer(const CaseFile& file, std::string_view officer) {
  if (IsOfficer(file, officer)) return absl::OkStatus();
  return Denied(Reason::k_NOT_AN_OFFICER_OF_THE_CASE,
                "only an officer of the case can be recused from it; 不是本案承办人");
}

absl::Status CheckReason(std::string_view reason) {
  FieldCheck check;
  check.Check(!reason.empty(), "reason", "what interest there is, or why there is none");
  return check.Result();
}

absl::Status CheckReplacement(const CaseFile& file, const ProcedureFacts& facts,
                              std::string_view replacement) {
  if (replacement.empty()) {
    if (file.officers.size() > kFewestOfficers) return absl::OkStatus();
    return Precondition(Reason::k_G1_TWO_OFFICERS,
                        "a recusal leaves no fewer than two officers: name a replacement; "
                        "回避后执法人员不得少于两人，请同时指定接替人员");
  }
  if (facts.recused.contains(std::string(replacement))) {
    return Precondition(Reason::k_G2_RECUSED,
                        "the replacement stood down from this case before; 接替人员已回避本案");
  }
  if (IsOfficer(file, replacement)) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  "the replacement is an officer of the case; 接替人员已是本案承办人");
  }
  return absl::OkStatus();
}

CaseRecord RecordOf(RecordKind kind, std::string_view officer, std::string_view reason,
                    absl::CivilDay today) {
  CaseRecord record;
  record.kind = kind;
  record.date = today;
  record.reason = std::string(reason);
  record.parts = {{PartKind::kOfficer, std::string(officer), ""}};
  return record;
}

RecusalResult Out(CaseRecord record, std::string_view officer, std::string_view replacement) {
  if (!replacement.empty()) {
    record.parts.push_back({PartKind::kReplacement, std::string(replacement), ""});
  }
  return {std::move(record), {std::string(officer), std::string(replacement)}};
}

}  // namespace

absl::Status CheckNobodyOfTheParty(const Institution& institution,
                                   const std::vector<Officer>& certificates) {
  for (const Officer& one : certificates) {
    if (one.unit != institution.institution_id && one.unit != institution.name) continue;
    return Precondition(
        Reason::k_G2_RECUSED,
        absl::StrCat(one.person,
                     " works for the inspected institution and cannot be an officer of its case; "
                     "被检查单位人员应当回避"),
        {{"person", one.person}});
  }
  return absl::OkStatus();
}

absl::StatusOr<RecusalResult> RecuseOfficer(const CaseFile& file, const ProcedureFacts& facts,
                                            std::string_view officer, std::string_view replacement,
                                            std::string_view reason, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "RecuseOfficer"));
  PROBITY_RETURN_IF_ERROR(CheckReason(reason));
  PROBITY_RETURN_IF_ERROR(CheckIsOfficer(file, officer));
  PROBITY_RETURN_IF_ERROR(CheckReplacement(file, facts, replacement));
  return Out(RecordOf(RecordKind::kRecused, officer, reason, today), officer, replacement);
}

absl::StatusOr<CaseRecord> ApplyForRecusal(const CaseFile& file, const ProcedureFacts& facts,
                                           std::string_view officer, std::string_view reason,
                                           absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "ApplyForRecusal"));
  PROBITY_RETURN_IF_ERROR(CheckReason(reason));
  PROBITY_RETURN_IF_ERROR(CheckIsOfficer(file, officer));
  const bool waits =
      std::any_of(facts.applications.begin(), facts.applications.end(),
                  [&](const auto& one) { return one.officer == officer && !one.ruled; });
  if (waits) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  "an application against this officer waits for its ruling; 已申请，待决定");
  }
  return RecordOf(RecordKind::kRecusalApplied, officer, reason, today);
}

absl::StatusOr<RecusalResult> RuleOnRecusal(const CaseFile& file, const ProcedureFacts& facts,
                                            const RecusalRuling& ruling, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckUndecided(file, "RuleOnRecusal"));
  PROBITY_RETURN_IF_ERROR(CheckReason(ruling.reason));
  const RecusalApplication* application = FindApplication(facts, ruling.application);
  if (application == nullptr) {
    return NotFound(Reason::k_UNKNOWN_RECORD,
                    "the case has no such application for recusal; 无此回避申请");
  }
  if (application->ruled) {
    return Precondition(Reason::k_WRONG_STATE, "it has been ruled on; 已作出回避决定");
  }
  CaseRecord record =
      RecordOf(RecordKind::kRecusalRuled, application->officer, ruling.reason, today);
  record.document_no = ruling.document_no;
  record.refers_to = ruling.application;
  record.outcome = static_cast<int64_t>(ruling.ruling);
  if (ruling.ruling == Ruling::kRefused) {
    FieldCheck check;
    check.Check(ruling.replacement.empty(), "replacement", "only where the officer goes");
    PROBITY_RETURN_IF_ERROR(check.Result());
    return RecusalResult{std::move(record), {}};
  }
  PROBITY_RETURN_IF_ERROR(CheckIsOfficer(file, application->officer));
  PROBITY_RETURN_IF_ERROR(CheckReplacement(file, facts, ruling.replacement));
  return Out(std::move(record), application->officer, ruling.replacement);
}

}  // namespace probity::scoring
