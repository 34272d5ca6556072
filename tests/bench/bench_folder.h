// Where a benchmark keeps its database, and where the log lines of its server go meanwhile.
#ifndef PROBITY_TESTS_BENCH_BENCH_FOLDER_H_
#define PROBITY_TESTS_BENCH_BENCH_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace probity::bench {

// A folder of its own below `parent`, removed with everything in it. It should lie on a disk: in
// memory a flush costs nothing and the figures mean nothing.
class BenchFolder {
 public:
  // UNAVAILABLE if it cannot be made.
  static absl::StatusOr<std::unique_ptr<BenchFolder>> Make(const std::string& parent);
  ~BenchFolder();
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  explicit BenchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// While it lives, standard error is appended to a file, as a service's log would be: writing the
// lines is part of what a call costs, showing them on a terminal is not.
class LogFile {
 public:
  explicit LogFile(const std::string& path);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

 private:
  int terminal_;
};

}  // namespace probity::bench

#endif  // PROBITY_TESTS_BENCH_BENCH_FOLDER_H_
