#include "services/scoring/domain/ledger/multi_year.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace probity::scoring {
namespace {

using calendar::Period;

// The term that `day` falls into; of two that overlap, the later.
Period TermAround(const std::vector<Period>& terms, absl::CivilDay day) {
  for (auto term = terms.rbegin(); term != terms.rend(); ++term) {
    if (term->first <= day && day <= term->last) return *term;
  }
  const auto year = static_cast<int32_t>(day.year());
  return {absl::CivilDay(year, 1, 1), absl::CivilDay(year, 12, 31)};
}

// The span in which events count together with one on `last`.
Period WindowOf(const policy::MultiYearRule& rule, const std::vector<Period>& terms,
                absl::CivilDay last) {
  if (rule.window_years == 0) return TermAround(terms, last);
  absl::CivilDay same(last.year() - rule.window_years, last.month(), last.day());
  if (same.day() != last.day()) same = absl::CivilDay(same.year(), same.month(), 1) - 1;
  return {same + 1, last};
}

// Tells rules of one event apart, whatever their order in a version of the policy.
std::string RuleText(const policy::MultiYearRule& rule) {
  return absl::StrCat("/", rule.count, "/", rule.window_years, "/", rule.points);
}

std::string Place(const Crossing& crossing) {
  return absl::StrCat(calendar::FormatDate(crossing.effective_date), " ", crossing.band);
}

std::vector<Repetition> OfSuspensions(size_t index, const policy::MultiYearRule& rule,
                                      const std::vector<Crossing>& suspensions,
                                      const std::vector<Period>& terms) {
  std::vector<Repetition> met;
  for (auto last = suspensions.begin(); last != suspensions.end(); ++last) {
    Repetition one;
    one.rule = index;
    one.event = rule.event;
    one.window = WindowOf(rule, terms, last->effective_date);
    for (auto other = suspensions.begin(); other <= last; ++other) {
      const bool inside =
          one.window.first <= other->effective_date && other->effective_date <= one.window.last;
      if (inside) one.occurrences.push_back(Place(*other));
    }
    if (one.occurrences.size() < static_cast<size_t>(rule.count)) continue;
    one.key = absl::StrCat("suspension:", last->entry_seq, RuleText(rule));
    one.case_id = last->case_id;
    met.push_back(std::move(one));
  }
  return met;
}

// The first of the years of points that count together with `last`.
int32_t FirstYear(const policy::MultiYearRule& rule, const History& history, int32_t last) {
  if (rule.window_years > 0) return last - rule.window_years + 1;
  const auto on = history.on.find(last);
  const absl::CivilDay day = on == history.on.end() ? absl::CivilDay(last, 12, 31) : on->second;
  return std::min(last, static_cast<int32_t>(TermAround(history.terms, day).first.year()));
}

// The points that made a year count, as the key of a repetition states them last.
int64_t PointsOfKey(absl::string_view key) {
  const std::vector<absl::string_view> parts = absl::StrSplit(key, '/');
  int64_t points = 0;
  return absl::SimpleAtoi(parts.back(), &points) ? points : 0;
}

std::vector<Repetition> OfPoints(size_t index, const policy::MultiYearRule& rule,
                                 const History& history) {
  std::vector<Repetition> met;
  const auto counts = [&](int32_t year) {
    const auto found = history.points.find(year);
    return found != history.points.end() && found->second >= rule.points;
  };
  for (const auto& entry : history.points) {
    const int32_t last = entry.first;
    if (!counts(last)) continue;
    const int32_t first = FirstYear(rule, history, last);
    Repetition one;
    one.rule = index;
    one.event = rule.event;
    one.window = {absl::CivilDay(first, 1, 1), absl::CivilDay(last, 12, 31)};
    for (const auto& [year, had] : history.points) {
      if (year >= first && year <= last && counts(year)) {
        one.occurrences.push_back(absl::StrCat(year, ": ", had));
      }
    }
    if (one.occurrences.size() < static_cast<size_t>(rule.count)) continue;
    one.key = absl::StrCat("points:", last, RuleText(rule));
    met.push_back(std::move(one));
  }
  return met;
}

}  // namespace

std::vector<Crossing> Suspensions(const policy::Policy& policy, std::vector<Crossing> crossings) {
  const bool extends = policy.consequences.while_suspended == policy::WhileSuspended::kExtend;
  std::stable_sort(crossings.begin(), crossings.end(), [](const Crossing& a, const Crossing& b) {
    return std::pair(a.effective_date, a.entry_seq) < std::pair(b.effective_date, b.entry_seq);
  });
  std::vector<Crossing> own;
  std::map<int32_t, Period> running;  // by year of points: each year opens its own
  for (Crossing& crossing : crossings) {
    if (crossing.suspend_months == 0 || crossing.effects.terminate) continue;
    const absl::CivilDay served = crossing.effective_date;
    const auto before = running.find(crossing.year);
    if (extends && before != running.end() && before->second.last >= served) {
      Period& span = before->second;
      span.last =
          std::max(span.last, calendar::MonthsAfter(span.first - 1, crossing.suspend_months).last);
      continue;
    }
    running.insert_or_assign(crossing.year, calendar::MonthsAfter(served, crossing.suspend_months));
    own.push_back(std::move(crossing));
  }
  return own;
}

std::vector<Repetition> Repetitions(const policy::Policy& policy, const History& history) {
  const std::vector<Crossing> suspensions = Suspensions(policy, history.crossings);
  std::vector<Repetition> met;
  for (size_t i = 0; i < policy.multi_year.size(); ++i) {
    const policy::MultiYearRule& rule = policy.multi_year[i];
    std::vector<Repetition> by_rule = rule.event == policy::RepeatedEvent::kSuspension
                                          ? OfSuspensions(i, rule, suspensions, history.terms)
                                          : OfPoints(i, rule, history);
    met.insert(met.end(), by_rule.begin(), by_rule.end());
  }
  return met;
}

bool StillRests(const std::string& key, const std::vector<std::string>& occurrences,
                const History& history) {
  const bool by_points = absl::StartsWith(key, "points:");
  return std::all_of(occurrences.begin(), occurrences.end(), [&](const std::string& line) {
    if (!by_points) {
      // Two crossings may read alike: of two years, served on one day.
      return std::count(occurrences.begin(), occurrences.end(), line) <=
             std::count_if(history.crossings.begin(), history.crossings.end(),
                           [&](const Crossing& crossing) { return Place(crossing) == line; });
    }
    int32_t year = 0;  // "2026: 27"
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(line, ": ");
    if (!absl::SimpleAtoi(parts.first, &year)) return false;
    const auto had = history.points.find(year);
    return had != history.points.end() && had->second >= PointsOfKey(key);
  });
}

}  // namespace probity::scoring
