// Random histories of one subject's year, against a model that knows nothing of the fold: what is
// upheld less what is repaired.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/ledger/chain.h"
#include "services/scoring/domain/ledger/repair.h"
#include "services/scoring/domain/ledger/year_end.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/entries.h"
#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

constexpr int kHistories = 10'000;
constexpr int32_t kYear = 2026;
constexpr char kRegion[] = "demo";

// What somebody was shown, and from where they looked.
struct Shown {
  AsOf at;
  Standing standing;
};

// Writes a history step by step as the service would, and keeps the plain sums beside it.
class RandomHistory {
 public:
  explicit RandomHistory(uint32_t seed)
      : random_(seed), policy_(seed % 2 == 0 ? MedicalPolicy() : PharmacyPolicy()) {}

  void Run() {
    for (int steps = Pick(4, 10); steps > 0; --steps) {
      Step();
      if (Pick(0, 1) == 0) Look();
    }
  }

  int64_t ModelPoints() const {
    int64_t sum = 0;
    for (const auto& upheld : upheld_) sum += upheld.second;
    for (const auto& repair : repairs_) sum -= repair.second;
    return std::max<int64_t>(0, sum);
  }

  Standing Now() const { return FoldStanding({policy_}, entries_); }
  Standing Replay(const AsOf& at) const { return FoldStanding({policy_}, entries_, at); }
  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<Shown>& shown() const { return shown_; }
  int Pick(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }

 private:
  using Finding = std::pair<std::string, int32_t>;  // case and item

  void Step() {
    switch (Pick(0, 7)) {
      case 0:
      case 1:
      case 2:
        return Post(std::string(16, static_cast<char>('a' + next_case_++)));
      case 3:
        return Reverse();
      case 4:
        return PostAnew();
      case 5:
        return Reduce();
      case 6:
        return Restore();
      default:
        return Pick(0, 2) == 0 ? Expire() : CarryOver();
    }
  }

  void Post(const std::string& case_id) {
    const Day served = Served();
    for (int32_t item = 1, count = Pick(1, 3); item <= count; ++item) {
      const int64_t points = Pick(1, 13);
      Add(EntryKind::kPost, case_id, item, points, served);
      upheld_[{case_id, item}] = points;
    }
  }

  void Reverse() {
    const std::string* case_id = AnyUpheld();
    if (case_id == nullptr) return;
    const std::string reversed = *case_id;
    Day served = Served();
    for (const Entry& entry : entries_) {
      if (entry.case_id == reversed) served = std::max(served, entry.effective_date);
    }
    for (int32_t item = 1; item <= 3; ++item) {
      const auto found = upheld_.find({reversed, item});
      if (found == upheld_.end()) continue;
      Add(EntryKind::kReverse, reversed, item, found->second, served);
      upheld_.erase(found);
    }
    reversed_.push_back(reversed);
  }

  // A revoked decision made anew: never a reversal of the reversal.
  void PostAnew() {
    if (reversed_.empty()) return;
    const std::string case_id = reversed_.back();
    reversed_.pop_back();
    Post(case_id);
  }

  void Reduce() {
    const int64_t points = Pick(1, 4);
    if (points > ModelPoints()) return;
    const std::string id(16, static_cast<char>('A' + next_repair_++));
    Add(EntryKind::kReduce, id, 1, points, Served());
    repairs_[id] = points;
  }

  void Restore() {
    if (repairs_.empty()) return;
    const auto repair = repairs_.begin();
    Day served = Served();
    for (const Entry& entry : entries_) {
      if (entry.case_id == repair->first) served = std::max(served, entry.effective_date);
    }
    Add(EntryKind::kRestore, repair->first, 1, repair->second, served);
    repairs_.erase(repair);
  }

  void CarryOver() {
    const std::string id(16, static_cast<char>('0' + next_carry_++));
    const int64_t points = Pick(1, 10);
    Add(EntryKind::kCarry, id, 1, points, Served());
    upheld_[{id, 0}] = points;  // no item 0 is ever reversed: what was carried stays
  }

  void Expire() {
    if (expired_ || ModelPoints() == 0) return;
    expired_ = true;
    Add(EntryKind::kExpire, ExpiryId({}, kYear), 1, ModelPoints(), ExpiryDay(kYear));
  }

  const std::string* AnyUpheld() {
    std::vector<const std::string*> cases;
    for (const auto& upheld : upheld_) {
      if (upheld.first.second > 0) cases.push_back(&upheld.first.first);
    }
    if (cases.empty()) return nullptr;
    return cases[static_cast<size_t>(Pick(0, static_cast<int>(cases.size()) - 1))];
  }

  // Services come in no order; some fall after the year.
  Day Served() { return Day(kYear, 1, 10) + Pick(0, 450); }

  void Add(EntryKind kind, const std::string& case_id, int32_t item, int64_t points, Day served) {
    Entry entry;
    entry.kind = kind;
    entry.entry_id = std::string(16, 'e');
    entry.subject = {policy_.subject_kind, "M1"};
    entry.year = kYear;
    entry.case_id = case_id;
    entry.item = item;
    entry.revision = ++revisions_[{case_id, item}];
    entry.points = points;
    entry.policy_sha256 = policy_.sha256;
    entry.effective_date = served;
    clock_ += Pick(0, 2);  // several things are recorded at one moment
    entry.recorded_time = clock_;
    entry.actor = "officer";
    const ledger::Head head =
        entries_.empty() ? ledger::Head()
                         : ledger::Head{entries_.back().recorded_seq, entries_.back().hash};
    const ledger::Link link =
        ledger::NextLink(EntryFormat(entry.format), head, EntryFields(kRegion, entry));
    entry.recorded_seq = link.seq;
    entry.prev_hash = link.prev_hash;
    entry.hash = link.hash;
    entries_.push_back(entry);
  }

