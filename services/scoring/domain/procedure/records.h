// The acts recorded in a case, beside its state: together with the steps they are its full-process
// record (执法全过程记录). A record is written once and never changed; a later act refers to the
// one it answers.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_RECORDS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

inline constexpr size_t kMaxRecordReason = 1000;  // characters
inline constexpr size_t kMaxDocumentNo = 200;
inline constexpr size_t kMaxRecordParts = 64;

// Numbers are kept for ever: they are part of the hash.
enum class RecordKind {
  kStep = 1,               // a step of the procedure; refers to its line of the timeline
  kWeighed = 2,            // what measure the case may lead to, at the notice and at the decision
  kRecused = 10,           // an officer stands down (回避)
  kRecusalApplied = 11,    // the party asks for it
  kRecusalRuled = 12,      // the head decides
  kHearingRightTold = 20,  // 告知听证权利
  kHearingRequested = 21,
  kHearingWaived = 22,  // in writing: not asked for, or withdrawn
  kHearingNotified = 23,
  kHearingHeld = 24,
  kLegalReviewed = 30,  // 法制审核
  kDiscussed = 31,      // 集体讨论
  kGroundFiled = 40,    // one ground of the objection
  kGroundAnswered = 41,
  kTransferred = 50,  // 移送
  kTransferReceived = 51,
  kTransferAnswered = 52,
  kTransferGivenUp = 53,
  kPublicity = 60,  // 公示
};

// "HEARING_HELD".
std::string_view RecordKindName(RecordKind kind);

// What a record names beside its text.
enum class PartKind {
  kOfficer = 1,      // the officer the act is about
  kReplacement = 2,  // who takes the officer's place
  kHost = 3,         // of a hearing
  kRecorder = 4,
  kParticipant = 5,  // of a discussion
  kDissent = 6,      // a participant and the opinion kept
  kEvidence = 7,     // reference of an item of evidence
  kFinding = 8,      // item number of a finding
  kPlace = 9,
  kReport = 10,  // number of a second document, e.g. the hearing report
  kMonths = 11,  // of kWeighed: of the suspension
};

struct RecordPart {
  PartKind kind = PartKind::kOfficer;
  std::string value;  // 1..200 characters
  std::string text;   // up to 1000 characters

  bool operator==(const RecordPart&) const = default;
};

struct CaseRecord {
  int64_t seq = 0;  // in the case, gapless from 1; given by the store
  RecordKind kind = RecordKind::kStep;
  std::string actor;
  absl::CivilDay date;                // when the act took place
  int64_t recorded_time = 0;          // microseconds since 1970
  std::string document_no;            // may be empty
  std::string reason;                 // may be empty
  int64_t refers_to = 0;              // seq of the record it answers; of kStep the timeline's seq
  int64_t outcome = 0;                // an enumerator; which one depends on the kind
  std::optional<absl::CivilDay> due;  // the day something is to happen by or on
  bool scenario = false;
  std::vector<RecordPart> parts;  // in the order given

  bool operator==(const CaseRecord&) const = default;
};

// Values of the parts of one kind, in order.
std::vector<std::string> PartsOf(const CaseRecord& record, PartKind kind);

// Who stands in the timeline and the record for the committee, which is nobody of ours.
inline constexpr std::string_view kCommitteeActor = "review";

// Outcomes.
enum class Ruling { kGranted = 1, kRefused = 2 };
enum class HearingTold { kWithNotice = 1, kApart = 2 };
enum class HearingOutcome { kHeld = 1, kPartyAbsent = 2 };
enum class ReviewOpinion { kAgree = 1, kReturn = 2 };
enum class GroundOutcome { kSustained = 1, kPartly = 2, kNotSustained = 3 };
enum class Authority { kHealth = 1, kMarket = 2, kDrug = 3, kPolice = 4 };
enum class TransferAnswer { kAccepted = 1, kNotAccepted = 2, kReturned = 3 };
enum class PublicityFact { kPublished = 1, kNotPublished = 2 };

// WRONG_STATE unless the case waits for its decision: an act that prepares it comes too late after
// it, or after the case was ended; CASE_FILE_CLOSED once it is closed.
absl::Status CheckUndecided(const CaseFile& file, std::string_view act);

// CASE_FILE_CLOSED for a file that is closed or in the archive: it takes no new record (G23).
absl::Status CheckFileOpen(const CaseFile& file, std::string_view act);

// DATE_INVALID unless `earliest` <= date <= today.
absl::Status CheckActDate(absl::CivilDay date, absl::CivilDay earliest, absl::CivilDay today);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_RECORDS_H_
