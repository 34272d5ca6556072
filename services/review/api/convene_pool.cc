// FreezePool: part 1 fixes who may be drawn at all, part 2 who of them may judge this round.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/codes/person_code.h"
#include "common/crypto/crypto.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/review/api/abort.h"
#include "services/review/api/convene.h"
#include "services/review/api/convene_people.h"
#include "services/review/api/hearing_admin_sheets.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/ordinals.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/hearing/openings.h"
#include "services/review/store/hearing/results.h"
#include "services/review/store/roster/invitations.h"
#include "services/review/store/roster/members.h"

namespace probity::review {
namespace {

// Whose panels must not sit again. Scoring knows and is asked again; nothing of it is stored here.
struct Avoidance {
  std::vector<Bytes> rounds;
  bool waivable = false;
};

absl::StatusOr<Avoidance> AskAvoidance(const HearingEnv& env, const Bytes& round_id,
                                       absl::Time deadline) {
  std::optional<hearing::Opening> opening;
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(opening, hearing::OpeningOfRound(tx, round_id));
    return absl::OkStatus();
  }));
  if (!opening.has_value()) return LostRace("the round moved on meanwhile; look at it again");
  PROBITY_ASSIGN_OR_RETURN(const auto taken, env.scoring.TakeSheets(TakingOf(*opening), deadline));
  Avoidance avoidance;
  avoidance.waivable = taken.avoidance_waivable();
  for (const std::string& text : taken.avoid_rounds()) {
    PROBITY_ASSIGN_OR_RETURN(avoidance.rounds.emplace_back(), ParseRoundId(text, "avoid_rounds"));
  }
  return avoidance;
}

std::vector<HousedMember> Houses(const std::vector<PoolMember>& members) {
  std::vector<HousedMember> housed;
  for (const PoolMember& member : members) housed.push_back(Housed(member));
  return housed;
}

// The active members without those who sat in the rounds to avoid; with them if these cases are
// merely heard again and the others could not fill a panel.
absl::StatusOr<std::vector<PoolMember>> Candidates(sql::Tx& tx, const hearing::Round& round,
                                                   const Avoidance& avoidance) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<PoolMember> active, roster::ActiveMembers(tx));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Bytes> sat, roster::PanelsOf(tx, avoidance.rounds));
  const std::set<Bytes> avoided(sat.begin(), sat.end());
  std::vector<PoolMember> others;
  for (const PoolMember& member : active) {
    if (!avoided.contains(member.member_id)) others.push_back(member);
  }
  const bool enough = DrawConditionHolds(Houses(others), round.quotas);
  return avoidance.waivable && !enough ? active : others;
}

// Who sat longer ago than the policy keeps panels apart is forgotten, with each new pool.
absl::Status ForgetOldPanels(sql::Tx& tx, const ReviewEnv& review, const hearing::Round& round) {
  const absl::CivilMonth kept =
      absl::CivilMonth(Today(review.clock)) - round.committee.disjoint_keep_months;
  return roster::EraseInvitationsBefore(
             tx, absl::ToUnixSeconds(calendar::StartOf(calendar::Date(kept))))
      .status();
}

// The round's pool. One that an attempt cut short has fixed already stays: it is never frozen
// twice.
absl::StatusOr<roster::FrozenPool> FixPool(const HearingEnv& env, const hearing::Round& round,
                                           const Avoidance& avoidance, absl::Time deadline) {
  const ReviewEnv& review = env.review;
  Bytes pool_key = review.keys.NewKey();
  const Bytes wrapped = review.keys.WrapPoolKey(round.round_id, pool_key);
  crypto::Cleanse(pool_key);
  roster::FrozenPool pool;
  PROBITY_RETURN_IF_ERROR(review.roster.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    absl::StatusOr<roster::FrozenPool> fixed = roster::GetPool(tx, round.round_id);
    if (!absl::IsNotFound(fixed.status())) {
      if (!fixed.ok()) return fixed.status();
      pool = *std::move(fixed);
      return absl::OkStatus();
    }
    pool.wrapped_key = wrapped;
    PROBITY_ASSIGN_OR_RETURN(pool.members, Candidates(tx, round, avoidance));
    PROBITY_RETURN_IF_ERROR(ForgetOldPanels(tx, review, round));
    return roster::InsertPool(tx, round.round_id, pool);
  }));
  return pool;
}

absl::StatusOr<Shares> CommitmentsOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const auto parts, hearing::SeedParts(tx, round_id));
  Shares commitments;
  for (const hearing::SeedPart& part : parts) commitments[IndexOf(part.group)] = part.commitment;
  return commitments;
}

