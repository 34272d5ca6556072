#include "tests/bench/bench_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace probity::bench {

absl::StatusOr<std::unique_ptr<BenchFolder>> BenchFolder::Make(const std::string& parent) {
  std::string path = absl::StrCat(parent, "/probity-bench.XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot make a folder below ", parent));
  }
  return std::unique_ptr<BenchFolder>(new BenchFolder(std::move(path)));
}

BenchFolder::~BenchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

LogFile::LogFile(const std::string& path) : terminal_(dup(STDERR_FILENO)) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  dup2(file, STDERR_FILENO);
  close(file);
}

LogFile::~LogFile() {
  if (terminal_ < 0) return;
  dup2(terminal_, STDERR_FILENO);
  close(terminal_);
}

}  // namespace probity::bench
