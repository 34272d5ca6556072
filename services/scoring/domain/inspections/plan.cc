#include "services/scoring/domain/inspections/plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxStrata = 100;
constexpr int32_t kMaxCount = 10'000;
constexpr int32_t kMaxInspectors = 10;
constexpr int32_t kMaxWeightPerPoint = 1000;

bool Overlap(const PlanStratum& a, const PlanStratum& b) {
  return a.kind == b.kind && (a.district.empty() || b.district.empty() || a.district == b.district);
}

bool IsDesignated(const Institution& one, absl::CivilDay day) {
  return one.designated_from <= day && (!one.designated_to || day <= *one.designated_to);
}

const PlanStratum* StratumOf(const CampaignPlan& plan, const Institution& institution) {
  for (const PlanStratum& one : plan.strata) {
    if (one.kind == institution.kind &&
        (one.district.empty() || one.district == institution.district)) {
      return &one;
    }
  }
  return nullptr;
}

int64_t WeightOf(const CampaignPlan& plan, const PoolSources& sources, const std::string& id) {
  const auto found = sources.points.find(id);
  const int64_t points = found == sources.points.end() ? 0 : found->second;
  return std::min(draw::kMaxWeight, 1 + plan.weight_per_point * points);
}

// The institutions a unit may mean: what stands in the register of officers is written by hand.
std::map<std::string, std::set<std::string>> Employers(const PoolSources& sources) {
  std::map<std::string, std::set<std::string>> by_unit;
  for (const Institution& one : sources.institutions) {
    by_unit[one.institution_id].insert(one.institution_id);
    by_unit[one.name].insert(one.institution_id);
  }
  for (const auto& [id, name] : sources.former_names) by_unit[name].insert(id);
  return by_unit;
}

std::vector<draw::Inspector> Inspectors(const PoolSources& sources) {
  const std::map<std::string, std::set<std::string>> by_unit = Employers(sources);
  std::map<std::string, draw::Inspector> by_person;
  for (const Officer& officer : sources.officers) {
    if (!IsValidOn(officer, sources.today)) continue;
    const auto employers = by_unit.find(officer.unit);
    draw::Inspector& inspector = by_person[officer.person];
    inspector = {officer.person, officer.unit, {}};
    if (employers != by_unit.end()) {
      inspector.barred_from.assign(employers->second.begin(), employers->second.end());
    }
  }
  std::vector<draw::Inspector> inspectors;
  for (auto& [person, inspector] : by_person) inspectors.push_back(std::move(inspector));
  return inspectors;
}

}  // namespace

absl::Status CheckPlan(const CampaignPlan& plan) {
  FieldCheck check;
  check.Check(IsLabel(plan.title, 1, 100), "title", "1..100 characters on one line")
      .Check(plan.year >= 2000 && plan.year <= 9999, "year", "a year of four digits")
      .Check(!plan.strata.empty() && plan.strata.size() <= kMaxStrata, "strata", "1..100 of them")
      .Check(plan.inspectors_each >= draw::kMinInspectors && plan.inspectors_each <= kMaxInspectors,
             "inspectors_each", "2..10: nobody inspects alone (G1)")
      .Check(plan.weight_per_point >= 0 && plan.weight_per_point <= kMaxWeightPerPoint,
             "weight_per_point", "0..1000");
  for (size_t i = 0; i < plan.strata.size(); ++i) {
    const PlanStratum& one = plan.strata[i];
    const std::string field = absl::StrCat("strata[", i, "]");
    check.Check(one.count >= 1 && one.count <= kMaxCount, absl::StrCat(field, ".count"), "1..10000")
        .Check(one.kind != policy::SubjectKind::kPerson, absl::StrCat(field, ".kind"),
               "MEDICAL or PHARMACY")
        .Check(one.district.empty() || IsLabel(one.district, 1, 64),
               absl::StrCat(field, ".district"), "at most 64 characters on one line");
    for (size_t j = 0; j < i; ++j) {
      check.Check(!Overlap(one, plan.strata[j]), field,
                  absl::StrCat("overlaps strata[", j, "]: an institution would be drawn twice"));
    }
  }
  return check.Result();
}

std::string StratumName(const PlanStratum& stratum) {
  const std::string kind(policy::SubjectKindName(stratum.kind));
  return stratum.district.empty() ? kind : absl::StrCat(kind, "/", stratum.district);
}

draw::Campaign BuildPool(const CampaignPlan& plan, const std::string& campaign_id,
                         const PoolSources& sources) {
  draw::Campaign campaign;
  campaign.campaign_id = campaign_id;
  campaign.inspectors_each = plan.inspectors_each;
  for (const PlanStratum& one : plan.strata) {
    campaign.strata.push_back({StratumName(one), one.count});
  }
  for (const Institution& one : sources.institutions) {
    const PlanStratum* stratum = StratumOf(plan, one);
    if (stratum == nullptr || !IsDesignated(one, sources.today) ||
        sources.inspected.contains(one.institution_id)) {
      continue;
    }
    campaign.institutions.push_back(
        {one.institution_id, StratumName(*stratum), WeightOf(plan, sources, one.institution_id)});
  }
  campaign.inspectors = Inspectors(sources);
  return campaign;
}

}  // namespace probity::scoring
