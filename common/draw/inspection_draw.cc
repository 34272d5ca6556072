#include "common/draw/inspection_draw.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/draw/inspection_transcript.h"
#include "common/status/status.h"

namespace probity::draw {
namespace {

uint64_t FirstEightBytes(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<uint8_t>(bytes[i]);
  return number;
}

// Uniform in [0, bound), bound ≥ 1.
uint64_t NumberBelow(std::string_view seed, std::string_view stratum, int32_t k, uint64_t bound) {
  const uint64_t left_over = (UINT64_MAX % bound + 1) % bound;  // 2^64 mod bound
  for (int32_t attempt = 0;; ++attempt) {
    const std::string message =
        absl::StrCat("institution\n", ToAbsl(stratum), "\n", k, "\n", attempt);
    const uint64_t number = FirstEightBytes(crypto::HmacSha256(seed, message));
    if (number <= UINT64_MAX - left_over) return number % bound;
  }
}

std::string RankOf(std::string_view seed, std::string_view institution, std::string_view person) {
  return crypto::HmacSha256(seed,
                            absl::StrCat("inspector\n", ToAbsl(institution), "\n", ToAbsl(person)));
}

bool IsBarred(const Inspector& inspector, const std::string& institution_id) {
  return inspector.unit == institution_id ||
         std::find(inspector.barred_from.begin(), inspector.barred_from.end(), institution_id) !=
             inspector.barred_from.end();
}

absl::Status TooFewInspectors(const std::string& institution_id, size_t able, int32_t wanted) {
  return Precondition(Reason::k_TOO_FEW_INSPECTORS,
                      absl::StrCat("institution ", institution_id, " has ", able,
                                   " inspectors who may go and needs ", wanted,
                                   "; register more with valid certificates; 可派检查人员不足"),
                      {{"institution_id", institution_id}});
}

// The institutions of one stratum, drawn without replacement.
std::vector<Team> DrawStratum(const Campaign& campaign, const Stratum& stratum,
                              std::string_view seed) {
  std::vector<const Candidate*> left;
  uint64_t total = 0;
  for (const Candidate& one : campaign.institutions) {
    if (one.stratum != stratum.name) continue;
    left.push_back(&one);
    total += static_cast<uint64_t>(one.weight);
  }
  std::vector<Team> drawn;
  for (int32_t k = 1; k <= stratum.count; ++k) {
    uint64_t number = NumberBelow(seed, stratum.name, k, total);
    auto at = left.begin();
    while (number >= static_cast<uint64_t>((*at)->weight)) {
      number -= static_cast<uint64_t>((*at)->weight);
      ++at;
    }
    drawn.push_back({0, (*at)->institution_id, stratum.name, {}});
    total -= static_cast<uint64_t>((*at)->weight);
    left.erase(at);
  }
  return drawn;
}

// Who goes where, with what has been given out so far.
class Assignment {
 public:
  Assignment(const Campaign& campaign, std::string_view seed) : campaign_(campaign), seed_(seed) {}

  absl::Status Fill(Team& team) {
    while (static_cast<int32_t>(team.inspectors.size()) < campaign_.inspectors_each) {
      const Inspector* next = Next(team);
      if (next == nullptr) {
        return TooFewInspectors(team.institution_id, team.inspectors.size(),
                                campaign_.inspectors_each);
      }
      ++teams_[next->person];
      team.inspectors.push_back(next->person);
    }
    return absl::OkStatus();
  }

  absl::Status StepAside(Team& team, const std::string& person) {
    const auto at = std::find(team.inspectors.begin(), team.inspectors.end(), person);
    if (at == team.inspectors.end()) {
      return Precondition(Reason::k_NOT_ASSIGNED,
                          absl::StrCat(person, " is not in the team of ", team.institution_id),
                          {{"institution_id", team.institution_id}, {"person", person}});
    }
    team.inspectors.erase(at);
    --teams_[person];
    aside_.emplace(team.institution_id, person);
    return Fill(team);
  }

 private:
  const Inspector* Next(const Team& team) {
    const Inspector* best = nullptr;
    std::pair<int32_t, std::string> best_place;
    for (const Inspector& one : campaign_.inspectors) {
      if (IsBarred(one, team.institution_id) ||
          aside_.contains({team.institution_id, one.person}) ||
          std::find(team.inspectors.begin(), team.inspectors.end(), one.person) !=
              team.inspectors.end()) {
        continue;
      }
      std::pair<int32_t, std::string> place = {teams_[one.person],
                                               RankOf(seed_, team.institution_id, one.person)};
      if (best == nullptr || place < best_place) {
        best = &one;
        best_place = std::move(place);
      }
    }
    return best;
  }

