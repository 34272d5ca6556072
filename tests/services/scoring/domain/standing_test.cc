#include "services/scoring/domain/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {
namespace {

using calendar::Period;
using policy::Qualification;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Day = absl::CivilDay;

// Writes a year's ledger line by line, as the service does.
class Book {
 public:
  Book& Post(const std::string& case_id, Day served, std::vector<int64_t> points) {
    int32_t item = 0;
    for (const int64_t value : points) Add(EntryKind::kPost, case_id, ++item, value, served);
    return *this;
  }
  Book& Reverse(const std::string& case_id, Day served) {
    const std::vector<Entry> written = entries_;
    for (const Entry& entry : written) {
      if (entry.case_id == case_id) {
        Add(EntryKind::kReverse, case_id, entry.item, entry.points, served);
      }
    }
    return *this;
  }
  Book& Add(EntryKind kind, const std::string& case_id, int32_t item, int64_t points, Day served) {
    Entry entry;
    entry.kind = kind;
    entry.case_id = case_id;
    entry.item = item;
    entry.points = points;
    entry.effective_date = served;
    entry.recorded_seq = static_cast<int64_t>(entries_.size()) + 1;
    entry.recorded_time = 1000 * entry.recorded_seq;
    entries_.push_back(entry);
    return *this;
  }
  Book& Veto() {
    entries_.back().veto = true;
    return *this;
  }
  Book& Decided(Day day) {
    entries_.back().act_end = day;
    return *this;
  }
  Book& Pinned(const std::string& sha256) {
    entries_.back().policy_sha256 = sha256;
    return *this;
  }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

Standing Fold(const policy::Policy& policy, const Book& book, const AsOf& at = {}) {
  return FoldStanding({policy}, book.entries(), at);
}

Consequence Suspended(int32_t months, Day first, Day last) {
  return {months, Period{first, last}, false, std::nullopt};
}
Consequence Cancelled(Day day) {
  return {0, std::nullopt, true, day};
}

TEST(Standing, CarriedPointsThatHadTheirConsequenceFireNothingAnew) {
  const policy::Policy policy = MedicalPolicy();
  const auto bands = [&](const Book& book) {
    std::vector<std::string> fired;
    for (const Crossing& one : Fold(policy, book).crossings) fired.push_back(one.band);
    return fired;
  };
  Book book;
  book.Post("own", Day(2026, 3, 1), {3});
  book.Add(EntryKind::kCarry, "k1", 1, 10, Day(2026, 7, 1));
  book.Add(EntryKind::kCarry, "k2", 1, 8, Day(2026, 7, 1));
  EXPECT_EQ(Fold(policy, book).points, 21);
  EXPECT_THAT(bands(book), IsEmpty()) << "18 points were suspended for with the predecessor";
  book.Post("next", Day(2026, 8, 1), {2});
  EXPECT_THAT(bands(book), IsEmpty()) << "23 points lie in the band it was suspended for";
  book.Post("worse", Day(2026, 9, 1), {1});
  EXPECT_THAT(bands(book), ElementsAre("[24,30)"));

  Book sum;
  sum.Post("own", Day(2026, 3, 1), {9});
  sum.Add(EntryKind::kCarry, "k", 1, 9, Day(2026, 7, 1));
  EXPECT_THAT(bands(sum), IsEmpty()) << "a merger is no violation";
  sum.Post("next", Day(2026, 8, 1), {1});
  EXPECT_THAT(bands(sum), ElementsAre("[18,24)")) << "which neither of the two had reached";
}

TEST(Standing, CarriedPointsThatTookEffectAfterTheSuccessionFireForTheSuccessor) {
  Book book;
  book.Add(EntryKind::kCarry, "k", 1, 18, Day(2026, 7, 1));
  book.Decided(Day(2026, 7, 1));
  EXPECT_EQ(Fold(MedicalPolicy(), book).consequence,
            Suspended(1, Day(2026, 7, 2), Day(2026, 8, 1)));
}

TEST(Standing, PointsOfAMedicalYearGiveBandRateAndConsequence) {
  struct Row {
    int64_t points;
    std::string band;
    int32_t rate_bp;
    int32_t months;
    bool cancelled;
  };
  const std::vector<Row> rows = {{0, "[0,12)", 500, 0, false},    {1, "[0,12)", 464, 0, false},
                                 {11, "[0,12)", 100, 0, false},   {12, "[12,18)", -200, 0, false},
                                 {17, "[12,18)", -200, 0, false}, {18, "[18,24)", -500, 1, false},
                                 {23, "[18,24)", -500, 1, false}, {24, "[24,30)", -500, 3, false},
                                 {29, "[24,30)", -500, 3, false}, {30, "[30,∞)", -500, 0, true},
                                 {99, "[30,∞)", -500, 0, true}};
  const policy::Policy policy = MedicalPolicy();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.points);
    Book book;
    if (row.points > 0) book.Post("a", Day(2026, 5, 6), {row.points});
    const Standing standing = Fold(policy, book);
    EXPECT_EQ(standing.points, row.points);
    EXPECT_EQ(standing.band, row.band);
    EXPECT_EQ(standing.rate_bp, row.rate_bp);
    EXPECT_EQ(standing.consequence.suspend_months, row.months);
    EXPECT_EQ(standing.consequence.cancelled, row.cancelled);
    EXPECT_THAT(standing.qualifications, IsEmpty());
  }
}

