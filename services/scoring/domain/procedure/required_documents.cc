#include "services/scoring/domain/procedure/required_documents.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

using enum DocumentType;
using S = CaseState;

// What decides about the party, or tells it what will be decided.
constexpr std::array kServed = {kResultNotice,     kReviewOpinion,       kPointsDecision,
                                kPenaltyDecision,  kReversalDecision,    kRegistrationHold,
                                kSuspensionNotice, kMeasureChangeNotice, kRestorationNotice,
                                kHoldNotice,       kHoldReleaseNotice,   kTerminationNotice};

bool InRemedy(S state) {
  return state == S::kReconsideration || state == S::kLitigation;
}

// Walks the records and notes what each calls for.
class Collector {
 public:
  std::vector<RequiredDocument> Collect(const CaseFile& file,
                                        const std::vector<CaseRecord>& records, bool has_evidence) {
    for (const CaseRecord& record : records) {
      record_ = &record;
      if (record.kind == RecordKind::kStep) {
        Step(std::exchange(state_, static_cast<S>(record.outcome)), state_);
      } else {
        Act(record.kind);
      }
    }
    const auto whole = [&](DocumentType type) { required_.push_back({type, kNone, 0, 0, ""}); };
    if (has_evidence && file.decision != Decision::kNone) whole(kEvidenceList);
    const bool proposal_decided = file.termination == TerminationProposal::kAdopted ||
                                  file.termination == TerminationProposal::kRejected;
    if (proposal_decided) whole(kCaseOrder);
    return std::move(required_);
  }

 private:
  void Need(DocumentType type, DocumentType or_type = kNone) {
    required_.push_back({type, or_type, record_->seq, record_->recorded_time, ""});
  }
  void NeedPaper(DocumentType type, std::string document_no) {
    required_.push_back(
        {type, kNone, record_->seq, record_->recorded_time, std::move(document_no)});
  }

  void Step(S before, S after) {
    if (after == S::kSuspended || before == S::kSuspended || after == S::kTerminated) {
      if (after != before) Need(kCaseOrder);
      return;
    }
    if (InRemedy(after) != InRemedy(before)) {
      return Need(InRemedy(after) ? kRemedyFiling : kRemedyOutcome);
    }
    switch (after) {
      case S::kFiled:
        return Need(kFilingApproval);
      case S::kInvestigating:
        return BackToInvestigation(before);
      case S::kInvestigated:
        return Need(kInvestigationReport);
      case S::kPrelim:
        return Need(kPreliminaryFinding);
      case S::kNotified:
        objected_ = false;
        return Need(kResultNotice);
      default:
        return After(before, after);
    }
  }

  // A remand from the later states looks like a notice taken back, which issues nothing.
  void BackToInvestigation(S before) {
    objected_ = false;
    const bool ordered =
        before == S::kInvestigated || before == S::kPrelim || before == S::kRevoked;
    if (ordered) Need(kCaseOrder);
  }

  void After(S before, S after) {
    const bool from_committee = before == S::kCommittee;
    if (from_committee && (after == S::kJudged || after == S::kObjected)) {
      return Need(record_->actor == kCommitteeActor ? kReviewMinutes : kCaseOrder);
    }
    if (before == S::kObjectionOpen && after == S::kObjected) {
      objected_ = true;
      return Need(kObjection);
    }
    if (before == S::kObjectionOpen && after == S::kWaived) return Need(kWaiver, kLapseNote);
    if (after == S::kRevoked) return Need(kReversalDecision);
    const bool decided =
        after == S::kConfirmed || after == S::kRevisedDown || after == S::kDismissed;
    if (!decided) return;
    if (objected_) Need(kReviewOpinion);
    Need(kPointsDecision);
  }

  void Act(RecordKind kind) {
    const std::string& paper = record_->document_no;
    switch (kind) {
      case RecordKind::kHearingNotified:
        return NeedPaper(kHearingNotice, paper);
      case RecordKind::kHearingHeld: {
        NeedPaper(kHearingRecord, paper);
        if (record_->outcome != static_cast<int64_t>(HearingOutcome::kHeld)) return;
        const std::vector<std::string> reports = PartsOf(*record_, PartKind::kReport);
        return NeedPaper(kHearingReport, reports.empty() ? "" : reports.front());
      }
      case RecordKind::kLegalReviewed:
        return NeedPaper(kLegalReviewOpinion, paper);
      case RecordKind::kDiscussed:
        return NeedPaper(kCollectiveDiscussion, paper);
      case RecordKind::kRecusalRuled:
        return NeedPaper(kRecusalDecision, paper);
      case RecordKind::kTransferred:
        return NeedPaper(kTransferLetter, paper);
      default:
        return;
    }
  }

  S state_ = S::kNone;
  bool objected_ = false;
  const CaseRecord* record_ = nullptr;
  std::vector<RequiredDocument> required_;
};

bool Fits(const RequiredDocument& required, const FiledDocument& filed) {
  const bool type =
      filed.type == required.type || (required.or_type != kNone && filed.type == required.or_type);
  const bool named = !required.document_no.empty() && filed.number_text == required.document_no;
  return type && (named || filed.recorded_time >= required.since);
}

// 终止, or closed after it.
bool Undecided(const CaseFile& file) {
  return file.decision == Decision::kNone;
}

// The notices of the case by the order of issue, as `filed` has them.
bool Superseded(const CaseFile& file, size_t notice) {
  return notice < file.notices.size() && file.notices[notice].superseded.has_value();
}

}  // namespace

std::vector<RequiredDocument> RequiredDocuments(const CaseFile& file,
                                                const std::vector<CaseRecord>& records,
                                                bool has_evidence) {
  return Collector().Collect(file, records, has_evidence);
}

std::vector<MissingDocument> MissingDocuments(const CaseFile& file,
                                              const std::vector<RequiredDocument>& required,
                                              const std::vector<FiledDocument>& filed,
                                              const DocumentRules& rules) {
  std::vector<MissingDocument> missing;
  std::vector<bool> taken(filed.size(), false);
  for (const RequiredDocument& one : required) {
    size_t place = 0;
    while (place < filed.size() && (taken[place] || !Fits(one, filed[place]))) ++place;
    if (place < filed.size()) {
      taken[place] = true;
    } else {
      missing.push_back({one.type, one.or_type, one.record, ""});
    }
  }
  size_t notices = 0;
  for (const FiledDocument& one : filed) {
    const bool replaced = one.type == kResultNotice && Superseded(file, notices++);
    const bool needs = std::find(kServed.begin(), kServed.end(), one.type) != kServed.end();
    if (!needs || replaced || one.served || Undecided(file)) continue;
    missing.push_back({one.type, kNone, 0, one.number_text});
  }
  const auto place = [&](const MissingDocument& one) {
    const DocumentRule& rule = rules.Of(one.type);
    return std::make_tuple(!one.number_text.empty(), rule.section, rule.order);
  };
  std::stable_sort(missing.begin(), missing.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return missing;
}

std::string MissingText(const MissingDocument& missing, const DocumentRules& rules) {
  const auto name = [&](DocumentType type) {
    return absl::StrCat(rules.Of(type).title, " ", ToAbsl(DocumentTypeName(type)));
  };
  std::string text = name(missing.type);
  if (missing.or_type != kNone) absl::StrAppend(&text, " / ", name(missing.or_type));
  if (!missing.number_text.empty()) {
    absl::StrAppend(&text, " ", missing.number_text, " 未送达 not served");
  }
  return text;
}

}  // namespace probity::scoring
