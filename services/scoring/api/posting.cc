#include "services/scoring/api/posting.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"

namespace probity::scoring {
namespace {

// What all entries of one posting or reversal have in common.
struct Batch {
  AuditKind audit_kind;
  const Id& case_id;
  const std::string& institution_id;
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
  entry.institution_id = batch.institution_id;
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

ledger::Fields ConsequenceFields(const ConsequenceRecord& record) {
  const Consequence& now = record.consequence;
  ledger::Fields fields;
  fields.Add("institution_id", record.institution_id)
      .Add("year", int64_t{record.year})
      .Add("seq", int64_t{record.seq})
      .Add("recorded_seq", record.last_seq)
      .Add("band", record.band)
      .Add("suspend_months", int64_t{now.suspend_months})
      .Add("policy_sha256", record.policy_sha256);
  if (now.suspension.has_value()) {
    fields.Add("suspend_start", calendar::FormatDate(now.suspension->first))
        .Add("suspend_end", calendar::FormatDate(now.suspension->last));
  }
  if (now.cancelled) fields.Add("cancelled_date", calendar::FormatDate(*now.cancelled_date));
  return fields;
}

// Records the consequence if the year's last record says something else.
absl::StatusOr<std::optional<ConsequenceRecord>> RecordConsequence(
    sql::Tx& tx, const ServiceEnv& env, const Batch& batch, const Entry& last,
    const std::pair<Standing, std::string>& standing_by_policy) {
  const auto& [standing, policy_sha256] = standing_by_policy;
  PROBITY_ASSIGN_OR_RETURN(const std::optional<ConsequenceRecord> before,
                           LastConsequence(tx, env.region, batch.institution_id, last.year));
  const Consequence none;
  const Consequence& known = before.has_value() ? before->consequence : none;
  if (known == standing.consequence) return std::optional<ConsequenceRecord>();
  ConsequenceRecord record;
  record.institution_id = batch.institution_id;
  record.year = last.year;
  record.seq = before.has_value() ? before->seq + 1 : 1;
  record.last_seq = last.recorded_seq;
  record.band = standing.band;
  record.consequence = standing.consequence;
  record.policy_sha256 = policy_sha256;
  record.effective_date = last.effective_date;
  record.recorded_time = absl::ToUnixMicros(batch.at.time);
  record.actor = batch.actor;
  record.scenario = batch.at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertConsequence(tx, env.region, record));
  return std::optional<ConsequenceRecord>(std::move(record));
}

// Brings balance and consequence of one year up to date; the balance.
absl::StatusOr<int64_t> SettleYear(sql::Tx& tx, const ServiceEnv& env, const Batch& batch,
                                   int32_t year, std::vector<ConsequenceRecord>& changed) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfYear(tx, env.region, year, batch.institution_id));
  const Entry& last = entries.back();
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef pinned, env.policies.BySha(tx, last.policy_sha256));
  StandingRules rules{batch.policy != nullptr ? *batch.policy : *pinned};
  for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
  const Standing standing = FoldStanding(rules, entries);
  PROBITY_RETURN_IF_ERROR(
      PutBalance(tx, env.region, {batch.institution_id, year, standing.points, last.recorded_seq}));
  PROBITY_ASSIGN_OR_RETURN(std::optional<ConsequenceRecord> record,
                           RecordConsequence(tx, env, batch, last, {standing, rules.year.sha256}));
  if (record.has_value()) changed.push_back(*std::move(record));
  return standing.points;
}

absl::Status AuditPosting(sql::Tx& tx, const ServiceEnv& env, const Batch& batch,
                          const std::vector<Entry>& entries,
                          const std::vector<ConsequenceRecord>& changed) {
  ledger::Fields fields;
  fields.AddHex("case_id", batch.case_id.Bytes())
      .Add("institution_id", batch.institution_id)
      .Add("actor", batch.actor);
  for (const Entry& entry : entries) {
    fields.Add("recorded_seq", entry.recorded_seq).AddHex("hash", entry.hash);
  }
  PROBITY_RETURN_IF_ERROR(AppendAudit(tx, env.region, batch.audit_kind, fields, batch.at).status());
  for (const ConsequenceRecord& record : changed) {
    PROBITY_RETURN_IF_ERROR(AppendAudit(tx, env.region, AuditKind::kConsequenceChanged,
                                        ConsequenceFields(record), batch.at)
                                .status());
  }
  return absl::OkStatus();
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
  std::vector<ConsequenceRecord> changed;
  for (auto& [year, balance] : posted.balances) {
    PROBITY_ASSIGN_OR_RETURN(balance, SettleYear(tx, env, batch, year, changed));
    posted.balance_points = balance;
  }
  PROBITY_RETURN_IF_ERROR(AuditPosting(tx, env, batch, entries, changed));
  return posted;
}

}  // namespace

absl::StatusOr<Posted> PostPoints(sql::Tx& tx, const ServiceEnv& env, const Posting& posting) {
  const Batch batch = {AuditKind::kPointsPosted,
                       posting.case_id,
                       posting.institution_id,
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
                       reversal.institution_id,
                       reversal.effective_date,
                       reversal.actor,
                       nullptr,
                       Now(env)};
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> of_case,
                           EntriesOfCase(tx, env.region, reversal.case_id.Bytes()));
  return Record(tx, env, batch, ReverseEntries(env, batch, LastRevisions(of_case)));
}

}  // namespace probity::scoring
