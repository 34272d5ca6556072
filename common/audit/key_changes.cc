#include "common/audit/key_changes.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::audit {
namespace {

namespace fs = std::filesystem;

constexpr char kFile[] = "audit-key-changes";

bool AddLine(const std::string& line, KeyChanges& changes) {
  const std::vector<std::string> parts = absl::StrSplit(line, ',');
  if (parts.size() != 3) return false;
  const auto before = crypto::FromHex(parts[1]);
  const auto after = crypto::FromHex(parts[2]);
  const bool keys = before.ok() && after.ok() && before->size() == crypto::kKeySize &&
                    after->size() == crypto::kKeySize;
  const bool signer = parts[0] == "review" || parts[0] == "scoring" || parts[0] == "settlement";
  return keys && signer && changes.Add(parts[0], *before, *after);
}

absl::StatusOr<KeyChanges> Load(const fs::path& file) {
  KeyChanges changes;
  std::error_code error;
  if (!fs::exists(file, error)) return changes;
  std::ifstream in(file);
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    absl::StripAsciiWhitespace(&line);
    if (line.empty() || line.front() == '#' || AddLine(line, changes)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(file.string(), ":", number,
                     ": `signer,old key,new key` is expected, each old key once, in hex"));
  }
  if (in.bad() || !in.eof()) {
    return absl::FailedPreconditionError(absl::StrCat(file.string(), ": cannot be read"));
  }
  return changes;
}

}  // namespace

bool KeyChanges::Add(std::string_view signer, std::string_view before, std::string_view after) {
  if (Follows(signer, after, before)) return false;
  return after_.insert({{std::string(signer), std::string(before)}, std::string(after)}).second;
}

bool KeyChanges::Follows(std::string_view signer, std::string_view before,
                         std::string_view after) const {
  std::string key(before);
  while (key != after) {
    const auto next = after_.find({std::string(signer), key});
    if (next == after_.end()) return false;
    key = next->second;
  }
  return true;
}

bool KeyOrder::Take(std::string_view signer, int64_t size, std::string_view key) {
  Largest& largest = largest_[std::string(signer)];
  if (size <= largest.size) return true;
  const bool first = largest.key.empty();
  if (!first && !changes_.Follows(signer, largest.key, key)) return false;
  largest = {size, std::string(key)};
  return true;
}

absl::Status CheckNotReplaced(std::string_view signer, std::string_view own, const KeysUsed& used,
                              const KeyChanges& changes) {
  if (used.last.empty() || changes.Follows(signer, used.last, own)) return absl::OkStatus();
  if (!used.own_earlier && !changes.Follows(signer, own, used.last)) return absl::OkStatus();
  return Precondition(Reason::k_HEAD_OF_ANOTHER_KEY,
                      absl::StrCat("the audit key of this replica, ", crypto::Hex(own),
                                   ", was replaced: ", ToAbsl(signer), " signs with ",
                                   crypto::Hex(used.last), "; give it that one, or stop it"));
}

absl::StatusOr<KeyChanges> LoadKeyChanges(std::string_view folder) {
  return Load(fs::path(folder) / kFile);
}

absl::StatusOr<KeyChanges> LoadKeyChangesBeside(std::string_view audit_key) {
  return Load(fs::path(audit_key).parent_path() / kFile);
}

}  // namespace probity::audit