TEST(Standing, APharmacyKeepsItsQualificationsAtExactlyTwelve) {
  const policy::Policy policy = PharmacyPolicy();
  const Standing at12 = Fold(policy, Book().Post("a", Day(2026, 5, 6), {12}));
  EXPECT_THAT(at12.qualifications,
              ElementsAre(Qualification::kRemoteOutpatient, Qualification::kSpecialOutpatient));
  EXPECT_EQ(at12.consequence, Consequence());
  EXPECT_EQ(at12.rate_bp, 0) << "a pharmacy has no rate";

  const Standing at13 = Fold(policy, Book().Post("a", Day(2026, 5, 6), {13}));
  EXPECT_THAT(at13.qualifications, IsEmpty());
  EXPECT_EQ(at13.consequence, Suspended(1, Day(2026, 5, 7), Day(2026, 6, 6)));
  EXPECT_EQ(Fold(policy, Book().Post("a", Day(2026, 5, 6), {25})).consequence,
            Cancelled(Day(2026, 5, 7)));
}

// One row per ledger; what the year's consequence is at its end.
struct Course {
  std::string rule;
  Book book;
  Consequence consequence;
  std::vector<Period> earlier;
};

TEST(Standing, ConsequencesFollowTheCrossings) {
  const std::vector<Course> courses = {
      {"D12: a month from 31 January ends with February",
       Book().Post("a", Day(2026, 1, 31), {18}),
       Suspended(1, Day(2026, 2, 1), Day(2026, 2, 28)),
       {}},
      {"D12: three months from 31 May end with August",
       Book().Post("a", Day(2026, 5, 31), {24}),
       Suspended(3, Day(2026, 6, 1), Day(2026, 8, 31)),
       {}},
      {"a suspension runs on across the year's end",
       Book().Post("a", Day(2026, 12, 10), {24}),
       Suspended(3, Day(2026, 12, 11), Day(2027, 3, 10)),
       {}},
      {"D9: a posting over several bands fires the highest alone",
       Book().Post("a", Day(2026, 3, 9), {10, 8, 6}),
       Suspended(3, Day(2026, 3, 10), Day(2026, 6, 9)),
       {}},
      {"a band without suspension brings none",
       Book().Post("a", Day(2026, 3, 9), {17}),
       Consequence(),
       {}},
      {"D9: a band fires once, further points in it change nothing",
       Book().Post("a", Day(2026, 3, 9), {18}).Post("b", Day(2026, 3, 20), {5}),
       Suspended(1, Day(2026, 3, 10), Day(2026, 4, 9)),
       {}},
      {"D10: a higher band during the suspension lengthens it from its first day",
       Book().Post("a", Day(2026, 3, 9), {18}).Post("b", Day(2026, 4, 9), {6}),
       Suspended(3, Day(2026, 3, 10), Day(2026, 6, 9)),
       {}},
      {"a higher band after the suspension is over opens a further one",
       Book().Post("a", Day(2026, 3, 9), {18}).Post("b", Day(2026, 4, 10), {6}),
       Suspended(3, Day(2026, 4, 11), Day(2026, 7, 10)),
       {{Day(2026, 3, 10), Day(2026, 4, 9)}}},
      {"cancellation begins the day after service and ends a running suspension",
       Book().Post("a", Day(2026, 3, 9), {18}).Post("b", Day(2026, 3, 20), {12}),
       Cancelled(Day(2026, 3, 21)),
       {{Day(2026, 3, 10), Day(2026, 3, 20)}}},
      {"points after cancellation move nothing",
       Book().Post("a", Day(2026, 3, 9), {30}).Post("b", Day(2026, 3, 20), {12}),
       Cancelled(Day(2026, 3, 10)),
       {}},
      {"a crossing takes place when the last decision behind it was served",
       Book().Post("a", Day(2026, 5, 10), {10}).Post("b", Day(2026, 5, 1), {10}),
       Suspended(1, Day(2026, 5, 11), Day(2026, 6, 10)),
       {}},
      {"a reversal before the first day leaves nothing",
       Book().Post("a", Day(2026, 3, 9), {18}).Reverse("a", Day(2026, 3, 9)),
       Consequence(),
       {}},
      {"a reversal cancels the unserved part, served days stay",
       Book().Post("a", Day(2026, 3, 9), {18}).Reverse("a", Day(2026, 3, 20)),
       Consequence(),
       {{Day(2026, 3, 10), Day(2026, 3, 20)}}},
      {"a reversal down one band leaves the milder suspension",
       Book()
           .Post("a", Day(2026, 3, 9), {18})
           .Post("b", Day(2026, 3, 20), {6})
           .Reverse("b", Day(2026, 3, 25)),
       Suspended(1, Day(2026, 3, 10), Day(2026, 4, 9)),
       {}},
      {"days served beyond the milder suspension are kept beside it",
       Book()
           .Post("a", Day(2026, 3, 9), {18})
           .Post("b", Day(2026, 3, 20), {6})
           .Reverse("b", Day(2026, 4, 25)),
       Suspended(1, Day(2026, 3, 10), Day(2026, 4, 9)),
       {{Day(2026, 4, 10), Day(2026, 4, 25)}}},
      {"a reversed cancellation gives back the suspension the other decision brought",
       Book()
           .Post("a", Day(2026, 3, 9), {24})
           .Post("b", Day(2026, 3, 20), {12})
           .Reverse("b", Day(2026, 4, 25)),
       Suspended(3, Day(2026, 3, 10), Day(2026, 6, 9)),
       {}},
      {"the first of two decisions reversed, the second still crosses by itself",
       Book()
           .Post("a", Day(2026, 3, 9), {6})
           .Post("b", Day(2026, 4, 20), {18})
           .Reverse("a", Day(2026, 4, 25)),
       Suspended(1, Day(2026, 4, 21), Day(2026, 5, 20)),
       {}},
      {"a band whose crossing was undone may fire again",
       Book()
           .Post("a", Day(2026, 3, 9), {18})
           .Reverse("a", Day(2026, 3, 9))
           .Post("b", Day(2026, 6, 1), {18}),
       Suspended(1, Day(2026, 6, 2), Day(2026, 7, 1)),
       {}},
      {"repaired points lift no consequence and let no band fire twice",
       Book()
           .Post("a", Day(2026, 3, 9), {18})
           .Add(EntryKind::kReduce, "r", 1, 4, Day(2026, 3, 12))
           .Post("b", Day(2026, 6, 1), {5}),
       Suspended(1, Day(2026, 3, 10), Day(2026, 4, 9)),
       {}},
  };
  const policy::Policy policy = MedicalPolicy();
  for (const Course& course : courses) {
    SCOPED_TRACE(course.rule);
    const Standing standing = Fold(policy, course.book);
    EXPECT_EQ(standing.consequence, course.consequence);
    EXPECT_EQ(standing.earlier_suspensions, course.earlier);
  }
}

