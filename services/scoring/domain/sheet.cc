#include "services/scoring/domain/sheet.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

std::string FactsOf(const FindingFile& finding, const Redaction& redaction) {
  const auto redacted = redaction.facts.find(finding.item);
  return redacted == redaction.facts.end() ? finding.facts : redacted->second;
}

absl::Status CheckRedaction(const CaseFile& file, const Redaction& redaction) {
  for (const auto& [item, facts] : redaction.facts) {
    const FindingFile* finding = FindFinding(file, item);
    if (finding == nullptr || !IsUndecided(*finding)) {
      return NotFound(Reason::k_UNKNOWN_FINDING,
                      absl::StrCat("finding ", item, " is not among those referred; 无此违规项"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTexts(const SheetPlan& sheet) {
  FieldCheck check;
  size_t together = sheet.defence.size();
  check.Check(sheet.defence.size() <= kMaxSheetTextBytes, "defence", "at most 2048 bytes");
  for (const SheetFindingPlan& finding : sheet.findings) {
    together += finding.facts.size();
    check.Check(finding.facts.size() <= kMaxSheetTextBytes,
                absl::StrCat("findings[", finding.item, "].facts"), "at most 2048 bytes");
  }
  check.Check(together <= kMaxSheetTextsBytes, "sheet", "texts of at most 5120 bytes together");
  return check.Result();
}

CountBand CountOf(const policy::CatalogueItem* item, int64_t notified_points) {
  if (item == nullptr || item->count_rule == policy::CountRule::kPerCase || IsRange(*item)) {
    return CountBand::kAny;
  }
  const int64_t each = AdmittedPoints(*item).min;
  return each > 0 ? CountBandOf(notified_points / each) : CountBand::kAny;
}

PointsBounds BoundsOf(const policy::CatalogueItem* item, int64_t notified_points) {
  if (item == nullptr) return {0, notified_points};
  const bool per_instance = item->count_rule != policy::CountRule::kPerCase;
  const int64_t least =
      per_instance || IsRange(*item) ? AdmittedPoints(*item).min : notified_points;
  return {std::min(least, notified_points), notified_points};
}

bool NeedsSupermajority(const std::map<int32_t, YearPoints>& years,
                        const std::map<int32_t, const policy::Policy*>& policies) {
  return std::any_of(years.begin(), years.end(), [&](const auto& entry) {
    const auto& [year, points] = entry;
    const policy::Policy& policy = *policies.at(year);
    const int64_t without = points.balance + points.other_open;
    const size_t reached = EvaluateBand(policy, without + points.this_case);
    const policy::Band& band = policy.bands.at(reached);
    return (Suspends(band) || Terminates(band)) && EvaluateBand(policy, without) < reached;
  });
}

std::map<int32_t, int64_t> AtStakeByYear(const CaseFile& file) {
  std::map<int32_t, int64_t> points;
  for (const FindingFile& finding : file.findings) {
    points[static_cast<int32_t>(finding.act_end.year())] += PointsAtStake(file, finding);
  }
  return points;
}

absl::StatusOr<SheetPlan> TextsToScan(const CaseFile& file, const Redaction& redaction) {
  PROBITY_RETURN_IF_ERROR(CheckRedaction(file, redaction));
  SheetPlan sheet;
  sheet.defence = redaction.defence.empty() ? file.defence : redaction.defence;
  for (const FindingFile& finding : file.findings) {
    if (!IsUndecided(finding)) continue;
    SheetFindingPlan& text = sheet.findings.emplace_back();
    text.item = finding.item;
    text.facts = FactsOf(finding, redaction);
  }
  PROBITY_RETURN_IF_ERROR(CheckTexts(sheet));
  return sheet;
}

absl::StatusOr<Referral> ReferToReview(CaseFile file,
                                       const std::map<int32_t, const policy::CatalogueItem*>& items,
                                       const Redaction& redaction, bool supermajority) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kReferToReview));
  PROBITY_RETURN_IF_ERROR(CheckRedaction(file, redaction));
  SheetPlan sheet;
  sheet.supermajority = supermajority;
  sheet.defence = redaction.defence.empty() ? file.defence : redaction.defence;
  for (const FindingFile& finding : file.findings) {
    if (!IsUndecided(finding)) continue;
    const policy::CatalogueItem* item = items.at(finding.item);
    sheet.findings.push_back(
        {finding.item, finding.code,
         ShownFinding{absl::CivilYear(finding.act_end), QuarterOf(finding.act_end),
                      AmountBandOf(finding.recovery_fen), finding.service_class,
                      CountOf(item, finding.notified_points)},
         BoundsOf(item, finding.notified_points), FactsOf(finding, redaction)});
  }
  PROBITY_RETURN_IF_ERROR(CheckTexts(sheet));
  file.attention.clear();
  file.state = CaseState::kCommittee;
  return Referral{std::move(file), std::move(sheet)};
}

}  // namespace probity::scoring
