#include "services/settlement/domain/settle_run.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/settlement/domain/settle_unit.h"

namespace probity::settlement {
namespace {

using money::Int128;

// Which units get the fen that rounding down left over: those above a remainder, and, in the order
// of keys, so many of those that have it.
class Leftover {
 public:
  Leftover() = default;
  Leftover(std::vector<Int128> remainders, int64_t missing) {
    if (missing <= 0) return;
    // The remainders sum to `missing` wholes, each less than one: more of them than are chosen.
    const auto last = remainders.begin() + (missing - 1);
    std::nth_element(remainders.begin(), last, remainders.end(), std::greater<>());
    threshold_ = *last;
    ties_ = missing - std::count_if(remainders.begin(), remainders.end(),
                                    [this](Int128 one) { return one > threshold_; });
    any_ = true;
  }

  // Asked once for each unit, in the order of keys.
  bool Takes(Int128 remainder) {
    if (!any_ || remainder < threshold_) return false;
    return remainder > threshold_ || ties_-- > 0;
  }

 private:
  Int128 threshold_ = 0;
  int64_t ties_ = 0;
  bool any_ = false;
};

// What the unit decides by itself, and what it brings into the region's step.
struct OwnFigures {
  const policy::Policy* policy = nullptr;
  UnitResult result;
  RegionWeight weight;
};

absl::StatusOr<OwnFigures> SettleOwn(const UnitInput& input, const PolicyTable& policies,
                                     const RegionTerms& terms) {
  OwnFigures own;
  PROBITY_ASSIGN_OR_RETURN(own.policy, PolicyOf(policies, input));
  PROBITY_ASSIGN_OR_RETURN(own.result, SettleUnit(input, *own.policy));
  PROBITY_ASSIGN_OR_RETURN(own.weight, WeighUnit(input, *own.policy, own.result, terms));
  return own;
}

class Passes {
 public:
  Passes(const UnitPages& pages, const PolicyTable& policies, const RegionTerms& terms)
      : pages_(pages), policies_(policies), terms_(terms) {}

  absl::StatusOr<RegionTotals> Run(const EmitResults& emit) {
    PROBITY_RETURN_IF_ERROR(Weigh());
    if (plan_.SplitFen() > 0) PROBITY_RETURN_IF_ERROR(Split());
    PROBITY_RETURN_IF_ERROR(Finish(emit));
    totals_.Close(terms_, plan_);
    return totals_;
  }

 private:
  absl::Status EachUnit(
      const std::function<absl::Status(const FrozenUnit&, const OwnFigures&)>& each) {
    return pages_([&](const UnitPage& page) -> absl::Status {
      for (const FrozenUnit& unit : page) {
        PROBITY_ASSIGN_OR_RETURN(const OwnFigures own, SettleOwn(unit.input, policies_, terms_));
        PROBITY_RETURN_IF_ERROR(each(unit, own));
      }
      return absl::OkStatus();
    });
  }

  absl::Status Weigh() {
    RegionSums sums;
    PROBITY_RETURN_IF_ERROR(EachUnit([&sums](const FrozenUnit&, const OwnFigures& own) {
      return sums.Add(own.result, own.weight);
    }));
    PROBITY_ASSIGN_OR_RETURN(plan_, PlanRegion(sums, terms_));
    return absl::OkStatus();
  }

  absl::Status Split() {
    std::vector<Int128> remainders;
    int64_t given = 0;
    PROBITY_RETURN_IF_ERROR(EachUnit([&](const FrozenUnit&, const OwnFigures& own) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const Floors floors, FloorShares(plan_, own.result, own.weight));
      given += floors.share_fen;  // at most what is split
      if (floors.remainder > 0) remainders.push_back(floors.remainder);
      return absl::OkStatus();
    }));
    leftover_ = Leftover(std::move(remainders), plan_.SplitFen() - given);
    return absl::OkStatus();
  }

  absl::StatusOr<UnitResult> FinishOne(const FrozenUnit& unit) {
    PROBITY_ASSIGN_OR_RETURN(const OwnFigures own, SettleOwn(unit.input, policies_, terms_));
    PROBITY_ASSIGN_OR_RETURN(const Floors floors, FloorShares(plan_, own.result, own.weight));
    const RegionShares shares =
        leftover_.Takes(floors.remainder) ? OneFenMore(plan_, floors) : floors.shares;
    return FinishUnit(unit.input, own.result, shares, own.policy->settlement.recovery_instalments);
  }

