// A member's answers to the findings of a sheet: how they are written, and which are admitted.
//
// The service refuses a bad ballot without saying why, so everything it would refuse is found and
// named here first.
#ifndef PROBITY_CLIENTS_REVIEW_ANSWERS_H_
#define PROBITY_CLIENTS_REVIEW_ANSWERS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "probity/review/v1/committee_service.pb.h"
#include "probity/scoring/v1/sheet.pb.h"

namespace probity::member {

using review::v1::Choice;
using review::v1::FindingAnswer;
using scoring::v1::SheetBody;
using scoring::v1::SheetFinding;

inline constexpr size_t kMaxReasonCodes = 3;
inline constexpr size_t kMaxTextBytes = 1024;

// The closed set of reasons of the committee's procedure (assumed; no source lists one).
struct ReasonCode {
  std::string_view code;  // "R01"
  std::string_view title;
  std::optional<Choice> only;  // the one choice it goes with; any choice if absent
};
std::span<const ReasonCode> ReasonCodes();
// The codes that may stand beside `choice`.
std::vector<ReasonCode> ReasonCodesFor(Choice choice);

// "维持 uphold", "不成立 not_uphold", "退回补证 remand", "弃权 abstain".
std::string_view ChoiceTitle(Choice choice);
// The names of the four choices in ballots: "uphold", "not_uphold", "remand", "abstain".
std::string_view ChoiceName(Choice choice);
std::optional<Choice> ChoiceNamed(std::string_view name);  // in any case

// Reason codes as people write them: "R01,R04", "r1 r4", "1、4"; sorted. BAD_REQUEST for a code
// outside the set.
absl::StatusOr<std::vector<std::string>> ParseReasons(std::string_view text,
                                                      std::string_view field);

// "1=uphold:3:R01,R04", "2=not_uphold:R02", "3=remand:R06", "4=abstain:R07".
struct NumberedAnswer {
  int number = 0;  // of the finding on the sheet, from 1
  FindingAnswer answer;
};
absl::StatusOr<NumberedAnswer> ParseFinding(std::string_view text);

// One answer for each finding of the sheet, in its order. BAD_REQUEST names every text that cannot
// be read, every finding answered twice or not at all, and every number the sheet does not have.
absl::StatusOr<std::vector<FindingAnswer>> AnswersFor(const SheetBody& sheet,
                                                      const std::vector<std::string>& texts);

// Abstention from the whole case, for a member who recognises it.
std::vector<FindingAnswer> Recognised(const SheetBody& sheet);

// OK, or BAD_REQUEST naming everything wrong with one answer, or with a ballot.
absl::Status CheckAnswer(const SheetFinding& finding, const FindingAnswer& answer,
                         std::string_view field);
absl::Status CheckBallot(const SheetBody& sheet, const std::vector<FindingAnswer>& answers,
                         std::string_view text);

// True if some but not all answers recognise the case: who does so should abstain throughout.
bool RecognisedInPart(const std::vector<FindingAnswer>& answers);

// Whether the ballot lying in the box says exactly this.
bool Says(const review::v1::GetBallotResponse& ballot, const std::vector<FindingAnswer>& answers,
          std::string_view text);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_ANSWERS_H_
