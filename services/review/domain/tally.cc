#include "services/review/domain/tally.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "common/codes/bytes.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

// The answers to one finding, by choice.
struct Counted {
  std::vector<const Answer*> uphold, reject, remand;
  int decisive() const { return static_cast<int>(uphold.size() + reject.size() + remand.size()); }
};

using Present = std::vector<const OpenedBallot*>;

Present WithoutAbsent(std::span<const OpenedBallot> ballots) {
  Present present;
  for (const OpenedBallot& opened : ballots) {
    if (!IsAbsent(opened.ballot)) present.push_back(&opened);
  }
  return present;
}

bool HasQuorum(const TallyRules& rules, const Present& present) {
  std::array<int, kGroupCount> of_group{};
  for (const OpenedBallot* opened : present) ++of_group[IndexOf(opened->group)];
  return static_cast<int>(present.size()) >= rules.quorum &&
         std::all_of(of_group.begin(), of_group.end(),
                     [&](int count) { return count >= rules.quorum_per_group; });
}

Counted CountFinding(const Present& present, std::size_t finding) {
  Counted counted;
  for (const OpenedBallot* opened : present) {
    const Answer& answer = opened->ballot.answers[finding];
    if (answer.choice == Choice::kUphold) counted.uphold.push_back(&answer);
    if (answer.choice == Choice::kNotUphold) counted.reject.push_back(&answer);
    if (answer.choice == Choice::kRemand) counted.remand.push_back(&answer);
  }
  return counted;
}

// Of an even number the lower of the two in the middle: doubt goes to the party.
std::int64_t LowerMiddle(const std::vector<const Answer*>& uphold) {
  std::vector<std::int64_t> points;
  for (const Answer* answer : uphold) points.push_back(answer->points);
  std::sort(points.begin(), points.end());
  return points[(points.size() - 1) / 2];
}

std::vector<ReasonCode> SharedReasons(const std::vector<const Answer*>& prevailing) {
  std::map<ReasonCode, std::size_t> given;
  for (const Answer* answer : prevailing) {
    for (const ReasonCode code : answer->reason_codes) ++given[code];
  }
  std::vector<ReasonCode> shared;
  for (const auto& [code, count] : given) {
    if (2 * count >= prevailing.size()) shared.push_back(code);
  }
  return shared;
}

bool MoreThanHalf(const std::vector<const Answer*>& side, int decisive) {
  return 2 * static_cast<int>(side.size()) > decisive;
}

bool Upheld(const TallyRules& rules, bool supermajority, const Counted& counted) {
  if (counted.uphold.empty()) return false;
  if (!supermajority) return MoreThanHalf(counted.uphold, counted.decisive());
  return rules.supermajority_den * static_cast<int>(counted.uphold.size()) >=
         rules.supermajority_num * counted.decisive();
}

FindingVerdict DecideFinding(const TallyRules& rules, bool supermajority, const Counted& counted) {
  const int decisive = counted.decisive();
  if (decisive < rules.min_decisive) return {};
  if (Upheld(rules, supermajority, counted)) {
    return {FindingOutcome::kUpheld, LowerMiddle(counted.uphold), SharedReasons(counted.uphold)};
  }
  if (MoreThanHalf(counted.reject, decisive)) {
    return {FindingOutcome::kNotUpheld, 0, SharedReasons(counted.reject)};
  }
  if (MoreThanHalf(counted.remand, decisive)) {
    return {FindingOutcome::kRemanded, 0, SharedReasons(counted.remand)};
  }
  return {};
}

}  // namespace

absl::StatusOr<CaseVerdict> TallyCase(const TallyRules& rules, const CaseTerms& terms,
                                      std::span<const OpenedBallot> ballots) {
  const Present present = WithoutAbsent(ballots);
  for (const OpenedBallot* opened : present) {
    if (!ValidateBallot(opened->ballot, terms.findings, rules.reasons).ok() ||
        !IsGroup(static_cast<int>(opened->group))) {
      return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                    "a stored ballot does not answer the case it lies with");
    }
  }
  CaseVerdict verdict;
  verdict.no_quorum = !HasQuorum(rules, present);
  for (std::size_t i = 0; i < terms.findings.size(); ++i) {
    verdict.findings.push_back(
        verdict.no_quorum ? FindingVerdict{}
                          : DecideFinding(rules, terms.supermajority, CountFinding(present, i)));
  }
  return verdict;
}

bool RoundLacksQuorum(std::span<const CaseVerdict> verdicts) {
  const auto lacking = std::count_if(verdicts.begin(), verdicts.end(),
                                     [](const CaseVerdict& v) { return v.no_quorum; });
  return 2 * static_cast<std::size_t>(lacking) > verdicts.size();
}

CaseOutcome OutcomeOf(const CaseVerdict& verdict) {
  if (verdict.findings.empty()) return CaseOutcome::kRemanded;
  const FindingOutcome first = verdict.findings.front().outcome;
  const bool shared =
      std::all_of(verdict.findings.begin(), verdict.findings.end(),
                  [&](const FindingVerdict& finding) { return finding.outcome == first; });
  if (!shared) return CaseOutcome::kPartly;
  if (first == FindingOutcome::kUpheld) return CaseOutcome::kUpheld;
  return first == FindingOutcome::kNotUpheld ? CaseOutcome::kNotUpheld : CaseOutcome::kRemanded;
}

std::string_view CaseOutcomeName(CaseOutcome outcome) {
  switch (outcome) {
    case CaseOutcome::kUpheld:
      return "UPHELD";
    case CaseOutcome::kPartly:
      return "PARTLY";
    case CaseOutcome::kNotUpheld:
      return "NOT_UPHELD";
    case CaseOutcome::kRemanded:
      return "REMANDED";
  }
  return "";
}

std::string EncodeVerdict(const CaseVerdict& verdict) {
  codes::ByteString bytes;
  bytes.U8(verdict.no_quorum ? 1 : 0).U8(static_cast<std::uint8_t>(verdict.findings.size()));
  for (const FindingVerdict& finding : verdict.findings) {
    bytes.U8(static_cast<std::uint8_t>(finding.outcome))
        .U64(static_cast<std::uint64_t>(finding.points));
    bytes.U8(static_cast<std::uint8_t>(finding.reason_codes.size()));
    for (const ReasonCode code : finding.reason_codes) bytes.U8(static_cast<std::uint8_t>(code));
  }
  return bytes.str();
}

Bytes VerdictDigest(std::string_view case_token, const CaseVerdict& verdict,
                    std::string_view nonce) {
  return codes::ByteString().Raw(case_token).Raw(EncodeVerdict(verdict)).Raw(nonce).Sha256();
}

}  // namespace probity::review
