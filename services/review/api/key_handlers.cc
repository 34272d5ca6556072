// KeyService.
#include <set>
#include <vector>

#include "common/rpc/router.h"
#include "common/status/status.h"
#include "probity/review/v1/key_service.pb.h"
#include "services/review/api/key_use.h"
#include "services/review/api/services.h"

namespace probity::review {
namespace {

// Of the newest nothing is told but that it is: whether a round is on is nobody's business here.
v1::KeyGeneration& Add(v1::GetKeyUseResponse& response, v1::KekKind kind,
                       const std::vector<int>& all, int generation, const std::set<int>& rounds) {
  v1::KeyGeneration& shown = *response.add_generations();
  shown.set_kind(kind);
  shown.set_generation(generation);
  shown.set_newest(generation == all.back());
  shown.set_holds_rounds(!shown.newest() && rounds.contains(generation));
  return shown;
}

absl::StatusOr<v1::GetKeyUseResponse> GetKeyUse(const ReviewEnv& env, const rpc::Call& call) {
  PROBITY_ASSIGN_OR_RETURN(const RosterKeyUse roster, UseOfRosterKeys(env, call.deadline));
  PROBITY_ASSIGN_OR_RETURN(const std::set<int> hearing, UseOfHearingKeys(env, call.deadline));
  v1::GetKeyUseResponse response;
  const std::vector<int> roster_keys = env.keys.RosterGenerations();
  for (const int generation : roster_keys) {
    v1::KeyGeneration& shown =
        Add(response, v1::KEK_KIND_ROSTER, roster_keys, generation, roster.rounds);
    shown.set_holds_contacts(!shown.newest() && roster.contacts.contains(generation));
  }
  const std::vector<int> hearing_keys = env.keys.HearingGenerations();
  for (const int generation : hearing_keys) {
    Add(response, v1::KEK_KIND_HEARING, hearing_keys, generation, hearing);
  }
  response.set_unreadable(roster.contacts.contains(0) || roster.rounds.contains(0) ||
                          hearing.contains(0));
  return response;
}

}  // namespace

void RegisterKeys(const ReviewEnv& env, rpc::Router& router) {
  router.Unary<v1::GetKeyUseRequest, v1::GetKeyUseResponse>(
      "probity.review.v1.KeyService.GetKeyUse",
      [&env](const rpc::Call& call, const v1::GetKeyUseRequest&) { return GetKeyUse(env, call); });
}

}  // namespace probity::review
