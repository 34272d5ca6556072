#include "services/review/api/roster_handlers.h"

#include <vector>

#include "common/codes/text.h"
#include "common/id/id.h"
#include "common/rpc/content.h"
#include "common/status/status.h"
#include "services/review/api/roster_audit.h"
#include "services/review/api/services.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/store/roster/members.h"

namespace probity::review {
namespace {

constexpr std::size_t kLongestCode = 32;

}  // namespace

absl::Status RecordRosterChange(sql::Tx& tx, const ReviewEnv& env,
                                const google::protobuf::Message& request) {
  roster::RosterChange change;
  change.change_id = RandomId(env.entropy).Bytes();
  change.salt = env.entropy(kIdBytes);
  change.digest = RosterChangeDigest(change.salt, rpc::NormalContent({&request}, "request_id"));
  return roster::InsertChange(tx, change);
}

absl::Status LogWaitingRosterChanges(const ReviewEnv& env, absl::Time deadline) {
  std::vector<roster::RosterChange> waiting;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(waiting, roster::ChangesWithoutLeaf(tx));
    return absl::OkStatus();
  }));
  for (const roster::RosterChange& change : waiting) {
    PROBITY_RETURN_IF_ERROR(LogRosterChange(env, change.digest, deadline));
    PROBITY_RETURN_IF_ERROR(env.roster.Transact(
        deadline, [&](sql::Tx& tx) { return roster::MarkLeafWritten(tx, change.change_id); }));
  }
  return absl::OkStatus();
}

bool IsBureauCode(std::string_view text) {
  if (text.empty() || text.size() > kLongestCode) return false;
  for (const char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

bool IsOneLine(std::string_view text, std::size_t longest) {
  const auto points = codes::CodePoints(text);
  if (!points.has_value() || points->empty() || points->size() > longest) return false;
  for (const char32_t point : *points) {
    if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  }
  return true;
}

void RegisterRoster(const ReviewEnv& env, rpc::Router& router) {
  RegisterRosterMembers(env, router);
  RegisterRosterAffiliations(env, router);
  RegisterRosterSums(env, router);
}

}  // namespace probity::review
