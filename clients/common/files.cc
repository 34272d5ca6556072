#include "clients/common/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::clients {
namespace {

absl::Status CannotWrite(const std::filesystem::path& path) {
  const std::string text = absl::StrCat(path.string(), " cannot be written: ", std::strerror(errno),
                                        "; choose a folder that exists, is writable and has room");
  return errno == ENOSPC || errno == EFBIG || errno == EDQUOT
             ? Refuse(absl::StatusCode::kResourceExhausted, Reason::k_STORAGE_FULL, text)
             : Precondition(Reason::k_STORAGE_UNAVAILABLE, text);
}

absl::Status CannotRead(const std::filesystem::path& path) {
  return NotFound(Reason::k_NOT_FOUND,
                  absl::StrCat(path.string(), " cannot be read: ", std::strerror(errno)));
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return ::fsync(file) == 0;
}

}  // namespace

absl::Status WriteFile(const std::filesystem::path& path, std::string_view bytes, int mode) {
  const std::filesystem::path beside = path.string() + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return CannotWrite(path);
  const bool written = WriteAll(file, bytes);
  const absl::Status failure = written ? absl::OkStatus() : CannotWrite(path);
  ::close(file);
  if (!written) {
    ::unlink(beside.c_str());
    return failure;
  }
  return ::rename(beside.c_str(), path.c_str()) == 0 ? absl::OkStatus() : CannotWrite(path);
}

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return CannotRead(path);
  std::string bytes;
  std::array<char, 1 << 16> part;
  ssize_t got = 0;
  while ((got = ::read(file, part.data(), part.size())) > 0) bytes.append(part.data(), got);
  const absl::Status failure = got == 0 ? absl::OkStatus() : CannotRead(path);
  ::close(file);
  if (!failure.ok()) return failure;
  return bytes;
}

}  // namespace probity::clients
