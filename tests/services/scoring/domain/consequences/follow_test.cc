#include "services/scoring/domain/consequences/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/consequences/switch_plan.h"
#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Day = absl::CivilDay;

// An institution's year, its ledger and its register of measures, as the service keeps both.
class Year {
 public:
  explicit Year(policy::Policy policy = MedicalPolicy()) : policy_(std::move(policy)) {}

  Year& Post(const std::string& case_id, Day served, int64_t points) {
    Add(EntryKind::kPost, case_id, points, served);
    return Follow(served);
  }
  Year& Reverse(const std::string& case_id, Day served) {
    const auto posted = std::find_if(entries_.rbegin(), entries_.rend(),
                                     [&](const Entry& entry) { return entry.case_id == case_id; });
    Add(EntryKind::kReverse, case_id, posted->points, std::max(served, posted->effective_date));
    return Follow(entries_.back().effective_date);
  }
  // Lifted on `today`, as two persons would.
  Year& Lift(size_t index, Day free_from) {
    Measure& measure = measures_.at(index);
    measure = RequestLift(measure, {free_from, "chief", "x", free_from}, free_from - 1).value();
    measure = ApproveLift(measure, "head", free_from - 1).value();
    return *this;
  }

  Standing Now() const { return FoldStanding({policy_}, entries_); }
  const std::vector<Measure>& measures() const { return measures_; }
  const std::vector<std::string>& steps() const { return steps_; }

  // "2026-02-01…2026-02-28" of each measure that runs, suspensions before a cancellation.
  std::vector<std::string> Spans() const {
    std::vector<std::string> texts;
    for (const Measure& measure : measures_) {
      const auto days = DaysOf(measure);
      if (!days.has_value()) continue;
      texts.push_back(absl::StrCat(measure.kind == MeasureKind::kCancellation ? "X " : "",
                                   calendar::FormatDate(days->first), "…",
                                   days->last ? calendar::FormatDate(*days->last) : ""));
    }
    std::sort(texts.begin(), texts.end());
    return texts;
  }

 private:
  void Add(EntryKind kind, const std::string& case_id, int64_t points, Day served) {
    Entry entry;
    entry.kind = kind;
    entry.case_id = case_id;
    entry.item = 1;
    entry.points = points;
    entry.effective_date = served;
    entry.recorded_seq = static_cast<int64_t>(entries_.size()) + 1;
    entry.recorded_time = entry.recorded_seq;
    entries_.push_back(entry);
  }

  Year& Follow(Day served) {
    Cause cause;
    cause.served = served;
    cause.bar_years = 1;
    for (MeasureStep& step : FollowStanding(measures_, Now(), cause)) {
      steps_.push_back(step.what);
      if (step.after.measure_id.empty()) {
        step.after.measure_id = absl::StrCat("m", measures_.size());
        measures_.push_back(step.after);
        continue;
      }
      for (Measure& known : measures_) {
        if (known.measure_id == step.after.measure_id) known = step.after;
      }
    }
    return *this;
  }

  policy::Policy policy_;
  std::vector<Entry> entries_;
  std::vector<Measure> measures_;
  std::vector<std::string> steps_;
};

policy::Policy With(policy::WhileSuspended rule) {
  policy::Policy policy = MedicalPolicy();
  policy.consequences.while_suspended = rule;
  return policy;
}

TEST(PointsSuspension, BeginsTheDayAfterServiceAndEndsWithTheMonth) {
  EXPECT_THAT(Year().Post("a", Day(2026, 1, 31), 18).Spans(), ElementsAre("2026-02-01…2026-02-28"));
  EXPECT_THAT(Year().Post("a", Day(2026, 5, 31), 24).Spans(), ElementsAre("2026-06-01…2026-08-31"));
  EXPECT_THAT(Year().Post("a", Day(2028, 1, 29), 18).Spans(), ElementsAre("2028-01-30…2028-02-29"));
  EXPECT_THAT(Year().Post("a", Day(2028, 2, 29), 18).Spans(), ElementsAre("2028-03-01…2028-03-29"));
  EXPECT_THAT(Year().Post("a", Day(2026, 3, 9), 17).Spans(), IsEmpty());
}

