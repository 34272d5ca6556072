#include "services/scoring/domain/ledger/repair.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

const policy::Reduction* Find(const policy::Policy& policy, std::string_view code) {
  for (const policy::Reduction& one : policy.reductions) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

absl::Status CheckStanding(const YearAccount& account) {
  const policy::Policy& policy = account.policy;
  if (policy::Evaluate(policy, account.standing.points).terminate) {
    return Precondition(Reason::k_REPAIR_FULL_SCORE,
                        "points in a band that terminates are not repaired; 已达满分，不予修复");
  }
  if (account.standing.veto && !policy.reduction_after_fraud) {
    return Precondition(Reason::k_REPAIR_AFTER_FRAUD,
                        "a finding of a veto item stands; 存在一票否决情形，不予修复");
  }
  return absl::OkStatus();
}

}  // namespace

int64_t RepairedPoints(const std::vector<Entry>& entries) {
  int64_t points = 0;
  for (const Entry& entry : entries) {
    if (entry.kind == EntryKind::kReduce) points += entry.points;
    if (entry.kind == EntryKind::kRestore) points -= entry.points;
  }
  return points;
}

absl::StatusOr<int64_t> PointsOfRepair(const YearAccount& account, const Repair& repair) {
  if (repair.today.year() != account.year) {
    return Precondition(Reason::k_REPAIR_YEAR_OVER,
                        "points are repaired within their year; 仅可修复当年记分");
  }
  const policy::Reduction* offered = Find(account.policy, repair.code);
  if (offered == nullptr) {
    return Precondition(Reason::k_REPAIR_NOT_OFFERED,
                        "the policy offers no such repair; 政策未设此修复方式",
                        {{"code", repair.code}});
  }
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(repair.minutes >= offered->amount_minutes, "minutes",
                 absl::StrCat("at least ", offered->amount_minutes, " for one unit"))
          .Result());
  PROBITY_RETURN_IF_ERROR(CheckStanding(account));
  const int64_t points = repair.minutes / std::max(1, offered->amount_minutes) * offered->points;
  const int64_t left = account.policy.max_reduction_per_period - RepairedPoints(account.entries);
  if (points > left) {
    return Precondition(Reason::k_REPAIR_CAP,
                        "more than may be repaired in one period; 超过本周期修复上限",
                        {{"left", absl::StrCat(std::max<int64_t>(0, left))}});
  }
  if (points > account.standing.points) {
    return Precondition(Reason::k_REPAIR_EXCEEDS_POINTS,
                        "more than the points there are; 超过现有记分");
  }
  return points;
}

absl::StatusOr<Entry> StandingRepair(const std::vector<Entry>& entries,
                                     std::string_view repair_id) {
  std::optional<Entry> found;
  for (const Entry& entry : entries) {
    if (entry.case_id != repair_id) continue;
    if (entry.kind == EntryKind::kReduce) found = entry;
    if (entry.kind == EntryKind::kRestore) found.reset();
  }
  if (found.has_value()) return *std::move(found);
  return Precondition(Reason::k_REPAIR_NOT_STANDING, "no such repair stands; 该修复不存在或已撤销");
}

}  // namespace probity::scoring
