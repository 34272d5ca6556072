#include "services/scoring/api/ledger/record.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/time/time.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/ledger/repetition.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/ledger/crossings.h"

namespace probity::scoring {
namespace {

using consequences::YearChange;

// Those of `some` that `others` lacks.
std::vector<Crossing> Lacking(const std::vector<Crossing>& others,
                              const std::vector<Crossing>& some) {
  std::vector<Crossing> found;
  for (const Crossing& one : some) {
    if (std::none_of(others.begin(), others.end(),
                     [&](const Crossing& other) { return SameCrossing(one, other); })) {
      found.push_back(one);
    }
  }
  return found;
}

// Records what `change` fired and undid.
absl::Status RecordCrossings(sql::Tx& tx, const ServiceEnv& env, YearChange& change) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<CrossingRow> rows,
                           CrossingsOfYear(tx, env.region, change.subject, change.year));
  const std::vector<Crossing> known = StillFired(rows);
  change.undone = Lacking(change.standing.crossings, known);
  change.fired = Lacking(known, change.standing.crossings);
  CrossingRow row;
  row.seq = rows.empty() ? 0 : rows.back().seq;
  row.last_seq = change.last_seq;
  row.recorded_time = absl::ToUnixMicros(change.at.time);
  row.actor = change.actor;
  row.scenario = change.at.scenario;
  const auto insert = [&](CrossingEvent event, const std::vector<Crossing>& crossings) {
    row.event = event;
    for (const Crossing& crossing : crossings) {
      row.crossing = crossing;
      ++row.seq;
      PROBITY_RETURN_IF_ERROR(InsertCrossing(tx, env.region, row));
    }
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(insert(CrossingEvent::kUndone, change.undone));
  return insert(CrossingEvent::kFired, change.fired);
}

// Brings the balance and the crossings of one year up to date.
absl::StatusOr<YearChange> SettleYear(sql::Tx& tx, const ServiceEnv& env, const Batch& batch,
                                      int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfYear(tx, env.region, year, batch.subject));
  const Entry& last = entries.back();
  YearChange change;
  change.subject = batch.subject;
  change.year = year;
  change.last_seq = last.recorded_seq;
  change.effective_date = last.effective_date;
  change.actor = batch.actor;
  change.at = batch.at;
  change.policy = batch.policy;
  if (change.policy == nullptr) {
    PROBITY_ASSIGN_OR_RETURN(change.policy, env.policies.BySha(tx, last.policy_sha256));
  }
  StandingRules rules{*change.policy};
  for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
  change.standing = FoldStanding(rules, entries);
  PROBITY_RETURN_IF_ERROR(PutBalance(tx, env.region,
                                     {batch.subject, year, change.standing.points,
                                      last.recorded_seq, change.standing.expired_seq}));
  PROBITY_RETURN_IF_ERROR(RecordCrossings(tx, env, change));
  return change;
}

ledger::Fields AddCrossing(ledger::Fields fields, const char* event, const Crossing& crossing) {
  return fields.Add(event, crossing.band)
      .Add("year", int64_t{crossing.year})
      .Add("crossed_by_seq", crossing.entry_seq);
}

absl::Status AuditPosting(sql::Tx& tx, const ServiceEnv& env, const Batch& batch,
                          const std::vector<Entry>& entries,
                          const std::vector<YearChange>& changes) {
  ledger::Fields fields;
  fields.AddHex("case_id", batch.case_id)
      .Add("subject_kind", static_cast<int64_t>(batch.subject.kind))
      .Add("subject_id", batch.subject.id)
      .Add("actor", batch.actor);
  if (!batch.approver.empty()) {
    fields.Add("approver", batch.approver)
        .Add("reason", batch.reason)
        .Add("document", batch.document);
  }
  for (const Entry& entry : entries) {
    fields.Add("recorded_seq", entry.recorded_seq).AddHex("hash", entry.hash);
  }
  for (const YearChange& change : changes) {
    for (const Crossing& one : change.undone) fields = AddCrossing(fields, "band_undone", one);
    for (const Crossing& one : change.fired) fields = AddCrossing(fields, "band_crossed", one);
  }
  return AppendAudit(tx, env.region, batch.audit_kind, fields, batch.at).status();
}

absl::Status Follow(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  if (!change.undone.empty()) {
    PROBITY_RETURN_IF_ERROR(consequences::CancelUnserved(tx, env, change));
  }
  if (change.fired.empty()) return absl::OkStatus();
  return consequences::ApplyCrossings(tx, env, change);
}

}  // namespace

Entry Blank(const ServiceEnv& env, const Batch& batch) {
  Entry entry;
  entry.entry_id = TimeOrderedId(batch.at.time, env.entropy).Bytes();
  entry.subject = batch.subject;
  entry.case_id = batch.case_id;
  entry.effective_date = batch.effective_date;
  entry.recorded_time = absl::ToUnixMicros(batch.at.time);
  entry.actor = batch.actor;
  entry.approver = batch.approver;
  entry.reason = batch.reason;
  entry.document = batch.document;
  entry.scenario = batch.at.scenario;
  return entry;
}

// The balances first, in the order in which everybody locks them. Then the entries: the end of the
// chain is where writers of one region take turns, so the fold that follows sees everything
// recorded before it.
absl::StatusOr<std::vector<YearChange>> Record(sql::Tx& tx, const ServiceEnv& env,
                                               const Batch& batch, std::vector<Entry>& entries) {
  std::vector<YearChange> changes;
  if (entries.empty()) return changes;
  std::set<int32_t> years;
  for (const Entry& entry : entries) years.insert(entry.year);
  for (const int32_t year : years) {
    PROBITY_RETURN_IF_ERROR(LockBalance(tx, env.region, batch.subject, year));
  }
  for (Entry& entry : entries) PROBITY_RETURN_IF_ERROR(AppendEntry(tx, env.region, entry));
  for (const int32_t year : years) {
    PROBITY_ASSIGN_OR_RETURN(changes.emplace_back(), SettleYear(tx, env, batch, year));
  }
  PROBITY_RETURN_IF_ERROR(AuditPosting(tx, env, batch, entries, changes));
  for (const YearChange& change : changes) {
    PROBITY_RETURN_IF_ERROR(Follow(tx, env, change));
    PROBITY_RETURN_IF_ERROR(FollowRepetition(tx, env, change));
  }
  return changes;
}

}  // namespace probity::scoring
