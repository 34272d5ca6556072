#include "common/keys/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::keys {
namespace {

namespace fs = std::filesystem;

absl::Status Unusable(const fs::path& file, std::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file.string(), ": ", ToAbsl(why)));
}

absl::Status Write(const fs::path& file, std::string_view key) {
  const std::string text = crypto::Hex(key) + "\n";
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return Unusable(file, "cannot be made");
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  close(descriptor);
  return written ? absl::OkStatus() : Unusable(file, "cannot be written");
}

absl::StatusOr<std::string> Read(const fs::path& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) {
    return Unusable(file, "is missing though another key of its folder is there; restore it");
  }
  if ((facts.st_mode & S_IRWXO) != 0) {
    return Unusable(file, "may be read by everybody; take the permissions of others away");
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  absl::StatusOr<std::string> key = crypto::FromHex(ToStd(absl::StripAsciiWhitespace(text.str())));
  if (!in || !key.ok() || key->size() != crypto::kKeySize) {
    return Unusable(file, "holds no key; 64 hex digits are expected");
  }
  return key;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> LoadOrMake(const std::string& dir,
                                                    const std::vector<std::string>& names,
                                                    const crypto::Entropy& entropy) {
  const fs::path folder(dir);
  const bool none = std::none_of(names.begin(), names.end(), [&](const std::string& name) {
    std::error_code ignored;
    return fs::exists(folder / name, ignored);
  });
  if (none) {
    std::error_code error;
    fs::create_directories(folder, error);
    fs::permissions(folder, fs::perms::owner_all, error);
    if (error) return Unusable(folder, "cannot be made a private folder");
    for (const std::string& name : names) {
      PROBITY_RETURN_IF_ERROR(Write(folder / name, entropy(crypto::kKeySize)));
    }
  }
  std::vector<std::string> keys;
  for (const std::string& name : names) {
    PROBITY_ASSIGN_OR_RETURN(std::string key, Read(folder / name));
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace probity::keys