  void Look() {
    AsOf now;
    now.date = Pick(0, 3) == 0 ? Day::max() : Served();
    Shown shown = {now, Replay(now)};
    shown.at.known = clock_;
    shown.at.known_seq = static_cast<int64_t>(entries_.size());
    shown_.push_back(std::move(shown));
  }

  std::mt19937 random_;
  policy::Policy policy_;
  std::vector<Entry> entries_;
  std::vector<Shown> shown_;
  std::map<Finding, int64_t> upheld_;
  std::map<std::string, int64_t> repairs_;
  std::vector<std::string> reversed_;
  std::map<Finding, int32_t> revisions_;
  int64_t clock_ = 1'000;
  int next_case_ = 0;
  int next_repair_ = 0;
  int next_carry_ = 0;
  bool expired_ = false;
};

// Played once; every rule is held against the same histories.
const std::vector<RandomHistory>& Histories() {
  static const auto* const histories = [] {
    auto* const played = new std::vector<RandomHistory>();
    for (uint32_t seed = 0; seed < kHistories; ++seed) played->emplace_back(seed).Run();
    return played;
  }();
  return *histories;
}

absl::Status VerifyChain(const std::vector<Entry>& entries) {
  ledger::Verifier verifier(EntryFormat(2));
  for (const Entry& entry : entries) {
    const absl::Status status = verifier.Check({entry.recorded_seq, entry.prev_hash, entry.hash},
                                               EntryFields(kRegion, entry));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

TEST(LedgerHistories, PointsAreWhatIsUpheldLessReversalsAndRepairsAndNeverBelowZero) {
  for (uint32_t seed = 0; seed < kHistories; ++seed) {
    const RandomHistory& history = Histories()[seed];
    ASSERT_EQ(history.Now().points, history.ModelPoints()) << "history " << seed;
    ASSERT_GE(history.Now().points, 0) << "history " << seed;
  }
}

TEST(LedgerHistories, AStandingIsReplayedExactlyAsItWasShown) {
  int64_t compared = 0;
  for (uint32_t seed = 0; seed < kHistories; ++seed) {
    const RandomHistory& history = Histories()[seed];
    for (const Shown& shown : history.shown()) {
      ASSERT_EQ(history.Replay(shown.at), shown.standing)
          << "history " << seed << " as of " << shown.at.date << " known at " << shown.at.known;
      ++compared;
    }
  }
  EXPECT_GT(compared, kHistories) << "the generator lets somebody look more than once a history";
}

TEST(LedgerHistories, ABandFiresOnceInAYearAndBandsRise) {
  int64_t crossed = 0;
  for (uint32_t seed = 0; seed < kHistories; ++seed) {
    const RandomHistory& history = Histories()[seed];
    int64_t before = 0;
    for (const Crossing& crossing : history.Now().crossings) {
      ASSERT_GT(crossing.band_first, before) << "history " << seed;
      ASSERT_GE(crossing.points_after, crossing.band_first) << "history " << seed;
      before = crossing.band_first;
      ++crossed;
    }
  }
  EXPECT_GT(crossed, kHistories / 2) << "the generator reaches bands";
}

TEST(LedgerHistories, TheChainVerifiesAndOneEditedFieldBreaksIt) {
  const std::vector<std::function<void(Entry&)>> edits = {
      [](Entry& e) { e.points += 1; },
      [](Entry& e) { e.year -= 1; },
      [](Entry& e) { e.kind = e.kind == EntryKind::kPost ? EntryKind::kReduce : EntryKind::kPost; },
      [](Entry& e) { e.effective_date += 1; },
      [](Entry& e) { e.recorded_time += 1; },
      [](Entry& e) { e.actor += "x"; },
      [](Entry& e) { e.approver = "x"; },
      [](Entry& e) { e.subject.id = "M2"; },
      [](Entry& e) { e.subject.kind = policy::SubjectKind::kPerson; },
      [](Entry& e) { e.case_id[3] ^= 1; },
      [](Entry& e) { e.veto = !e.veto; },
      [](Entry& e) { e.chosen_months += 1; },
      [](Entry& e) { e.hash[0] ^= 1; },
  };
  for (uint32_t seed = 0; seed < kHistories; ++seed) {
    const RandomHistory& history = Histories()[seed];
    std::vector<Entry> entries = history.entries();
    ASSERT_TRUE(VerifyChain(entries).ok()) << "history " << seed;
    if (entries.empty()) continue;
    edits[seed % edits.size()](entries[seed / edits.size() % entries.size()]);
    ASSERT_FALSE(VerifyChain(entries).ok()) << "history " << seed;
  }
}

TEST(LedgerHistories, TheYearReadsTheSameBeforeAndAfterItsEnd) {
  int64_t ended = 0;
  for (uint32_t seed = 0; seed < kHistories; ++seed) {
    const RandomHistory& history = Histories()[seed];
    std::vector<Entry> kept = history.entries();
    const size_t all = kept.size();
    std::erase_if(kept, [](const Entry& entry) { return entry.kind == EntryKind::kExpire; });
    ended += kept.size() < all ? 1 : 0;
    Standing after = history.Now();
    const policy::Policy policy = seed % 2 == 0 ? MedicalPolicy() : PharmacyPolicy();
    ASSERT_EQ(after.expired.has_value(), kept.size() < all) << "history " << seed;
    after.expired.reset();
    after.expired_points = 0;
    after.expired_seq = 0;
    ASSERT_EQ(after, FoldStanding({policy}, kept)) << "history " << seed;
  }
  EXPECT_GT(ended, 100) << "the generator ends years";
}

}  // namespace
}  // namespace probity::scoring
