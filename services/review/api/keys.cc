#include "services/review/api/keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/codes/bytes.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPoolLabel = "probity/pool-key/v1";
constexpr std::string_view kRoundLabel = "probity/round-key/v1";
constexpr std::string_view kContactLabel = "probity/contact/v1";
constexpr char kRosterFile[] = "kek_r";
constexpr char kHearingFile[] = "kek_h";

// One key per purpose, so that no two purposes ever share a nonce space.
Bytes Derived(std::string_view kek, std::string_view label) {
  return crypto::HmacSha256(kek, label);
}

Bytes SealFor(std::string_view kek, std::string_view label, std::string_view owner,
              std::string_view plain, const crypto::Entropy& entropy) {
  Bytes key = Derived(kek, label);
  const Bytes nonce = entropy(crypto::kNonceSize);
  Bytes sealed = nonce + *crypto::Seal(key, nonce, plain, owner);
  crypto::Cleanse(key);
  return sealed;
}

absl::StatusOr<Bytes> OpenFor(std::string_view kek, std::string_view label, std::string_view owner,
                              std::string_view sealed) {
  if (sealed.size() < crypto::kNonceSize) return absl::InternalError("a sealed value is cut short");
  Bytes key = Derived(kek, label);
  absl::StatusOr<std::string> plain = crypto::Open(key, sealed.substr(0, crypto::kNonceSize),
                                                   sealed.substr(crypto::kNonceSize), owner);
  crypto::Cleanse(key);
  if (plain.ok()) return plain;
  return absl::InternalError("a sealed value does not open under this service's keys");
}

absl::Status Unusable(const fs::path& file, std::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file.string(), ": ", ToAbsl(why)));
}

absl::Status WriteKey(const fs::path& file, std::string_view key) {
  const std::string text = crypto::Hex(key) + "\n";
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return Unusable(file, "cannot be made");
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(descriptor) == 0;
  close(descriptor);
  return written ? absl::OkStatus() : Unusable(file, "cannot be written");
}

absl::StatusOr<Bytes> ReadKey(const fs::path& file) {
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) {
    return Unusable(file,
                    "is missing though the other key is there; restore it, for what it "
                    "sealed cannot be read without it");
  }
  if ((facts.st_mode & S_IRWXO) != 0) {
    return Unusable(file, "may be read by everybody; take the permissions of others away");
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const absl::StatusOr<std::string> key =
      crypto::FromHex(ToStd(absl::StripAsciiWhitespace(text.str())));
  if (!in || !key.ok() || key->size() != crypto::kKeySize) {
    return Unusable(file, "holds no key; 64 hex digits are expected");
  }
  return *key;
}

absl::Status MakeKeys(const fs::path& dir, const crypto::Entropy& entropy) {
  std::error_code error;
  fs::create_directories(dir, error);
  fs::permissions(dir, fs::perms::owner_all, error);
  if (error) return Unusable(dir, "cannot be made a private folder");
  PROBITY_RETURN_IF_ERROR(WriteKey(dir / kRosterFile, entropy(crypto::kKeySize)));
  return WriteKey(dir / kHearingFile, entropy(crypto::kKeySize));
}

}  // namespace

Keys::Keys(Bytes kek_roster, Bytes kek_hearing, crypto::Entropy entropy)
    : kek_roster_(std::move(kek_roster)),
      kek_hearing_(std::move(kek_hearing)),
      entropy_(std::move(entropy)) {}

Keys::~Keys() {
  crypto::Cleanse(kek_roster_);
  crypto::Cleanse(kek_hearing_);
}

Bytes Keys::NewKey() const {
  return entropy_(crypto::kKeySize);
}

Bytes Keys::WrapPoolKey(std::string_view round_id, std::string_view pool_key) const {
  return SealFor(kek_roster_, kPoolLabel, round_id, pool_key, entropy_);
}

absl::StatusOr<Bytes> Keys::UnwrapPoolKey(std::string_view round_id,
                                          std::string_view wrapped) const {
  return OpenFor(kek_roster_, kPoolLabel, round_id, wrapped);
}

Bytes Keys::WrapRoundKey(std::string_view round_id, std::string_view round_key) const {
  return SealFor(kek_hearing_, kRoundLabel, round_id, round_key, entropy_);
}

absl::StatusOr<Bytes> Keys::UnwrapRoundKey(std::string_view round_id,
                                           std::string_view wrapped) const {
  return OpenFor(kek_hearing_, kRoundLabel, round_id, wrapped);
}

Bytes Keys::SealContact(std::string_view member_id, std::string_view contact) const {
  return SealFor(kek_roster_, kContactLabel, member_id, contact, entropy_);
}

absl::StatusOr<std::string> Keys::OpenContact(std::string_view member_id,
                                              std::string_view sealed) const {
  return OpenFor(kek_roster_, kContactLabel, member_id, sealed);
}

absl::StatusOr<Keys> LoadKeys(const std::string& dir, const crypto::Entropy& entropy) {
  const fs::path folder(dir);
  std::error_code error;
  if (!fs::exists(folder / kRosterFile, error) && !fs::exists(folder / kHearingFile, error)) {
    PROBITY_RETURN_IF_ERROR(MakeKeys(folder, entropy));
  }
  PROBITY_ASSIGN_OR_RETURN(Bytes kek_roster, ReadKey(folder / kRosterFile));
  PROBITY_ASSIGN_OR_RETURN(Bytes kek_hearing, ReadKey(folder / kHearingFile));
  return Keys(std::move(kek_roster), std::move(kek_hearing), entropy);
}

}  // namespace probity::review
