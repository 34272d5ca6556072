// What a member brings from a notice (临时通知): the round and one code.
#ifndef PROBITY_CLIENTS_REVIEW_NOTICE_H_
#define PROBITY_CLIENTS_REVIEW_NOTICE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace probity::member {

// Full-width and compatibility forms as keyboards for Chinese make them, in their plain form
// (Unicode NFKC); nothing for text that is not UTF-8.
std::optional<std::string> PlainForm(std::string_view utf8);

// The 16 bytes of a round: 32 hex digits, in any width and case, spaces and dashes between them.
absl::StatusOr<std::string> ParseRound(std::string_view input);

// A code or serial as it was typed, by common/codes; what is wrong with it in both languages.
absl::StatusOr<std::string> ParseTypedCode(std::string_view input, std::string_view field);
absl::StatusOr<std::string> ParseTypedSerial(std::string_view input);

enum class CodeKind { kAnswer, kVoting };

struct Notice {
  std::string round;  // 16 bytes
  std::string code;   // 25 symbols, a secret
  CodeKind kind = CodeKind::kAnswer;
  std::string closes;  // when voting ends, as the notice has it: "2026-05-08 16:00", or nothing
};

// Reads the lines `round:` and `answer code:` or `voting code:` of a notice's text, in either
// language, quoted by a mail program or not. BAD_REQUEST names what is missing, unreadable or there
// twice; never with the code.
absl::StatusOr<Notice> ParseNotice(std::string_view text);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_NOTICE_H_
