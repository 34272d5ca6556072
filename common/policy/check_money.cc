#include "common/policy/check_money.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

constexpr int32_t kWhole = 10000;
constexpr int64_t kOpen = std::numeric_limits<int64_t>::max();

class Faults {
 public:
  void Check(bool ok, std::string path, std::string text) {
    if (!ok) list_.push_back({std::move(path), std::move(text)});
  }
  void Share(int32_t bp, std::string path) {
    Check(0 <= bp && bp <= kWhole, std::move(path), absl::StrCat(bp, " bp is outside 0..10000"));
  }
  std::vector<MoneyFault> Take() { return std::move(list_); }

 private:
  std::vector<MoneyFault> list_;
};

std::string Path(std::string_view name, size_t index, std::string_view field) {
  return absl::StrCat("settlement.", ToAbsl(name), "[", index, "]", ToAbsl(field));
}

void CheckShares(const SettlementTerms& terms, Faults& faults) {
  faults.Share(terms.volume_plus_bp, "settlement.volume.plus_bp");
  faults.Share(terms.volume_minus_bp, "settlement.volume.minus_bp");
  faults.Share(terms.excess_pay_bp, "settlement.volume.excess_pay_bp");
  faults.Share(terms.retention_share_bp, "settlement.retention.share_bp");
  faults.Share(terms.retention_cap_bp, "settlement.retention.cap_bp");
  faults.Check(terms.recovery_instalments >= 1, "settlement.recovery_instalments",
               "must be at least 1");
}

void CheckOverrun(const SettlementTerms& terms, Faults& faults) {
  int32_t upto = 0;
  int32_t pay = kWhole;
  for (size_t i = 0; i < terms.overrun.size(); ++i) {
    const OverrunTier& tier = terms.overrun[i];
    faults.Check(tier.upto_bp > upto, Path("overrun", i, ".upto_bp"),
                 "does not rise from tier to tier");
    faults.Share(tier.pay_bp, Path("overrun", i, ".pay_bp"));
    faults.Check(tier.pay_bp <= pay, Path("overrun", i, ".pay_bp"),
                 "pays more for a larger overrun");
    upto = tier.upto_bp;
    pay = tier.pay_bp;
  }
}

void CheckGatesAndDeposit(const SettlementTerms& terms, Faults& faults) {
  for (size_t i = 0; i < terms.gates.size(); ++i) {
    const Gate& gate = terms.gates[i];
    faults.Check(gate.metric != "POINTS" || gate.op == GateOp::kLe,
                 Path("retention.gates", i, ".op"),
                 "a gate on POINTS must be LE: more points never open it");
  }
  int32_t above = kWhole + 1;
  for (size_t i = 0; i < terms.deposit.size(); ++i) {
    const DepositStep& step = terms.deposit[i];
    faults.Check(step.min_score_centi < above && step.min_score_centi <= kWhole,
                 Path("deposit", i, ".min_score_centi"), "does not fall from step to step");
    faults.Share(step.payout_bp, Path("deposit", i, ".payout_bp"));
    above = step.min_score_centi;
  }
}

void CheckRate(int32_t bp, const std::string& path, Faults& faults) {
  faults.Check(-kWhole < bp && bp <= kWhole, path,
               absl::StrCat(bp, " bp is not above -10000 and at most 10000"));
}

void CheckLine(const RateLinear& line, const Band& band, const std::string& path, Faults& faults) {
  CheckRate(line.from_bp, path, faults);
  CheckRate(line.to_bp, path, faults);
  faults.Check(line.from_points < line.to_points, path, "its anchors do not ascend");
  faults.Check(FirstPoints(band) <= line.from_points && line.to_points <= LastPoints(band), path,
               "an anchor lies outside the band");
  faults.Check(line.to_bp <= line.from_bp, path, "the rate rises with points");
}

void CheckBands(const Policy& policy, Faults& faults) {
  int64_t next = 0;
  std::optional<int32_t> before;
  faults.Check(!policy.bands.empty(), "bands", "there is no band");
  for (size_t i = 0; i < policy.bands.size(); ++i) {
    const Band& band = policy.bands[i];
    const std::string path = absl::StrCat("bands[", i, "]");
    const int64_t last = LastPoints(band);
    faults.Check(FirstPoints(band) == next && last >= next, path,
                 "does not start where the band before it ends");
    faults.Check((last == kOpen) == (i + 1 == policy.bands.size()), path,
                 "the last band, and only that, has no upper end");
    next = last == kOpen ? last : last + 1;
    for (const Effect& effect : band.effects) {
      if (const auto* step = std::get_if<RateStep>(&effect)) CheckRate(step->bp, path, faults);
      if (const auto* line = std::get_if<RateLinear>(&effect)) {
        CheckLine(*line, band, path, faults);
      }
    }
    const std::optional<int32_t> first = RateBp(band, FirstPoints(band), policy.rounding);
    faults.Check(!before.has_value() || first.value_or(0) <= *before, path,
                 "the rate rises with points");
    before = RateBp(band, last, policy.rounding).value_or(0);
  }
}

}  // namespace

std::vector<MoneyFault> FaultsOf(const SettlementTerms& terms) {
  Faults faults;
  CheckShares(terms, faults);
  CheckOverrun(terms, faults);
  CheckGatesAndDeposit(terms, faults);
  return faults.Take();
}

absl::Status CheckMoneyRules(const Policy& policy) {
  Faults faults;
  CheckBands(policy, faults);
  std::vector<MoneyFault> found = faults.Take();
  for (MoneyFault& fault : FaultsOf(policy.settlement)) found.push_back(std::move(fault));
  if (found.empty()) return absl::OkStatus();
  RefusalDetail detail{std::string(ReasonName(Reason::k_POLICY_INVALID)), {}, {}};
  for (MoneyFault& fault : found) {
    detail.violations.push_back({std::move(fault.path), std::move(fault.text)});
  }
  const FieldViolation& first = detail.violations.front();
  return WithDetail(absl::StatusCode::kInvalidArgument,
                    absl::StrCat(policy.file_name, ": ", first.field, ": ", first.description),
                    detail);
}

}  // namespace probity::policy
