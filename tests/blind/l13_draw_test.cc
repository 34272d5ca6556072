// L13: nobody steers a draw, and whoever reads its transcript finds out who tried.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/draw/check_draw.h"
#include "common/audit/audit.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "services/review/domain/transcript.h"
#include "services/scoring/domain/screening.h"
#include "tests/blind/gate.h"
#include "tests/blind/measured.h"
#include "tests/blind/sizes.h"
#include "tests/blind/statistics.h"
#include "tests/services/review/domain/known_answer.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::blind {
namespace {

namespace known = review::known;
using draw_check::CheckDraw;
using draw_check::LogLeaf;
using review::kGroups;
using review::PoolEntry;
using review::Quotas;
using review::Transcript;

constexpr Quotas kFirst = {1, 1, 3, 2};

// Dice that fall the same way on every machine.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  std::string Bytes(std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(Below(256));
    return bytes;
  }

 private:
  std::mt19937 random_;
};

// --- the published example --------------------------------------------------------------------

Findings Example() {
  Findings findings;
  const auto expect = [&](const std::string& what, const std::string& got,
                          const std::string& published) {
    if (got != published) findings.push_back(absl::StrCat("example: ", what, " is ", got));
  };
  const auto frozen =
      review::FreezePool(known::Round(), known::kQuotas, known::Commitments(), known::Pool());
  const auto screened = review::ScreenPool(frozen, known::EligibleMembers());
  const auto drawn = review::RunDraw(*screened, known::OfficersShares(), known::EligibleMembers());
  const std::uint8_t leaver = 3;
  const auto replaced = review::ReplaceSeats(*drawn, {&leaver, 1}, known::EligibleMembers());
  expect("pool_root", crypto::Hex(drawn->pool_root),
         "35e4b65787b2418406698bb6913fa5b136dfa19364075b7be3b5af36bcd737be");
  expect("eligible_root", crypto::Hex(drawn->eligible_root),
         "345edae6e44fb7e603c13b1812d2460b9b5921bbb7f72f919f45287e957b97c9");
  expect("seed", crypto::Hex(drawn->seed),
         "fe67fe76d9bda4edca13f2d15072557971317548aea224962e203da355e45293");
  const auto panel = [](const Transcript& of) {
    const review::Seating seating = review::SeatingOf(of);
    return crypto::Hex(review::PanelHash(of.round, seating.last_k, seating.seats));
  };
  expect("panel_0", panel(*drawn),
         "8945a6b0a2f1aefbb6ab7681086a321defc4353921ab17982539edfd13c9a642");
  expect("panel_1", panel(*replaced),
         "65dd425436443c534bc11d515607a1b6f7e68ef470d9f52be4986f7cc1209dff");
  const std::string credential =
      codes::Credential("041061050R3GG28A1C60T3GF2", known::Round(), "N5RFRSW2VX");
  expect("credential", crypto::Hex(credential),
         "944fea6ba0419870474b1f38d28204accaa32ae6828197620d8d857d40b1e424");
  expect("cred_hash", crypto::Hex(codes::CredentialHash(known::Round(), "N5RFRSW2VX", credential)),
         "3bb0df40a4f18f765164d258561c9b7e16a18db0889840fd0d795cf54ddc5eca");
  expect(
      "log",
      crypto::Hex(audit::EntryHash(std::string(32, '\0'), 1, 3, known::Round() + drawn->pool_root)),
      "f77bccde9feb9074045e86d5c14b4e12abe909f3f9221307954c69f80dbeaaf4");
  Record("T8", static_cast<double>(findings.size()), "8 values of §6, §7, §10", "vectors");
  return findings;
}

// --- draws of the service, read as anybody may ---------------------------------------------------

// The transcript with one hex digit of this list's first entry changed.
std::string Flipped(std::string json, const std::string& list) {
  const std::size_t begin = json.find(absl::StrCat("\"", list, "\":["));
  std::size_t at = list == "panel" || list == "eligible"
                       ? json.find("\"d\":\"", begin) + 5
                       : json.find('"', begin + list.size() + 3) + 1;
  at += 7;
  json[at] = json[at] == '0' ? '1' : '0';
  return json;
}

