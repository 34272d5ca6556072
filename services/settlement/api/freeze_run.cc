#include "services/settlement/api/freeze_run.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/run_steps.h"
#include "services/settlement/api/scoring_client.h"
#include "services/settlement/domain/freeze.h"
#include "services/settlement/store/budgets.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

// The budgets of a year in the order of keys, read a page at a time.
class BudgetCursor {
 public:
  BudgetCursor(sql::Tx& tx, BudgetsOfYear year) : tx_(tx), year_(std::move(year)) {}

  // The next budget; nullptr at the end.
  absl::StatusOr<const Budget*> Peek() {
    if (next_ == page_.size() && !ended_) {
      const UnitKey after = page_.empty() ? UnitKey() : page_.back().key;
      PROBITY_ASSIGN_OR_RETURN(page_, BudgetsAfter(tx_, year_, after, kUnitsPerPage));
      next_ = 0;
      ended_ = page_.empty();
    }
    return ended_ ? nullptr : &page_[next_];
  }
  void Next() { ++next_; }

 private:
  sql::Tx& tx_;
  const BudgetsOfYear year_;
  std::vector<Budget> page_;
  size_t next_ = 0;
  bool ended_ = false;
};

// Merges standings and budgets, both by institution, into units and writes them in pages.
class UnitWriter {
 public:
  UnitWriter(const ServiceEnv& env, sql::Tx& tx, const LockedRun& locked)
      : tx_(tx),
        run_{env.region, locked.run.run_id},
        year_(locked.run.year),
        cursor_(tx, {env.region, locked.run.year, locked.year.edition}) {}

  absl::StatusOr<int64_t> Write(const std::vector<Standing>& standings) {
    for (const Standing& standing : standings) {
      PROBITY_RETURN_IF_ERROR(SkipUpTo(standing.institution_id));
      PROBITY_ASSIGN_OR_RETURN(const auto budgets, BudgetsOf(standing.institution_id));
      PROBITY_RETURN_IF_ERROR(Add(UnitsOf(year_, standing, budgets, problems_)));
    }
    PROBITY_RETURN_IF_ERROR(SkipUpTo(std::nullopt));
    PROBITY_RETURN_IF_ERROR(RefuseUnits(problems_));
    PROBITY_RETURN_IF_ERROR(Flush());
    return units_;
  }

 private:
  // Budgets below the institution belong to nobody in the register.
  absl::Status SkipUpTo(const std::optional<std::string>& institution_id) {
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const Budget* budget, cursor_.Peek());
      if (budget == nullptr) return absl::OkStatus();
      if (institution_id.has_value() && budget->key.institution_id >= *institution_id) {
        return absl::OkStatus();
      }
      problems_.push_back({KeyText(budget->key), "", Reason::k_UNKNOWN_INSTITUTION,
                           "a budget of an institution that is not in the register"});
      cursor_.Next();
    }
  }

  absl::StatusOr<std::vector<Budget>> BudgetsOf(const std::string& institution_id) {
    std::vector<Budget> budgets;
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const Budget* budget, cursor_.Peek());
      if (budget == nullptr || budget->key.institution_id != institution_id) return budgets;
      budgets.push_back(*budget);
      cursor_.Next();
    }
  }

  absl::Status Add(std::vector<FrozenUnit> units) {
    units_ += static_cast<int64_t>(units.size());
    // Once something is wrong nothing will be kept; go on only to name everything.
    if (!problems_.empty()) return absl::OkStatus();
    for (FrozenUnit& unit : units) page_.push_back(std::move(unit));
    return static_cast<int64_t>(page_.size()) < kUnitsPerPage ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    PROBITY_RETURN_IF_ERROR(InsertInputs(tx_, run_, page_));
    page_.clear();
    return absl::OkStatus();
  }

  sql::Tx& tx_;
  const UnitsOfRun run_;
  const int32_t year_;
  BudgetCursor cursor_;
  std::vector<FrozenUnit> page_;
  std::vector<UnitProblem> problems_;
  int64_t units_ = 0;
};

