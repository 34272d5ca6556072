#include "services/review/domain/ballot.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/codes/bytes.h"
#include "common/codes/text.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kAnswerBytes = 1 + 8 + 1 + kMaxReasonCodes;
constexpr std::size_t kHeadBytes = 1 + 4 + 1;
static_assert(kHeadBytes + kMaxFindings * kAnswerBytes + 2 + kMaxBallotTextBytes <= kBallotBytes,
              "the largest ballot fits the fixed size");

bool IsChoice(Choice choice) {
  return choice >= Choice::kUphold && choice <= Choice::kAbstain;
}
bool IsReasonCode(ReasonCode code) {
  return code >= ReasonCode::kR01 && code <= ReasonCode::kR07;
}

void CheckPoints(const Answer& answer, const FindingBounds& bounds, const std::string& path,
                 FieldCheck& check) {
  if (answer.choice == Choice::kUphold) {
    check.Check(answer.points >= bounds.points_floor && answer.points <= bounds.points_ceiling,
                path + ".points",
                absl::StrFormat("must be from %d to %d when upholding", bounds.points_floor,
                                bounds.points_ceiling));
  } else {
    check.Check(answer.points == 0, path + ".points", "are given only when upholding");
  }
}

void CheckReasonCodes(const Answer& answer, const ReasonRules& reasons, const std::string& path,
                      FieldCheck& check) {
  const std::vector<ReasonCode>& codes = answer.reason_codes;
  check.Check(!codes.empty() && codes.size() <= kMaxReasonCodes, path + ".reason_codes",
              "one to three reason codes are required");
  std::set<ReasonCode> seen;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::string field = absl::StrCat(path, ".reason_codes[", i, "]");
    if (!IsReasonCode(codes[i])) {
      check.Check(false, field, "is not one of R01 to R07");
      continue;
    }
    const std::string name = ReasonCodeName(codes[i]);
    check.Check(reasons.Fits(codes[i], answer.choice), field,
                name + " does not go with this choice");
    check.Check(seen.insert(codes[i]).second, field, name + " is given twice");
  }
}

// What the fixed format can hold at all.
absl::Status CheckShape(const Ballot& ballot) {
  FieldCheck check;
  check.Check(ballot.answers.size() <= kMaxFindings, "answers", "at most 32 findings");
  check.Check(ballot.text.size() <= kMaxBallotTextBytes, "text", "at most 1,024 bytes");
  for (std::size_t i = 0; i < ballot.answers.size(); ++i) {
    check.Check(ballot.answers[i].reason_codes.size() <= kMaxReasonCodes,
                absl::StrCat("answers[", i, "].reason_codes"), "at most three reason codes");
  }
  return check.Result();
}

absl::Status Damaged() {
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                "a stored ballot is not in the form this service writes");
}

std::uint64_t ReadInteger(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

Answer ReadAnswer(std::string_view bytes, std::size_t at) {
  Answer answer;
  answer.choice = static_cast<Choice>(bytes[at]);
  answer.points = static_cast<std::int64_t>(ReadInteger(bytes, at + 1, 8));
  const auto count = std::min<std::size_t>(ReadInteger(bytes, at + 9, 1), kMaxReasonCodes);
  for (std::size_t i = 0; i < count; ++i) {
    answer.reason_codes.push_back(static_cast<ReasonCode>(bytes[at + 10 + i]));
  }
  return answer;
}

}  // namespace

std::string ReasonCodeName(ReasonCode code) {
  return absl::StrFormat("R%02d", static_cast<int>(code));
}

std::optional<ReasonCode> ReasonCodeFromName(std::string_view name) {
  if (name.size() != 3 || name[0] != 'R' || name[1] != '0') return std::nullopt;
  const auto code = static_cast<ReasonCode>(name[2] - '0');
  if (name[2] < '1' || name[2] > '7') return std::nullopt;
  return code;
}

ReasonRules::ReasonRules() {
  choices_by_code_.fill(0);
  for (const ReasonCode code :
       {ReasonCode::kR01, ReasonCode::kR02, ReasonCode::kR03, ReasonCode::kR04, ReasonCode::kR05}) {
    Allow(code, kChoices);
  }
  Allow(ReasonCode::kR06, {{Choice::kRemand}});
  Allow(ReasonCode::kR07, {{Choice::kAbstain}});
}

