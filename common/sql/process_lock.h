// At most one process on a database file.
#ifndef PROBITY_COMMON_SQL_PROCESS_LOCK_H_
#define PROBITY_COMMON_SQL_PROCESS_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace probity::sql {

// Held while this value lives and given up by the kernel when the process dies, however it dies.
class ProcessLock {
 public:
  // Takes `path`.lock. FAILED_PRECONDITION naming `path` if another holder has it or the folder
  // cannot be written to.
  static absl::StatusOr<ProcessLock> Take(const std::string& path);

  ProcessLock(ProcessLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ProcessLock& operator=(ProcessLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~ProcessLock();

 private:
  explicit ProcessLock(int fd) : fd_(fd) {}
  int fd_;
};

// Creates the parent folders of `path` that are missing, readable by this account alone, and
// returns `path` with every symbolic link resolved, so that one file has one lock.
absl::StatusOr<std::string> PrepareFolder(const std::string& path);

// Creates the file, readable by this account alone, unless it exists. To be called under the lock:
// closing a descriptor of a file the engine has open would drop the engine's own locks.
absl::Status PrepareFile(const std::string& path);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_PROCESS_LOCK_H_
