// The audit log of the scoring service: every decision, change of a register and access to the
// committee's results leaves one leaf, in the transaction of what it records.
#ifndef PROBITY_SERVICES_SCORING_STORE_AUDIT_LOG_H_
#define PROBITY_SERVICES_SCORING_STORE_AUDIT_LOG_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/audit/audit.h"
#include "common/ledger/chain.h"
#include "common/sql/database.h"

namespace probity::scoring {

// Numbers are kept for ever: they are part of the hash. 1-19 registers and ledger, 20-59 cases,
// 60-79 screening, 80-89 evidence, 90-99 leads, 120-139 consequences,
// 140-149 persons, agreements and insured persons, 150-159 inspections,
// 160-169 continuity of subjects.
enum class AuditKind : uint16_t {
  kInstitutionsImported = 1,
  kPolicyPut = 2,
  kPointsPosted = 3,
  kPointsReversed = 4,
  kConsequenceChanged = 5,
  kPointsReduced = 6,
  kPointsRestored = 7,
  kPointsCarried = 8,
  kYearExpired = 9,
  kRowsSealed = 10,  // digests of rows of append-only tables: seal/seal.h
  kAdjustmentRequested = 11,
  kAdjustmentDecided = 12,
  kProposalMade = 13,
  kProposalDecided = 14,
  kYearLocked = 15,
  kCaseOpened = 20,
  kCaseTransition = 21,
  kFindingChanged = 22,
  kDecisionChosen = 23,
  kReversalRequested = 24,
  kOfficersImported = 25,
  kTerminationDecided = 26,
  kReversalApproved = 27,
  kClockExpired = 50,
  kDeadlineExtended = 51,
  kSpanExcluded = 52,
  kSheetsTaken = 60,
  kMembersScreened = 61,
  kVerdictsDelivered = 62,
  kTokensReleased = 63,
  kResidualSheetSigned = 64,
  kAttachmentMoved = 65,
  kInstitutionDescribed = 66,
  kEvidenceAdded = 80,
  kCustodyRecorded = 81,
  kEvidenceReviewed = 82,
  kLeadsReported = 90,
  kLeadMoved = 91,
  kInformantRead = 92,
  kMeasureChanged = 120,
  kSwitchCommanded = 121,
  kBarChanged = 122,
  kQualificationsChanged = 123,
  kPublicationChanged = 124,
  kNominationChanged = 125,
  kJointListExported = 126,
  kRecoveryRecorded = 127,
  kPersonsRegistered = 140,
  kEmploymentChanged = 141,
  kPersonScoringMoved = 142,
  kInstitutionTold = 143,
  kAgreementSigned = 144,
  kAgreementChanged = 145,
  kInsuredRegistered = 146,
  kInsuredMeasureMoved = 147,
  kCampaignMoved = 150,
  kInspectionRecorded = 151,
  kSubjectChangeMoved = 160
};

// When something was recorded, by business time.
struct RecordedAt {
  absl::Time time;
  bool scenario = false;  // time was played, not real: stamped into the leaf
};

// The chain itself, for heads and verification.
audit::Log AuditLog(const std::string& region);

// Appends a leaf whose body is the text of `fields`, led by `SCENARIO` if time was played and
// followed by its time (`leaf_time`, microseconds), for the column is not hashed. As late
// in the transaction as possible and after any ledger entry: other writers of the chain wait.
absl::StatusOr<ledger::Head> AppendAudit(sql::Tx& tx, const std::string& region, AuditKind kind,
                                         const ledger::Fields& fields, const RecordedAt& at);

// DATA_LOSS / LEDGER_BROKEN with metadata `seq` if the time of a leaf is not the one in its body. A
// leaf of before there was one passes.
absl::Status CheckLeafTimes(sql::Tx& tx, const std::string& region);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_AUDIT_LOG_H_
