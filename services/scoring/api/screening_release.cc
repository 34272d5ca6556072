#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/id/id.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/domain/screening.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/sheet_store.h"

namespace probity::scoring {
namespace {

// What the officers of a case are told that may go to no further round.
constexpr std::string_view kScreeningLimit = "SCREENING_LIMIT";

SheetRow Again(const ServiceEnv& env, const SheetRow& sheet) {
  SheetRow again = sheet;
  again.sheet_id = TimeOrderedId(env.clock.Now(), env.entropy).Bytes();
  again.token = RandomId(env.entropy).Bytes();
  if (PROBITY_PLANTED(kTokenReused)) again.token = sheet.token.substr(0, 8) + again.token.substr(8);
  return again;
}

absl::Status Release(const ServiceEnv& env, sql::Tx& tx, const SheetRow& sheet,
                     RoundReached reached, const policy::Committee& terms) {
  PROBITY_RETURN_IF_ERROR(ReleaseSheet(tx, env.region, sheet, reached, Again(env, sheet)));
  PROBITY_ASSIGN_OR_RETURN(const auto hearings, PastHearings(tx, env.region, {sheet.case_id}));
  const auto past = hearings.find(sheet.case_id);
  if (past == hearings.end() || !IsAtLimit(past->second, terms.screenings_per_case)) {
    return absl::OkStatus();
  }
  return SetAttention(tx, env.region, sheet.case_id, kScreeningLimit);
}

}  // namespace

absl::StatusOr<v1::ReleaseTokensResponse> HandleReleaseTokens(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call&, const v1::ReleaseTokensRequest& request) {
  FieldCheck check;
  const std::string round = HexField(request.round_id(), "round_id", check);
  check.Check(request.reached() != v1::ROUND_REACHED_UNSPECIFIED &&
                  v1::RoundReached_IsValid(request.reached()),
              "reached", "how far the round got");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const policy::Committee terms, CommitteeTerms(env, tx));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SheetRow> sheets,
                           SheetsOfRound(tx, env.region, round));
  int64_t released = 0;
  for (const SheetRow& sheet : sheets) {
    if (sheet.state != SheetState::kTaken) continue;
    PROBITY_RETURN_IF_ERROR(
        Release(env, tx, sheet, static_cast<RoundReached>(request.reached()), terms));
    ++released;
  }
  ledger::Fields fields;
  fields.Add("round_id", request.round_id())
      .Add("reached", static_cast<int64_t>(request.reached()))
      .Add("sheets", released);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kTokensReleased, fields, Now(env)).status());
  return v1::ReleaseTokensResponse();
}

}  // namespace probity::scoring
