// Runs the test service of note_service.cc as a process.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <future>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "tests/common/rpc/harness.h"

extern char** environ;

namespace probity::rpc {
namespace {

using testing::HasSubstr;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

// The test service as a process; killed if the test forgets it.
class Process {
 public:
  Process(const ScratchDir& dir, std::vector<std::string> arguments)
      : out_(dir.Path("out")), err_(dir.Path("err")) {
    arguments.insert(arguments.begin(), NOTE_SERVICE);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    const int flags = O_CREAT | O_TRUNC | O_WRONLY;
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_.c_str(), flags, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_.c_str(), flags, 0600);
    EXPECT_EQ(posix_spawn(&pid_, NOTE_SERVICE, &files, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&files);
  }
  ~Process() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  void Signal(int number) const { kill(pid_, number); }
  int ExitCode() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string out() const { return ReadAll(out_); }
  std::string err() const { return ReadAll(err_); }

  // Waits up to 10 s for `text` on stderr.
  bool Says(const std::string& text) const {
    const absl::Time end = absl::Now() + absl::Seconds(10);
    while (absl::Now() < end) {
      if (err().find(text) != std::string::npos) return true;
      absl::SleepFor(absl::Milliseconds(20));
    }
    return false;
  }

  // The address in the ready line, after "listen":".
  std::string Listen() const {
    EXPECT_TRUE(Says("\"event\":\"ready\"")) << err();
    const std::string text = err();
    const std::string key = "\"listen\":\"";
    const size_t start = text.find(key) + key.size();
    return text.substr(start, text.find('"', start) - start);
  }

