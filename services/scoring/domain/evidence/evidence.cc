#include "services/scoring/domain/evidence/evidence.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "common/codes/file_kind.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr std::array<std::string_view, kEvidenceKinds> kTitles = {
    "书证",     "物证",         "视听资料", "电子数据",
    "证人证言", "当事人的陈述", "鉴定意见", "勘验笔录、现场笔录"};

const EvidenceReview* Find(const std::vector<EvidenceReview>& reviews, ReviewAspect aspect) {
  const auto found =
      std::find_if(reviews.begin(), reviews.end(),
                   [aspect](const EvidenceReview& review) { return review.aspect == aspect; });
  return found == reviews.end() ? nullptr : &*found;
}

absl::Status WrongReviewer(std::string_view why) {
  return Denied(Reason::k_EVIDENCE_REVIEWER, why);
}

}  // namespace

std::string_view EvidenceKindTitle(EvidenceKind kind) {
  return kTitles.at(static_cast<size_t>(kind) - 1);
}

absl::Status CheckTakesEvidence(CaseState state) {
  if (state != CaseState::kClosed && state != CaseState::kArchived &&
      state != CaseState::kTerminated) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_EVIDENCE_CASE_CLOSED,
                      absl::StrCat("the case is ", ToAbsl(CaseStateTitle(state)),
                                   " and takes no new evidence; 案件已结，不再收入证据"),
                      {{"state", std::string(CaseStateName(state))}});
}

absl::Status CheckTakesCustody(CaseState state) {
  return state == CaseState::kTerminated ? absl::OkStatus() : CheckTakesEvidence(state);
}

absl::Status CheckReceived(const EvidenceItem& declared, int64_t size_bytes,
                           std::string_view sha256) {
  if (size_bytes != declared.size_bytes) {
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_EVIDENCE_INCOMPLETE,
                  absl::StrCat(size_bytes, " bytes came where ", declared.size_bytes,
                               " were declared; nothing was kept, upload it again; "
                               "文件不完整，请重新上传"),
                  {{"declared_bytes", absl::StrCat(declared.size_bytes)},
                   {"received_bytes", absl::StrCat(size_bytes)}});
  }
  if (sha256 == declared.sha256) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_EVIDENCE_HASH_MISMATCH,
                "the bytes have another SHA-256 than was declared; nothing was kept; "
                "文件摘要与申报不符");
}

absl::Status CheckFileKind(std::string_view file_name, std::string_view head) {
  const std::optional<codes::ContentMismatch> mismatch = codes::FindMismatch(file_name, "", head);
  if (!mismatch.has_value()) return absl::OkStatus();
  const std::string found(codes::FileKindName(mismatch->found));
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_EVIDENCE_TYPE_MISMATCH,
                absl::StrCat("the content of \"", ToAbsl(file_name), "\" is ", found,
                             ", not what its name says; 文件内容与扩展名不符"),
                {{"declared", mismatch->declared}, {"found", found}});
}

absl::Status CheckReview(const EvidenceItem& item, const std::vector<EvidenceReview>& reviews,
                         ReviewAspect aspect, std::string_view reviewer) {
  if (!item.monitoring) {
    return Precondition(Reason::k_NOT_MONITORING_EVIDENCE,
                        "only evidence of online monitoring is reviewed; 仅审核电子监控证据");
  }
  if (Find(reviews, aspect) != nullptr) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_EVIDENCE_ALREADY_REVIEWED,
                  "this review has been given; a corrected recording is a new item; 已审核");
  }
  if (item.uploaded_by == reviewer) {
    return WrongReviewer("who brought the evidence does not review it; 取证人不得审核");
  }
  const bool gave_other =
      std::any_of(reviews.begin(), reviews.end(),
                  [reviewer](const EvidenceReview& review) { return review.reviewer == reviewer; });
  if (!gave_other) return absl::OkStatus();
  return WrongReviewer("the two reviews are given by two persons; 法制审核与技术审核须由两人进行");
}

Usability UsabilityOf(const EvidenceItem& item, const std::vector<EvidenceReview>& reviews) {
  if (!item.monitoring) return Usability::kUsable;
  const EvidenceReview* legal = Find(reviews, ReviewAspect::kLegal);
  const EvidenceReview* technical = Find(reviews, ReviewAspect::kTechnical);
  if ((legal != nullptr && !legal->passed) || (technical != nullptr && !technical->passed)) {
    return Usability::kRejected;
  }
  return legal != nullptr && technical != nullptr ? Usability::kUsable : Usability::kReviewPending;
}

absl::Status CheckMonitoringReviewed(const std::vector<ReviewedEvidence>& evidence) {
  bool usable = evidence.empty();
  for (const ReviewedEvidence& one : evidence) {
    switch (UsabilityOf(one.item, one.reviews)) {
      case Usability::kReviewPending:
        return Precondition(
            Reason::k_G5_MONITORING_REVIEW,
            absl::StrCat("evidence \"", one.item.title,
                         "\" of online monitoring has not passed its legal and technical review; "
                         "电子监控证据须经法制和技术审核"),
            {{"evidence_id", one.item.evidence_id}});
      case Usability::kUsable:
        usable = true;
        break;
      case Usability::kRejected:
        break;
    }
  }
  if (usable) return absl::OkStatus();
  return Precondition(Reason::k_G5_MONITORING_REVIEW,
                      "all evidence of the case was rejected in review; 证据均未通过审核");
}

}  // namespace probity::scoring