  absl::Status Finish(const EmitResults& emit) {
    return pages_([&](const UnitPage& page) -> absl::Status {
      std::vector<UnitResult> results;
      results.reserve(page.size());
      for (const FrozenUnit& unit : page) {
        PROBITY_ASSIGN_OR_RETURN(results.emplace_back(), FinishOne(unit));
        PROBITY_RETURN_IF_ERROR(totals_.Add(results.back()));
      }
      return emit(page, results);
    });
  }

  const UnitPages& pages_;
  const PolicyTable& policies_;
  const RegionTerms& terms_;
  RegionPlan plan_;
  Leftover leftover_;
  RegionTotals totals_;
};

bool SameIncentive(const policy::Incentive& a, const policy::Incentive& b) {
  return a.mode == b.mode && a.on_shortfall == b.on_shortfall && a.withhold_bp == b.withhold_bp &&
         a.score_denominator == b.score_denominator && a.max_incentive_bp == b.max_incentive_bp;
}

absl::StatusOr<UnitResult> RestateOne(const UnitInput& input, const PolicyTable& policies,
                                      const RegionTerms& terms, const RegionPlan& plan,
                                      const std::optional<PublishedFigures>& before) {
  PROBITY_ASSIGN_OR_RETURN(const policy::Policy* policy, PolicyOf(policies, input));
  if (!before.has_value()) return RestateUnit(input, *policy, terms, plan, nullptr);
  PROBITY_ASSIGN_OR_RETURN(const policy::Policy* then, PolicyOf(policies, before->input));
  PublishedUnit published{before->result, {}};
  PROBITY_ASSIGN_OR_RETURN(published.weight,
                           WeighUnit(before->input, *then, before->result, terms));
  return RestateUnit(input, *policy, terms, plan, &published);
}

}  // namespace

absl::StatusOr<const policy::Policy*> PolicyOf(const PolicyTable& policies,
                                               const UnitInput& input) {
  const auto pinned = policies.find(input.policy_sha256);
  if (pinned != policies.end()) return pinned->second;
  return Precondition(Reason::k_POLICY_CHANGED_AFTER_FREEZE,
                      absl::StrCat("the policy of ", KeyText(input.key),
                                   " is not among those the run was frozen with"),
                      {{"policy_sha256", input.policy_sha256}});
}

absl::StatusOr<policy::Incentive> IncentiveOf(const PolicyTable& policies) {
  const policy::Policy* decides = nullptr;
  for (const auto& [sha256, policy] : policies) {
    if (decides == nullptr || (policy::HasRate(*policy) && !policy::HasRate(*decides))) {
      decides = policy;
    } else if (policy::HasRate(*policy) == policy::HasRate(*decides) &&
               !SameIncentive(policy->settlement.incentive, decides->settlement.incentive)) {
      return Precondition(Reason::k_POLICY_INVALID,
                          absl::StrCat("two policies of the run fund rewards in different ways: ",
                                       decides->sha256, " and ", sha256));
    }
  }
  return decides == nullptr ? policy::Incentive() : decides->settlement.incentive;
}

absl::StatusOr<RegionTotals> SettleRun(const UnitPages& pages, const PolicyTable& policies,
                                       const RegionTerms& terms, const EmitResults& emit) {
  PROBITY_RETURN_IF_ERROR(CheckTerms(terms));
  return Passes(pages, policies, terms).Run(emit);
}

absl::StatusOr<RegionTotals> RestateRun(const UnitPages& pages, const PolicyTable& policies,
                                        const RegionTerms& terms, const RegionPlan& plan,
                                        const FindPublished& published, const EmitResults& emit) {
  RegionTotals totals;
  PROBITY_RETURN_IF_ERROR(pages([&](const UnitPage& page) -> absl::Status {
    std::vector<UnitResult> results;
    results.reserve(page.size());
    for (const FrozenUnit& unit : page) {
      PROBITY_ASSIGN_OR_RETURN(const auto before, published(unit.input.key));
      PROBITY_ASSIGN_OR_RETURN(results.emplace_back(),
                               RestateOne(unit.input, policies, terms, plan, before));
      PROBITY_RETURN_IF_ERROR(totals.Add(results.back()));
    }
    return emit(page, results);
  }));
  totals.Close(terms, plan);
  return totals;
}

}  // namespace probity::settlement