TEST(Standing, PoliciesMayTreatAHigherBandDuringASuspensionOtherwise) {
  const Book book = Book().Post("a", Day(2026, 3, 9), {18}).Post("b", Day(2026, 3, 20), {6});
  policy::Policy policy = MedicalPolicy();
  policy.consequences.while_suspended = policy::WhileSuspended::kConcurrent;
  EXPECT_EQ(Fold(policy, book).consequence, Suspended(3, Day(2026, 3, 10), Day(2026, 6, 20)));
  policy.consequences.while_suspended = policy::WhileSuspended::kRestart;
  const Standing restarted = Fold(policy, book);
  EXPECT_EQ(restarted.consequence, Suspended(3, Day(2026, 3, 21), Day(2026, 6, 20)));
  EXPECT_THAT(restarted.earlier_suspensions,
              ElementsAre(Period{Day(2026, 3, 10), Day(2026, 3, 20)}));
}

TEST(Standing, APolicyMayLetABandFireAgainAfterRepair) {
  const Book book = Book()
                        .Post("a", Day(2026, 3, 9), {18})
                        .Add(EntryKind::kReduce, "r", 1, 4, Day(2026, 3, 12))
                        .Post("b", Day(2026, 6, 1), {5});
  policy::Policy policy = MedicalPolicy();
  policy.consequences.once_per_period = false;
  EXPECT_EQ(Fold(policy, book).consequence, Suspended(1, Day(2026, 6, 2), Day(2026, 7, 1)));
}

