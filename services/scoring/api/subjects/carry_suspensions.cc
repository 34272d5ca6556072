#include "services/scoring/api/subjects/carry_suspensions.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/store/consequences/measure_store.h"

namespace probity::scoring {
namespace {

// The year stays 0: the successor's own ledger neither lengthens nor ends it.
Measure Remainder(const Measure& measure, const Span& span, const SubjectChange& change,
                  const Successor& successor) {
  Measure rest;
  rest.kind = measure.kind;
  rest.subject = measure.subject;
  rest.subject_id = successor.institution_id;
  rest.scope = measure.scope;
  rest.scope_ref = measure.scope_ref;
  rest.case_id = measure.case_id;
  rest.first = span.first;
  rest.last = span.last;
  rest.basis = measure.basis;
  rest.document = change.document;
  rest.reason = absl::StrCat("承继 ", change.institution_id);
  rest.ordered_by = change.requested_by;
  rest.approved_by = change.approved_by;
  rest.policy_sha256 = measure.policy_sha256;
  rest.continues_id = measure.measure_id;
  return rest;
}

// `carried` as the measure it goes on from asks for now.
Measure Shortened(Measure carried, const Measure& origin, const SubjectChange& change,
                  absl::CivilDay served) {
  std::optional<Span> wanted;
  if (origin.status != MeasureStatus::kFellAway) {
    wanted = Unserved(origin, change.effective_date, carried.first - 1);
  }
  if (wanted.has_value() && *wanted->last >= *carried.last) return carried;
  absl::CivilDay last = std::min(*carried.last, served);
  if (wanted.has_value()) {
    last = std::max(last, *wanted->last);
  } else {
    carried.status = MeasureStatus::kFellAway;
    carried.lift.reset();
  }
  if (last < carried.first) {
    carried.free_from = carried.first;
  } else {
    carried.last = last;
  }
  return carried;
}

}  // namespace

absl::StatusOr<int32_t> CarrySuspensions(sql::Tx& tx, const ServiceEnv& env,
                                         const SubjectChange& change) {
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Measure> measures,
      MeasuresForUpdate(tx, env.region, MeasureSubject::kInstitution, change.institution_id));
  int32_t carried = 0;
  for (const Measure& measure : measures) {
    const std::optional<Span> rest =
        Unserved(measure, change.effective_date, calendar::DateOf(at.time));
    if (!rest.has_value()) continue;
    for (const Successor& successor : change.successors) {
      PROBITY_RETURN_IF_ERROR(consequences::Keep(env, tx,
                                                 Remainder(measure, *rest, change, successor),
                                                 {"ORDERED", change.approved_by, change.reason, at})
                                  .status());
      ++carried;
    }
  }
  return carried;
}

absl::Status ShortenCarried(sql::Tx& tx, const ServiceEnv& env, const SubjectChange& change,
                            const Successor& successor, absl::CivilDay served,
                            const std::string& actor) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Measure> origins,
      MeasuresForUpdate(tx, env.region, MeasureSubject::kInstitution, change.institution_id));
  if (origins.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Measure> measures,
      MeasuresForUpdate(tx, env.region, MeasureSubject::kInstitution, successor.institution_id));
  for (const Measure& measure : measures) {
    const auto origin = std::find_if(origins.begin(), origins.end(), [&](const Measure& one) {
      return one.measure_id == measure.continues_id;
    });
    if (origin == origins.end() || !DaysOf(measure).has_value()) continue;
    Measure after = Shortened(measure, *origin, change, served);
    if (after == measure) continue;
    const std::string what = after.status == MeasureStatus::kFellAway ? "FELL_AWAY" : "SHORTENED";
    PROBITY_RETURN_IF_ERROR(
        consequences::Keep(env, tx, std::move(after), {what, actor, "冲正 / reversed", Now(env)})
            .status());
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
