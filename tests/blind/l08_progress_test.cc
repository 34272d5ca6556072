// L8: before the close nobody sees how many have voted. Two worlds, of 1 and of 6 ballots, give
// everybody the same answers, the same lines of the log, and tables of the same rows and sizes; and
// what members do moves no figure.
#include <regex>
#include <set>

#include "tests/blind/ask.h"
#include "tests/blind/dump.h"
#include "tests/blind/gate.h"
#include "tests/blind/world.h"

namespace probity::blind {
namespace {

constexpr int kVotedOn = 5;

// All that can be seen of a bureau whose round votes.
struct Watched {
  std::vector<Heard> answers;
  std::vector<std::string> lines;
  std::map<std::string, Table> hearing, roster;
  bool figures_moved = false;  // by members alone
};

// Times and durations are the machine's, not the bureau's; a trace is a number by chance.
std::string WithoutTimes(const std::string& line) {
  static const std::regex times("\"time\":\"[^\"]*\"|\"ms\":[0-9.]*|\"trace\":\"[^\"]*\"");
  return std::regex_replace(line, times, "");
}

// The first seat's first ballot, or six seats' ballots on one case.
void Vote(review::ReviewBench& bench, const std::string& round, int ballots) {
  for (int seat = 1; seat <= ballots; ++seat) {
    const clients::Seat held = bench.SeatOf(round, 1, seat);
    const auto sheets = held.ListSheets();
    if (!sheets.ok()) continue;
    held.Submit(sheets->sheets(0).serial(), 1, {review::Uphold(4)}, "依据材料 on the papers")
        .status()
        .IgnoreError();
  }
}

Watched Look(int ballots) {
  LogEar log;
  std::shared_ptr<grpc::Channel> channel;
  review::ReviewBench bench({"sqlite", nullptr,
                             [&](int port) { return channel = review::Plainly(port); }, "progress",
                             review::Settings()});
  bench.FillRoster();
  const std::string invited = bench.RoundIn(review::v1::ROUND_PHASE_SEATING);
  const std::string round = bench.RoundIn(review::v1::ROUND_PHASE_VOTING, kVotedOn);
  bench.Start(/*with_jobs=*/false);  // which move figures by themselves
  const std::string figures = bench.figures().Text();
  const std::size_t before = log.lines().size();
  const int seat = *bench.SeatsWith(invited, 0).begin();
  EXPECT_TRUE(bench.Answer(invited, seat, review::v1::INVITATION_ANSWER_ACCEPT).ok());
  Vote(bench, round, ballots);
  Watched seen;
  seen.figures_moved = bench.figures().Text() != figures;
  seen.answers = Answers(channel, {round});
  const std::vector<std::string> lines = log.lines();
  for (std::size_t i = before; i < lines.size(); ++i) seen.lines.push_back(WithoutTimes(lines[i]));
  seen.hearing = Dump(bench.hearing_database());
  seen.roster = Dump(bench.roster_database());
  return seen;
}

// Sealed page tokens differ with every call; what shows is their length.
std::string Visible(const Heard& heard) {
  if (heard.method != "ListMembers by clerk") return heard.Text();
  review::v1::ListMembersResponse response;
  for (const std::string& message : heard.messages) response.ParseFromString(message);
  response.set_next_page_token(std::string(response.next_page_token().size(), '*'));
  return response.SerializeAsString();
}

void CompareAnswers(const Watched& one, const Watched& six, Findings* findings) {
  if (one.answers.size() != six.answers.size()) findings->push_back("other numbers of answers");
  for (std::size_t i = 0; i < std::min(one.answers.size(), six.answers.size()); ++i) {
    if (Visible(one.answers[i]) == Visible(six.answers[i])) continue;
    findings->push_back(one.answers[i].method + " is answered otherwise");
  }
}

// The lines of the jobs, which run by themselves, are not of this order: lines are compared as a
// bag.
void CompareLogs(const Watched& one, const Watched& six, Findings* findings) {
  const std::multiset<std::string> first(one.lines.begin(), one.lines.end());
  const std::multiset<std::string> second(six.lines.begin(), six.lines.end());
  if (first == second) return;
  findings->push_back(absl::StrCat("the log has ", first.size(), " lines after 1 ballot, ",
                                   second.size(), " after 6, or others"));
}

void CompareTables(const std::map<std::string, Table>& one, const std::map<std::string, Table>& six,
                   Findings* findings) {
  for (const auto& [name, table] : one) {
    const Table& other = six.at(name);
    if (table.rows.size() != other.rows.size()) {
      findings->push_back(absl::StrCat("table ", name, " has ", table.rows.size(), " rows after 1 ",
                                       "ballot, ", other.rows.size(), " after 6"));
      continue;
    }
    for (const std::string& column : table.columns) {
      std::multiset<std::size_t> first, second;
      for (const std::string& value : table.Column(column)) first.insert(value.size());
      for (const std::string& value : other.Column(column)) second.insert(value.size());
      if (first != second) findings->push_back(name + "." + column + " has other sizes");
      const bool sealed = name == "credential" && column == "ballot";
      const bool same =
          sealed || column == "request_id" || table.Column(column) == other.Column(column);
      if (!same && name != "ballast")
        findings->push_back(name + "." + column + " has other values");
    }
  }
}

Findings Progress() {
  const Watched one = Look(1);
  const Watched six = Look(6);
  Findings findings;
  if (one.figures_moved || six.figures_moved)
    findings.push_back("a ballot, or an answer to an invitation, moves a figure");
  CompareAnswers(one, six, &findings);
  CompareLogs(one, six, &findings);
  CompareTables(one.hearing, six.hearing, &findings);
  CompareTables(one.roster, six.roster, &findings);
  return findings;
}

PROBITY_LEAK_TEST(L8, Progress);

}  // namespace
}  // namespace probity::blind
