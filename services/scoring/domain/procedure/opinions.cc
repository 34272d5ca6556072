#include "services/scoring/domain/procedure/opinions.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

bool AwaitsDecision(const CaseFile& file) {
  return file.state == CaseState::kWaived || file.state == CaseState::kJudged;
}

absl::Status TooEarlyOrLate(const CaseFile& file, std::string_view act, std::string_view wanted) {
  PROBITY_RETURN_IF_ERROR(CheckFileOpen(file, act));
  return Precondition(
      Reason::k_WRONG_STATE,
      absl::StrCat(ToAbsl(act), ": the case must wait for its decision (", ToAbsl(wanted),
                   "), it is in state ", ToAbsl(CaseStateTitle(file.state))),
      {{"state", std::string(CaseStateName(file.state))}});
}

FieldCheck CheckPersons(const Discussion& discussion) {
  FieldCheck check;
  check.Check(!discussion.document_no.empty(), "document_no", "the number of the record");
  check.Check(!discussion.conclusion.empty(), "conclusion", "what was decided");
  std::set<std::string> named;
  for (size_t i = 0; i < discussion.participants.size(); ++i) {
    check.Check(named.insert(discussion.participants[i]).second,
                absl::StrCat("participants[", i, "]"), "each person once");
  }
  for (size_t i = 0; i < discussion.dissents.size(); ++i) {
    check.Check(named.contains(discussion.dissents[i].person),
                absl::StrCat("dissents[", i, "].person"), "somebody who took part");
    check.Check(!discussion.dissents[i].opinion.empty(), absl::StrCat("dissents[", i, "].opinion"),
                "the opinion that is kept");
  }
  return check;
}

}  // namespace

absl::StatusOr<CaseRecord> RecordLegalReview(const CaseFile& file, const ProcedureFacts& facts,
                                             const LegalReview& review, absl::CivilDay today) {
  FieldCheck check;
  check.Check(!review.document_no.empty(), "document_no", "the number of the opinion");
  check.Check(review.opinion == ReviewOpinion::kAgree || !review.reason.empty(), "reason",
              "why the case is returned");
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (!AwaitsDecision(file)) return TooEarlyOrLate(file, "RecordLegalReview", "WAIVED or JUDGED");
  if (HasInvestigated(file, facts, review.person)) {
    return Denied(Reason::k_OFFICER_OF_THE_CASE,
                  "the legal reviewer is nobody who investigated the case; "
                  "承办人不得审核本案");
  }
  CaseRecord record;
  record.kind = RecordKind::kLegalReviewed;
  record.date = today;
  record.document_no = review.document_no;
  record.reason = review.reason;
  record.outcome = static_cast<int64_t>(review.opinion);
  return record;
}

absl::StatusOr<CaseRecord> RecordDiscussion(const CaseFile& file, const ProcedureFacts& facts,
                                            const Discussion& discussion, int32_t participants_min,
                                            absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckPersons(discussion).Result());
  if (!AwaitsDecision(file) && file.state != CaseState::kCommittee) {
    return TooEarlyOrLate(file, "RecordCollectiveDiscussion", "WAIVED, JUDGED or COMMITTEE");
  }
  PROBITY_RETURN_IF_ERROR(
      CheckActDate(discussion.held, file.notice_served.value_or(file.opened), today));
  if (discussion.participants.size() < static_cast<size_t>(participants_min)) {
    return Precondition(Reason::k_G12_COLLECTIVE_DISCUSSION,
                        absl::StrCat("at least ", participants_min,
                                     " take part in a collective discussion; 集体讨论人数不足"));
  }
  CaseRecord record;
  record.kind = RecordKind::kDiscussed;
  record.date = discussion.held;
  record.document_no = discussion.document_no;
  record.reason = discussion.conclusion;
  for (const std::string& person : discussion.participants) {
    if (HasInvestigated(file, facts, person)) {
      return Denied(Reason::k_OFFICER_OF_THE_CASE,
                    "who investigated reports to the discussion but does not decide; "
                    "承办人不参加表决");
    }
    record.parts.push_back({PartKind::kParticipant, person, ""});
  }
  for (const Dissent& dissent : discussion.dissents) {
    record.parts.push_back({PartKind::kDissent, dissent.person, dissent.opinion});
  }
  return record;
}

}  // namespace probity::scoring
