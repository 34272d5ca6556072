// L3: two hearings of one case cannot be told to be of one case, and nothing a round shows follows
// the order in which its cases came.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "tests/blind/dump.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/blind/statistics.h"
#include "tests/services/review/hearings/review_bench.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::blind {
namespace {

constexpr double kMostTau = 0.07;
constexpr int kPerRound = 10;

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void CheckTau(const std::string& what, double tau, int cases, Findings& findings) {
  Record("T4", std::abs(tau), absl::StrCat(what, ", n = ", cases), "tau");
  if (std::abs(tau) > kMostTau) findings.push_back(absl::StrCat(what, ": tau ", tau));
}

// --- the order of intake -----------------------------------------------------------------------

// A scoring that gives its sheets in the order of intake, and counts its tokens: review alone must
// hide it. 1,000 cases.
Findings OrdersOfReview() {
  Findings findings;
  review::ReviewBench bench;
  bench.Start(/*with_jobs=*/false);
  constexpr int kRounds = 1000 / kPerRound;
  std::vector<double> ordinals, rows;
  std::vector<std::pair<std::string, std::string>> serials;  // token, serial
  for (int i = 0; i < kRounds; ++i) bench.RoundIn(review::v1::ROUND_PHASE_OPENED, kPerRound);
  const Table sheets = Dump(bench.hearing_database()).at("sheet");
  std::map<std::string, std::map<std::string, std::size_t>> by_round;  // round, token: row
  const auto rounds = sheets.Column("round_id");
  const auto tokens = sheets.Column("case_token");
  const auto serial = sheets.Column("serial");
  const auto ordinal = sheets.Column("ordinal");
  for (std::size_t i = 0; i < rounds.size(); ++i) by_round[rounds[i]][tokens[i]] = i;
  for (const auto& [round, by_token] : by_round) {
    std::vector<int> in_order, where;
    for (const auto& [token, row] : by_token) {
      in_order.push_back(std::stoi(ordinal[row]));
      where.push_back(static_cast<int>(row));
      serials.emplace_back(token, serial[row]);
    }
    ordinals.push_back(Tau(in_order));
    rows.push_back(Tau(where));
  }
  std::sort(serials.begin(), serials.end());
  std::vector<std::string> all;
  std::vector<double> within;
  for (const auto& [token, one] : serials) all.push_back(one);
  for (std::size_t i = 0; i < all.size(); i += kPerRound) {
    within.push_back(
        Tau(std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(i),
                                     all.begin() + static_cast<std::ptrdiff_t>(i + kPerRound))));
  }
  const int cases = static_cast<int>(all.size());
  if (cases != kRounds * kPerRound) findings.push_back(absl::StrCat("only ", cases, " cases"));
  CheckTau("ordinals by intake", Mean(ordinals), cases, findings);
  CheckTau("rows by intake", Mean(rows), cases, findings);
  CheckTau("serials by intake", Tau(all), cases, findings);
  CheckTau("serials by intake, round by round", Mean(within), cases, findings);
  return findings;
}

// --- what scoring gives ------------------------------------------------------------------------

class Intake {
 public:
  Intake() : server_(absl::CivilDay(2026, 1, 20)), cases_(server_) {
    server_.PutShippedPolicies();
    std::vector<std::string> ids;
    for (int i = 0; i < kPerRound; ++i) ids.push_back(absl::StrFormat("INST-%02d", i));
    server_.Register(scoring::v1::SUBJECT_KIND_MEDICAL, ids);
    for (int i = 0; i < kPerRound; ++i) {
      const auto file =
          cases_.Served(absl::StrCat("CASEREF-", i), ids[static_cast<std::size_t>(i)],
                        {scoring::FindingOf(1, "M201", 6, "2026-01-15")}, "2026-01-20");
      cases_.Object(file.case_id(), DefenceOf(i));
      cases_.Refer(file.case_id());
      server_.clock().Advance(absl::Seconds(1));
    }
  }

  // The numbers of the cases in the order given, and their tokens; then all go back.
  void Round(int number, std::vector<int>* order, std::map<int, std::vector<std::string>>* tokens) {
    const std::string round = absl::StrFormat("%032x", number);
    const auto taken = cases_.Take(round, kPerRound);
    for (const auto& sheet : taken.sheets()) {
      for (int i = 0; i < kPerRound; ++i) {
        if (sheet.body().defence() != DefenceOf(i)) continue;
        order->push_back(i);
        (*tokens)[i].push_back(sheet.case_token());
      }
    }
    scoring::v1::ReleaseTokensRequest release;
    release.set_round_id(round);
    release.set_reached(scoring::v1::ROUND_REACHED_BEFORE_SEATED);
    EXPECT_TRUE(cases_.Screen(&scoring::ScreeningStub::ReleaseTokens, release).ok());
    server_.clock().Advance(absl::Seconds(1));
  }