void ReasonRules::Allow(ReasonCode code, std::span<const Choice> choices) {
  if (!IsReasonCode(code)) return;
  std::uint8_t& allowed = choices_by_code_[static_cast<std::size_t>(code)];
  allowed = 0;
  for (const Choice choice : choices) allowed |= 1u << static_cast<unsigned>(choice);
}

bool ReasonRules::Fits(ReasonCode code, Choice choice) const {
  return IsReasonCode(code) && IsChoice(choice) &&
         (choices_by_code_[static_cast<std::size_t>(code)] >> static_cast<unsigned>(choice) & 1);
}

absl::Status ValidateBallot(const Ballot& ballot, std::span<const FindingBounds> findings,
                            const ReasonRules& reasons) {
  FieldCheck check;
  check.Check(ballot.revision >= 1, "revision", "must be at least 1");
  check.Check(ballot.answers.size() == findings.size(), "answers",
              absl::StrFormat("the sheet has %d findings, the ballot answers %d", findings.size(),
                              ballot.answers.size()));
  for (std::size_t i = 0; i < std::min(ballot.answers.size(), findings.size()); ++i) {
    const std::string path = absl::StrCat("answers[", i, "]");
    if (!IsChoice(ballot.answers[i].choice)) {
      check.Check(false, path + ".choice", "is not one of UPHOLD, NOT_UPHOLD, REMAND, ABSTAIN");
      continue;
    }
    CheckPoints(ballot.answers[i], findings[i], path, check);
    CheckReasonCodes(ballot.answers[i], reasons, path, check);
  }
  check.Check(ballot.text.size() <= kMaxBallotTextBytes, "text", "at most 1,024 bytes");
  check.Check(codes::CodePoints(ballot.text).has_value(), "text", "must be UTF-8");
  return check.Result();
}

absl::StatusOr<std::string> EncodeBallot(const Ballot& ballot) {
  PROBITY_RETURN_IF_ERROR(CheckShape(ballot));
  codes::ByteString bytes;
  bytes.U8(kFormat).U32(ballot.revision).U8(static_cast<std::uint8_t>(ballot.answers.size()));
  for (const Answer& answer : ballot.answers) {
    std::vector<ReasonCode> codes = answer.reason_codes;
    std::sort(codes.begin(), codes.end());
    bytes.U8(static_cast<std::uint8_t>(answer.choice))
        .U64(static_cast<std::uint64_t>(answer.points));
    bytes.U8(static_cast<std::uint8_t>(codes.size()));
    for (const ReasonCode code : codes) bytes.U8(static_cast<std::uint8_t>(code));
    bytes.PadTo(bytes.size() + kMaxReasonCodes - codes.size());
  }
  bytes.U16(static_cast<std::uint16_t>(ballot.text.size())).Raw(ballot.text);
  return bytes.PadTo(kBallotBytes).str();
}

std::string AbsentBallotBytes() {
  return *EncodeBallot(Ballot{});
}

absl::StatusOr<Ballot> DecodeBallot(std::string_view bytes) {
  if (bytes.size() != kBallotBytes) return Damaged();
  Ballot ballot;
  ballot.revision = static_cast<std::uint32_t>(ReadInteger(bytes, 1, 4));
  const std::size_t count = ReadInteger(bytes, 5, 1);
  if (count > kMaxFindings) return Damaged();
  for (std::size_t i = 0; i < count; ++i) {
    ballot.answers.push_back(ReadAnswer(bytes, kHeadBytes + i * kAnswerBytes));
  }
  const std::size_t text_at = kHeadBytes + count * kAnswerBytes;
  const std::size_t text_size = ReadInteger(bytes, text_at, 2);
  if (text_size > kMaxBallotTextBytes) return Damaged();
  ballot.text = bytes.substr(text_at + 2, text_size);
  // One form per ballot: whatever does not encode to the same bytes was not written by us.
  const absl::StatusOr<std::string> again = EncodeBallot(ballot);
  if (!again.ok() || *again != bytes) return Damaged();
  return ballot;
}

absl::StatusOr<std::string> PrevailingBallot(std::string_view stored, const Ballot& incoming) {
  PROBITY_ASSIGN_OR_RETURN(const Ballot kept, DecodeBallot(stored));
  PROBITY_ASSIGN_OR_RETURN(std::string arrived, EncodeBallot(incoming));
  return incoming.revision > kept.revision ? arrived : std::string(stored);
}

}  // namespace probity::review
