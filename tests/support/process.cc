#include "tests/support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::testing {
namespace {

std::vector<char*> Pointers(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  for (const std::string& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void Become(const std::vector<char*>& argv, const Child::Options& options,
                         int input_fd, int output_fd) {
  if (input_fd >= 0) dup2(input_fd, 0);
  dup2(output_fd, 1);
  dup2(output_fd, 2);
  const bool dropped = options.uid == 0 || (setgid(options.gid) == 0 && setuid(options.uid) == 0);
  // After the change of user, which would clear it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (dropped) execv(argv[0], argv.data());
  _exit(127);
}

std::string ReadAll(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(fd, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer, static_cast<size_t>(count));
  }
}

}  // namespace

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "probity-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string FindProgram(std::string_view name) {
  const char* const path = std::getenv("PATH");
  const std::string folders =
      absl::StrCat(path == nullptr ? "" : path, ":/usr/sbin:/usr/bin:/usr/local/bin");
  for (const absl::string_view folder : absl::StrSplit(folders, ':', absl::SkipEmpty())) {
    const std::string candidate = absl::StrCat(folder, "/", ToAbsl(name));
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return "";
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  if (!bound) throw std::runtime_error("no free port on 127.0.0.1");
  return ntohs(address.sin_port);
}

absl::StatusOr<std::string> RunProgram(const std::vector<std::string>& argv,
                                       std::string_view input) {
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
    return absl::InternalError(std::strerror(errno));
  }
  const std::vector<char*> pointers = Pointers(argv);
  const pid_t pid = fork();
  if (pid == 0) Become(pointers, {}, in[0], out[1]);
  close(in[0]);
  close(out[1]);
  // Inputs are short: they fit into the pipe before anything is read from the other one.
  const ssize_t written = write(in[1], input.data(), input.size());
  close(in[1]);
  const std::string text = ReadAll(out[0]);
  close(out[0]);
  int state = 0;
  while (waitpid(pid, &state, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(state) && WEXITSTATUS(state) == 0 &&
      written == static_cast<ssize_t>(input.size())) {
    return text;
  }
  return absl::InternalError(absl::StrCat(argv[0], " failed: ", text));
}

Fork::Fork(const std::function<int()>& body) : pid_(fork()) {
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Nothing of the parent's is torn down here, and no test goes on in the copy.
  try {
    _exit(body());
  } catch (...) {
    _exit(126);
  }
}

Fork::~Fork() {
  Kill();
}

void Fork::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

int Fork::Wait() {
  int state = 0;
  while (waitpid(pid_, &state, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

absl::StatusOr<Child> Child::Start(const std::vector<std::string>& argv, const Options& options) {
  const std::string log = options.log.empty() ? "/dev/null" : options.log;
  const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return absl::InternalError(absl::StrCat(log, ": ", std::strerror(errno)));
  const std::vector<char*> pointers = Pointers(argv);
  const pid_t pid = fork();
  if (pid == 0) Become(pointers, options, -1, fd);
  close(fd);
  if (pid < 0) return absl::InternalError(std::strerror(errno));
  return Child(pid);
}

Child::Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

Child::~Child() {
  Signal(SIGKILL);
  WaitUntil(absl::InfiniteFuture());
}

bool Child::Running() {
  return !WaitUntil(absl::InfinitePast());
}

void Child::Signal(int signal) {
  if (pid_ != 0) kill(pid_, signal);
}

bool Child::WaitUntil(absl::Time deadline) {
  while (pid_ != 0) {
    const pid_t ended = waitpid(pid_, nullptr, WNOHANG);
    if (ended == pid_ || (ended < 0 && errno == ECHILD)) {
      pid_ = 0;
    } else if (absl::Now() >= deadline) {
      return false;
    } else {
      absl::SleepFor(absl::Milliseconds(5));
    }
  }
  return true;
}

}  // namespace probity::testing
