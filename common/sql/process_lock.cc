#include "common/sql/process_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

absl::Status CannotUse(const std::string& path, std::string_view why) {
  return Precondition(Reason::k_STORAGE_UNAVAILABLE,
                      absl::StrCat("database file ", path, " cannot be used: ", ToAbsl(why)));
}

absl::Status MakeFolders(const std::filesystem::path& folder, const std::string& path) {
  std::error_code ignored;  // the mkdir below says it better
  if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(MakeFolders(folder.parent_path(), path));
  if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return CannotUse(path, absl::StrCat("folder ", folder.string(), ": ", std::strerror(errno)));
}

}  // namespace

absl::StatusOr<std::string> PrepareFolder(const std::string& path) {
  PROBITY_RETURN_IF_ERROR(MakeFolders(std::filesystem::path(path).parent_path(), path));
  std::error_code error;
  const std::filesystem::path real =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  if (error) return CannotUse(path, error.message());
  return real.string();
}

absl::Status PrepareFile(const std::string& path) {
  // Made here rather than by the engine, so that the file and its log are private from the start.
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return CannotUse(path, absl::StrCat(std::strerror(errno), "; the file must be writable"));
  }
  close(fd);
  return absl::OkStatus();
}

absl::StatusOr<ProcessLock> ProcessLock::Take(const std::string& path) {
  // A file of its own: closing any descriptor of the database file would drop the engine's locks.
  const std::string lock = path + ".lock";
  const int fd = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return CannotUse(path, absl::StrCat("lock ", lock, ": ", std::strerror(errno),
                                        "; file and folder must be writable"));
  }
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return ProcessLock(fd);
  const int why = errno;
  close(fd);
  if (why != EWOULDBLOCK) return CannotUse(path, std::strerror(why));
  return CannotUse(path,
                   "another server process is using it; stop that one or choose another file");
}

ProcessLock::~ProcessLock() {
  // The lock file stays: removing it would let two processes lock two files of one name.
  if (fd_ >= 0) close(fd_);
}

}  // namespace probity::sql
