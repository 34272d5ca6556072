#include "services/scoring/api/persons/follow_case.h"

#include <string>
#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/persons/scoring_flow.h"
#include "services/scoring/api/posting.h"
#include "services/scoring/store/persons/persons.h"
#include "services/scoring/store/persons/scorings.h"

namespace probity::scoring {
namespace {

constexpr int64_t kAllScorings = 100'000;

// The reversal of the institution's decision, as what it takes along in the ledger rests on it.
Reversal ReversalOf(const StepDone& done) {
  Reversal reversal;
  reversal.effective_date = calendar::DateOf(done.at.time);
  reversal.actor = done.actor;
  if (!done.after.reversal.has_value()) return reversal;
  reversal.actor = done.after.reversal->person;
  reversal.approver = done.actor;
  reversal.reason = done.after.reversal->reason;
  reversal.document = done.after.reversal->document;
  return reversal;
}

absl::Status RevokeOne(const ServiceEnv& env, sql::Tx& tx, const std::string& scoring_id,
                       const ScoringMoment& now, Reversal reversal) {
  PROBITY_ASSIGN_OR_RETURN(const PersonScoring before,
                           LoadScoringForUpdate(tx, env.region, scoring_id));
  PersonScoring after = Revoked(before);
  if (after.state == before.state) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(LockPerson(tx, env.region, before.person_id).status());
  if (after.state == ScoringState::kReversed) {
    PROBITY_ASSIGN_OR_RETURN(reversal.case_id, Id::Parse(before.scoring_id));
    reversal.subject = {policy::SubjectKind::kPerson, before.person_id};
    PROBITY_RETURN_IF_ERROR(ReversePoints(tx, env, reversal).status());
  }
  return EndScoringStep(env, tx, before, std::move(after), now,
                        "the institution's decision was revoked / 机构处理决定已撤销")
      .status();
}

}  // namespace

absl::Status FollowCaseWithPersons(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  if (done.after.state != CaseState::kRevoked || done.before.state == CaseState::kRevoked) {
    return absl::OkStatus();
  }
  const ScoringMoment now = {done.at, calendar::DateOf(done.at.time), done.actor};
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<PersonScoring> scorings,
      ListScorings(tx, env.region, {"", done.after.case_id, "", kAllScorings}));
  for (const PersonScoring& one : scorings) {
    PROBITY_RETURN_IF_ERROR(RevokeOne(env, tx, one.scoring_id, now, ReversalOf(done)));
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
