#include "services/settlement/api/supplementary_run.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/freeze_run.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/api/unit_maker.h"
#include "services/settlement/domain/budget.h"
#include "services/settlement/store/known_ledger.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/statements.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

constexpr size_t kMaxReason = 500;  // bytes
constexpr int kMaxCorrections = 500;

// Inputs as last settled: those of the published run, in the order of keys, under those of the
// corrections since.
class LastSettled {
 public:
  LastSettled(sql::Tx& tx, UnitsOfRun published) : tx_(tx), published_(std::move(published)) {}

  void Correct(const UnitInput& input) { corrected_[input.key] = input; }

  // Asked with rising keys.
  absl::StatusOr<std::optional<UnitInput>> Find(const UnitKey& key) {
    PROBITY_RETURN_IF_ERROR(SkipBelow(key));
    if (const auto found = corrected_.find(key); found != corrected_.end()) return found->second;
    if (next_ < page_.size() && page_[next_].input.key == key) return page_[next_].input;
    return std::optional<UnitInput>();
  }

 private:
  absl::Status SkipBelow(const UnitKey& key) {
    while (!ended_) {
      while (next_ < page_.size() && page_[next_].input.key < key) ++next_;
      if (next_ < page_.size()) return absl::OkStatus();
      const UnitKey after = page_.empty() ? UnitKey() : page_.back().input.key;
      PROBITY_ASSIGN_OR_RETURN(page_, InputsAfter(tx_, published_, after));
      next_ = 0;
      ended_ = page_.empty();
    }
    return absl::OkStatus();
  }

  sql::Tx& tx_;
  const UnitsOfRun published_;
  std::map<UnitKey, UnitInput> corrected_;
  std::vector<FrozenUnit> page_;
  size_t next_ = 0;
  bool ended_ = false;
};

// The locked corrections of the published run, oldest first.
std::vector<Run> CorrectionsSince(const std::vector<Run>& runs, const Run& published) {
  std::vector<Run> corrections;
  for (const Run& run : runs) {
    if (run.kind == RunKind::kSupplementary && run.state == RunState::kLocked &&
        run.corrects_run_id == published.run_id) {
      corrections.push_back(run);
    }
  }
  return corrections;
}

// Units deferred by a run and settled by none since, whose disputes are all answered.
absl::StatusOr<std::set<UnitKey>> DeferredUnits(sql::Tx& tx, const std::string& region,
                                                const std::vector<Run>& runs) {
  std::set<UnitKey> deferred;
  std::set<UnitKey> waiting;
  for (const Run& run : runs) {
    const UnitsOfRun units{region, run.run_id};
    for (auto key = deferred.begin(); key != deferred.end();) {
      const auto settled = GetOutcome(tx, units, *key);
      if (!settled.ok() && !absl::IsNotFound(settled.status())) return settled.status();
      key = settled.ok() ? deferred.erase(key) : std::next(key);
    }
    PROBITY_ASSIGN_OR_RETURN(const auto disputed, DisputedUnits(tx, units));
    deferred.insert(disputed.begin(), disputed.end());
    PROBITY_ASSIGN_OR_RETURN(const auto open, OpenDisputes(tx, units));
    waiting.insert(open.begin(), open.end());
  }
  for (const UnitKey& key : waiting) deferred.erase(key);
  return deferred;
}

// Chooses and writes the units of the run.
class Chooser {
 public:
  Chooser(sql::Tx& tx, const std::string& region, const Run& run, const Corrections& corrections)
      : tx_(tx),
        region_(region),
        run_(run),
        corrections_(corrections),
        last_(tx, {region, run.corrects_run_id}),
        writer_(tx, {region, run.run_id}) {}

  absl::Status Open() {
    PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx_, region_, run_.year));
    PROBITY_ASSIGN_OR_RETURN(const Run published, GetRun(tx_, region_, run_.corrects_run_id));
    std::vector<Run> locked = CorrectionsSince(runs, published);
    for (const Run& correction : locked) {
      PROBITY_RETURN_IF_ERROR(
          PagesOf(tx_, {region_, correction.run_id})([this](const UnitPage& page) {
            for (const FrozenUnit& unit : page) last_.Correct(unit.input);
            return absl::OkStatus();
          }));
    }
    locked.insert(locked.begin(), published);
    PROBITY_ASSIGN_OR_RETURN(deferred_, DeferredUnits(tx_, region_, locked));
    return absl::OkStatus();
  }

  absl::Status Offer(FrozenUnit unit, const PoliciesBySha& policies) {
    PROBITY_ASSIGN_OR_RETURN(const auto before, last_.Find(unit.input.key));
    // What decided stays the policy of the published run.
    if (before.has_value()) unit.input.policy_sha256 = before->policy_sha256;
    if (corrections_.contains(unit.input.key)) {
      PROBITY_RETURN_IF_ERROR(CorrectUnit(corrections_, unit.input));
      ++corrected_;
      const auto policy = policies.find(unit.input.policy_sha256);
      if (policy != policies.end()) {
        auto problem = CheckUnit(unit.input, policy->second->settlement.basis);
        if (problem.has_value()) PROBITY_RETURN_IF_ERROR(RefuseUnits({*problem}));
      }
    }
    const bool changed = !before.has_value() || *before != unit.input;
    if (!changed && !deferred_.contains(unit.input.key)) return absl::OkStatus();
    policies_.insert(unit.input.policy_sha256);
    return writer_.Add(std::move(unit));
  }

  absl::StatusOr<int64_t> Close() {
    PROBITY_RETURN_IF_ERROR(writer_.Flush());
    if (corrected_ < corrections_.size()) {
      return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_VARIANT_INVALID,
                    "a correction names a unit that the year does not have");
    }
    if (writer_.units() > 0) return writer_.units();
    return Precondition(Reason::k_NOTHING_TO_CORRECT,
                        absl::StrCat("nothing of ", run_.year,
                                     " changed since it was locked, and nothing is deferred"));
  }

  const std::set<std::string>& policies() const { return policies_; }

 private:
  sql::Tx& tx_;
  const std::string& region_;
  const Run& run_;
  const Corrections& corrections_;
  LastSettled last_;
  std::set<UnitKey> deferred_;
  std::set<std::string> policies_;
  UnitWriter writer_;
  size_t corrected_ = 0;
};

