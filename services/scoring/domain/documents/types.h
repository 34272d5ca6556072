// The documents (文书) of a case: which there are, how each is numbered, and where it lies in the
// case file. Names, words and places are data (policies/documents/types.csv), because a bureau
// chooses them itself; that a document exists at all and what issues it is code.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_TYPES_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_TYPES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace probity::scoring {

// The numbers are those of probity.scoring.v1.DocumentType and of the tables.
enum class DocumentType {
  kNone = 0,
  kFilingApproval = 1,
  kRecusalDecision = 2,
  kInquiryRecord = 3,
  kOnSiteRecord = 4,
  kEvidenceList = 5,
  kRegistrationHold = 6,
  kInvestigationReport = 7,
  kPreliminaryFinding = 8,
  kResultNotice = 9,
  kObjection = 10,
  kReviewOpinion = 11,
  kHearingNotice = 12,
  kHearingRecord = 13,
  kHearingReport = 14,
  kReviewMinutes = 15,
  kCollectiveDiscussion = 16,
  kLegalReviewOpinion = 17,
  kPointsDecision = 18,
  kPenaltyDecision = 19,
  kReversalDecision = 20,
  kServiceReceipt = 21,
  kSuspensionNotice = 22,
  kRestorationNotice = 23,
  kTerminationNotice = 24,
  kSettlementStatement = 25,
  kConfirmationLetter = 26,
  kTransferLetter = 27,
  kCaseOrder = 28,
  kClosingReport = 29,
  kFileIndex = 30,
  kWaiver = 31,
  kLapseNote = 32,
  kRemedyFiling = 33,
  kRemedyOutcome = 34,
  kMeasureChangeNotice = 35,
  kHoldNotice = 36,
  kHoldReleaseNotice = 37,
  kPersonNotice = 38,
  kPersonDecision = 39,
};
inline constexpr int kLastDocumentType = 39;

// "RESULT_NOTICE".
std::string_view DocumentTypeName(DocumentType type);
// kNone for a name there is none of.
DocumentType DocumentTypeOf(std::string_view name);

// The parts of a case file, in legal order: what was decided lies on top, then how it came to it.
enum class FileSection {
  kDecision = 1,
  kFiling = 2,
  kInvestigation = 3,
  kNotice = 4,
  kReview = 5,
  kExecution = 6,
  kClosing = 7,
};
std::string_view FileSectionTitle(FileSection section);

struct DocumentRule {
  DocumentType type = DocumentType::kNone;
  std::string word;   // 字: "告" of 龙医保告〔2026〕12号
  std::string title;  // 结果告知书
  FileSection section = FileSection::kFiling;
  // Roles that may issue it by hand ("CASE_OFFICER"); none: its step alone issues it.
  std::vector<std::string> issuers;
  bool served = false;  // goes to the party, so it may have a service record
  size_t order = 0;     // its line in types.csv: its place among the documents of its section

  bool operator==(const DocumentRule&) const = default;
};

// One rule for each type, in the order of the types.
class DocumentRules {
 public:
  // The text of types.csv: type,word,title,section,issued_by,served.
  // issued_by is STEP or roles joined by |. INVALID_ARGUMENT naming the line unless every type
  // stands there once, with a word of its own.
  static absl::StatusOr<DocumentRules> Parse(std::string_view csv);

  // `type` is one of 1..kLastDocumentType.
  const DocumentRule& Of(DocumentType type) const;

 private:
  std::vector<DocumentRule> rules_;
};

// Who signs, in this region (policies/documents/bureaus.csv).
struct Bureau {
  std::string region;                // "*": where no other line fits
  std::string word;                  // 代字: "龙医保"
  std::string agency;                // 龙马潭区医疗保障局
  std::string reconsideration_body;  // 复议机关
  std::string court;                 // 管辖法院

  bool operator==(const Bureau&) const = default;
};

// The line of `region`, else that of "*". INVALID_ARGUMENT naming the line if the text is no such
// table, names a region twice, or has no line "*".
absl::StatusOr<Bureau> FindBureau(std::string_view csv, std::string_view region);

// "龙医保告〔2026〕12号". `number` counts from 1 within the type and the year of issue.
std::string DocumentNumber(std::string_view bureau_word, std::string_view type_word, int64_t year,
                           int64_t number);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_TYPES_H_
