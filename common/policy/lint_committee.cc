#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/policy/lint.h"
#include "common/policy/round_limits.h"

namespace probity::policy {
namespace {

constexpr int32_t kSmallestPanel = 5;

void LintQuotas(int groups, const Quotas& quotas, const std::string& name, Findings& findings) {
  const std::string path = "committee." + name;
  findings.Check(groups == static_cast<int>(quotas.size()), path,
                 absl::StrCat("states the seats of four groups, not of ", groups));
  const int32_t seats = PanelSize(quotas);
  findings.Check(std::all_of(quotas.begin(), quotas.end(), [](int32_t q) { return q >= 1; }), path,
                 "each group has at least one seat");
  findings.Check(seats >= kSmallestPanel, path,
                 absl::StrCat("a panel has at least 5 seats, not ", seats));
  findings.Check(seats % 2 == 1, path,
                 absl::StrCat("a panel has an odd number of seats, not ", seats));
}

void LintThresholds(const Committee& c, Findings& findings) {
  const int32_t seats = std::min(PanelSize(c.quotas_first), PanelSize(c.quotas_appeal));
  const int32_t group = std::min(*std::min_element(c.quotas_first.begin(), c.quotas_first.end()),
                                 *std::min_element(c.quotas_appeal.begin(), c.quotas_appeal.end()));
  findings.Check(c.quorum <= seats, "committee.quorum",
                 absl::StrCat("more than the ", seats, " seats of a panel"));
  findings.Check(2 * c.quorum > seats, "committee.quorum",
                 "less than half of a panel could decide");
  findings.Check(1 <= c.quorum_per_group && c.quorum_per_group <= group,
                 "committee.quorum_per_group",
                 absl::StrCat("must be 1..", group, ", the smallest quota"));
  findings.Check(1 <= c.min_decisive && c.min_decisive <= c.quorum, "committee.min_decisive",
                 "must be at least 1 and at most the quorum");
  findings.Check(2 * c.supermajority_numerator > c.supermajority_denominator &&
                     c.supermajority_numerator <= c.supermajority_denominator,
                 "committee.supermajority_numerator",
                 "a supermajority is more than one half and at most the whole");
}

void LintPositive(const Committee& c, Findings& findings) {
  const std::pair<const char*, int32_t> fields[] = {
      {"max_per_employer", c.max_per_employer},
      {"remand_limit", c.remand_limit},
      {"round_min", c.round_min},
      {"screenings_per_case", c.screenings_per_case},
      {"reveal_minutes", c.reveal_minutes},
      {"look_back_years", c.look_back_years},
      {"notice_hours_max", c.notice_hours_max},
      {"answer_minutes", c.answer_minutes},
      {"voting_minutes_min", c.voting_minutes_min},
      {"extend_minutes", c.extend_minutes},
      {"attendance_rounds_min", c.attendance_rounds_min},
      {"appeal_working_days", c.appeal_working_days},
      {"disjoint_keep_months", c.disjoint_keep_months},
  };
  for (const auto& [name, value] : fields) {
    findings.Check(value >= 1, absl::StrCat("committee.", name), "must be at least 1");
  }
}

void LintRound(const Committee& c, Findings& findings) {
  findings.Check(c.round_min <= c.round_max, "committee.round_max", "is below round_min");
  findings.Check(c.round_max <= kMostCasesOfARound, "committee.round_max",
                 absl::StrCat("is above ", kMostCasesOfARound));
  findings.Check(c.k_anonymity >= 2, "committee.k_anonymity",
                 "a sheet must fit at least 2 institutions");
  findings.Check(c.decoy_percent <= 100, "committee.decoy_percent", "is above 100");
  findings.Check(c.decoy_percent <= c.decoy_percent_small && c.decoy_percent_small <= 100,
                 "committee.decoy_percent_small", "must be decoy_percent..100");
  findings.Check(c.voting_minutes_min <= c.voting_minutes, "committee.voting_minutes",
                 "is below voting_minutes_min");
}

void LintReasonCodes(const Committee& c, Findings& findings) {
  findings.Check(!c.reason_codes.empty(), "committee.reason_codes",
                 "a ballot needs a reason, the set is empty");
  std::set<std::string> codes;
  for (size_t i = 0; i < c.reason_codes.size(); ++i) {
    const std::string& code = c.reason_codes[i].code;
    const std::string path = absl::StrCat("committee.reason_codes[", i, "].code");
    findings.Check(!code.empty(), path, "missing");
    findings.Check(codes.insert(code).second, path, absl::StrCat("\"", code, "\" stands twice"));
  }
}

}  // namespace

void LintCommittee(const v1::Committee& file, const Committee& committee, Findings& findings) {
  LintQuotas(file.quotas_first_size(), committee.quotas_first, "quotas_first", findings);
  LintQuotas(file.quotas_appeal_size(), committee.quotas_appeal, "quotas_appeal", findings);
  LintThresholds(committee, findings);
  LintPositive(committee, findings);
  LintRound(committee, findings);
  LintReasonCodes(committee, findings);
  findings.Check(!committee.blind_fields.empty(), "committee.blind_fields",
                 "nothing is kept from the members");
}

}  // namespace probity::policy
