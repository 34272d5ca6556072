#include "services/review/api/convene_people.h"

#include <set>
#include <string_view>
#include <utility>

#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/api/convene.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/store/roster/envelopes.h"
#include "services/review/store/roster/invitations.h"
#include "services/review/store/roster/leftovers.h"

namespace probity::review {
namespace {

// True if people's side of the round has served its purpose.
absl::StatusOr<bool> IsOver(const ReviewEnv& env, const Bytes& round_id, absl::Time deadline) {
  const absl::StatusOr<hearing::Round> round = ReadRound(env, round_id, deadline);
  if (HasReason(round.status(), Reason::k_UNKNOWN_ROUND)) return true;
  if (!round.ok()) return round.status();
  return round->phase >= Phase::kClosed;
}

}  // namespace

absl::StatusOr<std::vector<PoolEntry>> EntriesOf(const ReviewEnv& env, const Bytes& round_id,
                                                 const roster::FrozenPool& pool) {
  PROBITY_ASSIGN_OR_RETURN(Bytes key, env.keys.UnwrapPoolKey(round_id, pool.wrapped_key));
  std::vector<PoolEntry> entries;
  entries.reserve(pool.members.size());
  for (const PoolMember& member : pool.members) entries.push_back(Pseudonymise(key, member));
  crypto::Cleanse(key);
  return entries;
}

absl::StatusOr<std::vector<PoolEntry>> LoadEntries(const ReviewEnv& env, const Bytes& round_id,
                                                   absl::Time deadline) {
  roster::FrozenPool pool;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(pool, roster::GetPool(tx, round_id));
    return absl::OkStatus();
  }));
  return EntriesOf(env, round_id, pool);
}

std::vector<PoolEntry> EligibleIn(const Transcript& transcript,
                                  const std::vector<PoolEntry>& entries) {
  std::set<std::string_view> names;
  for (const EligibleLeaf& leaf : transcript.eligible) names.insert(leaf.draw);
  std::vector<PoolEntry> eligible;
  for (const PoolEntry& entry : entries) {
    if (names.contains(entry.draw)) eligible.push_back(entry);
  }
  return eligible;
}

absl::StatusOr<Convened> ConvenedIn(sql::Tx& tx, const hearing::Round& round) {
  PROBITY_ASSIGN_OR_RETURN(std::optional<Transcript> transcript,
                           LoadTranscript(tx, round.round_id));
  if (!transcript.has_value()) return absl::InternalError("a convened round has no transcript");
  return Convened{round, *std::move(transcript)};
}

absl::StatusOr<Convened> LoadConvened(const ReviewEnv& env, const Bytes& round_id,
                                      absl::Time deadline) {
  Convened convened;
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::GetRound(tx, round_id));
    PROBITY_ASSIGN_OR_RETURN(convened, ConvenedIn(tx, round));
    return absl::OkStatus();
  }));
  return convened;
}

absl::Status ForgetPeople(const ReviewEnv& env, const Bytes& round_id, absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(env.roster.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(roster::ErasePool(tx, round_id));
    return roster::EraseAnswerHashes(tx, round_id);
  }));
  return env.notifier.Withdraw(round_id);
}

absl::Status ForgetAborted(const ReviewEnv& env, const Bytes& round_id, absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(env.roster.Transact(
      deadline, [&](sql::Tx& tx) { return roster::EraseEnvelopes(tx, round_id); }));
  return ForgetPeople(env, round_id, deadline);
}

absl::Status ForgetLeftPeople(const ReviewEnv& env, absl::Time deadline) {
  std::vector<Bytes> rounds;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(rounds, roster::RoundsWithPeople(tx));
    return absl::OkStatus();
  }));
  for (const Bytes& round_id : rounds) {
    PROBITY_ASSIGN_OR_RETURN(const bool over, IsOver(env, round_id, deadline));
    if (over) PROBITY_RETURN_IF_ERROR(ForgetPeople(env, round_id, deadline));
  }
  return absl::OkStatus();
}

}  // namespace probity::review