void CheckAlterations(const std::string& round, const std::string& json,
                      const std::vector<LogLeaf>& log, Findings& findings) {
  for (const std::string list : {"leaves", "eligible", "shares", "panel", "commitments"}) {
    if (CheckDraw(Flipped(json, list), nullptr).problem.empty()) {
      findings.push_back(absl::StrCat("a flipped digit of ", list, " is not noticed"));
    }
  }
  // The pool and the eligible were fixed before any share was shown: the log must say so.
  for (const int kind : {3, 4}) {
    std::vector<LogLeaf> other = log;
    for (LogLeaf& leaf : other) {
      if (leaf.kind == kind) leaf.body.back() ^= 1;
    }
    if (CheckDraw(json, &other).problem.empty()) {
      findings.push_back(absl::StrCat("another root in leaf of kind ", kind, " is not noticed"));
    }
    std::vector<LogLeaf> late = log;
    const auto own = [&](int of) {
      return std::find_if(late.begin(), late.end(), [&](const LogLeaf& leaf) {
        return leaf.kind == of && leaf.body.substr(0, review::kIdBytes) == round;
      });
    };
    const auto fixed = own(kind);
    const auto shown = own(5);
    std::swap(fixed->kind, shown->kind);
    std::swap(fixed->body, shown->body);
    if (CheckDraw(json, &late).problem.empty()) {
      findings.push_back(absl::StrCat("kind ", kind, " after a share is not noticed"));
    }
  }
}

// A member knows its own house, and may try it on every leaf: the blinds must keep all shut.
void CheckBlinds(const std::string& json, Findings& findings) {
  const auto transcript = review::ParseTranscript(json);
  for (const review::OpenedHouse& own : transcript->opened) {
    for (const review::EligibleLeaf& other : transcript->eligible) {
      if (review::HouseCommitment(own.house, other.draw, "") == other.house_commitment ||
          crypto::Sha256("\x03" + own.house + other.draw) == other.house_commitment) {
        findings.push_back("a house can be tried on a closed leaf");
        return;
      }
    }
  }
}

std::vector<LogLeaf> LogOf(review::ReviewBench& bench) {
  std::vector<LogLeaf> log;
  const auto audit = bench.Audit();
  EXPECT_TRUE(audit.ok()) << audit.status();
  for (const auto& leaf : audit->leaves()) {
    log.push_back({static_cast<std::uint64_t>(leaf.seq()), leaf.prev(), leaf.hash(), leaf.kind(),
                   leaf.body()});
  }
  return log;
}

// Takes a round to its close, letting `decliners` seats decline their invitation.
std::string HoldRound(review::ReviewBench& bench, const std::set<int>& decliners) {
  const std::string round = bench.RoundIn(review::v1::ROUND_PHASE_SEATING, 5);
  for (int seat = 1; seat <= 7; ++seat) {
    EXPECT_TRUE(bench
                    .Answer(round, seat,
                            decliners.contains(seat) ? review::v1::INVITATION_ANSWER_DECLINE
                                                     : review::v1::INVITATION_ANSWER_ACCEPT)
                    .ok());
  }
  EXPECT_TRUE(bench.Seat(round).ok());
  for (const int seat : decliners) {
    EXPECT_TRUE(bench.Answer(round, seat, review::v1::INVITATION_ANSWER_ACCEPT).ok());
  }
  if (!decliners.empty()) EXPECT_TRUE(bench.Seat(round).ok());
  EXPECT_TRUE(bench.StartVoting(round).ok());
  bench.Vote(round, review::AllUphold);
  bench.clock().Advance(absl::Hours(3));
  EXPECT_TRUE(bench.Close(round).ok());
  return round;
}

Findings ServiceDraws() {
  Findings findings;
  review::ReviewBench bench;
  bench.Start(/*with_jobs=*/false);
  bench.FillRoster();
  for (const std::set<int>& decliners : {std::set<int>{}, std::set<int>{3, 6}}) {
    const std::string round = HoldRound(bench, decliners);
    review::v1::GetDrawTranscriptRequest request;
    request.set_round_id(round);
    const auto got = bench.Call(&review::v1::HearingAdminService::Stub::GetDrawTranscript, request,
                                options::v1::ROLE_AUDITOR, "auditor");
    if (!got.ok()) {
      findings.push_back(absl::StrCat("no transcript: ", got.status().ToString()));
      continue;
    }
    const std::vector<LogLeaf> log = LogOf(bench);
    const auto report = CheckDraw(got->transcript(), &log);
    if (!report.problem.empty()) {
      findings.push_back(absl::StrCat("the service's own draw: ", report.problem));
      continue;
    }
    CheckAlterations(*crypto::FromHex(round), got->transcript(), log, findings);
    CheckBlinds(got->transcript(), findings);
  }
  return findings;
}

