#include "services/settlement/api/what_if.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/variant_workers.h"
#include "services/settlement/api/what_if_basis.h"
#include "services/settlement/api/what_if_variant.h"
#include "services/settlement/store/read_only.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

constexpr int kMaxVariants = 1000;
constexpr size_t kMaxName = 100;
constexpr absl::Duration kPace = absl::Milliseconds(500);

class VariantsOfRun {
 public:
  VariantsOfRun(sql::Tx& tx, std::string region, const rpc::Call& call,
                const v1::WhatIfRequest& request, rpc::Sink& sink)
      : tx_(tx), call_(call), request_(request), sink_(sink) {
    what_if_.region = std::move(region);
  }

  absl::Status Run(PolicyFiles& files) {
    const UnitsOfRun units{what_if_.region, request_.run_id()};
    PROBITY_RETURN_IF_ERROR(Open(files, units));
    Basis basis(tx_, units);
    PROBITY_RETURN_IF_ERROR(basis.Open(what_if_.run));
    return basis.kept() ? SideBySide(basis) : OneByOne(basis);
  }

 private:
  static bool Refused(const absl::Status& status) {
    return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status) ||
           absl::IsOutOfRange(status);
  }

  absl::Status Open(PolicyFiles& files, const UnitsOfRun& units) {
    PROBITY_ASSIGN_OR_RETURN(what_if_.run, GetRun(tx_, units.region, units.run_id));
    PROBITY_RETURN_IF_ERROR(CheckRun());
    PROBITY_ASSIGN_OR_RETURN(what_if_.policies, files.OfRun(tx_, units.run_id));
    for (const auto& [sha256, policy] : what_if_.policies) {
      PROBITY_ASSIGN_OR_RETURN(what_if_.contents[sha256], GetPolicyFile(tx_, units.region, sha256));
    }
    PROBITY_ASSIGN_OR_RETURN(what_if_.funds, FundsOfRun(tx_, units));
    PROBITY_ASSIGN_OR_RETURN(totals_, GetTotals(tx_, units));
    return absl::OkStatus();
  }

  absl::Status CheckRun() const {
    const settlement::Run& run = what_if_.run;
    const bool calculated = run.state == RunState::kCalculated ||
                            run.state == RunState::kReviewed || run.state == RunState::kLocked;
    const bool whole = run.kind == RunKind::kFinal || run.kind == RunKind::kResplit;
    if (calculated && whole) return absl::OkStatus();
    return Precondition(Reason::k_RUN_STATE,
                        "a what-if compares with a calculated FINAL or RESPLIT run",
                        {{"state", std::string(RunStateName(run.state))}});
  }

  absl::Status SideBySide(const Basis& basis) {
    VariantWorkers workers(what_if_, basis, request_);
    for (int i = 0; i < request_.variants_size(); ++i) {
      PROBITY_ASSIGN_OR_RETURN(const SettledVariant settled,
                               workers.Take(
                                   i, [this, i](int64_t units) { return Tell(i, units); }, kPace));
      for (const v1::WhatIfResponse& message : settled.units) {
        PROBITY_RETURN_IF_ERROR(sink_.Write(message));
      }
      PROBITY_RETURN_IF_ERROR(Answer(i, settled.result));
    }
    return absl::OkStatus();
  }

  absl::Status OneByOne(const Basis& basis) {
    for (int i = 0; i < request_.variants_size(); ++i) {
      const VariantAnswer answer{
          request_.totals_only(),
          [this](const v1::WhatIfResponse& message) { return sink_.Write(message); },
          [this, i](int64_t units) { return Tell(i, units); }};
      PROBITY_RETURN_IF_ERROR(
          Answer(i, SettleVariant(what_if_, basis, request_.variants(i), i, answer)));
    }
    return absl::OkStatus();
  }

  absl::Status Answer(int index, const absl::StatusOr<v1::VariantResult>& result) {
    PROBITY_RETURN_IF_ERROR(InTime());
    v1::WhatIfResponse message;
    message.set_variant(index);
    if (result.ok()) {
      *message.mutable_result() = *result;
    } else if (HasReason(result.status(), Reason::k_WRITE_IN_WHAT_IF) ||
               !Refused(result.status())) {
      return result.status();
    } else {
      // A variant that cannot be settled says so and keeps no other from its answer.
      message.mutable_result()->set_refused(DetailOf(result.status()).reason);
      message.mutable_result()->set_refused_text(std::string(result.status().message()));
    }
    message.mutable_result()->set_name(request_.variants(index).name());
    *message.mutable_result()->mutable_before() = ToProto(totals_);
    return sink_.Write(message);
  }

  // Now and then, how far it is.
  absl::Status Tell(int variant, int64_t units) {
    PROBITY_RETURN_IF_ERROR(InTime());
    if (absl::Now() - told_ < kPace) return absl::OkStatus();
    told_ = absl::Now();
    v1::WhatIfResponse message;
    message.set_variant(variant);
    message.mutable_progress()->set_stage("WHAT_IF");
    message.mutable_progress()->set_done(units);
    message.mutable_progress()->set_total(what_if_.run.units);
    return sink_.Write(message);
  }

  absl::Status InTime() const {
    if (absl::Now() < call_.deadline) return absl::OkStatus();
    return Refuse(absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT,
                  "the call's time is over before all variants were settled; ask for fewer");
  }

  sql::Tx& tx_;
  const rpc::Call& call_;
  const v1::WhatIfRequest& request_;
  rpc::Sink& sink_;
  WhatIfRun what_if_;
  RunTotals totals_;
  absl::Time told_ = absl::InfinitePast();
};

absl::Status CheckRequest(const v1::WhatIfRequest& request) {
  FieldCheck check;
  check.Check(request.variants_size() > 0 && request.variants_size() <= kMaxVariants, "variants",
              "1 to 1000");
  for (int i = 0; i < request.variants_size(); ++i) {
    check.Check(request.variants(i).name().size() <= kMaxName,
                absl::StrCat("variants[", i, "].name"), "at most 100 bytes");
  }
  return check.Result();
}

}  // namespace

absl::Status WhatIf(const ServiceEnv& env, const rpc::Call& call, const v1::WhatIfRequest& request,
                    rpc::Sink& sink) {
  PROBITY_RETURN_IF_ERROR(CheckRequest(request));
  bool begun = false;
  return env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    // Part of the answer may be on its way: it cannot be begun again.
    if (begun) {
      return Refuse(absl::StatusCode::kAborted, Reason::k_CONFLICT,
                    "the connection to the database was lost; ask again");
    }
    begun = true;
    ReadOnlyTx read_only(tx);
    return VariantsOfRun(read_only, env.region, call, request, sink).Run(env.policies);
  });
}

}  // namespace probity::settlement