// The published run's policies, and those of units it did not hold.
absl::Status KeepPoliciesOf(sql::Tx& tx, const std::string& region, const Run& run,
                            const PulledYear& pulled, std::set<std::string> used) {
  PROBITY_ASSIGN_OR_RETURN(const auto published, PoliciesOfRun(tx, region, run.corrects_run_id));
  for (const std::string& sha256 : used) {
    const auto file = pulled.policy_files.find(sha256);
    if (file == pulled.policy_files.end()) continue;
    PROBITY_RETURN_IF_ERROR(KeepPolicyFile(tx, region, sha256, file->second));
  }
  used.insert(published.begin(), published.end());
  return InsertRunPolicies(tx, region, run.run_id, {used.begin(), used.end()});
}

absl::StatusOr<Run> Begin(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                          const v1::CreateSupplementaryRunRequest& request,
                          const PulledYear& pulled, const PoliciesBySha& policies) {
  PROBITY_ASSIGN_OR_RETURN(const Corrections corrections, ReadCorrections(request.corrections()));
  Run wanted;
  wanted.year = request.year();
  wanted.kind = RunKind::kSupplementary;
  wanted.reason = request.reason();
  PROBITY_ASSIGN_OR_RETURN(const Run run, BeginRun(env, tx, call, std::move(wanted)));
  PROBITY_RETURN_IF_ERROR(MayFreeze(run, Today(env.clock)));
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, run.run_id));
  Chooser chooser(tx, env.region, run, corrections);
  PROBITY_RETURN_IF_ERROR(chooser.Open());
  PROBITY_RETURN_IF_ERROR(MakeUnits(tx, env.region, locked, pulled, policies, [&](FrozenUnit unit) {
    return chooser.Offer(std::move(unit), policies);
  }));
  PROBITY_ASSIGN_OR_RETURN(const int64_t units, chooser.Close());
  PROBITY_RETURN_IF_ERROR(KeepPoliciesOf(tx, env.region, run, pulled, chooser.policies()));
  PROBITY_RETURN_IF_ERROR(InsertKnownLedger(tx, env.region, run.run_id, pulled.known_seq));
  PROBITY_RETURN_IF_ERROR(SealFrozen(env, tx, call, {run, units, locked.year.changes}));
  return GetRun(tx, env.region, run.run_id);
}

}  // namespace

absl::StatusOr<Corrections> ReadCorrections(
    const google::protobuf::RepeatedPtrField<v1::InputCorrection>& messages) {
  Corrections corrections;
  for (const v1::InputCorrection& message : messages) {
    PROBITY_ASSIGN_OR_RETURN(const UnitKey key, KeyOf(message));
    Correction correction{message.field(), message.value()};
    if (message.absent()) correction.value.reset();
    UnitInput any;
    any.key = key;
    PROBITY_RETURN_IF_ERROR(Correct(correction, any));
    corrections[key].push_back(std::move(correction));
  }
  return corrections;
}

absl::StatusOr<v1::CreateSupplementaryRunResponse> CreateSupplementaryRun(
    const ServiceEnv& env, const rpc::Call& call,
    const v1::CreateSupplementaryRunRequest& request) {
  using Response = v1::CreateSupplementaryRunResponse;
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(kFirstYear <= request.year() && request.year() <= kLastYear, "year",
                 "a year is 2000..2999")
          .Check(!request.reason().empty() && request.reason().size() <= kMaxReason, "reason",
                 "1 to 500 bytes")
          .Check(request.corrections_size() <= kMaxCorrections, "corrections", "at most 500")
          .Result());
  PROBITY_RETURN_IF_ERROR(ReadCorrections(request.corrections()).status());
  PROBITY_ASSIGN_OR_RETURN(auto answered, rpc::StoredAnswer<Response>(env.database, call, request));
  if (answered.has_value()) return *std::move(answered);
  PROBITY_ASSIGN_OR_RETURN(const PulledYear pulled,
                           PullFor(env, RunKind::kSupplementary, request.year(), call.deadline));
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, CheckPolicies(env.policies, pulled));
  return rpc::Idempotent<Response>(
      env.database, call, request, [&](sql::Tx& tx) -> absl::StatusOr<Response> {
        PROBITY_ASSIGN_OR_RETURN(const Run run, Begin(env, tx, call, request, pulled, policies));
        Response response;
        PROBITY_ASSIGN_OR_RETURN(*response.mutable_run(), RunMessage(env, tx, run));
        return response;
      });
}

}  // namespace probity::settlement