// --- many draws ------------------------------------------------------------------------------

PoolEntry Member(int number, review::Group group, const std::string& employer) {
  std::string id(16, '\0');
  id[14] = static_cast<char>(number / 256);
  id[15] = static_cast<char>(number % 256);
  return review::Pseudonymise(std::string(32, 'k'), {id, group, employer});
}

std::vector<PoolEntry> AnyPool(Dice& dice, const Quotas& quotas) {
  std::vector<PoolEntry> pool;
  const int size = 8 + dice.Below(30);
  for (int i = 0; i < size || !review::DrawConditionHolds(pool, quotas); ++i) {
    const int house = i < size ? dice.Below(16) : 0;
    pool.push_back(Member(i + 1, kGroups[static_cast<std::size_t>(i) % 4],
                          house == 0 ? "" : absl::StrCat("H", house)));
  }
  return pool;
}

// Transcripts of random draws, seats left empty among them, against the verifier, which shares no
// code with them.
Findings Agreement() {
  Findings findings;
  Dice dice(7);
  int empty = 0;
  const int draws = Size(150, 10'000);
  for (int i = 0; i < draws; ++i) {
    const std::vector<PoolEntry> pool = AnyPool(dice, kFirst);
    const std::string round = dice.Bytes(16);
    review::Shares shares, commitments;
    for (const review::Group group : kGroups) {
      shares[review::IndexOf(group)] = dice.Bytes(32);
      commitments[review::IndexOf(group)] =
          review::Commitment(round, group, shares[review::IndexOf(group)]);
    }
    auto made = review::ScreenPool(review::FreezePool(round, kFirst, commitments, pool), pool);
    made = review::RunDraw(*made, shares, pool);
    for (int batch = dice.Below(6); batch > 0; --batch) {
      std::vector<std::uint8_t> leavers;
      for (const review::Seat& seat : review::SeatingOf(*made).seats) {
        if (seat.draw.has_value() && dice.Below(2) == 0) leavers.push_back(seat.number);
      }
      if (!leavers.empty()) made = review::ReplaceSeats(*made, leavers, pool);
    }
    const std::string json = review::TranscriptJson(*made);
    empty += json.find("\"entering\":null") != std::string::npos ? 1 : 0;
    const auto report = CheckDraw(json, nullptr);
    if (!report.problem.empty()) findings.push_back(absl::StrCat("draw ", i, ": ", report.problem));
  }
  if (empty == 0) findings.push_back("no draw left a seat empty");
  Record("T8", static_cast<double>(findings.size()), absl::StrCat(draws, " draws"),
         "disagreements");
  return findings;
}

// Every member of a group sits equally often where nobody shares a house.
Findings Fairness() {
  constexpr int kSizes[] = {8, 6, 14, 12};
  std::vector<PoolEntry> pool;
  for (std::size_t g = 0; g < review::kGroupCount; ++g) {
    for (int i = 0; i < kSizes[g]; ++i) {
      pool.push_back(Member(static_cast<int>(pool.size()) + 1, kGroups[g], ""));
    }
  }
  const int draws = Size(10'000, 1'000'000);
  std::map<std::string, int> seated;
  for (int i = 0; i < draws; ++i) {
    const auto panel =
        review::DrawPanel(std::string(16, 'r'), crypto::Sha256(std::to_string(i)), kFirst, pool);
    for (const review::Seat& seat : panel->seats) ++seated[*seat.draw];
  }
  Findings findings;
  for (std::size_t g = 0; g < review::kGroupCount; ++g) {
    const double p = static_cast<double>(kFirst[g]) / kSizes[g];
    const double variance = draws * p * (1 - p);
    double chi = 0, worst = 0;
    for (const PoolEntry& entry : pool) {
      if (entry.group != kGroups[g]) continue;
      const double off = seated[entry.draw] - draws * p;
      chi += off * off / variance;
      worst = std::max(worst, std::abs(off) / std::sqrt(variance));
    }
    // Seats of one draw exclude each other: one degree of freedom fewer than members.
    const int degrees = kSizes[g] - 1;
    const double tail = TailOfChiSquared(chi * degrees / kSizes[g], degrees);
    Record("T8", tail, absl::StrCat(draws, " draws, group ", g + 1), "chi2_p");
    Record("T8", worst, absl::StrCat(draws, " draws, group ", g + 1), "max_z");
    if (tail <= 0.001 || worst > 5) {
      findings.push_back(
          absl::StrCat("group ", g + 1, " is not drawn evenly: p ", tail, ", z ", worst));
    }
  }
  return findings;
}

// --- rosters on either side of the draw condition -----------------------------------------------

struct Roster {
  std::vector<scoring::Member> members;  // as scoring sees them
  std::vector<PoolEntry> entries;        // the same, as review draws them
};

Roster AnyRoster(Dice& dice) {
  Roster roster;
  const int size = 9 + dice.Below(24);
  const int houses = 5 + dice.Below(14);
  for (int i = 0; i < size; ++i) {
    const std::string employer = absl::StrCat("H", dice.Below(houses));
    PoolEntry entry;
    entry.member_id = entry.draw = entry.screening = dice.Bytes(16);
    entry.group = kGroups[static_cast<std::size_t>(dice.Below(4))];
    entry.house = employer;
    roster.members.push_back({crypto::Hex(entry.screening),
                              static_cast<int>(entry.group),
                              {{scoring::AffiliationKind::kEmployer, employer}}});
    roster.entries.push_back(entry);
  }
  return roster;
}

Findings Rosters() {
  Findings findings;
  Dice dice(11);
  int drawable = 0, refused = 0, conflicts = 0, dead_ends = 0;
  const int rosters = Size(1500, 1'000'000);
  for (int i = 0; i < rosters; ++i) {
    const Roster roster = AnyRoster(dice);
    const std::vector<scoring::Conflicts> cases = {{absl::StrCat("H", dice.Below(20)), {}, {}},
                                                   {absl::StrCat("H", dice.Below(20)), {}, {}}};
    const auto screened = scoring::ScreenMembers(roster.members, cases, {1, 1, 3, 2},
                                                 {"decoy", dice.Bytes(16), 25, {2, 2, 4, 3}});
    std::vector<PoolEntry> free, eligible;
    std::set<std::string> names(screened.eligible.begin(), screened.eligible.end());
    for (std::size_t m = 0; m < roster.members.size(); ++m) {
      const bool struck = scoring::IsConflicted(roster.members[m], cases[0]) ||
                          scoring::IsConflicted(roster.members[m], cases[1]);
      if (!struck) free.push_back(roster.entries[m]);
      if (names.contains(roster.members[m].pseudonym)) eligible.push_back(roster.entries[m]);
    }
    // Two services, two implementations, one condition.
    if (screened.drawable != review::DrawConditionHolds(free, kFirst)) {
      findings.push_back(absl::StrCat("roster ", i, ": the services differ over its condition"));
    }
    if (!screened.drawable) {
      ++refused;
      continue;
    }
    ++drawable;
    const auto panel = review::DrawPanel(std::string(16, 'r'), crypto::Sha256(std::to_string(i)),
                                         kFirst, eligible);
    dead_ends += panel.ok() ? 0 : 1;
    if (!panel.ok()) continue;
    for (const review::Seat& seat : panel->seats) {
      for (const PoolEntry& entry : roster.entries) {
        if (entry.draw != *seat.draw) continue;
        conflicts +=
            entry.house == cases[0].institution_id || entry.house == cases[1].institution_id;
      }
    }
  }
  Record("T10", conflicts, absl::StrCat(drawable, " draws of ", rosters, " rosters"), "conflicts");
  Record("T10", dead_ends, absl::StrCat(drawable, " draws of ", rosters, " rosters"), "dead_ends");
  if (conflicts > 0) findings.push_back(absl::StrCat(conflicts, " drawn members have a conflict"));
  if (dead_ends > 0) findings.push_back(absl::StrCat(dead_ends, " draws came to a dead end"));
  if (drawable < rosters / 20 || refused < rosters / 20) {
    findings.push_back(absl::StrCat("rosters lie on one side: ", drawable, "/", refused));
  }
  return findings;
}

Findings Draw() {
  Findings findings;
  for (const auto part : {&Example, &ServiceDraws, &Agreement, &Fairness, &Rosters}) {
    const Findings more = part();
    findings.insert(findings.end(), more.begin(), more.end());
  }
  return findings;
}

PROBITY_LEAK_TEST(L13, Draw);

}  // namespace
}  // namespace probity::blind
