// The settlement section of a policy: how points, volumes and quality become money. Percents are
// basis points, scores hundredths, money fen.
#ifndef PROBITY_COMMON_POLICY_SETTLEMENT_TERMS_H_
#define PROBITY_COMMON_POLICY_SETTLEMENT_TERMS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/policy/basics.h"
#include "common/policy/quality_terms.h"

namespace probity::policy {

enum class SettlementBasis { kPerVisitAndBudget = 1, kBudgetOnly = 2, kClaimsOnly = 3 };
enum class GateOp { kGe = 1, kLe = 2, kEq = 3 };
enum class DepositKind { kFixed = 1, kSlide = 2, kProportional = 3 };
enum class IncentiveMode { kReserveFunded = 1, kLinearExchange = 2 };
enum class OnShortfall { kRefuse = 1, kScale = 2 };
enum class ConfirmExpiry { kDeemedConfirmed = 1, kReportOverdue = 2 };

struct Gate {
  std::string metric;  // "SCORE", "POINTS", "LOW_VOLUME" or an indicator's code
  GateOp op = GateOp::kGe;
  int64_t value = 0;
  bool absent_passes = false;
};

struct OverrunTier {
  int32_t upto_bp = 0;
  int32_t pay_bp = 0;
};

struct DepositStep {
  int32_t min_score_centi = 0;
  DepositKind kind = DepositKind::kFixed;
  int32_t payout_bp = 0;
  int32_t from_score_centi = 0;
  int32_t minus_bp_per_point = 0;
};

struct Incentive {
  IncentiveMode mode = IncentiveMode::kReserveFunded;
  OnShortfall on_shortfall = OnShortfall::kRefuse;
  int32_t withhold_bp = 0;
  int32_t score_denominator = 0;
  int32_t max_incentive_bp = 0;
};

struct SettlementTerms {
  SettlementBasis basis = SettlementBasis::kPerVisitAndBudget;
  int32_t recovery_instalments = 1;
  int32_t volume_plus_bp = 0;
  int32_t volume_minus_bp = 0;
  int32_t excess_pay_bp = 0;
  int32_t retention_share_bp = 0;
  int32_t retention_cap_bp = 0;
  std::vector<Gate> gates;
  std::vector<OverrunTier> overrun;
  std::vector<DepositStep> deposit;
  Incentive incentive;
  QualityTerms quality;
  int32_t confirm_days = 0;
  TimeUnit confirm_unit = TimeUnit::kCalendarDay;
  ConfirmExpiry confirm_expiry = ConfirmExpiry::kDeemedConfirmed;
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_SETTLEMENT_TERMS_H_
