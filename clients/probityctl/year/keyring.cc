#include "clients/probityctl/year/keyring.h"

#include <regex>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/files.h"
#include "common/codes/codes.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

constexpr int kPrivate = 0600;

}  // namespace

absl::StatusOr<std::string> CodeInNotice(std::string_view text) {
  static const std::regex form("[0-9A-Z]{5}(-[0-9A-Z]{5}){4}-[0-9A-Z]");
  std::match_results<std::string_view::const_iterator> found;
  if (!std::regex_search(text.begin(), text.end(), found, form)) {
    return NotFound(Reason::k_NOT_FOUND, "the notice holds no code");
  }
  return codes::ParseCode(found.str());
}

absl::StatusOr<Keyring> Keyring::Open(std::filesystem::path file, const crypto::Entropy& entropy) {
  Keyring keyring;
  keyring.file_ = std::move(file);
  if (!std::filesystem::exists(keyring.file_)) {
    keyring.secret_ = entropy(crypto::kKeySize);
    PROBITY_RETURN_IF_ERROR(keyring.Store());
    return keyring;
  }
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(keyring.file_));
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    int issue = 0;
    int seat = 0;
    if (words.size() == 2 && words[0] == "secret") {
      PROBITY_ASSIGN_OR_RETURN(keyring.secret_, crypto::FromHex(words[1]));
    } else if (words.size() == 5 && words[0] == "code" && absl::SimpleAtoi(words[2], &issue) &&
               absl::SimpleAtoi(words[3], &seat)) {
      keyring.codes_[{words[1], issue, seat}] = words[4];
    } else {
      return BadRequest({{keyring.file_.string(), "not a keyring of `year run`"}});
    }
  }
  return keyring;
}

std::string Keyring::SeedShare(std::string_view round_id, int group) const {
  return crypto::HmacSha256(secret_, absl::StrCat("seed\n", ToAbsl(round_id), "\n", group));
}

absl::Status Keyring::Collect(const std::filesystem::path& notices, std::string_view round_id,
                              int issue) {
  std::error_code error;
  std::vector<std::filesystem::path> taken;
  for (const auto& entry : std::filesystem::directory_iterator(notices, error)) {
    const std::vector<std::string> parts = absl::StrSplit(entry.path().filename().string(), '-');
    int of_issue = 0;
    int seat = 0;
    if (parts.size() != 3 || parts[0] != round_id || !absl::SimpleAtoi(parts[1], &of_issue) ||
        !absl::SimpleAtoi(parts[2], &seat)) {
      continue;
    }
    taken.push_back(entry.path());
    if (of_issue != issue) continue;  // an older batch: its codes open nothing any more
    PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(entry.path()));
    PROBITY_ASSIGN_OR_RETURN(codes_[Key(round_id, issue, seat)], CodeInNotice(text));
  }
  if (error) {
    return NotFound(Reason::k_NOT_FOUND,
                    absl::StrCat("the notices folder ", notices.string(),
                                 " cannot be read; give the review service's with --notices"));
  }
  PROBITY_RETURN_IF_ERROR(Store());
  for (const std::filesystem::path& file : taken) std::filesystem::remove(file, error);
  return absl::OkStatus();
}

std::map<int, std::string> Keyring::Codes(std::string_view round_id, int issue) const {
  std::map<int, std::string> codes;
  for (const auto& [key, code] : codes_) {
    const auto& [round, of_issue, seat] = key;
    if (round == round_id && of_issue == issue) codes[seat] = code;
  }
  return codes;
}

absl::Status Keyring::Erase(std::string_view round_id) {
  std::erase_if(codes_, [&](const auto& entry) { return std::get<0>(entry.first) == round_id; });
  return Store();
}

absl::Status Keyring::Store() const {
  std::string text = absl::StrCat("secret ", crypto::Hex(secret_), "\n");
  for (const auto& [key, code] : codes_) {
    const auto& [round, issue, seat] = key;
    absl::StrAppend(&text, "code ", round, " ", issue, " ", seat, " ", code, "\n");
  }
  return clients::WriteFile(file_, text, kPrivate);
}

}  // namespace probity::year
