// An item of evidence (证据) of a case: what it is, who held it, and whether it may be used.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_EVIDENCE_EVIDENCE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_EVIDENCE_EVIDENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

// An item has at most 1 GiB; it travels in chunks of at most 1 MiB.
inline constexpr int64_t kMaxEvidenceBytes = int64_t{1} << 30;
inline constexpr int64_t kMaxChunkBytes = int64_t{1} << 20;

// The eight kinds of 处罚法 46. The enumerators keep the wire numbers of evidence.proto.
enum class EvidenceKind {
  kDocumentary = 1,       // 书证
  kPhysical = 2,          // 物证
  kAudioVisual = 3,       // 视听资料
  kElectronicData = 4,    // 电子数据
  kTestimony = 5,         // 证人证言
  kPartyStatement = 6,    // 当事人的陈述
  kExpertOpinion = 7,     // 鉴定意见
  kInspectionRecord = 8,  // 勘验笔录、现场笔录
};
inline constexpr int kEvidenceKinds = 8;

// "书证": what lists and case files print.
std::string_view EvidenceKindTitle(EvidenceKind kind);

struct EvidenceItem {
  std::string evidence_id;  // 26 Crockford symbols
  std::string case_id;      // 26 Crockford symbols
  EvidenceKind kind = EvidenceKind::kDocumentary;
  std::string title;      // 1..200 characters
  std::string file_name;  // 1..200 characters; its ending promises what the content is
  std::string sha256;     // 32 bytes
  int64_t size_bytes = 0;
  std::string source_person;  // from whom it was taken, 1..64 characters
  absl::CivilDay taken;
  bool monitoring = false;  // recorded by online monitoring equipment (处罚法 41)
  std::string uploaded_by;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;

  bool operator==(const EvidenceItem&) const = default;
};

// EVIDENCE_CASE_CLOSED for a case that takes nothing new: closed, archived or terminated (G23).
absl::Status CheckTakesEvidence(CaseState state);
// The same for an entry of custody made by hand: a terminated case still gives its items back.
absl::Status CheckTakesCustody(CaseState state);

// The bytes that came, held against what was declared before them: EVIDENCE_INCOMPLETE for another
// number, EVIDENCE_HASH_MISMATCH for other bytes. `sha256` are 32 bytes each.
absl::Status CheckReceived(const EvidenceItem& declared, int64_t size_bytes,
                           std::string_view sha256);

// EVIDENCE_TYPE_MISMATCH unless the content is what the name promises (common/codes/file_kind.h):
// an archive called .pdf is refused, and so is every program. `head` are the content's first
// codes::kSniffBytes, or all of a shorter one.
absl::Status CheckFileKind(std::string_view file_name, std::string_view head);

// The two questions about evidence of online monitoring (处罚法 41): was the equipment rightfully
// set up and made known, is the recording true and complete.
enum class ReviewAspect { kLegal = 1, kTechnical = 2 };

struct EvidenceReview {
  ReviewAspect aspect = ReviewAspect::kLegal;
  bool passed = false;
  std::string reviewer;
  std::string opinion;  // 1..500 characters
  absl::CivilDay reviewed;

  bool operator==(const EvidenceReview&) const = default;
};

// NOT_MONITORING_EVIDENCE; EVIDENCE_ALREADY_REVIEWED in this aspect; EVIDENCE_REVIEWER for who
// uploaded the item or gave the other review.
absl::Status CheckReview(const EvidenceItem& item, const std::vector<EvidenceReview>& reviews,
                         ReviewAspect aspect, std::string_view reviewer);

enum class Usability { kUsable, kReviewPending, kRejected };

// Evidence of another origin is usable at once; of monitoring, after two reviews that passed.
Usability UsabilityOf(const EvidenceItem& item, const std::vector<EvidenceReview>& reviews);

// An item with its reviews.
struct ReviewedEvidence {
  EvidenceItem item;
  std::vector<EvidenceReview> reviews;
};

// G5_MONITORING_REVIEW while a review of an item is missing, or if every item of the case was
// rejected, so that nothing carries the finding. A case without evidence passes: what it rests on
// is paper.
absl::Status CheckMonitoringReviewed(const std::vector<ReviewedEvidence>& evidence);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_EVIDENCE_EVIDENCE_H_
