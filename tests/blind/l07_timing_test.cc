// L7: the time an answer takes tells nothing. In every build what takes the time is counted, which
// never varies: hashes, seals, statements. The long run takes the times themselves, of members'
// replies as they are served, on the reply grid, and as they show on the wire.
#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/rpc/padding.h"
#include "common/rpc/server.h"
#include "services/review/domain/draw.h"
#include "services/scoring/domain/screening.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/blind/statistics.h"
#include "tests/blind/wire.h"
#include "tests/blind/work.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::blind {
namespace {

namespace v1 = review::v1;
using review::ReviewBench;
using Stub = v1::CommitteeService::Stub;

constexpr double kMostT = 4.5;
constexpr int kRepeats = 3;

// One way to make a call, by what is right or wrong about it.
struct Way {
  std::string name;
  std::function<void()> call;
};

// A call's work is the least of a few: a connection's first statement is not the call's.
Work LeastWork(const Way& way) {
  Work least;
  for (int i = 0; i < kRepeats; ++i) {
    const Work before = WorkDone();
    way.call();
    const Work done = WorkDone() - before;
    if (i == 0 || done.statements < least.statements) least = done;
  }
  return least;
}

class Oracles {
 public:
  explicit Oracles(absl::Duration reply_grid, int cases)
      : bench_({.connect = [this](int port) { return Connect(port); }, .reply_grid = reply_grid}) {
    bench_.Start(/*with_jobs=*/false);
    bench_.FillRoster();
    seating_ = bench_.RoundIn(v1::ROUND_PHASE_SEATING);
    round_ = *crypto::FromHex(bench_.RoundIn(v1::ROUND_PHASE_VOTING, cases));
    stub_ = v1::CommitteeService::NewStub(bench_.channel());
    code_ = bench_.inbox().Code(crypto::Hex(round_), 1, 3);
    const auto sheets = bench_.SeatOf(crypto::Hex(round_), 1, 3).ListSheets();
    EXPECT_TRUE(sheets.ok()) << sheets.status();
    for (const auto& entry : sheets->sheets()) serials_.push_back(entry.serial());
  }

  // The first way of each method is the accepted one.
  std::map<std::string, std::vector<Way>> Methods() {
    const std::string own = codes::Credential(code_, round_, serials_[0]);
    const std::string other = codes::Credential(code_, round_, serials_[1]);
    const std::string none(32, 'x');
    const std::string never(16, '7');
    std::map<std::string, std::vector<Way>> methods;
    const std::string door = codes::DoorCredential(code_, round_);
    methods["ListSheets"] = {{"own", [=, this] { List(round_, door); }},
                             {"no credential", [=, this] { List(round_, none); }},
                             {"a case's credential", [=, this] { List(round_, own); }},
                             {"no round", [=, this] { List(never, own); }}};
    methods["GetSheet"] = {{"own", [=, this] { Sheet(round_, serials_[0], own); }},
                           {"no credential", [=, this] { Sheet(round_, serials_[0], none); }},
                           {"another case's", [=, this] { Sheet(round_, serials_[0], other); }},
                           {"no round", [=, this] { Sheet(never, serials_[0], own); }},
                           {"no serial", [=, this] { Sheet(round_, "ZZZZZZZZZZ", own); }},
                           {"ill-formed", [=, this] { Sheet("", "", ""); }}};
    methods["GetBallot"] = {{"own", [=, this] { Read(round_, serials_[0], own); }},
                            {"no credential", [=, this] { Read(round_, serials_[0], none); }},
                            {"another case's", [=, this] { Read(round_, serials_[0], other); }},
                            {"no round", [=, this] { Read(never, serials_[0], own); }},
                            {"ill-formed", [=, this] { Read("", "", ""); }}};
    const auto uphold = review::Uphold(4);
    const auto recognised = review::Choose(v1::CHOICE_ABSTAIN, "R07");
    methods["SubmitBallot"] = {
        {"own", [=, this] { Submit(round_, serials_[0], own, uphold, ++revision_); }},
        {"recognised", [=, this] { Submit(round_, serials_[0], own, recognised, ++revision_); }},
        {"stale", [=, this] { Submit(round_, serials_[0], own, uphold, 1); }},
        {"no credential", [=, this] { Submit(round_, serials_[0], none, uphold, 9); }},
        {"another case's", [=, this] { Submit(round_, serials_[0], other, uphold, 9); }},
        {"no round", [=, this] { Submit(never, serials_[0], own, uphold, 9); }},
        {"no serial", [=, this] { Submit(round_, "ZZZZZZZZZZ", own, uphold, 9); }},
        {"too many points",
         [=, this] { Submit(round_, serials_[0], own, review::Uphold(60), 9); }}};
    const std::string seating = *crypto::FromHex(seating_);
    const std::string answer = bench_.inbox().Code(seating_, 0, 2);
    methods["RespondInvitation"] = {
        {"own", [=, this] { Respond(seating, answer); }},
        {"no code", [=, this] { Respond(seating, std::string(25, 'Z')); }},
        {"a voting code", [=, this] { Respond(round_, code_); }},
        {"no round", [=, this] { Respond(never, answer); }},
        {"ill-formed", [=, this] { Respond("", ""); }}};
    return methods;
  }

