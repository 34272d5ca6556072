// How wide a sheet's typed fields must be so that at least k institutions of the register could be
// meant (k-anonymity, review.md §8). What is too narrow is generalised in one fixed order, all
// findings alike: quarter, half, year; then amounts and counts by the next wider band until none is
// left; then the service class.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_ANONYMITY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_ANONYMITY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

// The numbers are those of sheet.proto.
enum class Period { kQ1 = 1, kQ2 = 2, kQ3 = 3, kQ4 = 4, kH1 = 5, kH2 = 6, kYear = 7 };

// A sum less than so many yuan, or from the greatest on. Each band but the last holds the narrower
// ones, so the next wider one is the next; beyond it stands kAny.
enum class AmountBand {
  kAny = 0,
  kNone = 1,  // nothing to recover
  kUnder1000 = 2,
  kUnder10000 = 3,
  kUnder100000 = 4,
  kFrom100000 = 5,
};

// At most so many instances of the violation, or more; nested likewise.
enum class CountBand { kAny = 0, kOne = 1, kUpTo4 = 2, kUpTo9 = 3, kFrom10 = 4 };

Period QuarterOf(absl::CivilDay day);
AmountBand AmountBandOf(int64_t fen);
CountBand CountBandOf(int64_t instances);

// Next in the fixed order; what cannot be wider stays.
Period Wider(Period period);
AmountBand Wider(AmountBand band);
CountBand Wider(CountBand band);

// What a sheet shows of one finding, as far as it could point at somebody. The year is not shown,
// but whoever sits knows which years are heard.
struct ShownFinding {
  absl::CivilYear year;
  Period period = Period::kQ1;
  AmountBand amount = AmountBand::kNone;
  ServiceClass service_class = ServiceClass::kAny;
  CountBand count = CountBand::kAny;
  bool operator==(const ShownFinding&) const = default;
};

// An institution of the register as somebody outside knows it.
struct Peer {
  absl::CivilDay designated_from;
  std::optional<absl::CivilDay> designated_to;  // last day
  std::set<ServiceClass> classes;               // what it offers; empty: not stated, so any
  int64_t yearly_fund_fen = 0;  // what the fund pays it in a year; 0: not stated, so any
  // Whether the case's points would put the sheet's supermajority mark on it too.
  bool same_mark = true;
};

// True if the finding could be the institution's.
bool Admits(const Peer& peer, const ShownFinding& finding);

// Institutions that admit all findings together and the mark.
int64_t CountAdmitting(const std::vector<Peer>& peers, const std::vector<ShownFinding>& findings);

struct Generalised {
  std::vector<ShownFinding> findings;
  int32_t steps = 0;      // of the fixed order that were taken
  int64_t admitting = 0;  // institutions
  bool residual = false;  // fewer than k even so: sent only with a second officer's signature
};
// `peers` are the institutions of the case's subject kind, its own among them. k > 0.
Generalised Generalise(std::vector<ShownFinding> findings, const std::vector<Peer>& peers,
                       int64_t k);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_ANONYMITY_H_
