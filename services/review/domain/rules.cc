#include "services/review/domain/rules.h"

#include <optional>
#include <vector>

namespace probity::review {

Quotas QuotasOf(const policy::Committee& committee, RoundKind kind) {
  const policy::Quotas& seats =
      kind == RoundKind::kAppeal ? committee.quotas_appeal : committee.quotas_first;
  Quotas quotas{};
  for (std::size_t i = 0; i < kGroupCount; ++i) quotas[i] = static_cast<std::uint8_t>(seats[i]);
  return quotas;
}

ReasonRules ReasonRulesOf(const policy::Committee& committee) {
  ReasonRules rules;
  if (committee.reason_codes.empty()) return rules;
  for (int number = 1; number <= 7; ++number) rules.Allow(static_cast<ReasonCode>(number), {});
  for (const policy::ReasonCode& listed : committee.reason_codes) {
    const std::optional<ReasonCode> code = ReasonCodeFromName(listed.code);
    if (!code.has_value()) continue;
    std::vector<Choice> choices;
    for (const policy::BallotChoice choice : listed.choices) {
      choices.push_back(static_cast<Choice>(choice));
    }
    if (choices.empty()) choices.assign(kChoices.begin(), kChoices.end());
    rules.Allow(*code, choices);
  }
  return rules;
}

TallyRules TallyRulesOf(const policy::Committee& committee) {
  return {.quorum = committee.quorum,
          .quorum_per_group = committee.quorum_per_group,
          .min_decisive = committee.min_decisive,
          .supermajority_num = committee.supermajority_numerator,
          .supermajority_den = committee.supermajority_denominator,
          .reasons = ReasonRulesOf(committee)};
}

SeatingRules SeatingRulesOf(const policy::Committee& committee) {
  return {.quorum = committee.quorum, .quorum_per_group = committee.quorum_per_group};
}

}  // namespace probity::review