  // Makes one member's call and says how long its answer took on the wire, in nanoseconds.
  Timed OnTheWire(const Way& way) {
    return [this, way] {
      way.call();
      return wire_->LastAnswer();
    };
  }

 private:
  std::shared_ptr<grpc::Channel> Connect(int port) {
    wire_ = std::make_unique<Wire>(port);
    return review::Plainly(wire_->port());
  }
  static rpc::CallOptions Member() {
    return ReviewBench::As(options::v1::ROLE_MEMBER_CLIENT, "client");
  }
  template <typename Request, typename Response>
  void Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            Request request, std::size_t size = 128) {
    rpc::PadTo(size, &request);
    rpc::Invoke(*stub_, method, request, Member()).status().IgnoreError();
  }
  template <typename Request>
  static Request For(const std::string& round, const std::string& serial,
                     const std::string& credential) {
    Request request;
    request.set_round_id(round);
    request.set_serial(serial);
    request.set_credential(credential);
    return request;
  }
  void List(const std::string& round, const std::string& credential) {
    v1::ListSheetsRequest request;
    request.set_round_id(round);
    request.set_credential(credential);
    Call(&Stub::ListSheets, request);
  }
  void Sheet(const std::string& round, const std::string& serial, const std::string& credential) {
    Call(&Stub::GetSheet, For<v1::GetSheetRequest>(round, serial, credential));
  }
  void Read(const std::string& round, const std::string& serial, const std::string& credential) {
    Call(&Stub::GetBallot, For<v1::GetBallotRequest>(round, serial, credential));
  }
  void Submit(const std::string& round, const std::string& serial, const std::string& credential,
              const v1::FindingAnswer& answer, std::uint32_t revision) {
    auto request = For<v1::SubmitBallotRequest>(round, serial, credential);
    request.set_revision(revision);
    *request.add_answers() = answer;
    Call(&Stub::SubmitBallot, request, 3072);
  }
  void Respond(const std::string& round, const std::string& code) {
    v1::RespondInvitationRequest request;
    request.set_round_id(round);
    request.set_code(code);
    request.set_answer(v1::INVITATION_ANSWER_ACCEPT);
    Call(&Stub::RespondInvitation, request);
  }

  std::unique_ptr<Wire> wire_;  // of the bench's process
  ReviewBench bench_;
  std::unique_ptr<Stub> stub_;
  std::string seating_;
  std::string round_;
  std::string code_;
  std::vector<std::string> serials_;
  std::uint32_t revision_ = 1;
};

// In a round of either size, and in none.
Findings RepliesDoTheSame() {
  Findings findings;
  std::map<std::string, Work> accepted;
  for (const int cases : {5, 10}) {
    Oracles oracles(absl::ZeroDuration(), cases);
    for (const auto& [method, ways] : oracles.Methods()) {
      const Work& same = accepted.try_emplace(method, LeastWork(ways.front())).first->second;
      if (same.hashes == 0 || same.statements == 0) {
        findings.push_back(absl::StrCat(method, ": nothing is counted, ", same.Text()));
      }
      for (const Way& way : ways) {
        const Work work = LeastWork(way);
        if (work == same) continue;
        findings.push_back(absl::StrCat(method, " in a round of ", cases, ", ", way.name, ": ",
                                        work.Text(), "; accepted: ", same.Text()));
      }
    }
  }
  return findings;
}

