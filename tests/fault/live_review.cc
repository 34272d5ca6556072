#include "tests/fault/live_review.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "services/review/domain/draw.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

namespace fs = std::filesystem;
namespace role = options::v1;
using Stub = v1::HearingAdminService::Stub;

constexpr absl::Duration kPatience = absl::Seconds(60);

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

fs::path NewFolder() {
  std::string path = (fs::temp_directory_path() / "probity-live-XXXXXX").string();
  EXPECT_NE(mkdtemp(path.data()), nullptr);
  return path;
}

// The built programs; PROBITY_BIN names another folder of them.
std::string Program(const std::string& name) {
  const char* const folder = std::getenv("PROBITY_BIN");
  return absl::StrCat(folder == nullptr ? PROBITY_BINARY_DIR : folder, "/", name);
}

template <typename Request>
Request Of(const std::string& round) {
  Request request;
  request.set_request_id(NewRequestId());
  request.set_round_id(round);
  return request;
}

}  // namespace

LiveReview::LiveReview()
    : home_(NewFolder()),
      now_(absl::FromCivil(absl::CivilHour(2026, 3, 2, 9), calendar::BureauZone())) {
  Advance(absl::ZeroDuration());
  Start();
}

LiveReview::~LiveReview() {
  Kill();
  std::error_code ignored;
  fs::remove_all(home_, ignored);
}

void LiveReview::Advance(absl::Duration duration) {
  now_ += duration;
  const absl::Status written = WriteScenarioTime((home_ / "clock").string(), now_);
  ASSERT_TRUE(written.ok()) << written;
}

std::string LiveReview::ReadyLine(std::uintmax_t from) const {
  const std::string log = ReadFile(home_ / "log");
  const std::size_t at = log.find("\"event\":\"ready\"", from);
  if (at == std::string::npos) return "";
  const std::size_t begin = log.rfind('\n', at) + 1;  // 0 if it is the first line
  const std::size_t end = log.find('\n', at);
  return end == std::string::npos ? "" : log.substr(begin, end - begin);
}

void LiveReview::Start() {
  const std::string log = (home_ / "log").string();
  const std::uintmax_t from = fs::exists(log) ? fs::file_size(log) : 0;
  std::vector<std::string> words = {Program("probity-review"),
                                    "--listen",
                                    absl::StrCat("127.0.0.1:", port_),
                                    "--admin-listen",
                                    "127.0.0.1:0",
                                    "--region",
                                    "demo",
                                    "--clock",
                                    absl::StrCat("scenario:", (home_ / "clock").string()),
                                    "--roster-database",
                                    absl::StrCat("sqlite:", (home_ / "roster.db").string()),
                                    "--hearing-database",
                                    absl::StrCat("sqlite:", (home_ / "hearing.db").string()),
                                    "--notices-dir",
                                    (home_ / "notices").string(),
                                    "--keys-dir",
                                    (home_ / "keys").string(),
                                    "--scoring-address",
                                    absl::StrCat("127.0.0.1:", scoring_.port())};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ASSERT_EQ(posix_spawn(&process_, arguments[0], &files, nullptr, arguments.data(), environ), 0);
  posix_spawn_file_actions_destroy(&files);
  const absl::Time until = absl::Now() + kPatience;
  std::string ready;
  while ((ready = ReadyLine(from)).empty()) {
    ASSERT_EQ(waitpid(process_, nullptr, WNOHANG), 0) << "it ended: " << ReadFile(log).substr(from);
    ASSERT_LT(absl::Now(), until) << ReadFile(log).substr(from);
    absl::SleepFor(absl::Milliseconds(5));
  }
  constexpr std::string_view kListen = "\"listen\":\"127.0.0.1:";
  const std::size_t at = ready.find(kListen) + kListen.size();
  ASSERT_TRUE(absl::SimpleAtoi(ready.substr(at, ready.find('"', at) - at), &port_)) << ready;
}

