#include "services/scoring/api/posting.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/apply.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/ledger/crossings.h"

namespace probity::scoring {
namespace {

using consequences::YearChange;

// What all entries of one posting or reversal have in common.
struct Batch {
  AuditKind audit_kind;
  const Id& case_id;
  const Subject& subject;
  absl::CivilDay effective_date;
  const std::string& actor;
  PolicyRef policy;  // names the band in the record of a consequence; null: the last entry's
  RecordedAt at;
};

absl::Status Malformed(std::string_view what) {
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL, what);
}

// The last entry of each item of the case.
std::map<int32_t, Entry> LastRevisions(const std::vector<Entry>& of_case) {
  std::map<int32_t, Entry> last;
  for (const Entry& entry : of_case) last[entry.item] = entry;  // ordered by item, revision
  return last;
}

bool Stands(const Entry& last_revision) {
  return last_revision.kind == EntryKind::kPost;
}

Entry Blank(const ServiceEnv& env, const Batch& batch) {
  Entry entry;
  entry.entry_id = TimeOrderedId(batch.at.time, env.entropy).Bytes();
  entry.subject = batch.subject;
  entry.case_id = batch.case_id.Bytes();
  entry.effective_date = batch.effective_date;
  entry.recorded_time = absl::ToUnixMicros(batch.at.time);
  entry.actor = batch.actor;
  entry.scenario = batch.at.scenario;
  return entry;
}

absl::StatusOr<std::vector<Entry>> PostEntries(const ServiceEnv& env, const Batch& batch,
                                               const Posting& posting,
                                               const std::map<int32_t, Entry>& last) {
  std::set<int32_t> items;
  std::vector<Entry> entries;
  for (const DecidedFinding& finding : posting.findings) {
    if (!items.insert(finding.item).second) return Malformed("an item is posted twice");
    if (finding.points < 0) return Malformed("points to post are negative");
    const auto before = last.find(finding.item);
    if (before != last.end() && Stands(before->second)) {
      return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                    absl::StrCat("points of item ", finding.item, " of the case stand already"));
    }
    if (finding.points == 0) continue;
    const PolicyRef& policy = finding.policy != nullptr ? finding.policy : posting.policy;
    if (policy == nullptr) return Malformed("points are posted without a policy");
    Entry entry = Blank(env, batch);
    entry.kind = EntryKind::kPost;
    entry.year = static_cast<int32_t>(finding.act_end.year());
    entry.item = finding.item;
    entry.revision = before == last.end() ? 1 : before->second.revision + 1;
    entry.points = finding.points;
    entry.veto = finding.veto;
    entry.chosen_months = posting.chosen_months;
    entry.policy_sha256 = policy->sha256;
    entry.act_start = finding.act_start;
    entry.act_end = finding.act_end;
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.item < b.item; });
  return entries;
}

std::vector<Entry> ReverseEntries(const ServiceEnv& env, const Batch& batch,
                                  const std::map<int32_t, Entry>& last) {
  std::vector<Entry> entries;
  for (const auto& [item, posted] : last) {
    if (!Stands(posted)) continue;
    Entry entry = Blank(env, batch);
    entry.kind = EntryKind::kReverse;
    entry.year = posted.year;
    entry.item = item;
    entry.revision = posted.revision + 1;
    entry.points = posted.points;
    entry.veto = posted.veto;
    entry.policy_sha256 = posted.policy_sha256;
    entry.act_start = posted.act_start;
    entry.act_end = posted.act_end;
    entry.effective_date = std::max(posted.effective_date, batch.effective_date);
    entries.push_back(std::move(entry));
  }
  return entries;
}

// Where two crossings are one: an entry crosses a band once, and that another service day counts
// makes it another crossing.
bool Same(const Crossing& a, const Crossing& b) {
  return a.entry_seq == b.entry_seq && a.band_first == b.band_first &&
         a.effective_date == b.effective_date && a.suspend_months == b.suspend_months;
}

// Those of `some` that `others` lacks.
std::vector<Crossing> Lacking(const std::vector<Crossing>& others,
                              const std::vector<Crossing>& some) {
  std::vector<Crossing> found;
  for (const Crossing& one : some) {
    if (std::none_of(others.begin(), others.end(),
                     [&](const Crossing& other) { return Same(one, other); })) {
      found.push_back(one);
    }
  }
  return found;
}

// The crossings that stand by the record.
std::vector<Crossing> StillFired(const std::vector<CrossingRow>& rows) {
  std::vector<Crossing> fired;
  for (const CrossingRow& row : rows) {
    if (row.event == CrossingEvent::kFired) {
      fired.push_back(row.crossing);
    } else {
      std::erase_if(fired, [&](const Crossing& one) { return Same(one, row.crossing); });
    }
  }
  return fired;
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
  PROBITY_RETURN_IF_ERROR(
      PutBalance(tx, env.region, {batch.subject, year, change.standing.points, last.recorded_seq}));
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
  fields.AddHex("case_id", batch.case_id.Bytes())
      .Add("subject_kind", static_cast<int64_t>(batch.subject.kind))
      .Add("subject_id", batch.subject.id)
      .Add("actor", batch.actor);
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

// The entries first: the end of the chain is where writers of one region take turns, so the fold
// that follows sees everything recorded before it.
absl::StatusOr<Posted> Record(sql::Tx& tx, const ServiceEnv& env, const Batch& batch,
                              std::vector<Entry> entries) {
  Posted posted;
  if (entries.empty()) return posted;
  for (Entry& entry : entries) {
    PROBITY_RETURN_IF_ERROR(AppendEntry(tx, env.region, entry));
    PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(entry.entry_id));
    posted.entry_ids.push_back(id.Text());
    posted.balances[entry.year] = 0;
  }
  std::vector<YearChange> changes;
  for (auto& [year, balance] : posted.balances) {
    PROBITY_ASSIGN_OR_RETURN(changes.emplace_back(), SettleYear(tx, env, batch, year));
    balance = changes.back().standing.points;
    posted.balance_points = balance;
  }
  PROBITY_RETURN_IF_ERROR(AuditPosting(tx, env, batch, entries, changes));
  for (const YearChange& change : changes) {
    PROBITY_RETURN_IF_ERROR(Follow(tx, env, change));
  }
  return posted;
}

}  // namespace

absl::StatusOr<Posted> PostPoints(sql::Tx& tx, const ServiceEnv& env, const Posting& posting) {
  const Batch batch = {AuditKind::kPointsPosted,
                       posting.case_id,
                       posting.subject,
                       posting.effective_date,
                       posting.actor,
                       posting.policy,
                       Now(env)};
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> of_case,
                           EntriesOfCase(tx, env.region, posting.case_id.Bytes()));
  PROBITY_ASSIGN_OR_RETURN(std::vector<Entry> entries,
                           PostEntries(env, batch, posting, LastRevisions(of_case)));
  return Record(tx, env, batch, std::move(entries));
}

absl::StatusOr<Posted> ReversePoints(sql::Tx& tx, const ServiceEnv& env, const Reversal& reversal) {
  const Batch batch = {AuditKind::kPointsReversed,
                       reversal.case_id,
                       reversal.subject,
                       reversal.effective_date,
                       reversal.actor,
                       nullptr,
                       Now(env)};
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> of_case,
                           EntriesOfCase(tx, env.region, reversal.case_id.Bytes()));
  return Record(tx, env, batch, ReverseEntries(env, batch, LastRevisions(of_case)));
}

}  // namespace probity::scoring
