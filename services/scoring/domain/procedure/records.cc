#include "services/scoring/domain/procedure/records.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

bool FileClosed(const CaseFile& file) {
  return file.state == CaseState::kClosed || file.state == CaseState::kArchived;
}

absl::Status Misplaced(const CaseFile& file, std::string_view act, std::string_view why) {
  return Precondition(FileClosed(file) ? Reason::k_CASE_FILE_CLOSED : Reason::k_WRONG_STATE,
                      absl::StrCat(ToAbsl(act), ": ", ToAbsl(why), " the case is in state ",
                                   ToAbsl(CaseStateTitle(file.state))),
                      {{"state", std::string(CaseStateName(file.state))}});
}

}  // namespace

std::string_view RecordKindName(RecordKind kind) {
  switch (kind) {
    case RecordKind::kStep:
      return "STEP";
    case RecordKind::kWeighed:
      return "WEIGHED";
    case RecordKind::kRecused:
      return "RECUSED";
    case RecordKind::kRecusalApplied:
      return "RECUSAL_APPLIED";
    case RecordKind::kRecusalRuled:
      return "RECUSAL_RULED";
    case RecordKind::kHearingRightTold:
      return "HEARING_RIGHT_TOLD";
    case RecordKind::kHearingRequested:
      return "HEARING_REQUESTED";
    case RecordKind::kHearingWaived:
      return "HEARING_WAIVED";
    case RecordKind::kHearingNotified:
      return "HEARING_NOTIFIED";
    case RecordKind::kHearingHeld:
      return "HEARING_HELD";
    case RecordKind::kLegalReviewed:
      return "LEGAL_REVIEWED";
    case RecordKind::kDiscussed:
      return "DISCUSSED";
    case RecordKind::kGroundFiled:
      return "GROUND_FILED";
    case RecordKind::kGroundAnswered:
      return "GROUND_ANSWERED";
    case RecordKind::kTransferred:
      return "TRANSFERRED";
    case RecordKind::kTransferReceived:
      return "TRANSFER_RECEIVED";
    case RecordKind::kTransferAnswered:
      return "TRANSFER_ANSWERED";
    case RecordKind::kTransferGivenUp:
      return "TRANSFER_GIVEN_UP";
    case RecordKind::kPublicity:
      return "PUBLICITY";
  }
  return "";
}

std::vector<std::string> PartsOf(const CaseRecord& record, PartKind kind) {
  std::vector<std::string> values;
  for (const RecordPart& part : record.parts) {
    if (part.kind == kind) values.push_back(part.value);
  }
  return values;
}

absl::Status CheckUndecided(const CaseFile& file, std::string_view act) {
  const bool over =
      file.decision != Decision::kNone || file.state == CaseState::kTerminated || FileClosed(file);
  return over ? Misplaced(file, act, "it prepares a decision and comes too late; 已作出决定;")
              : absl::OkStatus();
}

absl::Status CheckFileOpen(const CaseFile& file, std::string_view act) {
  return FileClosed(file) ? Misplaced(file, act, "a closed file takes no new record; 已结案;")
                          : absl::OkStatus();
}

absl::Status CheckActDate(absl::CivilDay date, absl::CivilDay earliest, absl::CivilDay today) {
  if (earliest <= date && date <= today) return absl::OkStatus();
  return Precondition(Reason::k_DATE_INVALID,
                      absl::StrCat("a day from ", absl::FormatCivilTime(earliest), " to ",
                                   absl::FormatCivilTime(today), " was expected, not ",
                                   absl::FormatCivilTime(date), "; 日期有误"));
}

}  // namespace probity::scoring
