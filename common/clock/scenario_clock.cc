#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/status/status.h"

namespace probity {
namespace {

// An RFC 3339 time with nanoseconds and zone has 35 characters.
constexpr size_t kLongestFile = 64;

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool ok() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status Failed(std::string_view what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat(ToAbsl(what), " ", path, ": ", std::strerror(errno)));
}

absl::StatusOr<absl::Time> ParseLine(std::string_view content, const std::string& path) {
  absl::Time time;
  std::string error;
  const absl::string_view line = absl::StripAsciiWhitespace(ToAbsl(content));
  if (!absl::ParseTime(absl::RFC3339_full, line, &time, &error) || time == absl::InfiniteFuture() ||
      time == absl::InfinitePast()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the scenario clock ", path,
                     " must hold one RFC 3339 time like 2026-03-01T09:00:00+08:00"));
  }
  return time;
}

absl::StatusOr<absl::Time> ReadTime(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.ok()) {
    return errno == ENOENT
               ? absl::NotFoundError(absl::StrCat("the scenario clock ", path, " does not exist"))
               : Failed("cannot open the scenario clock", path);
  }
  std::array<char, kLongestFile> content;
  const ssize_t size = ::read(file.descriptor(), content.data(), content.size());
  if (size < 0) return Failed("cannot read the scenario clock", path);
  return ParseLine({content.data(), static_cast<size_t>(size)}, path);
}

// Reads the file at every call instead of asking whether it changed: two replacements within one
// tick of the file system's clock can look alike.
class FileClock : public Clock {
 public:
  FileClock(std::string path, absl::Time start) : path_(std::move(path)), latest_(start) {}

  absl::Time Now() const override {
    const absl::StatusOr<absl::Time> read = ReadTime(path_);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (read.ok() && *read > latest_) latest_ = *read;
    return latest_;
  }
  bool scenario() const override { return true; }

 private:
  const std::string path_;
  mutable std::mutex mutex_;
  mutable absl::Time latest_;
};

absl::Status WriteAll(const std::string& path, std::string_view content) {
  const File file(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (!file.ok()) return Failed("cannot write", path);
  if (::write(file.descriptor(), content.data(), content.size()) !=
          static_cast<ssize_t>(content.size()) ||
      ::fsync(file.descriptor()) != 0) {
    return Failed("cannot write", path);
  }
  return absl::OkStatus();
}

absl::Status CheckForward(const std::string& path, absl::Time time) {
  const absl::StatusOr<absl::Time> current = ReadTime(path);
  if (absl::IsNotFound(current.status())) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(current.status());
  if (time >= *current) return absl::OkStatus();
  const absl::TimeZone zone = calendar::BureauZone();
  return Precondition(
      Reason::k_CLOCK_BACKWARDS,
      absl::StrCat("the scenario clock ", path, " is at ", absl::FormatTime(*current, zone),
                   " and cannot go back to ", absl::FormatTime(time, zone)),
      {{"current_time", absl::FormatTime(*current, zone)}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Clock>> ScenarioClock(std::string path) {
  PROBITY_ASSIGN_OR_RETURN(const absl::Time start, ReadTime(path));
  return std::make_unique<FileClock>(std::move(path), start);
}

absl::Status WriteScenarioTime(const std::string& path, absl::Time time) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  // The folder itself is the lock: two writers could otherwise both find the file earlier.
  const File lock(folder, O_RDONLY | O_DIRECTORY);
  if (!lock.ok() || ::flock(lock.descriptor(), LOCK_EX) != 0) return Failed("cannot lock", folder);
  PROBITY_RETURN_IF_ERROR(CheckForward(path, time));
  const std::string fresh = absl::StrCat(path, ".new");
  PROBITY_RETURN_IF_ERROR(WriteAll(
      fresh,
      absl::StrCat(absl::FormatTime(absl::RFC3339_full, time, calendar::BureauZone()), "\n")));
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return Failed("cannot replace", path);
  return absl::OkStatus();
}

}  // namespace probity
