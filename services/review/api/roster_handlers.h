// What the files of RosterService share.
#ifndef PROBITY_SERVICES_REVIEW_API_ROSTER_HANDLERS_H_
#define PROBITY_SERVICES_REVIEW_API_ROSTER_HANDLERS_H_

#include <string_view>

#include "absl/status/status.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"
#include "google/protobuf/message.h"
#include "services/review/api/environment.h"

namespace probity::review {

// The digest of a change, in its transaction; LogWaitingRosterChanges makes its leaf afterwards.
absl::Status RecordRosterChange(sql::Tx& tx, const ReviewEnv& env,
                                const google::protobuf::Message& request);

// True for 1..32 printable ASCII characters without spaces: a number or code of the bureau.
bool IsBureauCode(std::string_view text);

// True for `text` of 1..`longest` characters of UTF-8 without control characters.
bool IsOneLine(std::string_view text, std::size_t longest);

void RegisterRosterMembers(const ReviewEnv& env, rpc::Router& router);
void RegisterRosterAffiliations(const ReviewEnv& env, rpc::Router& router);
void RegisterRosterSums(const ReviewEnv& env, rpc::Router& router);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_ROSTER_HANDLERS_H_
