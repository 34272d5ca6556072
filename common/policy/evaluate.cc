#include "common/policy/evaluate.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

constexpr int64_t kOpen = std::numeric_limits<int64_t>::max();

int32_t LinearBp(const RateLinear& line, int64_t points, money::Rounding rounding) {
  const int64_t run = line.to_points - line.from_points;
  if (run <= 0) return line.from_bp;
  const int64_t at = std::clamp(points, line.from_points, line.to_points) - line.from_points;
  const money::Int128 numerator =
      money::Int128{line.from_bp} * run + (money::Int128{line.to_bp} - line.from_bp) * at;
  // Cannot fail: the value lies between the two anchors' rates.
  return static_cast<int32_t>(money::Round(numerator, run, rounding).value());
}

// Folds one effect into an outcome.
struct Apply {
  Outcome& out;

  void operator()(const RateStep&) const {}
  void operator()(const RateLinear&) const {}
  void operator()(const Suspend& suspend) const {
    out.suspend_months = suspend.months_min;
    out.suspend_months_max = suspend.months_max;
  }
  void operator()(const Terminate& terminate) const {
    out.terminate = true;
    out.bar_years = terminate.bar_years;
    out.bar_years_one_event = std::max(terminate.bar_years, terminate.bar_years_one_event);
  }
  void operator()(const Grant& grant) const { out.grants.push_back(grant.qualification); }
  void operator()(const Revoke& revoke) const { out.revokes.push_back(revoke.qualification); }
  void operator()(const Interview&) const { out.interview = true; }
  void operator()(const JointPunishList& list) const { out.joint_punish_months = list.months; }
  void operator()(const PublicNotice& notice) const { out.public_notice_months = notice.months; }
  void operator()(const ExtraInspection& extra) const {
    out.extra_inspections = extra.times_per_year;
  }
};

template <typename T>
bool Has(const Band& band) {
  return std::any_of(band.effects.begin(), band.effects.end(),
                     [](const Effect& effect) { return std::holds_alternative<T>(effect); });
}

bool Worse(const Outcome& next, const Outcome& now) {
  return next.terminate > now.terminate || next.suspend_months > now.suspend_months ||
         next.rate_bp.value_or(0) < now.rate_bp.value_or(0) ||
         next.grants.size() < now.grants.size();
}

// A flag on "catalogue" covers "catalogue[3]", one on "catalogue[3]" nothing else.
bool CoversStep(absl::string_view flag, absl::string_view step) {
  return step == flag || step.substr(0, step.find('[')) == flag;
}

}  // namespace

int64_t FirstPoints(const Band& band) {
  return band.lower_inclusive ? band.lower : band.lower + 1;
}

int64_t LastPoints(const Band& band) {
  if (!band.upper.has_value()) return kOpen;
  return band.upper_inclusive ? *band.upper : *band.upper - 1;
}

size_t EvaluateBand(const Policy& policy, int64_t points) {
  size_t found = 0;
  for (size_t i = 0; i < policy.bands.size(); ++i) {
    if (FirstPoints(policy.bands[i]) <= points) found = i;
  }
  return found;
}

std::string PointsText(int64_t points, int32_t point_scale) {
  std::string text = absl::StrCat(points / point_scale);
  int64_t rest = points % point_scale;
  if (rest == 0) return text;
  text += '.';
  // A scale such as 3 has no finite decimal; six digits tell any two steps of a scale apart.
  for (int digit = 0; digit < 6 && rest != 0; ++digit) {
    rest *= 10;
    absl::StrAppend(&text, rest / point_scale);
    rest %= point_scale;
  }
  return text;
}

std::string BandText(const Band& band, int32_t point_scale) {
  const std::string lower = PointsText(band.lower, point_scale);
  const std::string upper = band.upper.has_value() ? PointsText(*band.upper, point_scale) : "∞";
  return absl::StrCat(band.lower_inclusive ? "[" : "(", lower, ",", upper,
                      band.upper.has_value() && band.upper_inclusive ? "]" : ")");
}

std::optional<int32_t> RateBp(const Band& band, int64_t points, money::Rounding rounding) {
  for (const Effect& effect : band.effects) {
    if (const auto* step = std::get_if<RateStep>(&effect)) return step->bp;
    if (const auto* line = std::get_if<RateLinear>(&effect)) {
      return LinearBp(*line, points, rounding);
    }
  }
  return std::nullopt;
}

bool HasRate(const Policy& policy) {
  return std::any_of(policy.bands.begin(), policy.bands.end(),
                     [](const Band& band) { return Has<RateStep>(band) || Has<RateLinear>(band); });
}

bool Suspends(const Band& band) {
  return Has<Suspend>(band);
}
bool Terminates(const Band& band) {
  return Has<Terminate>(band);
}

Outcome Evaluate(const Policy& policy, int64_t points) {
  Outcome out;
  out.band = EvaluateBand(policy, points);
  if (out.band >= policy.bands.size()) return out;
  const Band& band = policy.bands[out.band];
  out.band_text = BandText(band, policy.point_scale);
  out.rate_bp = RateBp(band, points, policy.rounding);
  for (const Effect& effect : band.effects) std::visit(Apply{out}, effect);
  std::sort(out.grants.begin(), out.grants.end());
  std::sort(out.revokes.begin(), out.revokes.end());
  return out;
}

std::optional<int64_t> PointsToWorse(const Policy& policy, int64_t points) {
  const Outcome now = Evaluate(policy, points);
  for (size_t i = now.band + 1; i < policy.bands.size(); ++i) {
    const int64_t first = FirstPoints(policy.bands[i]);
    if (Worse(Evaluate(policy, first), now)) return first - points;
  }
  return std::nullopt;
}

const CatalogueItem* FindItem(const Policy& policy, std::string_view code) {
  const auto found = std::find_if(policy.catalogue.begin(), policy.catalogue.end(),
                                  [&](const CatalogueItem& item) { return item.code == code; });
  return found == policy.catalogue.end() ? nullptr : &*found;
}

const Deadline* FindDeadline(const Policy& policy, std::string_view key) {
  const auto found = std::find_if(policy.deadlines.begin(), policy.deadlines.end(),
                                  [&](const Deadline& deadline) { return deadline.key == key; });
  return found == policy.deadlines.end() ? nullptr : &*found;
}

bool IsAssumed(const Policy& policy, std::string_view path) {
  const std::vector<absl::string_view> steps = absl::StrSplit(ToAbsl(path), '.');
  return std::any_of(
      policy.assumed.begin(), policy.assumed.end(), [&steps](const Assumption& assumption) {
        const std::vector<absl::string_view> flag = absl::StrSplit(assumption.field, '.');
        return flag.size() <= steps.size() &&
               std::equal(flag.begin(), flag.end(), steps.begin(), CoversStep);
      });
}

std::vector<std::string> PrintAssumed(const Policy& policy, Language language) {
  std::vector<std::string> lines;
  for (const Assumption& assumption : policy.assumed) {
    const bool zh = language == Language::kZh;
    std::string line = assumption.field;
    if (!assumption.decision.empty()) {
      absl::StrAppend(&line, zh ? "（" : " (", assumption.decision, zh ? "）" : ")");
    }
    absl::StrAppend(&line, zh ? "：" : ": ", zh ? assumption.note.zh : assumption.note.en);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace probity::policy
