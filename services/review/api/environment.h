// What every handler and job of the review service works with. Made once in main.cc (or by a test).
#ifndef PROBITY_SERVICES_REVIEW_API_ENVIRONMENT_H_
#define PROBITY_SERVICES_REVIEW_API_ENVIRONMENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/audit/key_changes.h"
#include "common/clock/clock.h"
#include "common/crypto/crypto.h"
#include "common/crypto/signature.h"
#include "common/policy/committee.h"
#include "common/rpc/page_token.h"
#include "common/rpc/token_buckets.h"
#include "common/sql/database.h"
#include "services/review/api/keys.h"
#include "services/review/api/notifier.h"
#include "services/review/api/officer_keys.h"
#include "services/review/domain/values.h"

namespace probity::review {

// The committee section that holds today; every policy in force has the same one.
struct CommitteeInForce {
  Bytes policy_hash;  // 32 bytes, of the file it was read from
  policy::Committee committee;
};
// Asks scoring, which keeps the policies; outside any transaction. DEPENDENCY_UNAVAILABLE,
// POLICY_NOT_IN_FORCE.
using CommitteeSource = std::function<absl::StatusOr<CommitteeInForce>(absl::Time deadline)>;

struct Settings {
  bool loopback = true;  // served on this machine only
  // To whose keys codes and ballots are sealed for a court; nothing is kept without them.
  std::optional<OfficerKeys> officers;
  // Signs heads of the audit log; without it none is signed or witnessed.
  std::shared_ptr<const crypto::SigningKey> audit_key;
  audit::KeyChanges audit_key_changes;
  // Calls with one and the same code of a member, of a seat's door or of its case. Null: no limit.
  std::shared_ptr<rpc::TokenBuckets> calls_per_code;
};

// Everything it points to outlives the router the handlers are registered with. No region: this
// service does not know where its cases come from.
struct ReviewEnv {
  const Clock& clock;
  crypto::Entropy entropy;
  sql::Database& roster;   // people; never together with the other but in convene*
  sql::Database& hearing;  // rounds, sheets, ballots
  const Keys& keys;
  Notifier& notifier;
  CommitteeSource committee_in_force;
  const rpc::PageTokens& page_tokens;
  Settings settings;
};

// Business time, seconds UTC: nothing finer is stored.
std::int64_t NowSeconds(const ReviewEnv& env);

// A round's id in requests of the secretary and the clerk: 32 hex digits. BAD_REQUEST for `field`.
absl::StatusOr<Bytes> ParseRoundId(std::string_view text, std::string_view field = "round_id");
std::string RoundIdText(std::string_view round_id);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_ENVIRONMENT_H_
