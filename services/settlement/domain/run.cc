#include "services/settlement/domain/run.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr std::array<std::pair<RunKind, std::string_view>, 4> kKinds{{
    {RunKind::kRates, "RATES"},
    {RunKind::kFinal, "FINAL"},
    {RunKind::kSupplementary, "SUPPLEMENTARY"},
    {RunKind::kResplit, "RESPLIT"},
}};

constexpr std::array<std::pair<RunState, std::string_view>, 6> kStates{{
    {RunState::kDraft, "DRAFT"},
    {RunState::kFrozen, "FROZEN"},
    {RunState::kCalculated, "CALCULATED"},
    {RunState::kReviewed, "REVIEWED"},
    {RunState::kLocked, "LOCKED"},
    {RunState::kAbandoned, "ABANDONED"},
}};

template <typename Names, typename Value>
std::string_view NameIn(const Names& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return {};
}

absl::Status WrongState(const Run& run, std::string_view remedy) {
  return Precondition(
      Reason::k_RUN_STATE,
      absl::StrCat("the run is ", ToAbsl(RunStateName(run.state)), ": ", ToAbsl(remedy)),
      {{"state", std::string(RunStateName(run.state))}});
}

absl::Status SameOfficer(std::string_view text) {
  return Denied(Reason::k_SAME_OFFICER,
                absl::StrCat(ToAbsl(text), "; preparer, reviewer and locker are three persons"));
}

}  // namespace

std::string_view RunKindName(RunKind kind) {
  return NameIn(kKinds, kind);
}
std::string_view RunStateName(RunState state) {
  return NameIn(kStates, state);
}

std::optional<RunKind> ParseRunKind(std::string_view name) {
  for (const auto& [kind, known] : kKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::optional<RunState> ParseRunState(std::string_view name) {
  for (const auto& [state, known] : kStates) {
    if (known == name) return state;
  }
  return std::nullopt;
}

bool Prepared(const Run& run, std::string_view person) {
  return person == run.prepared_by || person == run.frozen_by || person == run.calculated_by;
}

absl::Status MayFreeze(const Run& run, calendar::Date today) {
  if (run.state != RunState::kDraft) {
    return WrongState(run, "only a DRAFT can be frozen; for changed inputs create a new run");
  }
  if (today.year() <= run.year) {
    return Precondition(
        Reason::k_YEAR_NOT_OVER,
        absl::StrCat("the year ", run.year, " is not over on ", calendar::FormatDate(today),
                     "; freeze from ", run.year + 1, "-01-01 on"));
  }
  return absl::OkStatus();
}

absl::Status MayCalculate(const Run& run, std::string_view engine_version) {
  if (run.state != RunState::kFrozen && run.state != RunState::kCalculated) {
    return WrongState(run, "only a FROZEN run is calculated, only a CALCULATED one replayed");
  }
  if (run.engine_version != engine_version) {
    return Precondition(
        Reason::k_RUN_STATE,
        absl::StrCat("the run was frozen for engine ", run.engine_version, ", this service has ",
                     ToAbsl(engine_version), "; abandon it and create a new run"),
        {{"engine_version", run.engine_version}});
  }
  return absl::OkStatus();
}

absl::Status YearOpen(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.state != RunState::kLocked) continue;
    return Precondition(Reason::k_YEAR_CLOSED,
                        absl::StrCat("run ", run.number, " of ", run.year,
                                     " is locked; what is locked is never settled again"),
                        {{"run_id", run.run_id}});
  }
  return absl::OkStatus();
}

absl::Status YearOpenFor(const std::vector<Run>& runs, RunKind kind) {
  std::vector<Run> final_runs;
  for (const Run& run : runs) {
    if (run.kind != RunKind::kRates) final_runs.push_back(run);
  }
  return YearOpen(kind == RunKind::kRates ? runs : final_runs);
}

