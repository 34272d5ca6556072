// The worked examples of a policy file, run against the file itself.
#include <algorithm>
#include <vector>

#include "common/policy/evaluate.h"
#include "common/policy/lint.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

// The consequences an example compares, expected or actual.
struct Standing {
  std::string band;  // empty: not compared
  std::optional<int32_t> rate_bp;
  int32_t suspend_months = 0;
  int32_t suspend_months_max = 0;  // 0: not compared
  bool terminate = false;
  std::vector<Qualification> grants;
  bool operator==(const Standing&) const = default;
};

std::string Print(const Standing& standing) {
  std::string out = standing.band.empty() ? "" : standing.band + " ";
  absl::StrAppend(&out, standing.rate_bp.has_value() ? absl::StrCat(*standing.rate_bp, " bp")
                                                     : std::string("no rate"));
  if (standing.suspend_months > 0) absl::StrAppend(&out, ", suspend ", standing.suspend_months);
  if (standing.suspend_months_max > standing.suspend_months) {
    absl::StrAppend(&out, "..", standing.suspend_months_max);
  }
  if (standing.terminate) absl::StrAppend(&out, ", terminate");
  for (const Qualification grant : standing.grants) {
    absl::StrAppend(&out, ", ", ToAbsl(QualificationName(grant)));
  }
  return out;
}

Standing Expected(const v1::PolicyTest& test) {
  Standing standing{test.expect_band(),           std::nullopt,
                    test.expect_suspend_months(), test.expect_suspend_months_max(),
                    test.expect_terminate(),      {}};
  if (test.has_expect_bp()) standing.rate_bp = test.expect_bp();
  for (const int grant : test.expect_grants()) {
    standing.grants.push_back(static_cast<Qualification>(grant));
  }
  std::sort(standing.grants.begin(), standing.grants.end());
  return standing;
}

Standing Actual(const Outcome& outcome, const Standing& expected) {
  return {expected.band.empty() ? "" : outcome.band_text,
          outcome.rate_bp,
          outcome.suspend_months,
          expected.suspend_months_max == 0 ? 0 : outcome.suspend_months_max,
          outcome.terminate,
          outcome.grants};
}

CountedItem ToCounted(const Policy& policy, const v1::TestItem& item) {
  CountedItem counted{item.code(), std::max(item.count(), 1), std::nullopt, item.fraud_intent()};
  if (item.has_points()) counted.chosen = item.points();
  const CatalogueItem* listed = FindItem(policy, item.code());
  if (listed != nullptr && item.responsibility() != v1::RESPONSIBILITY_UNSPECIFIED) {
    counted.chosen =
        RolePoints(*listed, static_cast<Responsibility>(item.responsibility()), policy.rounding);
  }
  return counted;
}

void CheckBars(const v1::PolicyTest& test, const Outcome& outcome, const std::string& path,
               Findings& findings) {
  findings.Check(!test.has_expect_bar_years() || test.expect_bar_years() == outcome.bar_years, path,
                 absl::StrCat("failing test: a bar of ", outcome.bar_years, " years"));
  findings.Check(!test.has_expect_bar_years_one_event() ||
                     test.expect_bar_years_one_event() == outcome.bar_years_one_event,
                 path,
                 absl::StrCat("failing test: a bar of ", outcome.bar_years_one_event,
                              " years after one event"));
}

// Points the example's findings come to; absent, with a finding, if they come to nothing.
std::optional<int64_t> ScoreItems(const Policy& policy, const v1::PolicyTest& test,
                                  const std::string& path, Findings& findings) {
  std::vector<CountedItem> items;
  bool known = true;
  for (int i = 0; i < test.items_size(); ++i) {
    items.push_back(ToCounted(policy, test.items(i)));
    if (FindItem(policy, items.back().code) != nullptr) continue;
    known = false;
    findings.Add(absl::StrCat(path, ".items[", i, "].code"),
                 absl::StrCat("unknown code \"", items.back().code, "\""));
  }
  if (!known) return std::nullopt;
  const absl::StatusOr<CaseScore> score = ScoreCase(policy, items);
  if (!score.ok()) {
    findings.Add(path, absl::StrCat("failing test: ", score.status().message()));
    return std::nullopt;
  }
  if (test.has_expect_points() && test.expect_points() != score->points) {
    findings.Add(path, absl::StrCat("failing test: expected ", test.expect_points(),
                                    " points from its items, got ", score->points));
  }
  findings.Check(test.expect_veto() == score->veto, path,
                 score->veto ? "failing test: its items hold a veto item, none is expected"
                             : "failing test: a veto item is expected, its items hold none");
  return score->points;
}

// The index of the band the example stands in, or nothing if it could not be run.
std::optional<size_t> RunTest(const Policy& policy, const v1::PolicyTest& test,
                              const std::string& path, Findings& findings) {
  if (test.has_points() == (test.items_size() > 0)) {
    findings.Add(path, "states either points or items");
    return std::nullopt;
  }
  std::optional<int64_t> points = test.points();
  if (test.items_size() > 0) points = ScoreItems(policy, test, path, findings);
  if (!points.has_value() || policy.bands.empty()) return std::nullopt;
  const Outcome outcome = Evaluate(policy, *points);
  const Standing expected = Expected(test);
  const Standing actual = Actual(outcome, expected);
  findings.Check(expected == actual, path,
                 absl::StrCat("failing test: ", PointsText(*points, policy.point_scale),
                              " points: expected ", Print(expected), "; got ", Print(actual)));
  CheckBars(test, outcome, path, findings);
  return outcome.band;
}

}  // namespace

void RunTests(const Policy& policy, const v1::Policy& file, Findings& findings) {
  std::vector<bool> tested(policy.bands.size(), false);
  for (int i = 0; i < file.tests_size(); ++i) {
    const std::optional<size_t> band =
        RunTest(policy, file.tests(i), absl::StrCat("tests[", i, "]"), findings);
    if (band.has_value()) tested[*band] = true;
  }
  for (size_t i = 0; i < tested.size(); ++i) {
    findings.Check(tested[i], absl::StrCat("bands[", i, "]"), "band without a test");
  }
}

}  // namespace probity::policy