 private:
  static std::string DefenceOf(int i) {
    return absl::StrCat("我方认为事实不清 ", std::string(static_cast<std::size_t>(i + 1), 'x'));
  }

  scoring::ScoringServer server_;
  scoring::CaseClient cases_;
};

// Two tokens of one case share no piece of eight hex digits, wherever it lies.
bool Akin(const std::string& a, const std::string& b) {
  constexpr std::size_t kPiece = 8;
  for (std::size_t i = 0; i + kPiece <= a.size(); ++i) {
    if (b.find(a.substr(i, kPiece)) != std::string::npos) return true;
  }
  return false;
}

Findings OrdersOfScoring() {
  Findings findings;
  Intake intake;
  const int rounds = Size(100, 1000);
  std::vector<double> taus;
  std::map<int, std::vector<std::string>> tokens;
  for (int i = 1; i <= rounds; ++i) {
    std::vector<int> order;
    intake.Round(i, &order, &tokens);
    if (order.size() != static_cast<std::size_t>(kPerRound)) {
      return {absl::StrCat("round ", i, " was given ", order.size(), " known sheets")};
    }
    taus.push_back(Tau(order));
  }
  CheckTau("sheets given by intake", Mean(taus), rounds * kPerRound, findings);
  for (const auto& [number, of_case] : tokens) {
    for (std::size_t i = 1; i < of_case.size(); ++i) {
      if (Akin(of_case[i - 1], of_case[i])) {
        findings.push_back(absl::StrCat("two tokens of case ", number, " share bytes"));
        break;
      }
    }
  }
  return findings;
}

// --- a case heard again ------------------------------------------------------------------------

// What a reader of the hearings knows of one case in one round, and, for the test alone, which case
// it is.
struct SheetSeen {
  std::map<std::string, std::string> features;
  std::string defence;
};

class Rehearing {
 public:
  Rehearing(const std::string& seed, int cases)
      : bench_(review::ReviewBench::Setup{.seed = seed}), cases_(cases) {
    bench_.scoring().SayPolicy(absl::StrReplaceAll(review::ReadSourceFile("policies/medical.txtpb"),
                                                   {{"round_max: 10", "round_max: 20"}}));
    bench_.Start(/*with_jobs=*/false);
    bench_.FillRoster();
  }

  // Every case is upheld with points of its own: the worst for who must hide it.
  std::vector<SheetSeen> Hear(const std::string& avoided) {
    for (int i = 0; i < cases_; ++i) {
      scoring::v1::SheetBody body;
      body.set_kind(scoring::v1::SUBJECT_KIND_MEDICAL);
      scoring::v1::SheetFinding& finding = *body.add_findings();
      finding.set_violation_code("M201");
      finding.set_points_floor(1);
      finding.set_points_ceiling(60);
      finding.set_facts(std::string(static_cast<std::size_t>(10 + 30 * i), 'f'));
      body.set_defence(DefenceOf(i));
      bench_.scoring().QueueBody(body);
    }
    if (!avoided.empty()) bench_.scoring().Avoid({avoided}, false);
    round_ = Lead(avoided.empty() ? review::v1::ROUND_KIND_FIRST : review::v1::ROUND_KIND_APPEAL);
    Reveal();
    bench_.Vote(round_, [&](int, const std::string& defence) {
      return std::vector<review::v1::FindingAnswer>{review::Uphold(PointsOf(defence))};
    });
    bench_.clock().Advance(absl::Hours(3));
    EXPECT_TRUE(bench_.Close(round_).ok());
    return Read();
  }

  const std::string& round() const { return round_; }

 private:
  static std::string DefenceOf(int i) { return absl::StrFormat("CASE-%02d", i); }
  static std::int64_t PointsOf(const std::string& defence) {
    return std::stoi(defence.substr(5)) + 2;
  }