  const Campaign& campaign_;
  const std::string seed_;
  std::map<std::string, int32_t> teams_;  // by person
  std::set<std::pair<std::string, std::string>> aside_;
};

template <typename Range, typename Key>
bool Ascending(const Range& range, Key key) {
  return std::adjacent_find(range.begin(), range.end(), [&](const auto& a, const auto& b) {
           return key(a) >= key(b);
         }) == range.end();
}

absl::Status CheckForm(const Campaign& campaign) {
  FieldCheck check;
  check.Check(campaign.inspectors_each >= kMinInspectors, "inspectors_each", "at least 2")
      .Check(!campaign.strata.empty(), "strata", "at least one")
      .Check(Ascending(campaign.institutions, [](const auto& one) { return one.institution_id; }),
             "institutions", "ascending by id, each once")
      .Check(Ascending(campaign.inspectors, [](const auto& one) { return one.person; }),
             "inspectors", "ascending by person, each once");
  std::set<std::string> names;
  for (const Stratum& one : campaign.strata) {
    check.Check(one.count >= 1 && names.insert(one.name).second, absl::StrCat("strata ", one.name),
                "a name of its own and at least 1 to be drawn");
  }
  for (const Candidate& one : campaign.institutions) {
    check.Check(one.weight >= 1 && one.weight <= kMaxWeight && names.contains(one.stratum),
                absl::StrCat("institution ", one.institution_id),
                "a weight of 1..1000000 and a stratum of the plan");
  }
  return check.Result();
}

}  // namespace

std::string Commitment(std::string_view campaign_id, std::string_view person,
                       std::string_view share) {
  return crypto::Sha256(absl::StrCat("probity/inspection/commitment/1\n", ToAbsl(campaign_id), "\n",
                                     ToAbsl(person), "\n", ToAbsl(share)));
}

absl::Status CheckShare(std::string_view campaign_id, const Share& share) {
  if (share.share.size() == kShareSize &&
      crypto::EqualConstantTime(Commitment(campaign_id, share.person, share.share),
                                share.commitment)) {
    return absl::OkStatus();
  }
  return Precondition(
      Reason::k_COMMITMENT_MISMATCH,
      absl::StrCat("the share of ", share.person, " is not the one committed to; 揭示值与承诺不符"),
      {{"person", share.person}});
}

std::string Seed(const Campaign& campaign, std::vector<Share> shares) {
  std::sort(shares.begin(), shares.end(),
            [](const Share& a, const Share& b) { return a.person < b.person; });
  std::string text = absl::StrCat("probity/inspection/seed/1\n",
                                  crypto::Hex(crypto::Sha256(PoolText(campaign))), "\n");
  for (const Share& one : shares) text += one.share;
  return crypto::Sha256(text);
}

absl::Status CheckDrawable(const Campaign& campaign) {
  PROBITY_RETURN_IF_ERROR(CheckForm(campaign));
  for (const Stratum& stratum : campaign.strata) {
    const auto there =
        std::count_if(campaign.institutions.begin(), campaign.institutions.end(),
                      [&](const Candidate& one) { return one.stratum == stratum.name; });
    if (there < stratum.count) {
      return Precondition(Reason::k_STRATUM_TOO_SMALL,
                          absl::StrCat("stratum ", stratum.name, " has ", there,
                                       " institutions to draw from, the plan wants ", stratum.count,
                                       "; 抽查对象不足"),
                          {{"stratum", stratum.name}});
    }
  }
  for (const Candidate& institution : campaign.institutions) {
    const auto able = std::count_if(
        campaign.inspectors.begin(), campaign.inspectors.end(),
        [&](const Inspector& one) { return !IsBarred(one, institution.institution_id); });
    if (able < campaign.inspectors_each) {
      return TooFewInspectors(institution.institution_id, static_cast<size_t>(able),
                              campaign.inspectors_each);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Team>> Draw(const Campaign& campaign, std::string_view seed,
                                       const std::vector<Recusal>& recusals) {
  PROBITY_RETURN_IF_ERROR(CheckDrawable(campaign));
  std::vector<Team> teams;
  for (const Stratum& stratum : campaign.strata) {
    for (Team& team : DrawStratum(campaign, stratum, seed)) teams.push_back(std::move(team));
  }
  Assignment assignment(campaign, seed);
  for (size_t i = 0; i < teams.size(); ++i) {
    teams[i].order = static_cast<int32_t>(i) + 1;
    PROBITY_RETURN_IF_ERROR(assignment.Fill(teams[i]));
  }
  for (const Recusal& recusal : recusals) {
    const auto team = std::find_if(teams.begin(), teams.end(), [&](const Team& one) {
      return one.institution_id == recusal.institution_id;
    });
    if (team == teams.end()) {
      return Precondition(Reason::k_NOT_ASSIGNED,
                          absl::StrCat("institution ", recusal.institution_id, " was not drawn"),
                          {{"institution_id", recusal.institution_id}});
    }
    PROBITY_RETURN_IF_ERROR(assignment.StepAside(*team, recusal.person));
  }
  return teams;
}

}  // namespace probity::draw
