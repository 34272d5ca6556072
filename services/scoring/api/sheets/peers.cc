#include "services/scoring/api/sheets/peers.h"

#include <string>
#include <utility>

#include "common/status/status.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/sheets/register_names.h"

namespace probity::scoring {
namespace {

constexpr int64_t kBatch = 1000;

using Balances = std::map<std::string, int64_t>;  // of one year, by institution

absl::StatusOr<std::map<int32_t, Balances>> BalancesOf(const ServiceEnv& env, sql::Tx& tx,
                                                       const CaseAtStake& at_stake) {
  std::map<int32_t, Balances> balances;
  for (const auto& [year, points] : at_stake.years) {
    PROBITY_ASSIGN_OR_RETURN(balances[year], PointsOfInstitutions(tx, env.region, year, year));
  }
  return balances;
}

bool BearsSameMark(const Institution& one, const CaseAtStake& at_stake,
                   const std::map<int32_t, Balances>& balances) {
  std::map<int32_t, YearPoints> years;
  for (const auto& [year, points] : at_stake.years) {
    const Balances& of_year = balances.at(year);
    const auto found = of_year.find(one.institution_id);
    years[year] = {found == of_year.end() ? 0 : found->second, 0, points.this_case};
  }
  return NeedsSupermajority(years, at_stake.policies) == at_stake.supermajority;
}

}  // namespace

absl::StatusOr<std::vector<Peer>> PeersOf(const ServiceEnv& env, sql::Tx& tx,
                                          const Institution& own, const CaseAtStake& at_stake) {
  PROBITY_ASSIGN_OR_RETURN(const auto balances, BalancesOf(env, tx, at_stake));
  PROBITY_ASSIGN_OR_RETURN(const auto profiles, AllProfiles(tx, env.region));
  std::vector<Peer> peers;
  std::string after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> batch,
                             InstitutionsAfter(tx, env.region, own.kind, after, kBatch));
    for (const Institution& one : batch) {
      const auto profile = profiles.find(one.institution_id);
      Peer peer = {one.designated_from, one.designated_to, {}, 0, true};
      if (profile != profiles.end()) {
        peer.classes = profile->second.classes;
        peer.yearly_fund_fen = profile->second.yearly_fund_fen;
      }
      peer.same_mark =
          one.institution_id == own.institution_id || BearsSameMark(one, at_stake, balances);
      peers.push_back(std::move(peer));
    }
    if (static_cast<int64_t>(batch.size()) < kBatch) return peers;
    after = batch.back().institution_id;
  }
}

}  // namespace probity::scoring
