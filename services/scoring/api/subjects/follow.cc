#include "services/scoring/api/subjects/follow.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/api/ledger/adjust.h"
#include "services/scoring/api/posting.h"
#include "services/scoring/api/subjects/carry_suspensions.h"
#include "services/scoring/domain/subjects/change.h"
#include "services/scoring/store/entries.h"
#include "services/scoring/store/subjects/changes.h"

namespace probity::scoring {
namespace {

// The act by which one event's points go to one successor: the same whenever it is computed, so
// that a reversal finds what was carried.
std::string CarryingAct(const SubjectChange& change, const std::string& event_id,
                        const std::string& successor) {
  return crypto::Sha256(absl::StrCat("probity/carry/1\n", change.change_id, event_id, successor))
      .substr(0, Id::kSize);
}

absl::StatusOr<std::vector<Entry>> EntriesOfAct(sql::Tx& tx, const ServiceEnv& env,
                                                const Subject& subject,
                                                const std::string& event_id) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Entry> entries, EntriesOfCase(tx, env.region, event_id));
  std::erase_if(entries, [&](const Entry& one) { return one.subject != subject; });
  return entries;
}

absl::Status CarryTo(sql::Tx& tx, const ServiceEnv& env, const Moved& moved,
                     const SubjectChange& change, const Successor& successor) {
  const Subject to = {moved.subject.kind, successor.institution_id};
  const std::string act = CarryingAct(change, moved.event_id, successor.institution_id);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                           EntriesOfAct(tx, env, moved.subject, moved.event_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> before, EntriesOfAct(tx, env, to, act));
  for (const CarriedItem& item : ItemsToCarry(entries, successor.share_bp, moved.forgiven)) {
    int32_t revision = 0;
    bool stands = false;
    for (const Entry& one : before) {
      if (one.item != item.item) continue;
      revision = one.revision;
      stands = Adds(one.kind);
    }
    if (stands) continue;
    Carry carry;
    carry.event_id = act;
    carry.item = item.item;
    carry.revision = revision + 1;
    carry.to = to;
    carry.year = item.year;
    carry.points = item.points;
    carry.veto = item.veto;
    carry.chosen_months = item.chosen_months;
    carry.policy_sha256 = item.policy_sha256;
    const Entry& last = entries.back();
    carry.decided_date = last.kind == EntryKind::kCarry ? last.act_end : last.effective_date;
    carry.effective_date = std::max(change.effective_date, carry.decided_date);
    carry.actor = moved.actor;
    carry.approver = change.approved_by;
    carry.reason = absl::StrCat("承继 ", change.institution_id, ": ", change.reason);
    carry.document = change.document;
    PROBITY_RETURN_IF_ERROR(CarryPoints(tx, env, carry).status());
  }
  return FollowPosting(tx, env, {to, act, moved.actor});
}

}  // namespace

absl::Status FollowPosting(sql::Tx& tx, const ServiceEnv& env, const Moved& moved) {
  if (moved.subject.kind == policy::SubjectKind::kPerson) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SubjectChange> successions,
                           SuccessionOf(tx, env.region, moved.subject.id));
  for (const SubjectChange& change : successions) {
    for (const Successor& successor : change.successors) {
      PROBITY_RETURN_IF_ERROR(CarryTo(tx, env, moved, change, successor));
    }
  }
  return absl::OkStatus();
}

absl::Status FollowReversal(sql::Tx& tx, const ServiceEnv& env, const Reversal& reversal) {
  if (reversal.subject.kind == policy::SubjectKind::kPerson) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SubjectChange> successions,
                           SuccessionOf(tx, env.region, reversal.subject.id));
  for (const SubjectChange& change : successions) {
    for (const Successor& successor : change.successors) {
      PROBITY_RETURN_IF_ERROR(
          ShortenCarried(tx, env, change, successor, reversal.effective_date, reversal.actor));
      Reversal carried = reversal;
      PROBITY_ASSIGN_OR_RETURN(
          carried.case_id,
          Id::FromBytes(CarryingAct(change, reversal.case_id.Bytes(), successor.institution_id)));
      carried.subject.id = successor.institution_id;
      // Follows further successions itself.
      PROBITY_RETURN_IF_ERROR(ReversePoints(tx, env, carried).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
