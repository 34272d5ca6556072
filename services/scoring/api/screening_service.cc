#include "services/scoring/api/screening_service.h"

#include <algorithm>
#include <string>

#include "common/clock/clock.h"
#include "common/policy/choose.h"
#include "common/status/status.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {
namespace {

constexpr size_t kHexDigits = 32;

bool IsLowerHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

absl::StatusOr<policy::Committee> CommitteeTerms(const ServiceEnv& env, sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  for (const auto kind : {policy::SubjectKind::kMedical, policy::SubjectKind::kPharmacy}) {
    const policy::Policy* policy = policy::InForce(*shelf, kind, Today(env.clock));
    if (policy != nullptr) return policy->committee;
  }
  const auto latest = std::max_element(
      shelf->begin(), shelf->end(),
      [](const auto& a, const auto& b) { return a.effective_from < b.effective_from; });
  if (latest != shelf->end()) return latest->committee;
  return Precondition(Reason::k_POLICY_NOT_IN_FORCE, "no policy has been put in force");
}

std::string HexField(const std::string& text, const std::string& field, FieldCheck& check) {
  const bool good = text.size() == kHexDigits && std::all_of(text.begin(), text.end(), IsLowerHex);
  check.Check(good, field, "32 lower-case hex digits");
  return good ? *crypto::FromHex(text) : std::string();
}

void RegisterScreeningService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.ScreeningService.")
      .Read("TakeSheets", &HandleTakeSheets)
      .Read("TakeAttachment", &HandleTakeAttachment)
      .Read("GetPersonKey", &HandleGetPersonKey)
      .Read("ScreenMembers", &HandleScreenMembers)
      .Change("DeliverVerdicts", &HandleDeliverVerdicts)
      .Change("ReleaseTokens", &HandleReleaseTokens);
}

}  // namespace probity::scoring