// COMMITTED → FROZEN. Nothing to do if the round is FROZEN already.
absl::Status Freeze(const HearingEnv& env, const hearing::Round& round, absl::Time deadline) {
  if (round.phase != Phase::kCommitted) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const Avoidance avoidance, AskAvoidance(env, round.round_id, deadline));
  PROBITY_ASSIGN_OR_RETURN(const roster::FrozenPool pool, FixPool(env, round, avoidance, deadline));
  PROBITY_ASSIGN_OR_RETURN(const auto entries, EntriesOf(env.review, round.round_id, pool));
  return env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round now, hearing::LockRound(tx, round.round_id));
    if (now.phase == Phase::kFrozen) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(const Shares commitments, CommitmentsOf(tx, round.round_id));
    PROBITY_RETURN_IF_ERROR(Enter(tx, env.review, now, Step::kFreezePool).status());
    const Transcript frozen =
        review::FreezePool(round.round_id, round.quotas, commitments, entries);
    PROBITY_RETURN_IF_ERROR(StoreTranscript(tx, round.round_id, frozen));
    return hearing::AppendAudit(tx, AuditKind::kPoolFrozen,
                                PoolFrozenBody(round.round_id, frozen.pool_root))
        .status();
  });
}

using Affiliations = std::map<Bytes, std::vector<Affiliation>>;

// Beside the employer of the pool: what had not ended before the policy's look-back.
absl::StatusOr<Affiliations> LoadAffiliations(const ReviewEnv& env, const hearing::Round& round,
                                              absl::Time deadline) {
  const absl::CivilDay today = Today(env.clock);
  const absl::CivilDay since(today.year() - round.committee.look_back_years, today.month(),
                             today.day());
  Affiliations affiliations;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto rows, roster::AffiliationsSince(tx, since));
    for (const roster::AffiliationRow& row : rows) {
      affiliations[row.member_id].push_back({row.kind, row.institution_code});
    }
    return absl::OkStatus();
  }));
  return affiliations;
}

// Who may be an officer of a case, or challenged by name: each member by the code of its name.
absl::Status AddPersons(const HearingEnv& env, const roster::FrozenPool& pool, absl::Time deadline,
                        Affiliations& affiliations) {
  PROBITY_ASSIGN_OR_RETURN(std::string key, env.scoring.GetPersonKey(deadline));
  std::vector<Bytes> ids;
  for (const PoolMember& member : pool.members) ids.push_back(member.member_id);
  std::vector<roster::Member> members;
  const absl::Status read = env.review.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(members, roster::MembersOf(tx, ids));
    return absl::OkStatus();
  });
  for (const roster::Member& member : members) {
    affiliations[member.member_id].push_back(
        {AffiliationKind::kPerson, codes::PersonCode(key, member.name)});
  }
  crypto::Cleanse(key);
  return read;
}

absl::StatusOr<roster::FrozenPool> LoadPool(const ReviewEnv& env, const Bytes& round_id,
                                            absl::Time deadline) {
  roster::FrozenPool pool;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(pool, roster::GetPool(tx, round_id));
    return absl::OkStatus();
  }));
  return pool;
}

void AddAffiliation(AffiliationKind kind, const std::string& code,
                    scoring::v1::ScreenedMember& member) {
  scoring::v1::Affiliation& affiliation = *member.add_affiliations();
  affiliation.set_kind(static_cast<scoring::v1::AffiliationKind>(kind));
  affiliation.set_code(code);
}

// `entries` are those of `pool`, in its order.
std::vector<scoring::v1::ScreenedMember> MembersAsked(const roster::FrozenPool& pool,
                                                      const std::vector<PoolEntry>& entries,
                                                      const Affiliations& affiliations) {
  std::vector<scoring::v1::ScreenedMember> asked;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    scoring::v1::ScreenedMember& member = asked.emplace_back();
    member.set_pseudonym(crypto::Hex(entries[i].screening));
    member.set_group(static_cast<int>(entries[i].group));
    const std::string& employer = pool.members[i].employer_code;
    if (!employer.empty()) AddAffiliation(AffiliationKind::kEmployer, employer, member);
    const auto more = affiliations.find(pool.members[i].member_id);
    if (more == affiliations.end()) continue;
    for (const Affiliation& one : more->second) AddAffiliation(one.kind, one.code, member);
  }
  return asked;
}

absl::StatusOr<scoring::v1::ScreenMembersRequest> ScreeningRequest(
    const HearingEnv& env, const hearing::Round& round, const roster::FrozenPool& pool,
    const std::vector<PoolEntry>& entries, absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(Affiliations affiliations,
                           LoadAffiliations(env.review, round, deadline));
  PROBITY_RETURN_IF_ERROR(AddPersons(env, pool, deadline, affiliations));
  std::vector<hearing::SheetRow> sheets;
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(sheets, hearing::SheetsOf(tx, round.round_id));
    return absl::OkStatus();
  }));
  scoring::v1::ScreenMembersRequest request;
  request.set_round_id(RoundIdText(round.round_id));
  for (const hearing::SheetRow& sheet : sheets) {
    request.add_case_tokens(crypto::Hex(sheet.case_token));
  }
  // Neither the order of the roster nor that of the sheets' ordinals goes out.
  std::sort(request.mutable_case_tokens()->begin(), request.mutable_case_tokens()->end());
  std::vector<scoring::v1::ScreenedMember> members = MembersAsked(pool, entries, affiliations);
  Shuffle(members, env.review.entropy);
  for (scoring::v1::ScreenedMember& member : members) *request.add_members() = std::move(member);
  for (const std::uint8_t quota : round.quotas) {
    request.add_quotas(quota);
    request.add_floors(quota + round.committee.screen_floor_margin);
  }
  return request;
}

