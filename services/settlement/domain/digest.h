// The two hashes that seal a run. Both are SHA-256 of UTF-8 text of one form, so that anybody can
// compute them from the figures alone:
//
//   probity.settlement.inputs/1            probity.settlement.result/1
//   region<TAB>demo                        inputs_sha256<TAB>…
//   year, kind, corrects, funds,           M001<TAB>ALL<TAB>ALL
//   reserve_fen, floor_fen, pool_fen       band_bp<TAB>245
//   M001<TAB>ALL<TAB>ALL                   reward_status, rate_bp,
//   policy_sha256<TAB>…                    adjusted_per_visit_fen, adjusted_budget_fen
//   points<TAB>7 … every input             totals
//
// Each line ends with a newline; an absent value is empty, a flag `true` or `false`, a number
// decimal. Units come in the order of their keys. A run that settles money has every output of
// unit_result.h for each unit and the sums of region.h after the line `totals`; a run of kind RATES
// sums nothing, so nothing follows that line.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_DIGEST_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_DIGEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/crypto.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"

namespace probity::settlement {

// What a run settles; the pool and its reserve are 0 for RATES.
struct RunScope {
  std::string region;
  int32_t year = 0;
  RunKind kind = RunKind::kRates;
  std::string corrects_sha256;  // result_sha256 of the corrected run, or empty
  std::vector<Fund> funds;      // of its units, ascending, each once
  int64_t reserve_fen = 0;
  int64_t floor_fen = 0;
  int64_t pool_fen = 0;
};

// Add the units in ascending order of their keys; Finish gives 64 lower-case hex digits, once.
class InputsDigest {
 public:
  explicit InputsDigest(const RunScope& scope);
  void Add(const UnitInput& input) { Add(input, input.policy_sha256); }
  // The same unit under a policy of another name.
  void Add(const UnitInput& input, std::string_view policy_sha256);
  std::string Finish();

 private:
  crypto::Sha256Hasher hasher_;
  std::string room_;  // for the lines of a unit
};

class ResultDigest {
 public:
  explicit ResultDigest(std::string_view inputs_sha256);
  void Add(const UnitKey& key, const UnitRates& rates);    // of a run of kind RATES
  void Add(const UnitKey& key, const UnitResult& result);  // of any other
  std::string Finish();
  std::string Finish(const RegionTotals& totals);

 private:
  crypto::Sha256Hasher hasher_;
  std::string room_;  // for the lines of a unit
};

// The same over what a statement tells beside the figures ("probity.settlement.facts/1"): a frozen
// order's date is no input of any formula, yet must not change unseen either.
class FactsDigest {
 public:
  FactsDigest();
  void Add(const UnitKey& key, const StatedFacts& facts);
  std::string Finish();

 private:
  crypto::Sha256Hasher hasher_;
  std::string room_;  // for the lines of a unit
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_DIGEST_H_
