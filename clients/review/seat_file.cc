#include "clients/review/seat_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/files.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

namespace fs = std::filesystem;

constexpr int kPrivate = 0600;
constexpr mode_t kOthers = 077;
constexpr char kTitle[] = "probity seat 1";
constexpr size_t kIdBytes = 16;
constexpr char kReceipt[] = "receipt ";

absl::Status NotASeat(const fs::path& path) {
  return BadRequest(
      {{path.string(),
        "不是席位文件 is not a seat file; remove it, or name another with --seat, and "
        "claim again"}});
}

absl::Status CannotErase(const fs::path& path) {
  return Precondition(
      Reason::k_STORAGE_UNAVAILABLE,
      absl::StrCat(path.string(), " 未能删除 cannot be erased: ", std::strerror(errno)));
}

// The bytes of a hex value of `size` bytes, or of an empty value if that may be.
bool TakeHex(const std::string& hex, bool may_be_empty, std::string* bytes) {
  absl::StatusOr<std::string> read = crypto::FromHex(hex);
  if (!read.ok() || (read->size() != kIdBytes && !(may_be_empty && read->empty()))) return false;
  *bytes = *std::move(read);
  return true;
}

}  // namespace

absl::StatusOr<fs::path> DefaultSeatPath() {
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    return Precondition(Reason::k_NOT_FOUND,
                        "没有主目录 HOME is not set; name the seat file with --seat");
  }
  return fs::path(home) / ".probity" / "seat";
}

absl::StatusOr<SeatFile> LoadSeat(const fs::path& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0 && errno == ENOENT) {
    return NotFound(Reason::k_NOT_FOUND,
                    absl::StrCat("尚未领取席位 no seat is claimed (", path.string(),
                                 "); begin with `probity-review-client claim`"));
  }
  if ((info.st_mode & kOthers) != 0) {
    return Precondition(Reason::k_NOT_YOURS,
                        absl::StrCat("席位文件他人可读 others may read ", path.string(),
                                     "; run: chmod 600 ", path.string()));
  }
  PROBITY_ASSIGN_OR_RETURN(const std::string text, clients::ReadFile(path));
  std::map<std::string, std::string> values;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(line, absl::MaxSplits(": ", 1));
    values.insert(pair);
  }
  SeatFile seat;
  seat.code = values["code"];
  const bool whole =
      text.starts_with(kTitle) && codes::AreSymbols(seat.code, codes::kCodeSymbols) &&
      TakeHex(values["round"], false, &seat.round) &&
      TakeHex(values["d"], true, &seat.draw_pseudonym) && TakeHex(values["h"], true, &seat.house) &&
      TakeHex(values["n"], true, &seat.blind);
  if (!whole) return NotASeat(path);
  for (const auto& [key, value] : values) {
    if (!key.starts_with(kReceipt)) continue;
    const std::string serial = key.substr(sizeof(kReceipt) - 1);
    const absl::StatusOr<std::string> receipt = crypto::FromHex(value);
    if (!receipt.ok() || receipt->size() != crypto::kHashSize) return NotASeat(path);
    seat.receipts[serial] = *receipt;
  }
  return seat;
}

absl::Status SaveSeat(const fs::path& path, const SeatFile& seat) {
  const fs::path folder = path.parent_path();
  if (!folder.empty() && ::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return Precondition(
        Reason::k_STORAGE_UNAVAILABLE,
        absl::StrCat(folder.string(), " 无法建立 cannot be made: ", std::strerror(errno)));
  }
  std::string text =
      absl::StrCat(kTitle, "\nround: ", crypto::Hex(seat.round), "\ncode: ", seat.code,
                   "\nd: ", crypto::Hex(seat.draw_pseudonym), "\nh: ", crypto::Hex(seat.house),
                   "\nn: ", crypto::Hex(seat.blind), "\n");
  for (const auto& [serial, receipt] : seat.receipts) {
    absl::StrAppend(&text, kReceipt, serial, ": ", crypto::Hex(receipt), "\n");
  }
  const absl::Status written = clients::WriteFile(path, text, kPrivate);
  crypto::Cleanse(text);
  return written;
}

absl::StatusOr<bool> EraseSeat(const fs::path& path) {
  struct stat info = {};
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return false;
    return CannotErase(path);
  }
  const int file = ::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file >= 0) {
    const std::string zeros(static_cast<size_t>(info.st_size), '\0');
    const bool over = ::write(file, zeros.data(), zeros.size()) == info.st_size;
    const bool settled = ::fsync(file) == 0;
    ::close(file);
    if (!over || !settled) return CannotErase(path);
  }
  if (::unlink(path.c_str()) != 0) return CannotErase(path);
  return true;
}

}  // namespace probity::member