absl::StatusOr<Run> RunToCorrect(const std::vector<Run>& runs, int32_t year) {
  const Run* latest = nullptr;
  for (const Run& run : runs) {
    const bool shares = run.kind == RunKind::kFinal || run.kind == RunKind::kResplit;
    if (shares && run.state == RunState::kLocked) latest = &run;
    const bool over = run.state == RunState::kLocked || run.state == RunState::kAbandoned;
    if (Corrects(run.kind) && !over) {
      return WrongState(run, absl::StrCat("correction ", run.number, " of ", year,
                                          " is under way; lock or abandon it first"));
    }
  }
  if (latest != nullptr) return *latest;
  return Precondition(
      Reason::k_RUN_NOT_LOCKED,
      absl::StrCat("no run of ", year, " is locked; until then a new FINAL run corrects it"));
}

bool SettlesMoney(RunKind kind) {
  return kind != RunKind::kRates;
}

bool Corrects(RunKind kind) {
  return kind == RunKind::kSupplementary || kind == RunKind::kResplit;
}

absl::Status InputsUnchanged(const Run& run, int64_t budget_changes_now) {
  if (run.budget_changes == budget_changes_now) return absl::OkStatus();
  return Precondition(
      Reason::k_INPUTS_CHANGED_AFTER_FREEZE,
      absl::StrCat("budgets of ", run.year,
                   " were imported or corrected after the run was frozen; abandon it and create "
                   "a new run"));
}

absl::Status MayReview(const Run& run, std::string_view person) {
  if (run.state != RunState::kCalculated) {
    return WrongState(run, "statements are issued from a CALCULATED run");
  }
  if (Prepared(run, person)) return SameOfficer("you prepared this run and cannot review it");
  return absl::OkStatus();
}

absl::Status MayAbandon(const Run& run) {
  if (run.state == RunState::kLocked) {
    return WrongState(run, "what is locked stays; correct it by a supplementary run");
  }
  if (run.state == RunState::kAbandoned) return WrongState(run, "nothing is left to abandon");
  return absl::OkStatus();
}

absl::Status MaySignAsDirector(const Run& run, std::string_view person,
                               std::string_view seen_result_sha256) {
  if (run.state != RunState::kCalculated && run.state != RunState::kReviewed) {
    return WrongState(run, "a director signs what was calculated and is not locked");
  }
  if (!Corrects(run.kind)) return WrongState(run, "only a correction needs the director");
  if (!run.director_signed_by.empty()) return WrongState(run, "the director has signed");
  if (seen_result_sha256 != run.result_sha256) {
    return Precondition(Reason::k_REPLAY_MISMATCH,
                        "the hash you sign is not the run's result_sha256; look at the run again",
                        {{"result_sha256", run.result_sha256}});
  }
  if (Prepared(run, person) || person == run.reviewed_by || person == run.signed_by_reviewer) {
    return SameOfficer("you prepared or reviewed this run and cannot sign it as director");
  }
  return absl::OkStatus();
}

absl::StatusOr<Signature> MaySign(const Run& run, const Signer& signer,
                                  std::string_view seen_result_sha256) {
  if (run.state != RunState::kReviewed) {
    return WrongState(run, "signatures are taken once the statements are issued (REVIEWED)");
  }
  if (seen_result_sha256 != run.result_sha256) {
    return Precondition(Reason::k_REPLAY_MISMATCH,
                        "the hash you sign is not the run's result_sha256; look at the run again",
                        {{"result_sha256", run.result_sha256}});
  }
  if (Prepared(run, signer.person)) {
    return SameOfficer("you prepared this run and cannot sign it");
  }
  if (run.signed_by_reviewer.empty()) {
    if (!signer.reviewer) return WrongState(run, "the reviewer signs first");
    return Signature::kReviewer;
  }
  if (!signer.locker) return WrongState(run, "the reviewer has signed; the locker signs next");
  if (signer.person == run.signed_by_reviewer || signer.person == run.reviewed_by) {
    return SameOfficer("you reviewed this run and cannot lock it");
  }
  return Signature::kLocker;
}

}  // namespace probity::settlement
