#include "services/settlement/api/unit_maker.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/api/money_inputs.h"
#include "services/settlement/domain/freeze.h"
#include "services/settlement/store/budgets.h"
#include "services/settlement/store/runs.h"

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

// Merges standings, budgets and imported figures, all by institution, into units.
class UnitMaker {
 public:
  UnitMaker(sql::Tx& tx, const BudgetsOfYear& budgets, const PoliciesBySha& policies,
            std::optional<MoneyInputs> money, const std::function<absl::Status(FrozenUnit)>& each)
      : year_(budgets.year),
        cursor_(tx, budgets),
        policies_(policies),
        money_(std::move(money)),
        each_(each) {}

  absl::Status Make(const PulledYear& pulled) {
    PROBITY_RETURN_IF_ERROR(pulled.Each([this](const Standing& standing) -> absl::Status {
      PROBITY_RETURN_IF_ERROR(SkipUpTo(standing.institution_id));
      return MakeOf(standing);
    }));
    PROBITY_RETURN_IF_ERROR(SkipUpTo(std::nullopt));
    if (money_.has_value()) PROBITY_RETURN_IF_ERROR(money_->Finish(problems_));
    return RefuseUnits(problems_);
  }

 private:
  absl::Status MakeOf(const Standing& standing) {
    PROBITY_ASSIGN_OR_RETURN(const auto budgets, BudgetsOf(standing.institution_id));
    std::vector<FrozenUnit> units = UnitsOf(year_, standing, budgets, problems_);
    // What is wrong already is not told twice.
    if (money_.has_value() && problems_.empty()) {
      PROBITY_RETURN_IF_ERROR(money_->Complete(standing, *policies_.at(standing.policy_sha256),
                                               !budgets.empty(), units, problems_));
    } else if (money_.has_value()) {
      std::vector<UnitProblem> further;
      PROBITY_RETURN_IF_ERROR(money_->Complete(standing, *policies_.at(standing.policy_sha256),
                                               !budgets.empty(), units, further));
      for (UnitProblem& problem : further) AddNew(std::move(problem));
    }
    // Once something is wrong nothing will be kept; go on only to name everything.
    if (!problems_.empty()) return absl::OkStatus();
    for (FrozenUnit& unit : units) PROBITY_RETURN_IF_ERROR(each_(std::move(unit)));
    return absl::OkStatus();
  }

  void AddNew(UnitProblem problem) {
    for (const UnitProblem& known : problems_) {
      if (known.unit == problem.unit && known.reason == problem.reason) return;
    }
    problems_.push_back(std::move(problem));
  }

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

  const int32_t year_;
  BudgetCursor cursor_;
  const PoliciesBySha& policies_;
  std::optional<MoneyInputs> money_;
  const std::function<absl::Status(FrozenUnit)>& each_;
  std::vector<UnitProblem> problems_;
};

}  // namespace

absl::Status MakeUnits(sql::Tx& tx, const std::string& region, const LockedRun& locked,
                       const PulledYear& pulled, const PoliciesBySha& policies,
                       const std::function<absl::Status(FrozenUnit)>& each) {
  std::optional<MoneyInputs> money;
  if (SettlesMoney(locked.run.kind)) {
    PROBITY_ASSIGN_OR_RETURN(money, MoneyInputs::Open(tx, region, locked.run.year));
  }
  return UnitMaker(tx, {region, locked.run.year, locked.year.edition}, policies, std::move(money),
                   each)
      .Make(pulled);
}

absl::Status UnitWriter::Add(FrozenUnit unit) {
  ++units_;
  page_.push_back(std::move(unit));
  return static_cast<int64_t>(page_.size()) < kUnitsPerPage ? absl::OkStatus() : Flush();
}

absl::Status UnitWriter::Flush() {
  PROBITY_RETURN_IF_ERROR(InsertInputs(tx_, run_, page_));
  page_.clear();
  return absl::OkStatus();
}

absl::StatusOr<PoliciesBySha> CheckPolicies(PolicyFiles& files, const PulledYear& pulled) {
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
  for (const StandingRegister::Decides& decides : pulled.standings.policies()) {
    const bool of_medical =
        parsed.at(decides.policy_sha256)->subject_kind == policy::SubjectKind::kMedical;
    if (of_medical == (decides.kind == scoring::v1::SUBJECT_KIND_MEDICAL)) continue;
    return Precondition(Reason::k_STANDINGS_INCOMPLETE,
                        absl::StrCat("the standing of \"", decides.institution_id,
                                     "\" names a policy of another kind"));
  }
  return parsed;
}

absl::Status KeepPolicies(sql::Tx& tx, const std::string& region, const Run& run,
                          const PulledYear& pulled) {
  std::vector<std::string> sha256s;
  for (const auto& [sha256, content] : pulled.policy_files) {
    PROBITY_RETURN_IF_ERROR(KeepPolicyFile(tx, region, sha256, content));
    sha256s.push_back(sha256);
  }
  return InsertRunPolicies(tx, region, run.run_id, sha256s);
}

}  // namespace probity::settlement
