#include <optional>
#include <string>
#include <vector>

#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/api/key_use.h"
#include "services/review/store/roster/members.h"
#include "services/review/store/roster/pool.h"

namespace probity::review {
namespace {

constexpr std::int64_t kPage = 500;

// A page of the roster above `after`, and afterwards the last member_no of it; empty at the end.
absl::StatusOr<std::vector<roster::Member>> NextPage(sql::Tx& tx, std::string& after) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<roster::Member> page,
                           roster::MembersAfter(tx, std::nullopt, after, kPage));
  if (!page.empty()) after = page.back().member_no;
  return page;
}

absl::Status Reseal(sql::Tx& tx, const ReviewEnv& env, const Bytes& member_id) {
  PROBITY_ASSIGN_OR_RETURN(std::optional<roster::Member> member, roster::FindById(tx, member_id));
  if (!member.has_value()) return absl::OkStatus();
  absl::StatusOr<std::string> contact = env.keys.OpenContact(member_id, member->contact_sealed);
  if (!contact.ok()) return absl::OkStatus();
  member->contact_sealed = env.keys.SealContact(member_id, *contact);
  crypto::Cleanse(*contact);
  return roster::UpdateMember(tx, *member);
}

}  // namespace

absl::StatusOr<RosterKeyUse> UseOfRosterKeys(const ReviewEnv& env, absl::Time deadline) {
  RosterKeyUse use;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    use = {};
    std::string after;
    for (bool more = true; more;) {
      PROBITY_ASSIGN_OR_RETURN(const std::vector<roster::Member> page, NextPage(tx, after));
      for (const roster::Member& member : page) {
        use.contacts.insert(env.keys.GenerationOfContact(member.member_id, member.contact_sealed));
      }
      more = !page.empty();
    }
    PROBITY_ASSIGN_OR_RETURN(const auto keys, roster::WrappedPoolKeys(tx));
    for (const roster::WrappedPoolKey& key : keys) {
      use.rounds.insert(env.keys.GenerationOfPoolKey(key.round_id, key.wrapped));
    }
    return absl::OkStatus();
  }));
  return use;
}

absl::Status ResealContacts(const ReviewEnv& env, absl::Time deadline) {
  const int newest = env.keys.RosterGenerations().back();
  std::string after;
  for (bool more = true; more;) {
    std::string last;
    PROBITY_RETURN_IF_ERROR(env.roster.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
      last = after;
      PROBITY_ASSIGN_OR_RETURN(const std::vector<roster::Member> page, NextPage(tx, last));
      for (const roster::Member& member : page) {
        if (env.keys.GenerationOfContact(member.member_id, member.contact_sealed) == newest) {
          continue;
        }
        PROBITY_RETURN_IF_ERROR(Reseal(tx, env, member.member_id));
      }
      more = !page.empty();
      return absl::OkStatus();
    }));
    after = last;
  }
  return absl::OkStatus();
}

}  // namespace probity::review
