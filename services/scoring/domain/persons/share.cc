#include "services/scoring/domain/persons/share.h"

namespace probity::scoring {
namespace {

constexpr int64_t kWhole = 10'000;

bool Reaches(const ShareCount& count, int32_t bp) {
  return count.persons > 0 && int64_t{count.affected} * kWhole >= int64_t{count.persons} * bp;
}

}  // namespace

int32_t ShareBp(const ShareCount& count) {
  if (count.persons == 0) return 0;
  return static_cast<int32_t>(int64_t{count.affected} * kWhole / count.persons);
}

ShareProposal ProposalFor(const policy::ShareRule& rule, const ShareCount& count) {
  if (!rule.enabled) return ShareProposal::kNone;
  if (Reaches(count, rule.suspend_bp)) return ShareProposal::kSuspendAgreement;
  return Reaches(count, rule.hold_bp) ? ShareProposal::kHoldSettlement : ShareProposal::kNone;
}

}  // namespace probity::scoring
