// Bands: every number of points stands in exactly one, and more points never bring less.
#include <algorithm>
#include <limits>

#include "common/policy/evaluate.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

constexpr int64_t kOpen = std::numeric_limits<int64_t>::max();

std::string PathOf(size_t band) {
  return absl::StrCat("bands[", band, "]");
}

std::string Span(const Policy& policy, int64_t from, int64_t to) {
  const int32_t scale = std::max(policy.point_scale, 1);
  const std::string first = PointsText(from, scale);
  return from == to ? first : absl::StrCat(first, "..", PointsText(to, scale));
}

void LintCover(const Policy& policy, Findings& findings) {
  const std::vector<Band>& bands = policy.bands;
  int64_t next = 0;  // the first number of points no band holds yet
  for (size_t i = 0; i < bands.size(); ++i) {
    const int64_t first = FirstPoints(bands[i]);
    const int64_t last = LastPoints(bands[i]);
    findings.Check(first <= last, PathOf(i), "holds no number of points");
    if (first > next) {
      findings.Add(PathOf(i), absl::StrCat("gap: no band holds ", Span(policy, next, first - 1)));
    } else if (first < next) {
      findings.Add(PathOf(i), absl::StrCat("overlap: an earlier band already holds ",
                                           Span(policy, first, std::min(next - 1, last))));
    }
    if (last == kOpen) {
      findings.Check(i + 1 == bands.size(), PathOf(i), "has no upper end, but is not the last");
      return;
    }
    next = std::max(next, last + 1);
  }
  findings.Check(bands.empty(), PathOf(bands.size() - 1),
                 "gap: the last band must have no upper end");
}

bool IsPenalty(const Effect& effect) {
  if (const auto* step = std::get_if<RateStep>(&effect)) return step->bp < 0;
  if (const auto* line = std::get_if<RateLinear>(&effect)) {
    return line->from_bp < 0 || line->to_bp < 0;
  }
  return !std::holds_alternative<Grant>(effect) && !std::holds_alternative<ExtraInspection>(effect);
}

bool IsReward(const Effect& effect) {
  if (const auto* step = std::get_if<RateStep>(&effect)) return step->bp > 0;
  if (const auto* line = std::get_if<RateLinear>(&effect)) {
    return line->from_bp > 0 || line->to_bp > 0;
  }
  return std::holds_alternative<Grant>(effect);
}

// Rates share one slot: a band has a step or a line, not both.
size_t Slot(const Effect& effect) {
  return std::holds_alternative<RateLinear>(effect) ? Effect(RateStep{}).index() : effect.index();
}

void LintRateRange(int32_t bp, const std::string& path, Findings& findings) {
  findings.Check(-10000 < bp && bp <= 10000, path,
                 absl::StrCat(bp, " bp is not above -10000 and at most 10000"));
}

struct EffectLint {
  const Band& band;
  const std::string& path;
  Findings& findings;

  void operator()(const RateStep& step) const {
    LintRateRange(step.bp, path + ".rate_step_bp", findings);
  }
  void operator()(const RateLinear& line) const {
    LintRateRange(line.from_bp, path + ".rate_linear.from_bp", findings);
    LintRateRange(line.to_bp, path + ".rate_linear.to_bp", findings);
    findings.Check(line.from_points < line.to_points, path + ".rate_linear",
                   "its anchors do not ascend");
    findings.Check(line.from_points >= FirstPoints(band) && line.to_points <= LastPoints(band),
                   path + ".rate_linear", "an anchor lies outside the band");
    findings.Check(line.from_bp >= line.to_bp, path + ".rate_linear", "the rate rises with points");
  }
  void operator()(const Suspend& suspend) const {
    const bool fixed = findings.States(path + ".suspend.months");
    const bool range = findings.States(path + ".suspend.months_min") ||
                       findings.States(path + ".suspend.months_max");
    findings.Check(fixed != range, path + ".suspend", "states either months or a range of months");
    findings.Check(0 < suspend.months_min && suspend.months_min <= suspend.months_max,
                   path + ".suspend", "its months must be at least 1 and ascend");
  }
  template <typename T>
  void operator()(const T&) const {}
};

void LintEffects(const Band& band, const std::string& band_path, Findings& findings) {
  bool reward = false;
  bool penalty = false;
  for (size_t i = 0; i < band.effects.size(); ++i) {
    const Effect& effect = band.effects[i];
    const std::string path = absl::StrCat(band_path, ".effects[", i, "]");
    std::visit(EffectLint{band, path, findings}, effect);
    reward = reward || IsReward(effect);
    penalty = penalty || IsPenalty(effect);
    const bool repeats = std::any_of(
        band.effects.begin(), band.effects.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const Effect& earlier) {
          return Slot(earlier) == Slot(effect) && !std::holds_alternative<Grant>(effect) &&
                 !std::holds_alternative<Revoke>(effect);
        });
    findings.Check(!repeats, path, "the band has such an effect already");
  }
  findings.Check(!(reward && penalty), band_path, "reward and penalty in one band");
}

// What the next band must not be milder in.
void LintStep(const Outcome& now, const Outcome& next, const std::string& path,
              Findings& findings) {
  findings.Check(next.rate_bp.has_value() == now.rate_bp.has_value(), path,
                 "some bands have a rate and others have none");
  findings.Check(next.rate_bp.value_or(0) <= now.rate_bp.value_or(0), path,
                 absl::StrCat("the rate rises with points: from ", now.rate_bp.value_or(0), " to ",
                              next.rate_bp.value_or(0), " bp"));
  findings.Check(next.terminate || !now.terminate, path,
                 "penalty gets lighter: the band below terminates, this one does not");
  findings.Check(next.terminate || (next.suspend_months >= now.suspend_months &&
                                    next.suspend_months_max >= now.suspend_months_max),
                 path, "penalty gets lighter: a shorter suspension than in the band below");
  findings.Check(!next.terminate || !now.terminate || next.bar_years >= now.bar_years, path,
                 "penalty gets lighter: a shorter bar than in the band below");
  findings.Check(next.joint_punish_months >= now.joint_punish_months &&
                     next.public_notice_months >= now.public_notice_months,
                 path, "penalty gets lighter: shorter on the list than in the band below");
  findings.Check(
      std::includes(now.grants.begin(), now.grants.end(), next.grants.begin(), next.grants.end()),
      path, "grants what the band below does not");
}

Outcome At(const Policy& policy, size_t band, int64_t points) {
  Policy one;
  one.point_scale = std::max(policy.point_scale, 1);
  one.rounding = policy.rounding;
  one.bands = {policy.bands[band]};
  return Evaluate(one, points);
}

}  // namespace

void LintBands(const Policy& policy, Findings& findings) {
  if (policy.bands.empty()) {
    findings.Add("bands", "there is no band");
    return;
  }
  LintCover(policy, findings);
  for (size_t i = 0; i < policy.bands.size(); ++i) {
    LintEffects(policy.bands[i], PathOf(i), findings);
    if (i == 0) continue;
    const Outcome now = At(policy, i - 1, LastPoints(policy.bands[i - 1]));
    LintStep(now, At(policy, i, FirstPoints(policy.bands[i])), PathOf(i), findings);
  }
}

}  // namespace probity::policy
