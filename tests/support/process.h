// Child processes and folders of tests.
#ifndef PROBITY_TESTS_SUPPORT_PROCESS_H_
#define PROBITY_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace probity::testing {

// A folder of its own under the system's temporary folder, removed with everything in it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Runs a program to its end; its standard output and error together. INTERNAL with that text if
// it ends otherwise than by exit 0.
absl::StatusOr<std::string> RunProgram(const std::vector<std::string>& argv,
                                       std::string_view input = "");

// Runs `body` in a copy of this process, which ends with its result: what must be tried under
// another limit, as another user, or killed. Call it before the test has started any thread.
class Fork {
 public:
  explicit Fork(const std::function<int()>& body);
  ~Fork();  // kills what still runs
  Fork(const Fork&) = delete;
  Fork& operator=(const Fork&) = delete;

  void Kill();  // SIGKILL, and waits for its end
  int Wait();   // its result; -1 if a signal ended it

 private:
  pid_t pid_;  // 0 once it has ended
};

// A program in the background.
class Child {
 public:
  struct Options {
    uid_t uid = 0;  // with gid: whom to run as, 0 = as the test itself
    gid_t gid = 0;
    std::string log;  // file that gets its output
  };
  // It is killed when the thread that started it ends, and with the test at the latest.
  static absl::StatusOr<Child> Start(const std::vector<std::string>& argv, const Options& options);

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();  // kills what still runs

  bool Running();
  void Signal(int signal);
  // True once it has ended.
  bool WaitUntil(absl::Time deadline);

 private:
  explicit Child(pid_t pid) : pid_(pid) {}
  pid_t pid_;  // 0 once it has ended
};

// Finds the program in PATH and the folders of system programs; empty if there is none.
std::string FindProgram(std::string_view name);

// A port of 127.0.0.1 nobody listens on at the moment.
int FreePort();

}  // namespace probity::testing

#endif  // PROBITY_TESTS_SUPPORT_PROCESS_H_