// Every file must be the policy of its kind and speak of this year's money.
absl::Status CheckPolicies(PolicyFiles& files, const PulledYear& pulled) {
  PoliciesBySha parsed;
  for (const auto& [sha256, content] : pulled.policy_files) {
    PROBITY_ASSIGN_OR_RETURN(parsed[sha256], files.Parse(sha256, content));
    if (parsed[sha256]->applies_to != policy::AppliesTo::kThisYearSettlement) {
      return Precondition(Reason::k_POLICY_INVALID,
                          absl::StrCat("policy ", sha256,
                                       " moves the next year's budget; this service settles "
                                       "policies of the year itself"));
    }
  }
  for (const Standing& standing : pulled.standings) {
    const bool medical =
        parsed.at(standing.policy_sha256)->subject_kind == policy::SubjectKind::kMedical;
    if (medical == standing.medical) continue;
    return Precondition(Reason::k_STANDINGS_INCOMPLETE,
                        absl::StrCat("the standing of \"", standing.institution_id,
                                     "\" names a policy of another kind"));
  }
  return absl::OkStatus();
}

absl::Status KeepPolicies(const ServiceEnv& env, sql::Tx& tx, const Run& run,
                          const PulledYear& pulled) {
  std::vector<std::string> sha256s;
  for (const auto& [sha256, content] : pulled.policy_files) {
    PROBITY_RETURN_IF_ERROR(KeepPolicyFile(tx, env.region, sha256, content));
    sha256s.push_back(sha256);
  }
  return InsertRunPolicies(tx, env.region, run.run_id, sha256s);
}

absl::StatusOr<Run> Freeze(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                           const v1::FreezeRunRequest& request, const PulledYear& pulled) {
  PROBITY_ASSIGN_OR_RETURN(const LockedRun locked, LockRun(env, tx, request.run_id()));
  const Run& draft = locked.run;
  PROBITY_RETURN_IF_ERROR(CheckEtag(draft, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayFreeze(draft, Today(env.clock)));
  Run frozen = draft;
  PROBITY_ASSIGN_OR_RETURN(frozen.units, UnitWriter(env, tx, locked).Write(pulled.standings));
  PROBITY_RETURN_IF_ERROR(KeepPolicies(env, tx, draft, pulled));
  PROBITY_ASSIGN_OR_RETURN(const InputSeals seals, SealInputs(tx, env.region, draft));
  frozen.state = RunState::kFrozen;
  frozen.inputs_sha256 = seals.inputs_sha256;
  frozen.facts_sha256 = seals.facts_sha256;
  frozen.budget_changes = locked.year.changes;
  frozen.engine_version = kEngineVersion;
  frozen.frozen_by = call.caller.person;
  PROBITY_RETURN_IF_ERROR(Step(env, tx, call, {draft, frozen, AuditKind::kRunFrozen}));
  return GetRun(tx, env.region, frozen.run_id);
}

}  // namespace

absl::StatusOr<v1::FreezeRunResponse> FreezeRun(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::FreezeRunRequest& request) {
  using Response = v1::FreezeRunResponse;
  PROBITY_ASSIGN_OR_RETURN(auto answered, rpc::StoredAnswer<Response>(env.database, call, request));
  if (answered.has_value()) return *std::move(answered);
  Run draft;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(draft, GetRun(tx, env.region, request.run_id()));
    return absl::OkStatus();
  }));
  // Asked again in the transaction; here it saves a pull that could not be used.
  PROBITY_RETURN_IF_ERROR(CheckEtag(draft, request.etag()));
  PROBITY_RETURN_IF_ERROR(MayFreeze(draft, Today(env.clock)));
  PROBITY_ASSIGN_OR_RETURN(const PulledYear pulled,
                           PullYear(env.scoring, draft.year, call.deadline));
  PROBITY_RETURN_IF_ERROR(CheckPolicies(env.policies, pulled));
  return rpc::Idempotent<Response>(
      env.database, call, request, [&](sql::Tx& tx) -> absl::StatusOr<Response> {
        PROBITY_ASSIGN_OR_RETURN(const Run frozen, Freeze(env, tx, call, request, pulled));
        Response response;
        PROBITY_ASSIGN_OR_RETURN(*response.mutable_run(), RunMessage(env, tx, frozen));
        return response;
      });
}

}  // namespace probity::settlement