// The members scoring found eligible; NOT_DRAWABLE if they cannot make a panel.
absl::StatusOr<std::vector<PoolEntry>> Screen(const HearingEnv& env, const hearing::Round& round,
                                              absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(const roster::FrozenPool pool,
                           LoadPool(env.review, round.round_id, deadline));
  PROBITY_ASSIGN_OR_RETURN(const auto entries, EntriesOf(env.review, round.round_id, pool));
  PROBITY_ASSIGN_OR_RETURN(const auto request,
                           ScreeningRequest(env, round, pool, entries, deadline));
  PROBITY_ASSIGN_OR_RETURN(const auto screened, env.scoring.ScreenMembers(request, deadline));
  if (screened.not_drawable()) {
    return Precondition(Reason::k_NOT_DRAWABLE, "too few members may judge this round");
  }
  std::vector<Bytes> names;
  for (const std::string& name : screened.eligible()) {
    PROBITY_ASSIGN_OR_RETURN(names.emplace_back(), crypto::FromHex(name));
  }
  return Eligible(entries, names);
}

absl::StatusOr<v1::FreezePoolResponse> StoreScreening(const HearingEnv& env, sql::Tx& tx,
                                                      const Bytes& round_id,
                                                      const std::vector<PoolEntry>& eligible) {
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kScreenPool));
  PROBITY_ASSIGN_OR_RETURN(Convened convened, ConvenedIn(tx, round));
  PROBITY_ASSIGN_OR_RETURN(const Transcript screened,
                           ScreenPool(std::move(convened.transcript), eligible));
  PROBITY_ASSIGN_OR_RETURN(const Phase phase, Enter(tx, env.review, round, Step::kScreenPool));
  PROBITY_RETURN_IF_ERROR(StoreTranscript(tx, round_id, screened));
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(tx, AuditKind::kScreened, ScreenedBody(round_id, screened.eligible_root))
          .status());
  v1::FreezePoolResponse response;
  response.set_pool_root(crypto::Hex(screened.pool_root));
  response.set_eligible_root(crypto::Hex(screened.eligible_root));
  if (PROBITY_PLANTED(kStrikesAnswered)) {
    response.mutable_eligible_root()->append(
        "/" + std::to_string(screened.leaves.size() - screened.eligible.size()));
  }
  response.set_phase(ToProto(phase));
  return response;
}

v1::FreezePoolResponse NotDrawable() {
  v1::FreezePoolResponse response;
  response.set_phase(v1::ROUND_PHASE_ABORTED);
  return response;
}

absl::StatusOr<v1::FreezePoolResponse> AbortUndrawable(const HearingEnv& env, const rpc::Call& call,
                                                       const v1::FreezePoolRequest& request,
                                                       const Bytes& round_id) {
  absl::StatusOr<v1::FreezePoolResponse> response = rpc::Idempotent<v1::FreezePoolResponse>(
      env.review.hearing, call, request,
      [&](sql::Tx& tx) -> absl::StatusOr<v1::FreezePoolResponse> {
        PROBITY_ASSIGN_OR_RETURN(const hearing::Round round,
                                 LockFor(tx, round_id, Step::kNotDrawable));
        PROBITY_RETURN_IF_ERROR(
            AbortIn(tx, env.review, round, Step::kNotDrawable, AbortCode::kNotDrawable));
        return NotDrawable();
      });
  if (response.ok()) AfterAbort(env, round_id, call.deadline);
  return response;
}

}  // namespace

absl::StatusOr<v1::FreezePoolResponse> FreezePool(const HearingEnv& env, const rpc::Call& call,
                                                  const v1::FreezePoolRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  PROBITY_ASSIGN_OR_RETURN(
      auto stored, rpc::StoredAnswer<v1::FreezePoolResponse>(env.review.hearing, call, request));
  if (stored.has_value()) return *std::move(stored);
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round,
                           ReadRound(env.review, round_id, call.deadline));
  if (AbortedFor(round, AbortCode::kNotDrawable)) return NotDrawable();
  PROBITY_RETURN_IF_ERROR(CheckMayCall("FreezePool", round));
  PROBITY_RETURN_IF_ERROR(Freeze(env, round, call.deadline));
  const absl::StatusOr<std::vector<PoolEntry>> eligible = Screen(env, round, call.deadline);
  const absl::StatusOr<v1::FreezePoolResponse> response =
      eligible.ok() ? rpc::Idempotent<v1::FreezePoolResponse>(
                          env.review.hearing, call, request,
                          [&](sql::Tx& tx) { return StoreScreening(env, tx, round_id, *eligible); })
                    : eligible.status();
  if (!HasReason(response.status(), Reason::k_NOT_DRAWABLE)) return response;
  return AbortUndrawable(env, call, request, round_id);
}

}  // namespace probity::review