 private:
  const std::string out_;
  const std::string err_;
  pid_t pid_ = 0;
};

std::vector<std::string> Serving(const ScratchDir& dir) {
  return {"--listen", "127.0.0.1:0", "--database", "sqlite:" + dir.Path(".")};
}

absl::StatusOr<AskResponse> Ask(const std::string& address, const std::string& question) {
  const auto channel = MakeChannel(address);
  if (!channel.ok()) return channel.status();
  const auto stub = QuietService::NewStub(*channel);
  AskRequest request;
  request.set_question(question);
  return Invoke(*stub, &QuietService::Stub::Ask, request, As({options::v1::ROLE_MEMBER_CLIENT}));
}

struct ExitCase {
  std::string rule;
  std::vector<std::string> arguments;
  int code;
  std::string out;
  std::string err;
};

TEST(ServiceMain, AnswersQuestionsAndRefusesWhatIsWrong) {
  ScratchDir dir;
  const std::string config = dir.Path("config.json");
  std::ofstream(config) << R"({"regoin": "x"})";
  const std::string good = dir.Path("good.json");
  std::ofstream(good) << R"({"region": "harbour", "workers": 3})";
  const std::vector<ExitCase> cases = {
      {"version", {"--version"}, 0, "probity-scoring ", ""},
      {"help", {"--help"}, 0, "--scoring-address", ""},
      {"the complete configuration", {"--check-config"}, 0, "127.0.0.1:7101", ""},
      {"flags override the file",
       {"--config", good, "--workers", "5", "--check-config"},
       0,
       "\"workers\": 5",
       ""},
      {"the file overrides defaults", {"--config", good, "--check-config"}, 0, "harbour", ""},
      {"migrate", {"migrate", "--database", "sqlite:x.db"}, 0, "migrating sqlite:x.db", ""},
      {"an unknown flag", {"--lisen", "x"}, EX_USAGE, "", "--lisen"},
      {"an unknown field", {"--config", config}, EX_CONFIG, "", "regoin"},
      {"a missing file", {"--config", dir.Path("no.json")}, EX_CONFIG, "", "no.json"},
      {"an address off loopback",
       {"--listen", "0.0.0.0:1", "--check-config"},
       EX_CONFIG,
       "",
       "loopback"},
      {"a scenario without file",
       {"--clock", "scenario:" + dir.Path("none")},
       EX_CONFIG,
       "",
       "none"},
      {"what the service says of its stores",
       {"--listen", "127.0.0.1:0", "--database", "sqlite:/nowhere"},
       EX_UNAVAILABLE,
       "",
       "probity-scoring: no folder /nowhere; make it\n"},
  };
  for (const ExitCase& c : cases) {
    Process process(dir, c.arguments);
    EXPECT_EQ(process.ExitCode(), c.code) << c.rule << ": " << process.err();
    EXPECT_THAT(process.out(), HasSubstr(c.out)) << c.rule;
    EXPECT_THAT(process.err(), HasSubstr(c.err)) << c.rule;
    if (c.code == EX_CONFIG) {
      const std::string said = process.err();
      EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << c.rule << ": " << said;
    }
  }
}

TEST(ServiceMain, ServesUntilSigtermThenDrainsInOrder) {
  ScratchDir dir;
  Process process(dir, Serving(dir));
  const std::string address = process.Listen();
  EXPECT_TRUE(Ask(address, "now").ok());
  auto running = std::async(std::launch::async, [&] { return Ask(address, "slow"); });
  absl::SleepFor(absl::Milliseconds(200));
  process.Signal(SIGTERM);
  const auto answer = running.get();
  EXPECT_TRUE(answer.ok()) << "a running call ends: " << answer.status();
  EXPECT_EQ(process.ExitCode(), 0);
  const std::string said = process.err();
  size_t last = 0;
  for (const std::string step : {"jobs started", "\"event\":\"ready\"", "\"event\":\"stopping\"",
                                 "jobs stopped", "\"event\":\"stopped\"", "store closed"}) {
    const size_t at = said.find(step);
    ASSERT_NE(at, std::string::npos) << step << " is missing in: " << said;
    EXPECT_GE(at, last) << step << " comes too early: " << said;
    last = at;
  }
}

TEST(ServiceMain, SigintStopsItToo) {
  ScratchDir dir;
  Process process(dir, Serving(dir));
  process.Listen();
  process.Signal(SIGINT);
  EXPECT_EQ(process.ExitCode(), 0);
}

TEST(ServiceMain, PlaysTheTimeOfAScenario) {
  ScratchDir dir;
  std::ofstream(dir.Path("now")) << "2027-03-01T08:00:00Z\n";
  std::vector<std::string> arguments = Serving(dir);
  arguments.insert(arguments.end(), {"--clock", "scenario:" + dir.Path("now")});
  Process process(dir, arguments);
  const auto answer = Ask(process.Listen(), "now");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->answer(), HasSubstr("2027-03-01"));
  EXPECT_THAT(process.err(), HasSubstr("\"clock\":\"SCENARIO\""));
}

TEST(ServiceMain, NamesThePortThatIsInUse) {
  ScratchDir dir;
  NoteServer other;
  std::vector<std::string> arguments = Serving(dir);
  arguments[1] = absl::StrCat("127.0.0.1:", other.server().port());
  Process process(dir, arguments);
  EXPECT_EQ(process.ExitCode(), EX_UNAVAILABLE);
  EXPECT_THAT(process.err(), testing::AllOf(HasSubstr("in use"), HasSubstr(arguments[1])));
}

TEST(ServiceMain, IsNotReadyWhileTheServiceCannotWork) {
  ScratchDir dir;
  std::ofstream(dir.Path("trouble")) << "x";
  Process process(dir, Serving(dir));
  EXPECT_TRUE(process.Says("\"event\":\"not_ready\"")) << process.err();
  EXPECT_THAT(process.err(), testing::Not(HasSubstr("\"event\":\"ready\"")));
  unlink(dir.Path("trouble").c_str());
  EXPECT_TRUE(process.Says("\"event\":\"ready\"")) << process.err();
}

}  // namespace
}  // namespace probity::rpc
