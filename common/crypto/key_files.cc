#include "common/crypto/key_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::crypto {
namespace {

namespace fs = std::filesystem;

absl::Status Unusable(const fs::path& file, std::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file.string(), ": ", ToAbsl(why)));
}

absl::StatusOr<std::string> ReadKey(const fs::path& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) return Unusable(file, "cannot be read");
  if ((facts.st_mode & S_IRWXO) != 0) {
    return Unusable(file, "may be read by everybody; take the permissions of others away");
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const auto key = FromHex(ToStd(absl::StripAsciiWhitespace(text.str())));
  if (!in || !key.ok() || key->size() != kKeySize) {
    return Unusable(file, "holds no key; 64 hex digits are expected");
  }
  return *key;
}

// Writes and syncs; closes either way.
bool WriteAll(int descriptor, std::string_view text) {
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  return close(descriptor) == 0 && written;
}

// So that a file's coming and going outlives a power cut.
void SyncFolder(const fs::path& dir) {
  const int descriptor = open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

// The generation a file name says, 0 for one that says none; nothing for another key's file.
std::optional<int> GenerationIn(std::string_view name, std::string_view stem) {
  if (!name.starts_with(stem)) return std::nullopt;
  const std::string_view rest = name.substr(stem.size());
  if (rest.empty()) return 1;
  if (rest.front() != '.') return std::nullopt;
  int generation = 0;
  const bool number = absl::SimpleAtoi(ToAbsl(rest.substr(1)), &generation) && generation > 1 &&
                      absl::StrCat(generation) == rest.substr(1);
  return number ? generation : 0;
}

}  // namespace

fs::path KeyFile(const fs::path& dir, std::string_view stem, int generation) {
  const std::string name(stem);
  return generation == 1 ? dir / name : dir / absl::StrCat(name, ".", generation);
}

absl::StatusOr<KeyGenerations> ReadKeyFiles(const fs::path& dir, std::string_view stem) {
  KeyGenerations keys;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(dir, error)) {
    const auto generation = GenerationIn(entry.path().filename().string(), stem);
    if (!generation.has_value()) continue;
    if (*generation == 0) return Unusable(entry.path(), "is named like no generation of a key");
    PROBITY_ASSIGN_OR_RETURN(keys[*generation], ReadKey(entry.path()));
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return Unusable(dir, "cannot be read");
  }
  return keys;
}

absl::Status WriteKeyFile(const fs::path& file, std::string_view key) {
  const fs::path dir = file.parent_path();
  std::error_code error;
  if (!dir.empty() && !fs::exists(dir, error)) {
    fs::create_directories(dir, error);
    if (!error) fs::permissions(dir, fs::perms::owner_all, error);
    if (error) return Unusable(dir, "cannot be made a private folder");
  }
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return Unusable(file, "cannot be made");
  if (!WriteAll(descriptor, Hex(key) + "\n")) return Unusable(file, "cannot be written");
  SyncFolder(dir);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<KeyGenerations>> LoadOrMakeKeys(const fs::path& dir,
                                                           const std::vector<std::string>& stems,
                                                           const Entropy& entropy) {
  std::vector<KeyGenerations> keys;
  for (const std::string& stem : stems) {
    PROBITY_ASSIGN_OR_RETURN(KeyGenerations found, ReadKeyFiles(dir, stem));
    keys.push_back(std::move(found));
  }
  const bool none =
      std::all_of(keys.begin(), keys.end(), [](const auto& key) { return key.empty(); });
  for (size_t i = 0; i < stems.size(); ++i) {
    if (!keys[i].empty()) continue;
    const fs::path file = KeyFile(dir, stems[i], 1);
    if (!none) {
      return Unusable(file,
                      "is missing though another key is there; restore it, for a new one would not "
                      "fit what is stored");
    }
    keys[i][1] = entropy(kKeySize);
    PROBITY_RETURN_IF_ERROR(WriteKeyFile(file, keys[i][1]));
  }
  return keys;
}

absl::Status DestroyKeyFile(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return Unusable(file, "is not there");
  const int descriptor = open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return Unusable(file, "cannot be overwritten");
  if (!WriteAll(descriptor, std::string(size, '0'))) return Unusable(file, "cannot be overwritten");
  if (!fs::remove(file, error)) return Unusable(file, "cannot be removed");
  SyncFolder(file.parent_path());
  return absl::OkStatus();
}

}  // namespace probity::crypto
