#include "services/settlement/api/tell_locks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/id/uuid.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/scoring/v1/year_lock_service.grpc.pb.h"
#include "services/settlement/store/known_ledger.h"

namespace probity::settlement {
namespace {

using Stub = scoring::v1::YearLockService::Stub;

// Namespace of the request ids: the same lock is told by the same request.
constexpr char kNamespace[] = "5b0c2f5e-7d0e-4b1c-9a2f-3f6f0c8e1d42";
constexpr absl::Duration kPatience = absl::Seconds(10);

absl::Status Tell(const ServiceEnv& env, Stub& stub, const KnownLedger& lock, absl::Time deadline) {
  scoring::v1::RecordYearLockRequest request;
  PROBITY_ASSIGN_OR_RETURN(*request.mutable_request_id(),
                           NamedUuid(kNamespace, absl::StrCat(env.region, "/", lock.run_id)));
  request.set_year(lock.year);
  request.set_run_id(lock.run_id);
  request.set_known_seq(lock.known_seq);
  rpc::CallOptions options;
  options.caller = rpc::ServiceCaller("settlement");
  options.deadline = std::min(deadline, absl::Now() + kPatience);
  PROBITY_RETURN_IF_ERROR(rpc::Invoke(stub, &Stub::RecordYearLock, request, options).status());
  return env.database.Transact(
      deadline, [&](sql::Tx& tx) { return SetLockTold(tx, env.region, lock.run_id); });
}

}  // namespace

absl::Status TellLocks(const ServiceEnv& env, absl::Time deadline) {
  std::vector<KnownLedger> locks;
  PROBITY_RETURN_IF_ERROR(env.database.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(locks, LocksToTell(tx, env.region));
    return absl::OkStatus();
  }));
  if (locks.empty()) return absl::OkStatus();
  const auto stub = scoring::v1::YearLockService::NewStub(env.scoring);
  absl::Status first;
  for (const KnownLedger& lock : locks) {
    const absl::Status told = Tell(env, *stub, lock, deadline);
    if (first.ok()) first = told;
  }
  return first;
}

}  // namespace probity::settlement