TEST(Standing, TheVersionADecisionPinnedSaysWhatItsCrossingBrings) {
  policy::Policy mild = MedicalPolicy();
  mild.bands[2].effects = {policy::RateStep{-500}};
  const policy::Policy year = MedicalPolicy();
  const Book book = Book().Post("a", Day(2026, 3, 9), {18}).Pinned("mild");
  const Standing standing = FoldStanding({year, {{"mild", &mild}}}, book.entries());
  EXPECT_EQ(standing.consequence, Consequence());
  EXPECT_EQ(standing.band, "[18,24)");
}

TEST(Standing, AsOfADateCountsWhatWasInForce) {
  const policy::Policy policy = MedicalPolicy();
  const Book book = Book()
                        .Post("a", Day(2026, 3, 9), {18})
                        .Post("b", Day(2026, 5, 2), {6})
                        .Reverse("b", Day(2026, 7, 1));
  EXPECT_EQ(Fold(policy, book, {Day(2026, 3, 8)}).points, 0);
  EXPECT_EQ(Fold(policy, book, {Day(2026, 3, 9)}).points, 18);
  EXPECT_EQ(Fold(policy, book, {Day(2026, 5, 1)}).consequence,
            Suspended(1, Day(2026, 3, 10), Day(2026, 4, 9)));
  EXPECT_EQ(Fold(policy, book, {Day(2026, 6, 30)}).points, 24);
  EXPECT_EQ(Fold(policy, book, {Day(2026, 7, 1)}).points, 18);
}

TEST(Standing, AsKnownAtATimeForgetsWhatWasRecordedLater) {
  const policy::Policy policy = MedicalPolicy();
  const Book book = Book()
                        .Post("a", Day(2026, 3, 9), {18})  // recorded at 1000
                        .Reverse("a", Day(2026, 3, 10));   // recorded at 2000
  EXPECT_EQ(Fold(policy, book, {Day::max(), 999}).points, 0);
  EXPECT_EQ(Fold(policy, book, {Day::max(), 1999}).points, 18);
  EXPECT_EQ(Fold(policy, book, {Day::max(), 2000}).points, 0);
}

TEST(Standing, AVetoStandsUntilItsFindingIsReversed) {
  const policy::Policy policy = MedicalPolicy();
  Book book = Book().Post("a", Day(2026, 3, 9), {1}).Veto();
  EXPECT_TRUE(Fold(policy, book).veto);
  book.Reverse("a", Day(2026, 3, 20));
  EXPECT_FALSE(Fold(policy, book).veto);
}

TEST(Standing, ABalanceIsNeverBelowZero) {
  const Book book =
      Book().Post("a", Day(2026, 3, 9), {3}).Add(EntryKind::kReduce, "r", 1, 6, Day(2026, 3, 12));
  EXPECT_EQ(Fold(MedicalPolicy(), book).points, 0);
}

