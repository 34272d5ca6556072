// L9: whoever holds both databases, their files and the backups of every phase, but no key, learns
// no more than chance: neither whose ballot is whose, nor which ballots are one member's, nor whose
// seat is whose credential, nor who lost a code.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "tests/blind/dump.h"
#include "tests/blind/gate.h"
#include "tests/blind/sizes.h"
#include "tests/blind/statistics.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::blind {
namespace {

using Databases = std::map<std::string, Table>;
using review::ReviewBench;

constexpr double kFarFromChance = 6;  // standard deviations
constexpr double kEnoughPairs = 20;   // below, nothing can be said
// Digits of a number that are too many for seconds, and of the largest number there is.
constexpr std::size_t kFinerTime = 12;
constexpr std::size_t kLongestNumber = 19;
constexpr std::size_t kLinkingBytes = 16;

// What only the test knows of a credential's row.
struct Truth {
  int seat = 0;
  int group = 0;
  int vote = 0;
};
using Truths = std::map<std::string, Truth>;  // by cred_hash

// Rows of cases that the truth knows, with what a reader may group them by.
struct Feature {
  std::string name;
  std::function<std::string(std::size_t row)> value;
};

class Reader {
 public:
  Reader(const Table& table, const Truths& truths) : table_(table) {
    const std::vector<std::string> hashes = table.Column("cred_hash");
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      const auto known = truths.find(hashes[i]);
      if (known == truths.end()) continue;
      rows_.push_back(i);
      truths_.push_back(known->second);
    }
  }

  std::size_t rows() const { return rows_.size(); }

  // Guesses that two rows belong together where a column, or a byte of one, is the same.
  void Guess(const std::string& what, int Truth::*secret, Findings& findings) const {
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      std::size_t width = 0;
      for (const std::size_t row : rows_) width = std::max(width, table_.rows[row][c].size());
      Judge(
          what, secret, table_.columns[c], [&](std::size_t row) { return table_.rows[row][c]; },
          findings);
      for (std::size_t at = 0; at < width; ++at) {
        Judge(
            what, secret, absl::StrCat(table_.columns[c], "[", at, "]"),
            [&](std::size_t row) {
              return at < table_.rows[row][c].size() ? table_.rows[row][c].substr(at, 1) : "";
            },
            findings);
      }
    }
  }

  // Guesses that neighbours in storage belong together.
  void GuessNeighbours(const std::string& what, int Truth::*secret, Findings& findings) const {
    double same = 0;
    for (std::size_t i = 1; i < rows_.size(); ++i)
      same += truths_[i].*secret == truths_[i - 1].*secret;
    const auto pairs = static_cast<double>(rows_.size() - 1);
    if (Excess(same, pairs, Chance(secret)) > kFarFromChance) {
      findings.push_back(absl::StrCat("neighbouring rows tell ", what));
    }
  }

 private:
  double Chance(int Truth::*secret) const {
    double same = 0, pairs = 0;
    for (std::size_t i = 0; i < truths_.size(); ++i) {
      for (std::size_t j = i + 1; j < truths_.size(); ++j) {
        same += truths_[i].*secret == truths_[j].*secret;
        ++pairs;
      }
    }
    return pairs == 0 ? 0 : same / pairs;
  }

  void Judge(const std::string& what, int Truth::*secret, const std::string& by,
             const std::function<std::string(std::size_t)>& value, Findings& findings) const {
    std::map<std::string, std::map<int, double>> classes;
    for (std::size_t i = 0; i < rows_.size(); ++i) ++classes[value(rows_[i])][truths_[i].*secret];
    double same = 0, pairs = 0;
    for (const auto& [key, counts] : classes) {
      double members = 0;
      for (const auto& [secret_value, count] : counts) {
        members += count;
        same += count * (count - 1) / 2;
      }
      pairs += members * (members - 1) / 2;
    }
    if (pairs < kEnoughPairs || Excess(same, pairs, Chance(secret)) <= kFarFromChance) return;
    findings.push_back(absl::StrCat(by, " tells ", what, ": ", same, " of ", pairs, " guesses"));
  }

  const Table& table_;
  std::vector<std::size_t> rows_;
  std::vector<Truth> truths_;
};