void LiveReview::Kill() {
  if (process_ == 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

std::shared_ptr<grpc::Channel> LiveReview::Connect() const {
  return rpc::MakeChannel(absl::StrCat("127.0.0.1:", port_)).value();
}

rpc::CallOptions LiveReview::As(role::Role role, const std::string& person) {
  rpc::CallOptions options = ReviewBench::As(role, person);
  options.retry_until = absl::Now() + kPatience;
  return options;
}

void LiveReview::FillRoster() {
  const auto stub = v1::RosterService::NewStub(Connect());
  const auto add = [&](v1::MemberGroup group, const std::string& number, bool employed) {
    v1::PutMemberRequest request;
    request.set_request_id(NewRequestId());
    v1::Member& member = *request.mutable_member();
    member.set_member_no(number);
    member.set_group(group);
    member.set_name("示例委员" + number);
    if (employed) member.set_employer_code("E" + number);
    member.set_contact("box-" + number);
    member.set_state(v1::MEMBER_STATE_ACTIVE);
    const auto put = rpc::Invoke(*stub, &v1::RosterService::Stub::PutMember, request,
                                 As(role::ROLE_ROSTER_CLERK, "clerk"));
    ASSERT_TRUE(put.ok()) << put.status();
  };
  for (int i = 1; i <= 8; ++i) {
    add(v1::MEMBER_GROUP_ADMINISTRATIVE, absl::StrCat("A", i), false);
    add(v1::MEMBER_GROUP_HANDLING_AGENCY, absl::StrCat("H", i), false);
    add(v1::MEMBER_GROUP_EXPERT, absl::StrCat("X", i), true);
    add(v1::MEMBER_GROUP_INSTITUTION, absl::StrCat("N", i), true);
  }
}

v1::Round LiveReview::Get(const std::string& round) {
  v1::GetRoundRequest request;
  request.set_round_id(round);
  return Ask(&Stub::GetRound, request, role::ROLE_AUDITOR, "auditor").round();
}

std::vector<fs::path> LiveReview::Notices(const std::string& round, int issue_no) const {
  const std::string prefix = absl::StrCat(round, "-", issue_no, "-");
  std::vector<fs::path> notices;
  for (const auto& entry : fs::directory_iterator(home_ / "notices")) {
    if (absl::StartsWith(entry.path().filename().string(), prefix)) {
      notices.push_back(entry.path());
    }
  }
  return notices;
}

LiveReview::Batch LiveReview::Observe(const std::string& round, int issue_no) const {
  Batch batch;
  std::vector<fs::file_time_type> times;
  for (const fs::path& path : Notices(round, issue_no)) {
    batch.lengths.push_back(fs::file_size(path));
    times.push_back(fs::last_write_time(path));
  }
  if (times.empty()) return batch;
  const auto [first, last] = std::minmax_element(times.begin(), times.end());
  batch.spread_seconds = std::chrono::duration<double>(*last - *first).count();
  return batch;
}

std::map<int, std::string> LiveReview::Codes(const std::string& round, int issue_no) const {
  std::map<int, std::string> codes;
  for (const fs::path& path : Notices(round, issue_no)) {
    const std::string file = path.filename().string();
    int seat = 0;
    EXPECT_TRUE(absl::SimpleAtoi(file.substr(file.rfind('-') + 1), &seat)) << file;
    const std::string text = ReadFile(path);
    const std::size_t at = text.find(" code: ");
    EXPECT_NE(at, std::string::npos) << text;
    const auto code = codes::ParseCode(text.substr(at + 7, text.find('\n', at) - at - 7));
    EXPECT_TRUE(code.ok()) << code.status();
    codes[seat] = code.value_or("");
  }
  return codes;
}

void LiveReview::Answer(const std::string& round) {
  const auto stub = v1::CommitteeService::NewStub(Connect());
  for (const auto& [seat, code] : Codes(round, 0)) {
    const absl::Status answered =
        clients::RespondInvitation(*stub, As(role::ROLE_MEMBER_CLIENT, "client"),
                                   *crypto::FromHex(round), code, v1::INVITATION_ANSWER_ACCEPT);
    EXPECT_TRUE(answered.ok()) << answered;
  }
}

std::string LiveReview::RoundInVoting(int cases) {
  v1::OpenRoundRequest open;
  open.set_request_id(NewRequestId());
  open.set_kind(v1::ROUND_KIND_FIRST);
  open.set_max_cases(cases);
  const std::string round =
      Ask(&Stub::OpenRound, open, role::ROLE_SECRETARY, "secretary").round_id();
  for (int group = 1; group <= 4; ++group) {
    auto commit = Of<v1::CommitSeedRequest>(round);
    commit.set_group(static_cast<v1::MemberGroup>(group));
    commit.set_commitment(
        Commitment(*crypto::FromHex(round), static_cast<Group>(group), ShareOfGroup(group)));
    Ask(&Stub::CommitSeed, commit, role::ROLE_GROUP_OFFICER, absl::StrCat("officer-", group));
  }
  Ask(&Stub::FreezePool, Of<v1::FreezePoolRequest>(round), role::ROLE_SECRETARY, "secretary");
  for (int group = 1; group <= 4; ++group) {
    auto reveal = Of<v1::RevealSeedRequest>(round);
    reveal.set_group(static_cast<v1::MemberGroup>(group));
    reveal.set_share(ShareOfGroup(group));
    Ask(&Stub::RevealSeed, reveal, role::ROLE_GROUP_OFFICER, absl::StrCat("officer-", group));
  }
  Ask(&Stub::RunDraw, Of<v1::RunDrawRequest>(round), role::ROLE_SECRETARY, "secretary");
  batches_.clear();
  for (int i = 0; i < 2; ++i) {
    auto seat = Of<v1::SeatRoundRequest>(round);
    seat.set_starts_at_seconds(absl::ToUnixSeconds(now_ + absl::Hours(2)));
    seat.set_venue_code("ROOM-1");
    Ask(&Stub::SeatRound, seat, role::ROLE_SECRETARY, "secretary");
    batches_.push_back(Observe(round, i));
    if (i == 0) Answer(round);
  }
  Ask(&Stub::StartVoting, Of<v1::StartVotingRequest>(round), role::ROLE_SECRETARY, "secretary");
  return round;
}

}  // namespace probity::review
