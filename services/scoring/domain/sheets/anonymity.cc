#include "services/scoring/domain/sheets/anonymity.h"

#include <algorithm>
#include <utility>

namespace probity::scoring {
namespace {

constexpr int64_t kFenPerYuan = 100;

// First and last day of what is shown.
std::pair<absl::CivilDay, absl::CivilDay> SpanOf(const ShownFinding& finding) {
  const absl::CivilMonth january(finding.year);
  const auto months = [&](int first, int count) {
    return std::pair(absl::CivilDay(january + first), absl::CivilDay(january + first + count) - 1);
  };
  switch (finding.period) {
    case Period::kH1:
      return months(0, 6);
    case Period::kH2:
      return months(6, 6);
    case Period::kYear:
      return months(0, 12);
    default:
      return months((static_cast<int>(finding.period) - 1) * 3, 3);
  }
}

// The least sum of a band, in fen.
int64_t LeastOf(AmountBand band) {
  return band == AmountBand::kFrom100000 ? 100000 * kFenPerYuan : 0;
}

// One step of the fixed order; false if there was nothing to widen in it.
using Step = bool (*)(ShownFinding&);

template <typename T>
bool Widen(T& value, T wider) {
  const bool changed = value != wider;
  value = wider;
  return changed;
}

bool ToHalf(ShownFinding& finding) {
  return finding.period <= Period::kQ4 && Widen(finding.period, Wider(finding.period));
}
bool ToYear(ShownFinding& finding) {
  return Widen(finding.period, Period::kYear);
}
bool ToWiderBands(ShownFinding& finding) {
  const bool amount = Widen(finding.amount, Wider(finding.amount));
  return Widen(finding.count, Wider(finding.count)) || amount;
}
bool ToAnyClass(ShownFinding& finding) {
  return Widen(finding.service_class, ServiceClass::kAny);
}

bool TakeStep(Step step, std::vector<ShownFinding>& findings) {
  bool changed = false;
  for (ShownFinding& finding : findings) changed = step(finding) || changed;
  return changed;
}

}  // namespace

Period QuarterOf(absl::CivilDay day) {
  return static_cast<Period>((day.month() - 1) / 3 + 1);
}

AmountBand AmountBandOf(int64_t fen) {
  if (fen <= 0) return AmountBand::kNone;
  if (fen < 1000 * kFenPerYuan) return AmountBand::kUnder1000;
  if (fen < 10000 * kFenPerYuan) return AmountBand::kUnder10000;
  if (fen < 100000 * kFenPerYuan) return AmountBand::kUnder100000;
  return AmountBand::kFrom100000;
}

CountBand CountBandOf(int64_t instances) {
  if (instances <= 1) return CountBand::kOne;
  if (instances <= 4) return CountBand::kUpTo4;
  return instances <= 9 ? CountBand::kUpTo9 : CountBand::kFrom10;
}

Period Wider(Period period) {
  switch (period) {
    case Period::kQ1:
    case Period::kQ2:
      return Period::kH1;
    case Period::kQ3:
    case Period::kQ4:
      return Period::kH2;
    default:
      return Period::kYear;
  }
}

AmountBand Wider(AmountBand band) {
  const bool last = band >= AmountBand::kUnder100000 || band == AmountBand::kAny;
  return last ? AmountBand::kAny : static_cast<AmountBand>(static_cast<int>(band) + 1);
}

CountBand Wider(CountBand band) {
  const bool last = band >= CountBand::kUpTo9 || band == CountBand::kAny;
  return last ? CountBand::kAny : static_cast<CountBand>(static_cast<int>(band) + 1);
}

bool Admits(const Peer& peer, const ShownFinding& finding) {
  const auto [first, last] = SpanOf(finding);
  const bool designated = peer.designated_from <= last &&
                          (!peer.designated_to.has_value() || *peer.designated_to >= first);
  const bool offers = finding.service_class == ServiceClass::kAny || peer.classes.empty() ||
                      peer.classes.contains(finding.service_class);
  const bool affords = peer.yearly_fund_fen == 0 || LeastOf(finding.amount) <= peer.yearly_fund_fen;
  return designated && offers && affords;
}

int64_t CountAdmitting(const std::vector<Peer>& peers, const std::vector<ShownFinding>& findings) {
  return std::count_if(peers.begin(), peers.end(), [&](const Peer& peer) {
    return peer.same_mark && std::all_of(findings.begin(), findings.end(),
                                         [&](const auto& one) { return Admits(peer, one); });
  });
}

Generalised Generalise(std::vector<ShownFinding> findings, const std::vector<Peer>& peers,
                       int64_t k) {
  constexpr Step kOrder[] = {&ToHalf,       &ToYear,       &ToWiderBands, &ToWiderBands,
                             &ToWiderBands, &ToWiderBands, &ToAnyClass};
  Generalised result = {std::move(findings), 0, 0, false};
  result.admitting = CountAdmitting(peers, result.findings);
  for (const Step step : kOrder) {
    if (result.admitting >= k) break;
    if (!TakeStep(step, result.findings)) continue;
    ++result.steps;
    result.admitting = CountAdmitting(peers, result.findings);
  }
  result.residual = result.admitting < k;
  return result;
}

}  // namespace probity::scoring