Book RandomPosts() {
  const int cases = *rc::gen::inRange(0, 8);
  Book book;
  for (int i = 0; i < cases; ++i) {
    std::vector<int64_t> points;
    for (int n = *rc::gen::inRange(1, 4); n > 0; --n) points.push_back(*rc::gen::inRange(1, 13));
    book.Post("case" + std::to_string(i), Day(2026, 1, 1) + *rc::gen::inRange(0, 365), points);
  }
  return book;
}

TEST(StandingProperty, TheYearEndBandDoesNotDependOnTheOrderOfPosting) {
  const policy::Policy policies[] = {MedicalPolicy(), PharmacyPolicy()};
  EXPECT_TRUE(rc::check("order", [&] {
    const policy::Policy& policy = policies[*rc::gen::inRange(0, 2)];
    const Book book = RandomPosts();
    std::vector<Entry> shuffled = book.entries();
    std::mt19937 random(*rc::gen::arbitrary<uint32_t>());
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const Standing one = Fold(policy, book);
    const Standing other = FoldStanding({policy}, shuffled);
    RC_ASSERT(one.points == other.points);
    RC_ASSERT(one.band == other.band);
    RC_ASSERT(one.rate_bp == other.rate_bp);
    RC_ASSERT(one.qualifications == other.qualifications);
    RC_ASSERT(one.consequence.suspend_months == other.consequence.suspend_months);
    RC_ASSERT(one.consequence.cancelled == other.consequence.cancelled);
  }));
}

TEST(StandingProperty, TheConsequenceIsThatOfTheYearEndBand) {
  const policy::Policy policy = MedicalPolicy();
  EXPECT_TRUE(rc::check("band", [&] {
    const Standing standing = Fold(policy, RandomPosts());
    const int64_t p = standing.points;
    RC_ASSERT(standing.consequence.cancelled == (p >= 30));
    RC_ASSERT(standing.consequence.suspend_months == (p >= 30 || p < 18 ? 0 : p < 24 ? 1 : 3));
    RC_ASSERT(standing.consequence.suspension.has_value() == (p >= 18 && p < 30));
  }));
}

TEST(StandingProperty, ReversingEverythingGivesTheEmptyStanding) {
  const policy::Policy policy = MedicalPolicy();
  EXPECT_TRUE(rc::check("reverse", [&] {
    Book book = RandomPosts();
    std::vector<std::string> cases;
    for (const Entry& entry : book.entries()) {
      if (cases.empty() || cases.back() != entry.case_id) cases.push_back(entry.case_id);
    }
    std::mt19937 random(*rc::gen::arbitrary<uint32_t>());
    std::shuffle(cases.begin(), cases.end(), random);
    for (const std::string& one : cases) book.Reverse(one, Day(2027, 3, 1));
    Standing standing = Fold(policy, book);
    standing.earlier_suspensions.clear();  // served days are not given back
    RC_ASSERT(standing == Fold(policy, Book()));
  }));
}

TEST(StandingProperty, SpansOfSuspensionNeverOverlap) {
  const policy::Policy policy = MedicalPolicy();
  EXPECT_TRUE(rc::check("spans", [&] {
    Book book = RandomPosts();
    if (!book.entries().empty() && *rc::gen::arbitrary<bool>()) {
      const std::string case_id = book.entries().front().case_id;  // Reverse adds entries
      book.Reverse(case_id, Day(2027, 1, 1));
    }
    const Standing standing = Fold(policy, book);
    std::vector<Period> spans = standing.earlier_suspensions;
    if (standing.consequence.suspension.has_value()) {
      spans.push_back(*standing.consequence.suspension);
    }
    std::sort(spans.begin(), spans.end(),
              [](const Period& a, const Period& b) { return a.first < b.first; });
    for (size_t i = 0; i < spans.size(); ++i) {
      RC_ASSERT(spans[i].first <= spans[i].last);
      if (i > 0) RC_ASSERT(spans[i - 1].last < spans[i].first);
    }
  }));
}

}  // namespace
}  // namespace probity::scoring