// A close over ballots of all seats, and over those of six: tallying tells no turnout.
Work WorkOfClose(int absent, v1::Choice choice) {
  ReviewBench bench;
  bench.Start(/*with_jobs=*/false);
  bench.FillRoster();
  const std::string round = bench.RoundIn(v1::ROUND_PHASE_VOTING);
  bench.Vote(round, [&](int seat, const std::string&) -> std::vector<v1::FindingAnswer> {
    if (seat > 7 - absent) return {};
    if (choice == v1::CHOICE_UPHOLD) return {review::Uphold(4)};
    return {review::Choose(choice, "R02")};
  });
  bench.clock().Advance(absl::Hours(3));
  const Work before = WorkDone();
  EXPECT_TRUE(bench.Close(round).ok());
  return WorkDone() - before;
}

Findings ClosesDoTheSame() {
  const Work all = WorkOfClose(0, v1::CHOICE_UPHOLD);
  const Work fewer = WorkOfClose(1, v1::CHOICE_UPHOLD);
  const Work against = WorkOfClose(0, v1::CHOICE_NOT_UPHOLD);
  if (all == fewer && all == against) return {};
  return {absl::StrCat("a close: ", all.Text(), "; with a ballot fewer: ", fewer.Text(),
                       "; all against: ", against.Text())};
}

struct Pool {
  std::vector<scoring::Member> members;
  std::vector<review::PoolEntry> entries;
};

Pool PoolOfForty() {
  constexpr int kSizes[] = {8, 6, 14, 12};
  Pool pool;
  for (std::size_t g = 0; g < review::kGroupCount; ++g) {
    for (int i = 0; i < kSizes[g]; ++i) {
      std::string id(16, '\0');
      id.back() = static_cast<char>(pool.members.size() + 1);
      const std::string employer = absl::StrCat("H", pool.members.size());
      pool.members.push_back({crypto::Hex(id),
                              static_cast<int>(g) + 1,
                              {{scoring::AffiliationKind::kEmployer, employer}}});
      pool.entries.push_back(
          review::Pseudonymise(std::string(32, 'p'), {id, review::kGroups[g], employer}));
    }
  }
  return pool;
}

// In a round of this number: its decoys fall on others than those of the next.
void Screen(const Pool& pool, const std::string& institution, int round = 0) {
  scoring::ScreenMembers(pool.members, {{institution, {}, {}}}, {1, 1, 3, 2},
                         {std::string(32, 'd'),
                          crypto::Sha256(absl::StrCat("round ", round)).substr(0, 16),
                          25,
                          {2, 2, 4, 3}});
}

// All but this member.
std::vector<review::PoolEntry> Without(const Pool& pool, std::size_t struck) {
  std::vector<review::PoolEntry> eligible = pool.entries;
  eligible.erase(eligible.begin() + static_cast<std::ptrdiff_t>(struck));
  return eligible;
}

void Draw(const std::vector<review::PoolEntry>& eligible, int round = 0) {
  const std::string seed = crypto::Sha256(absl::StrCat("seed ", round));
  EXPECT_TRUE(review::DrawPanel(std::string(16, 'r'), seed, {1, 1, 3, 2}, eligible).ok());
}

Findings ScreeningDoesTheSame() {
  Findings findings;
  const Pool pool = PoolOfForty();
  const Work nobody = LeastWork({"", [&] { Screen(pool, "H77"); }});
  const Work somebody = LeastWork({"", [&] { Screen(pool, "H17"); }});
  if (nobody.keyed_hashes == 0) findings.push_back("no coin of a screening is counted");
  if (!(nobody == somebody)) {
    findings.push_back(absl::StrCat("a screening without conflict: ", nobody.Text(),
                                    "; with one: ", somebody.Text()));
  }
  // Of the same group: how many of each were eligible is published.
  const Work one = LeastWork({"", [&] { Draw(Without(pool, 15)); }});
  const Work other = LeastWork({"", [&] { Draw(Without(pool, 20)); }});
  if (!(one == other)) {
    findings.push_back(absl::StrCat("a draw: ", one.Text(), "; without another: ", other.Text()));
  }
  return findings;
}

// --- the times themselves ------------------------------------------------------------------------

// As review serves its members.
const absl::Duration kGrid = rpc::ServeOptions().reply_grid;

// Two ways of a method that may not be told apart by their time.
struct Comparison {
  std::string method;
  std::string one;
  std::string other;
  std::string Text() const { return absl::StrCat(method, " ", one, " / ", other); }
};

