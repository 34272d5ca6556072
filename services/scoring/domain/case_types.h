// The words a case is described with. The enumerators keep the wire numbers of
// protos/probity/scoring/v1/case.proto, where each value is explained.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASE_TYPES_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASE_TYPES_H_

#include <string_view>

namespace probity::scoring {

enum class CaseSource {
  kSpecialInspection = 1,
  kSpotCheck = 2,
  kOnlineMonitoring = 3,
  kComplaint = 4,
};

enum class CaseState {
  kNone = 0,  // before OpenCase
  kFiled = 1,
  kInvestigating = 2,
  kInvestigated = 3,
  kPrelim = 4,
  kNotified = 5,
  kObjectionOpen = 6,
  kWaived = 7,
  kObjected = 8,
  kCommittee = 9,
  kJudged = 10,
  kConfirmed = 11,
  kRevisedDown = 12,
  kDismissed = 13,
  kEffective = 14,
  kRevoked = 15,
  kExecuted = 16,
  kClosed = 17,
  kArchived = 18,
  kSuspended = 19,
  kTerminated = 20,
  kReconsideration = 21,
  kLitigation = 22,
};
inline constexpr int kCaseStates = 23;

enum class Decision { kNone = 0, kConfirmed = 1, kRevisedDown = 2, kDismissed = 3 };

enum class FindingVerdict { kNone = 0, kUpheld = 1, kNotUpheld = 2, kRemanded = 3 };

enum class ServiceMethod {
  kNone = 0,
  kDirect = 1,
  kLeft = 2,
  kPost = 3,
  kElectronic = 4,
  kPublicNotice = 5,
};

enum class ServiceClass { kAny = 0, kOutpatient = 1, kInpatient = 2, kSpecial = 3 };

enum class RemedyKind { kReconsideration = 1, kLitigation = 2 };

enum class RemedyOutcome { kRunning = 0, kUpheld = 1, kChanged = 2, kRevoked = 3, kWithdrawn = 4 };

enum class TerminationProposal { kNone = 0, kOpen = 1, kAdopted = 2, kRejected = 3 };

// "OBJECTION_OPEN".
std::string_view CaseStateName(CaseState state);

// "OBJECTION_OPEN 异议期": what a refusal shows a person.
std::string_view CaseStateTitle(CaseState state);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASE_TYPES_H_
