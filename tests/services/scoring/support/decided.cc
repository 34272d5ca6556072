#include "tests/services/scoring/support/decided.h"

#include "common/status/status.h"

namespace probity::scoring {

absl::StatusOr<Posted> Post(ScoringServer& server, const Id& case_id, const Decided& decided) {
  Posted posted;
  const absl::Status status = server.Try([&](sql::Tx& tx) -> absl::Status {
    Posting posting;
    posting.case_id = case_id;
    posting.subject = {decided.kind, decided.institution_id};
    int32_t item = 0;
    for (const int64_t points : decided.points) {
      posting.findings.push_back(
          {++item, points, decided.act_end, decided.act_end, decided.veto, nullptr});
    }
    PROBITY_ASSIGN_OR_RETURN(posting.policy,
                             server.env().policies.For(tx, decided.kind, decided.act_end));
    posting.effective_date = decided.served;
    posting.actor = "officer";
    PROBITY_ASSIGN_OR_RETURN(posted, PostPoints(tx, server.env(), posting));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return posted;
}

absl::StatusOr<Posted> Reverse(ScoringServer& server, const Id& case_id, const Decided& decided,
                               absl::CivilDay served) {
  Posted posted;
  const absl::Status status = server.Try([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(
        posted,
        ReversePoints(
            tx, server.env(),
            {case_id, {decided.kind, decided.institution_id}, served, "director", "", "", ""}));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return posted;
}

Id NewCaseId(ScoringServer& server) {
  return TimeOrderedId(server.clock().Now(), server.env().entropy);
}

}  // namespace probity::scoring