// Accepted and refused; refused for one reason and for another; two ballots that are both answered
// by a receipt.
std::vector<Comparison> Comparisons() {
  return {{"ListSheets", "own", "no credential"},
          {"ListSheets", "no credential", "no round"},
          {"GetSheet", "own", "no credential"},
          {"GetSheet", "no credential", "no round"},
          {"GetBallot", "own", "no credential"},
          {"GetBallot", "no credential", "no round"},
          {"SubmitBallot", "own", "no credential"},
          {"SubmitBallot", "no credential", "too many points"},
          {"SubmitBallot", "own", "recognised"},
          {"SubmitBallot", "own", "stale"},
          {"RespondInvitation", "own", "no code"},
          {"RespondInvitation", "no code", "a voting code"}};
}

const Way& Named(const std::vector<Way>& ways, const std::string& name) {
  return *std::find_if(ways.begin(), ways.end(), [&](const Way& way) { return way.name == name; });
}

double TOfReplies(const Comparison& compared, Oracles& oracles, int pairs) {
  const std::vector<Way> ways = oracles.Methods().at(compared.method);
  return TOf(oracles.OnTheWire(Named(ways, compared.one)),
             oracles.OnTheWire(Named(ways, compared.other)), pairs);
}

// All at once, each before a service of its own: a reply spends its time waiting for its tick.
std::vector<double> ThroughTheGrid(const std::vector<Comparison>& comparisons, int pairs) {
  std::vector<std::unique_ptr<Oracles>> services;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    services.push_back(std::make_unique<Oracles>(kGrid, 5));
  }
  std::vector<double> t(comparisons.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    threads.emplace_back([&, i] { t[i] = TOfReplies(comparisons[i], *services[i], pairs); });
  }
  for (std::thread& thread : threads) thread.join();
  return t;
}

// What the grid is for. Noted, not judged.
void NoteWithoutTheGrid(const std::vector<Comparison>& comparisons, int pairs) {
  for (const Comparison& compared : comparisons) {
    Oracles oracles(absl::ZeroDuration(), 5);
    const double t = TOfReplies(compared, oracles, pairs);
    std::cout << "without the reply grid, " << compared.Text() << ": t " << t << std::endl;
    Record("T6", std::abs(t), absl::StrCat(compared.Text(), ", ", pairs, " pairs"), "no_grid");
  }
}

Findings Times() {
  if (!LongRun()) return {};
  Findings findings;
  const int pairs = Size(0, 100'000);
  const auto judge = [&](const std::string& what, double t) {
    std::cout << what << ", " << pairs << " pairs: t " << t << std::endl;
    Record("T6", std::abs(t), absl::StrCat(what, ", ", pairs, " pairs"));
    if (std::abs(t) >= kMostT) findings.push_back(absl::StrCat(what, ": t ", t));
  };
  const std::vector<Comparison> comparisons = Comparisons();
  const std::vector<double> t = ThroughTheGrid(comparisons, pairs);
  for (std::size_t i = 0; i < t.size(); ++i) judge(comparisons[i].Text(), t[i]);
  NoteWithoutTheGrid(comparisons, std::max(1, pairs / 10));
  // A round of its own each time: of two fixed ones each takes the time of its own decoys and
  // ranks. Who is eligible is made anew before each draw: of two fixed lists each takes the time of
  // where it lies in memory.
  const Pool pool = PoolOfForty();
  int round = 0;
  const auto screening = [&](const std::string& institution) -> Timed {
    return Taken([&, institution] { Screen(pool, institution, ++round); }, CLOCK_THREAD_CPUTIME_ID);
  };
  const auto draw = [&](std::size_t struck) -> Timed {
    return [&, struck] {
      const std::vector<review::PoolEntry> eligible = Without(pool, struck);
      return Taken([&] { Draw(eligible, ++round); }, CLOCK_THREAD_CPUTIME_ID)();
    };
  };
  judge("CPU of screening, a conflict or none", TOf(screening("H77"), screening("H17"), pairs));
  judge("CPU of a draw, one or another struck", TOf(draw(15), draw(20), pairs));
  return findings;
}

Findings Timing() {
  for (const auto part : {&RepliesDoTheSame, &ClosesDoTheSame, &ScreeningDoesTheSame, &Times}) {
    Findings findings = part();
    if (!findings.empty()) return findings;
  }
  return {};
}

PROBITY_LEAK_TEST(L7, Timing);

}  // namespace
}  // namespace probity::blind
