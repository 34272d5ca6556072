#include "common/audit/signed_head.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::audit {
namespace {

namespace fs = std::filesystem;

constexpr char kLabel[] = "probity/head/v1";

std::string Message(const TreeHead& head, std::string_view signer) {
  std::string message = kLabel;
  crypto::AppendU8(message, static_cast<uint8_t>(head.log.size()));
  message += head.log;
  crypto::AppendU64(message, static_cast<uint64_t>(head.size));
  message += head.root;
  message += head.chain_hash;
  crypto::AppendU8(message, static_cast<uint8_t>(signer.size()));
  message += signer;
  return message;
}

absl::Status Unusable(const fs::path& file, std::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file.string(), ": ", ToAbsl(why)));
}

// True if this call made the file; false if it was there.
absl::StatusOr<bool> Write(const fs::path& file, const std::string& text, mode_t mode) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) {
    if (errno == EEXIST) return false;
    return Unusable(file, "cannot be made");
  }
  const bool whole =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  close(descriptor);
  if (!whole) return Unusable(file, "cannot be written");
  return true;
}

absl::StatusOr<crypto::SigningKey> Read(const fs::path& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) return Unusable(file, "cannot be read");
  if ((facts.st_mode & S_IRWXO) != 0) {
    return Unusable(file, "may be read by everybody; take the permissions of others away");
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const absl::StatusOr<std::string> seed =
      crypto::FromHex(ToStd(absl::StripAsciiWhitespace(text.str())));
  if (!in || !seed.ok() || seed->size() != crypto::kKeySize) {
    return Unusable(file, "holds no key; 64 hex digits are expected");
  }
  return crypto::SigningKey(*seed);
}

}  // namespace

HeadSignature SignHead(const crypto::SigningKey& key, std::string_view signer,
                       const TreeHead& head) {
  return {std::string(signer), key.public_key(), key.Sign(Message(head, signer))};
}

bool VerifyHead(const TreeHead& head, const HeadSignature& signature) {
  return head.size > 0 && head.root.size() == crypto::kHashSize &&
         head.chain_hash.size() == crypto::kHashSize &&
         crypto::VerifySignature(signature.public_key, Message(head, signature.signer),
                                 signature.signature);
}

absl::StatusOr<crypto::SigningKey> LoadSigningKey(const std::string& file,
                                                  const crypto::Entropy& entropy) {
  const fs::path path(file);
  std::error_code error;
  if (path.has_parent_path() && !fs::exists(path.parent_path(), error)) {
    fs::create_directories(path.parent_path(), error);
    if (!error) fs::permissions(path.parent_path(), fs::perms::owner_all, error);
    if (error) return Unusable(path.parent_path(), "cannot be made a private folder");
  }
  // Written whole under another name first: who starts at the same moment reads all of it or none.
  if (!fs::exists(path, error)) {
    const fs::path fresh(absl::StrCat(file, ".", getpid()));
    PROBITY_RETURN_IF_ERROR(
        Write(fresh, crypto::Hex(entropy(crypto::kKeySize)) + "\n", 0600).status());
    fs::create_hard_link(fresh, path, error);
    const bool made = !error || fs::exists(path);
    fs::remove(fresh, error);
    if (!made) return Unusable(path, "cannot be made");
  }
  PROBITY_ASSIGN_OR_RETURN(crypto::SigningKey key, Read(path));
  // A mounted folder is read-only; its public half was mounted, too, or is asked of the service.
  Write(absl::StrCat(file, ".pub"), crypto::Hex(key.public_key()) + "\n", 0644)
      .status()
      .IgnoreError();
  return key;
}

}  // namespace probity::audit
