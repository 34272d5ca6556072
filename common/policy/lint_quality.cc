#include <map>
#include <set>
#include <utility>

#include "common/money/decimal.h"
#include "common/policy/lint.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

constexpr int32_t kFamilyScore = 100;
constexpr int32_t kMostPoints = 10;  // of one indicator

class QualityLint {
 public:
  QualityLint(const v1::Quality& file, const std::string& prefix, Findings& findings)
      : file_(file), prefix_(prefix), findings_(findings) {}

  void Run() {
    std::set<int> families;
    for (int i = 0; i < file_.family_size(); ++i) {
      const v1::QualityFamily& family = file_.family(i);
      const std::string path = absl::StrCat(prefix_, "family[", i, "]");
      findings_.Check(families.insert(family.code()).second, path + ".code", "stands twice");
      findings_.Check(family.weight() > 0, path + ".weight", "must be above 0");
      for (int j = 0; j < family.indicator_size(); ++j) {
        Indicator(family, family.indicator(j), i, absl::StrCat(path, ".indicator[", j, "]"));
      }
      Strata(family, path);
      for (const auto& [group, count] : Counted(family)) Reachable(family, group, count, path);
      Consistency(family, path);
    }
    findings_.Check(file_.min_families() <= file_.family_size(), prefix_ + "min_families",
                    "more than the families listed");
    findings_.Check(file_.family_size() == 0 || file_.min_families() >= 1, prefix_ + "min_families",
                    "must be at least 1");
  }

 private:
  void Indicator(const v1::QualityFamily& family, const v1::Indicator& one, int family_index,
                 const std::string& path) {
    findings_.Check(!one.code().empty(), path + ".code", "missing");
    std::set<std::string>& groups = groups_of_[one.code()];
    findings_.Check(groups.insert(one.peer_group()).second &&
                        family_of_.insert({one.code(), family_index}).first->second == family_index,
                    path + ".code", "stands twice");
    findings_.Check(groups.count("") == 0 || groups.size() == 1, path + ".peer_group",
                    "is everybody's in another place: state it for each group, or once for all");
    findings_.Check(!one.has_decimals() || one.decimals() <= money::kDecimalPlaces,
                    path + ".decimals", "must be 0..9");
    if (one.given()) {
      findings_.Check(one.threshold().empty() && one.benchmark().empty() && one.part_of().empty(),
                      path + ".given", "points that are supplied have no threshold of their own");
      return;
    }
    const auto threshold = money::ParseDecimal(one.threshold());
    const auto benchmark = money::ParseDecimal(one.benchmark());
    findings_.Check(threshold.has_value(), path + ".threshold", kNoDecimal);
    findings_.Check(benchmark.has_value(), path + ".benchmark", kNoDecimal);
    if (!threshold || !benchmark) return;
    findings_.Check(*threshold != *benchmark, path + ".benchmark",
                    "equals the threshold: no direction is better");
    if (family.rule() == v1::FAMILY_RULE_SUM_AND_CONSISTENCY) {
      Floor(one, *threshold, *benchmark, path);
    } else {
      findings_.Check(one.floor().empty(), path + ".floor",
                      "is stated in families of SUM_AND_CONSISTENCY");
    }
  }

  void Floor(const v1::Indicator& one, money::Decimal threshold, money::Decimal benchmark,
             const std::string& path) {
    const auto floor = money::ParseDecimal(one.floor());
    findings_.Check(floor.has_value(), path + ".floor", kNoDecimal);
    if (!floor.has_value()) return;
    findings_.Check(*floor != threshold && (*floor < threshold) == (threshold < benchmark),
                    path + ".floor", "must lie on the other side of the threshold");
  }

  // A stratum belongs to a given indicator of the same family and group.
  void Strata(const v1::QualityFamily& family, const std::string& path) {
    std::set<std::pair<std::string, std::string>> given;
    for (const v1::Indicator& one : family.indicator()) {
      if (one.given()) given.insert({one.code(), one.peer_group()});
    }
    for (int j = 0; j < family.indicator_size(); ++j) {
      const v1::Indicator& one = family.indicator(j);
      findings_.Check(
          one.part_of().empty() || given.count({one.part_of(), one.peer_group()}) > 0,
          absl::StrCat(path, ".indicator[", j, "].part_of"),
          absl::StrCat("no given indicator \"", one.part_of(), "\" of this family and group"));
    }
  }

  // How many indicators count for each peer group: its own and everybody's.
  static std::map<std::string, int32_t> Counted(const v1::QualityFamily& family) {
    std::map<std::string, int32_t> groups;
    for (const v1::Indicator& one : family.indicator()) {
      if (!one.peer_group().empty()) groups[one.peer_group()] = 0;
    }
    if (groups.empty()) groups[""] = 0;
    for (auto& [group, count] : groups) {
      for (const v1::Indicator& one : family.indicator()) {
        const bool applies = one.peer_group().empty() || one.peer_group() == group;
        count += applies && one.part_of().empty() ? 1 : 0;
      }
    }
    return groups;
  }

  void Reachable(const v1::QualityFamily& family, const std::string& group, int32_t count,
                 const std::string& path) {
    const std::string of = group.empty() ? "" : absl::StrCat(" for ", group);
    findings_.Check(1 <= family.min_indicators() && family.min_indicators() <= count,
                    path + ".min_indicators",
                    absl::StrCat("must be 1..", count, ", the indicators listed", of));
    findings_.Check(
        family.rule() != v1::FAMILY_RULE_SUM_AND_CONSISTENCY || family.min_indicators() == count,
        path + ".min_indicators", absl::StrCat("a sum needs every indicator: must be ", count, of));
  }

  void Consistency(const v1::QualityFamily& family, const std::string& path) {
    if (family.rule() != v1::FAMILY_RULE_SUM_AND_CONSISTENCY) {
      findings_.Check(family.consistency_points() == 0, path + ".consistency_points",
                      "is stated for SUM_AND_CONSISTENCY and only there");
      return;
    }
    const int64_t sum =
        int64_t{kMostPoints} * family.min_indicators() + int64_t{family.consistency_points()};
    findings_.Check(sum == kFamilyScore, path + ".consistency_points",
                    absl::StrCat("a family's score is 0..100: with 10 points for each indicator "
                                 "this makes ",
                                 sum));
  }

  static constexpr char kNoDecimal[] = "is no exact decimal";

  const v1::Quality& file_;
  const std::string& prefix_;
  Findings& findings_;
  std::map<std::string, std::set<std::string>> groups_of_;  // by code
  std::map<std::string, int> family_of_;
};

}  // namespace

void LintQuality(const v1::Quality& file, const std::string& prefix, Findings& findings) {
  QualityLint(file, prefix, findings).Run();
}

}  // namespace probity::policy
