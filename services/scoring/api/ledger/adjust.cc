#include "services/scoring/api/ledger/adjust.h"

#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/ledger/record.h"
#include "services/scoring/domain/ledger/repair.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/entries.h"

namespace probity::scoring {
namespace {

// One subject's year as it stands now, with the policy of its kind in force today.
struct Account {
  PolicyRef policy;
  std::vector<Entry> entries;
  Standing standing;
};

absl::StatusOr<Account> ReadAccount(sql::Tx& tx, const ServiceEnv& env, const Subject& subject,
                                    int32_t year) {
  Account account;
  PROBITY_ASSIGN_OR_RETURN(account.policy, env.policies.For(tx, subject.kind, Today(env.clock)));
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  PROBITY_ASSIGN_OR_RETURN(account.entries, EntriesOfYear(tx, env.region, year, subject));
  StandingRules rules{*account.policy};
  for (const policy::Policy& one : *shelf) rules.decided.emplace(one.sha256, &one);
  account.standing = FoldStanding(rules, account.entries);
  return account;
}

Batch BatchOf(const ServiceEnv& env, const Adjustment& adjustment, const std::string& approver) {
  Batch batch;
  batch.audit_kind = adjustment.kind == EntryKind::kReduce ? AuditKind::kPointsReduced
                                                           : AuditKind::kPointsRestored;
  batch.case_id = adjustment.repair_id;
  batch.subject = adjustment.subject;
  batch.actor = adjustment.actor;
  batch.approver = approver;
  batch.reason = adjustment.reason;
  batch.document = adjustment.document;
  batch.at = Now(env);
  batch.effective_date = calendar::DateOf(batch.at.time);
  return batch;
}

}  // namespace

absl::Status CheckAdjustment(sql::Tx& tx, const ServiceEnv& env, Adjustment& adjustment) {
  PROBITY_RETURN_IF_ERROR(LockBalance(tx, env.region, adjustment.subject, adjustment.year));
  PROBITY_ASSIGN_OR_RETURN(const Account account,
                           ReadAccount(tx, env, adjustment.subject, adjustment.year));
  if (adjustment.kind == EntryKind::kRestore) {
    PROBITY_ASSIGN_OR_RETURN(const Entry repair,
                             StandingRepair(account.entries, adjustment.repair_id));
    adjustment.points = repair.points;
    return absl::OkStatus();
  }
  PROBITY_ASSIGN_OR_RETURN(
      adjustment.points,
      PointsOfRepair({adjustment.year, *account.policy, account.standing, account.entries},
                     {adjustment.code, adjustment.minutes, Today(env.clock)}));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RecordAdjustment(sql::Tx& tx, const ServiceEnv& env,
                                         const Adjustment& adjustment,
                                         const std::string& approver) {
  const Batch batch = BatchOf(env, adjustment, approver);
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, adjustment.subject.kind, batch.effective_date));
  std::vector<Entry> entries = {Blank(env, batch)};
  Entry& entry = entries.front();
  entry.kind = adjustment.kind;
  entry.year = adjustment.year;
  entry.item = 1;
  entry.revision = adjustment.kind == EntryKind::kReduce ? 1 : 2;
  entry.points = adjustment.points;
  entry.policy_sha256 = policy->sha256;
  entry.act_start = batch.effective_date;
  entry.act_end = batch.effective_date;
  PROBITY_RETURN_IF_ERROR(Record(tx, env, batch, entries).status());
  return entries.front().recorded_seq;
}

absl::StatusOr<Entry> CarryPoints(sql::Tx& tx, const ServiceEnv& env, const Carry& carry) {
  Batch batch;
  batch.audit_kind = AuditKind::kPointsCarried;
  batch.case_id = carry.event_id;
  batch.subject = carry.to;
  batch.effective_date = carry.effective_date;
  batch.actor = carry.actor;
  batch.approver = carry.approver;
  batch.reason = carry.reason;
  batch.document = carry.document;
  batch.at = Now(env);
  std::vector<Entry> entries = {Blank(env, batch)};
  Entry& entry = entries.front();
  entry.kind = EntryKind::kCarry;
  entry.year = carry.year;
  entry.item = carry.item;
  entry.revision = carry.revision;
  entry.points = carry.points;
  entry.veto = carry.veto;
  entry.chosen_months = carry.chosen_months;
  entry.policy_sha256 = carry.policy_sha256;
  entry.act_start = carry.decided_date;
  entry.act_end = carry.decided_date;
  PROBITY_RETURN_IF_ERROR(Record(tx, env, batch, entries).status());
  return entries.front();
}

}  // namespace probity::scoring