TEST(PointsSuspension, AHigherBandDuringItIsTreatedByThePolicy) {
  struct Row {
    policy::WhileSuspended rule;
    std::vector<std::string> spans;
    std::vector<std::string> steps;
  };
  // 18 points served 9 March: a month; 24 points served 20 March: three months.
  const Row rows[] = {
      {policy::WhileSuspended::kExtend, {"2026-03-10…2026-06-09"}, {"ORDERED", "LENGTHENED"}},
      {policy::WhileSuspended::kConcurrent, {"2026-03-10…2026-06-20"}, {"ORDERED", "LENGTHENED"}},
      {policy::WhileSuspended::kRestart,
       {"2026-03-10…2026-03-20", "2026-03-21…2026-06-20"},
       {"ORDERED", "SHORTENED", "ORDERED"}},
  };
  for (const Row& row : rows) {
    Year year(With(row.rule));
    year.Post("a", Day(2026, 3, 9), 18).Post("b", Day(2026, 3, 20), 6);
    EXPECT_EQ(year.Spans(), row.spans) << "rule " << static_cast<int>(row.rule);
    EXPECT_EQ(year.steps(), row.steps) << "rule " << static_cast<int>(row.rule);
  }
}

TEST(PointsSuspension, AHigherBandAfterItsEndOpensAnother) {
  Year year;
  year.Post("a", Day(2026, 1, 31), 18).Post("b", Day(2026, 2, 28), 6);
  EXPECT_THAT(year.Spans(), ElementsAre("2026-02-01…2026-04-30"))
      << "on the last day it still runs";
  Year later;
  later.Post("a", Day(2026, 1, 31), 18).Post("b", Day(2026, 3, 1), 6);
  EXPECT_THAT(later.Spans(), ElementsAre("2026-02-01…2026-02-28", "2026-03-02…2026-06-01"));
}

TEST(PointsSuspension, AReversalCancelsTheUnservedPart) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18).Reverse("a", Day(2026, 3, 20));
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-03-20")) << "served time stays served";
  EXPECT_EQ(year.measures().front().status, MeasureStatus::kFellAway);
  EXPECT_THAT(year.steps(), ElementsAre("ORDERED", "FELL_AWAY"));
}

TEST(PointsSuspension, AReversalServedBeforeItBeginsLeavesNothing) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18).Reverse("a", Day(2026, 3, 9));
  EXPECT_THAT(year.Spans(), IsEmpty());
}

TEST(PointsSuspension, AReversalThatDropsOneBandShortensIt) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18).Post("b", Day(2026, 3, 20), 6).Reverse("b", Day(2026, 3, 30));
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-04-09"));
  EXPECT_EQ(year.measures().front().status, MeasureStatus::kInForce);
}

TEST(PointsSuspension, ANewPostingAfterAReversalBringsItBack) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18).Reverse("a", Day(2026, 3, 20)).Post("b", Day(2026, 4, 1), 18);
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-03-20", "2026-04-02…2026-05-01"));
}

TEST(PointsSuspension, AnEarlyLiftStaysAndOnlyWhatIsNewIsServed) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18).Lift(0, Day(2026, 3, 16));
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-03-15"));
  year.Post("b", Day(2026, 3, 20), 6);
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-03-15", "2026-03-21…2026-06-09"))
      << "the days lifted stay free, the longer suspension goes on after its service";
  EXPECT_EQ(year.measures().at(1).continues_id, "m0");
  year.Reverse("b", Day(2026, 4, 1));
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-03-15", "2026-03-21…2026-04-01"))
      << "what the reversed decision had added ends, its served days stay";
  year.Post("c", Day(2026, 4, 9), 6);
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-03-15", "2026-03-21…2026-04-01",
                                        "2026-04-10…2026-06-09"))
      << "days between were not suspended and stay so";
}