bool IsNumber(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Holder {
 public:
  Holder() {
    bench_.FillRoster();
    for (int seat = 1; seat <= 7; ++seat) group_of_[seat] = seat <= 2 ? seat : seat <= 5 ? 3 : 4;
  }

  Findings Run() {
    Reissue();
    Whole();
    return findings_;
  }

 private:
  void Find(const std::string& what) { findings_.push_back(what); }
  Databases Hearing() { return Dump(bench_.hearing_database()); }
  Databases Roster() { return Dump(bench_.roster_database()); }

  Truths TruthOf(const std::string& round, int issue, const std::vector<std::string>& serials) {
    Truths truths;
    const std::string raw = *crypto::FromHex(round);
    for (int seat = 1; seat <= 7; ++seat) {
      const std::string code = bench_.inbox().Code(round, issue, seat);
      for (const std::string& serial : serials) {
        truths[codes::CredentialHash(raw, serial, codes::Credential(code, raw, serial))] = {
            seat, group_of_[seat], seat % 2};
      }
    }
    return truths;
  }

  // A backup as such: times, and keys that join people with hearings.
  void LookAt(const std::string& phase, const Databases& hearing, const Databases& roster) {
    for (const auto& [name, table] : hearing) {
      for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
          if (IsNumber(row[c]) && row[c].size() >= kFinerTime && row[c].size() <= kLongestNumber) {
            Find(absl::StrCat(phase, ": ", name, ".", table.columns[c], " is finer than seconds"));
          }
        }
      }
    }
    const std::string hearings = Bytes(hearing);
    for (const auto& [name, table] : roster) {
      for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
          const std::string& column = table.columns[c];
          // The round names itself in both; a change of the roster is logged by its salted digest.
          if (column == "round_id" || column == "digest" || row[c].size() < kLinkingBytes) continue;
          if (column == "scope" || column == "caller" || column == "method") continue;
          if (hearings.find(row[c]) != std::string::npos) {
            Find(absl::StrCat(phase, ": ", name, ".", column, " stands in the hearings, too"));
          }
        }
      }
    }
  }

  void LookAtBallots(const std::string& phase, const Databases& hearing, const Truths& truths) {
    const Reader reader(hearing.at("credential"), truths);
    if (reader.rows() != truths.size()) {
      Find(absl::StrCat(phase, ": ", reader.rows(), " of ", truths.size(), " credentials"));
    }
    reader.Guess("which ballots are one member's", &Truth::seat, findings_);
    reader.Guess("the group behind a ballot", &Truth::group, findings_);
    reader.Guess("the vote", &Truth::vote, findings_);
    reader.GuessNeighbours("which ballots are one member's", &Truth::seat, findings_);
    reader.GuessNeighbours("the group behind a ballot", &Truth::group, findings_);
  }

  // A code was lost: whoever compares the backups before and after learns not whose.
  void Reissue() {
    const std::string round = bench_.RoundIn(review::v1::ROUND_PHASE_SEATED);
    const Databases before = Hearing();
    const Databases people = Roster();
    EXPECT_TRUE(bench_.ReportLostCode(round).ok());
    EXPECT_TRUE(bench_.Seat(round).ok());
    const Databases after = Hearing();
    const auto old = before.at("credential").Column("cred_hash");
    const auto now = after.at("credential").Column("cred_hash");
    std::set<std::string> kept(old.begin(), old.end());
    const auto survive = std::count_if(
        now.begin(), now.end(), [&](const std::string& hash) { return kept.contains(hash); });
    if (survive > 0) Find(absl::StrCat(survive, " credentials outlive a reissue"));
    if (old.size() != now.size()) Find("a reissue changes the number of credentials");
    const Databases later = Roster();
    if (people.at("invitation").rows != later.at("invitation").rows) {
      Find("a reissue marks a member's invitation");
    }
    if (people.at("pool_snapshot").rows != later.at("pool_snapshot").rows) {
      Find("a reissue marks a member of the pool");
    }
    EXPECT_TRUE(bench_.Abort(round).ok());
    EXPECT_TRUE(bench_.Approve(round).ok());
  }

  static bool Holds(const Table& table, const std::string& round) {
    const auto rounds = table.Column("round_id");
    return std::find(rounds.begin(), rounds.end(), *crypto::FromHex(round)) != rounds.end();
  }

  void MustBeGone(const std::string& phase, const Databases& dump, const std::string& round,
                  const std::vector<std::string>& tables) {
    for (const std::string& name : tables) {
      if (Holds(dump.at(name), round)) Find(absl::StrCat(phase, ": ", name, " is still there"));
    }
  }

  // In the files, too: nothing deleted is left in free pages or the log. The service erases a
  // moment after it deleted.
  void MustBeErased(const std::string& phase, const std::vector<std::string>& secrets) {
    const absl::Time until = absl::Now() + absl::Seconds(10);
    while (true) {
      const std::string files = FileBytes(bench_.hearing_database());
      const auto left = std::count_if(secrets.begin(), secrets.end(), [&](const std::string& one) {
        return files.find(one) != std::string::npos;
      });
      if (left == 0) return;
      if (absl::Now() > until) {
        Find(absl::StrCat(phase, ": ", left, " of ", secrets.size(),
                          " deleted secrets are left in the files"));
        return;
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
  }

  void Whole() {
    const std::string round = bench_.RoundIn(review::v1::ROUND_PHASE_SEATED);
    LookAt("SEATED", Hearing(), Roster());
    EXPECT_TRUE(bench_.StartVoting(round).ok());
    MustBeGone("VOTING", Roster(), round, {"pool_key", "pool_snapshot"});
    std::vector<std::string> serials;
    const auto sheets = bench_.SeatOf(round, 1, 1).ListSheets();
    for (const auto& entry : sheets->sheets()) serials.push_back(entry.serial());
    const Truths truths = TruthOf(round, 1, serials);
    LookAtBallots("VOTING", Hearing(), truths);
    for (int seat = 1; seat <= 7; ++seat) {
      for (const std::string& serial : serials) {
        const auto answer = seat % 2 == 1 ? review::Uphold(4)
                                          : review::Choose(review::v1::CHOICE_NOT_UPHOLD, "R02");
        EXPECT_TRUE(bench_.SeatOf(round, 1, seat)
                        .Submit(serial, 1, {answer}, absl::StrCat("BALLOT-CANARY-", seat))
                        .ok());
      }
    }
    const Databases voted = Hearing();
    LookAt("VOTING", voted, Roster());
    LookAtBallots("voted", voted, truths);
    if (Bytes(voted).find("BALLOT-CANARY") != std::string::npos ||
        FileBytes(bench_.hearing_database()).find("BALLOT-CANARY") != std::string::npos) {
      Find("a ballot's text is stored in clear");
    }
    Close(round, voted);
  }

  void Close(const std::string& round, const Databases& voted) {
    std::vector<std::string> secrets = voted.at("round_key").Column("wrapped");
    for (const std::string& ballot : voted.at("credential").Column("ballot")) {
      secrets.push_back(ballot);
    }
    const std::vector<std::string> tokens = voted.at("sheet").Column("case_token");
    bench_.clock().Advance(absl::Hours(3));
    bench_.Close(round).status().IgnoreError();  // the schedule may have been quicker
    EXPECT_TRUE(bench_.Reaches(round, review::v1::ROUND_PHASE_DELIVERED));
    const Databases delivered = Hearing();
    const Databases people = Roster();
    LookAt("DELIVERED", delivered, people);
    MustBeGone("DELIVERED", delivered, round,
               {"round_key", "credential", "sheet", "attachment", "verdict_outbox", "opening"});
    for (const auto& [name, table] : delivered) {
      for (const auto& row : table.rows) {
        for (const std::string& token : tokens) {
          if (std::find(row.begin(), row.end(), token) != row.end()) {
            Find(absl::StrCat("DELIVERED: ", name, " holds a case's token"));
          }
        }
      }
    }
    MustBeErased("DELIVERED", secrets);
  }

  ReviewBench bench_;
  std::map<int, int> group_of_;
  Findings findings_;
};

Findings DatabaseDump() {
  return Holder().Run();
}

PROBITY_LEAK_TEST(L9, DatabaseDump);

}  // namespace
}  // namespace probity::blind