  std::string Lead(review::v1::RoundKind kind) {
    const auto opened = bench_.Open(cases_, NewRequestId(), kind);
    EXPECT_TRUE(opened.ok()) << opened.status();
    const std::string round = opened->round_id();
    for (int g = 1; g <= 4; ++g) EXPECT_TRUE(bench_.Commit(round, g).ok());
    EXPECT_TRUE(bench_.Freeze(round).ok());
    for (int g = 1; g <= 4; ++g) EXPECT_TRUE(bench_.Reveal(round, g).ok());
    EXPECT_TRUE(bench_.Draw(round).ok());
    EXPECT_TRUE(bench_.Seat(round).ok());
    for (const int seat : bench_.SeatsWith(round, 0)) {
      EXPECT_TRUE(bench_.Answer(round, seat, review::v1::INVITATION_ANSWER_ACCEPT).ok());
    }
    EXPECT_TRUE(bench_.Seat(round).ok());
    EXPECT_TRUE(bench_.StartVoting(round).ok());
    return round;
  }

  // A member may read what the reader of the database may not: the truth about each serial.
  void Reveal() {
    defences_.clear();
    const clients::Seat seat = bench_.SeatOf(round_, 1, 1);
    const auto sheets = seat.ListSheets();
    for (const auto& entry : sheets->sheets()) {
      defences_[entry.serial()] = seat.GetSheet(entry.serial())->defence();
    }
  }

  std::vector<SheetSeen> Read() {
    const auto dump = Dump(bench_.hearing_database());
    std::map<std::string, SheetSeen> by_serial;
    for (const char* const name : {"sheet", "outcome"}) {
      const Table& table = dump.at(name);
      const auto serials = table.Column("serial");
      for (std::size_t i = 0; i < serials.size(); ++i) {
        if (!defences_.contains(serials[i])) continue;
        SheetSeen& seen = by_serial[serials[i]];
        seen.defence = defences_[serials[i]];
        seen.features[absl::StrCat(name, " row")] = absl::StrFormat("%06d", i);
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
          // The stand-in for scoring counts its tokens; those of the real one are looked at above.
          if (table.columns[c] == "case_token" || table.columns[c] == "round_id") continue;
          const std::string& value = table.rows[i][c];
          const std::string feature = absl::StrCat(name, ".", table.columns[c]);
          seen.features[feature] = absl::StrCat(absl::StrFormat("%08d", value.size()), value);
          seen.features[feature + " size"] = absl::StrFormat("%08d", value.size());
        }
      }
    }
    std::vector<SheetSeen> all;
    for (const auto& [serial, seen] : by_serial) all.push_back(seen);
    return all;
  }

  review::ReviewBench bench_;
  int cases_;
  std::string round_;
  std::map<std::string, std::string> defences_;  // by serial
};

// Pairs the cases of two rounds by their places in the order of one feature; how many rightly.
int Matched(std::vector<SheetSeen> first, std::vector<SheetSeen> second,
            const std::string& feature) {
  const auto sort = [&](std::vector<SheetSeen>& cases) {
    std::stable_sort(cases.begin(), cases.end(), [&](const SheetSeen& a, const SheetSeen& b) {
      return a.features.at(feature) < b.features.at(feature);
    });
  };
  sort(first);
  sort(second);
  int matched = 0;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    matched += first[i].defence == second[i].defence;
  }
  return matched;
}

Findings Rehearings() {
  constexpr int kCases = 20;
  constexpr double kChance = 1.0 / kCases;
  const int sets = Size(1, 200);
  std::map<std::string, int> matched;
  for (int set = 0; set < sets; ++set) {
    Rehearing world(absl::StrCat("rehearing ", set), kCases);
    const std::vector<SheetSeen> first = world.Hear("");
    const std::vector<SheetSeen> second = world.Hear(world.round());
    if (first.size() != kCases || second.size() != kCases)
      return {"not every case was heard twice"};
    for (const auto& [feature, value] : first.front().features) {
      matched[feature] += Matched(first, second, feature);
    }
  }
  Findings findings;
  const double pairs = kCases * sets;
  for (const auto& [feature, right] : matched) {
    // 0.061 is three standard deviations above chance for 200 sets; fewer vary more.
    const double accuracy = right / pairs;
    if (LongRun()) Record("T4", accuracy, absl::StrCat(feature, ", ", sets, " sets"), "accuracy");
    const double most =
        LongRun() ? 0.061 : kChance + 5 * std::sqrt(kChance * (1 - kChance) / pairs);
    if (accuracy > most) {
      findings.push_back(absl::StrCat(feature, " links ", right, " of ", pairs, " cases"));
    }
  }
  return findings;
}

Findings Unlinkability() {
  for (const auto part : {&OrdersOfReview, &OrdersOfScoring, &Rehearings}) {
    Findings findings = part();
    if (!findings.empty()) return findings;
  }
  return {};
}

PROBITY_LEAK_TEST(L3, Unlinkability);

}  // namespace
}  // namespace probity::blind
