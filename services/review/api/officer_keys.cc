#include "services/review/api/officer_keys.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "common/crypto/hpke.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

constexpr std::array<std::string_view, kGroupCount> kGroupNames = {
    "ADMINISTRATIVE", "HANDLING_AGENCY", "EXPERT", "INSTITUTION"};

absl::Status Unusable(const std::string& file, std::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file, ": ", ToAbsl(why)));
}

std::optional<KeyOfficer> OfficerOf(const std::string& line) {
  const std::vector<std::string> cells = absl::StrSplit(line, ',');
  if (cells.size() != 3 || cells[0].empty() || cells[0].size() > 128) return std::nullopt;
  KeyOfficer officer;
  officer.person = cells[0];
  bool known = false;
  for (const Group group : kGroups) {
    if (cells[1] != kGroupNames[IndexOf(group)]) continue;
    officer.group = group;
    known = true;
  }
  absl::StatusOr<std::string> key = crypto::FromHex(cells[2]);
  // Whether it is a key shows in sealing with it.
  if (!known || !key.ok() ||
      !crypto::SealTo(*key, "", "", [](std::size_t size) { return Bytes(size, '\1'); }).ok()) {
    return std::nullopt;
  }
  officer.public_key = *std::move(key);
  return officer;
}

}  // namespace

absl::StatusOr<OfficerKeys> LoadOfficerKeys(const std::string& file) {
  std::ifstream in(file);
  if (!in.is_open()) return Unusable(file, "cannot be read");
  std::vector<KeyOfficer> officers;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string text(absl::StripAsciiWhitespace(line));
    if (text.empty() || text.front() == '#') continue;
    std::optional<KeyOfficer> officer = OfficerOf(text);
    if (!officer.has_value()) {
      return Unusable(file, absl::StrCat("line ", number,
                                         " is not `person,GROUP,public key in 64 hex digits`"));
    }
    officers.push_back(*std::move(officer));
  }
  if (officers.size() != 2) return Unusable(file, "two officers are expected");
  if (officers[0].person == officers[1].person || officers[0].group == officers[1].group ||
      officers[0].public_key == officers[1].public_key) {
    return Unusable(file, "the two officers are of different groups, each with a key of their own");
  }
  return OfficerKeys{officers[0], officers[1]};
}

std::optional<KeyOfficer> OfficerNamed(const OfficerKeys& officers, std::string_view person) {
  for (const KeyOfficer& officer : officers) {
    if (officer.person == person) return officer;
  }
  return std::nullopt;
}

}  // namespace probity::review
