#include "services/scoring/api/posting.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/apply.h"
#include "services/scoring/api/ledger/record.h"
#include "services/scoring/api/subjects/follow.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/store/entries.h"

namespace probity::scoring {
namespace {

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
  return last_revision.kind == EntryKind::kPost || last_revision.kind == EntryKind::kCarry;
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

absl::StatusOr<Posted> RecordAll(sql::Tx& tx, const ServiceEnv& env, const Batch& batch,
                                 std::vector<Entry> entries) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<consequences::YearChange> changes,
                           Record(tx, env, batch, entries));
  Posted posted;
  for (const Entry& entry : entries) {
    PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(entry.entry_id));
    posted.entry_ids.push_back(id.Text());
  }
  for (const consequences::YearChange& change : changes) {
    posted.balance_points = change.standing.points;
    posted.balances[change.year] = posted.balance_points;
  }
  return posted;
}

}  // namespace

absl::StatusOr<Posted> PostPoints(sql::Tx& tx, const ServiceEnv& env, const Posting& posting) {
  Batch batch;
  batch.audit_kind = AuditKind::kPointsPosted;
  batch.case_id = posting.case_id.Bytes();
  batch.subject = posting.subject;
  batch.effective_date = posting.effective_date;
  batch.actor = posting.actor;
  batch.policy = posting.policy;
  batch.at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> of_case,
                           EntriesOfCase(tx, env.region, posting.case_id.Bytes()));
  PROBITY_ASSIGN_OR_RETURN(std::vector<Entry> entries,
                           PostEntries(env, batch, posting, LastRevisions(of_case)));
  PROBITY_ASSIGN_OR_RETURN(Posted posted, RecordAll(tx, env, batch, std::move(entries)));
  // After the entries and their leaf of the audit log: see ApproveSubjectChange.
  PROBITY_RETURN_IF_ERROR(FollowPosting(tx, env, {batch.subject, batch.case_id, batch.actor}));
  return posted;
}

absl::StatusOr<Posted> ReversePoints(sql::Tx& tx, const ServiceEnv& env, const Reversal& reversal) {
  Batch batch;
  batch.audit_kind = AuditKind::kPointsReversed;
  batch.case_id = reversal.case_id.Bytes();
  batch.subject = reversal.subject;
  batch.effective_date = reversal.effective_date;
  batch.actor = reversal.actor;
  batch.approver = reversal.approver;
  batch.reason = reversal.reason;
  batch.document = reversal.document;
  batch.at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> of_case,
                           EntriesOfCase(tx, env.region, reversal.case_id.Bytes()));
  PROBITY_ASSIGN_OR_RETURN(
      Posted posted, RecordAll(tx, env, batch, ReverseEntries(env, batch, LastRevisions(of_case))));
  PROBITY_RETURN_IF_ERROR(FollowReversal(tx, env, reversal));
  return posted;
}

}  // namespace probity::scoring