TEST(PointsSuspension, ALiftAskedForLapsesWithTheDaysItWasAskedFor) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18);
  Measure asked = RequestLift(year.measures().front(),
                              {Day(2026, 4, 1), "chief", "x", Day(2026, 4, 1)}, Day(2026, 3, 15))
                      .value();
  Standing reversed;
  reversed.earlier_suspensions = {{Day(2026, 3, 10), Day(2026, 3, 20)}};
  Cause cause;
  cause.served = Day(2026, 3, 20);
  const std::vector<MeasureStep> steps = FollowStanding({asked}, reversed, cause);
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_FALSE(steps.front().after.lift.has_value());
}

TEST(Cancellation, EndsASuspensionAndBarsForTheYearsOfTheBand) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18).Post("b", Day(2026, 3, 20), 12);
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-03-20", "X 2026-03-21…"));
  EXPECT_EQ(year.measures().at(1).bar_until, Day(2027, 3, 20));
  year.Reverse("b", Day(2026, 4, 1));
  EXPECT_THAT(year.Spans(), ElementsAre("2026-03-10…2026-04-09", "X 2026-03-21…2026-04-01"))
      << "a reversal ends the cancellation and the suspension is what it would have been";
  EXPECT_FALSE(year.measures().at(1).bar_until.has_value());
}

TEST(Cancellation, ServedOn29FebruaryBarsTo28FebruaryOfTheNextYear) {
  Year year;
  year.Post("a", Day(2028, 2, 29), 30);
  EXPECT_EQ(year.measures().front().bar_until, Day(2029, 2, 28));
}

TEST(Following, TwiceChangesNothing) {
  Year year;
  year.Post("a", Day(2026, 3, 9), 18).Post("b", Day(2026, 3, 20), 12);
  Cause cause;
  cause.served = Day(2026, 3, 20);
  EXPECT_THAT(FollowStanding(year.measures(), year.Now(), cause), IsEmpty());
}

std::set<Day> DaysOfMeasures(const std::vector<Measure>& measures, MeasureKind kind) {
  std::set<Day> days;
  for (const Measure& measure : measures) {
    const auto span = DaysOf(measure);
    if (measure.kind != kind || !span.has_value()) continue;
    for (Day day = span->first; day <= span->last.value_or(span->first); ++day) days.insert(day);
  }
  return days;
}

std::set<Day> DaysOfStanding(const Standing& standing) {
  std::set<Day> days;
  std::vector<calendar::Period> spans = standing.earlier_suspensions;
  if (standing.consequence.suspension) spans.push_back(*standing.consequence.suspension);
  for (const calendar::Period& span : spans) {
    for (Day day = span.first; day <= span.last; ++day) days.insert(day);
  }
  return days;
}

// Whatever is posted and reversed in whatever order: the register and the standing, from which
// settlement computes, name the same days.
TEST(FollowingProperty, MeasuresRunOnTheDaysOfTheStanding) {
  EXPECT_TRUE(rc::check([] {
    const auto rule =
        *rc::gen::element(policy::WhileSuspended::kExtend, policy::WhileSuspended::kConcurrent,
                          policy::WhileSuspended::kRestart);
    Year year(With(rule));
    std::vector<std::string> open;
    Day served(2026, 1, 1);
    for (int i = 0; i < 10; ++i) {
      served += *rc::gen::inRange(0, 45);
      if (!open.empty() && *rc::gen::inRange(0, 3) == 0) {
        const auto which = *rc::gen::inRange<size_t>(0, open.size());
        year.Reverse(open[which], served);
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
      } else {
        open.push_back(absl::StrCat("c", i));
        year.Post(open.back(), served, *rc::gen::inRange(1, 15));
      }
      const Standing standing = year.Now();
      RC_ASSERT(DaysOfMeasures(year.measures(), MeasureKind::kPoints) == DaysOfStanding(standing));
      const bool cancelled =
          std::any_of(year.measures().begin(), year.measures().end(), [](const Measure& measure) {
            return measure.kind == MeasureKind::kCancellation &&
                   measure.status == MeasureStatus::kInForce;
          });
      RC_ASSERT(cancelled == standing.consequence.cancelled);
    }
  }));
}

}  // namespace
}  // namespace probity::scoring
