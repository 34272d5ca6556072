#include <cstdio>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/common/actors.h"
#include "clients/common/connect.h"
#include "clients/common/files.h"
#include "clients/probityctl/commands/money_call.h"
#include "common/money/money.h"
#include "probity/settlement/v1/run_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = settlement::v1;
using Runs = v1::RunService;

// Freezing and locking half a million institutions takes minutes; the service allows no more.
constexpr absl::Duration kWholeRegion = absl::Hours(1);

std::string Yuan(int64_t fen) {
  return money::FormatYuan(fen);
}

void PrintTotals(const v1::Totals& totals) {
  Table table({"合计 totals", "元 yuan"});
  table.Add({"基础应付 base", Yuan(totals.base_fen())});
  table.Add({"费率激励 rate reward", Yuan(totals.rate_scaled_fen())});
  table.Add({"结余留用 retention", Yuan(totals.retention_reward_fen())});
  table.Add({"应付 payable", Yuan(totals.payable_fen())});
  table.Add({"暂缓 held", Yuan(totals.held_fen())});
  table.Add({"扣留保证金 forfeit", Yuan(totals.forfeit_fen())});
  table.Add({"净额 net", Yuan(totals.net_fen())});
  table.Add({"储备余额 reserve after", Yuan(totals.reserve_after_fen())});
  table.Print();
  if (!totals.reward_factor().empty()) {
    std::printf("激励系数 reward factor: %s\n", totals.reward_factor().c_str());
  }
  if (totals.exchange_degenerate()) std::puts("EXCHANGE_DEGENERATE: 各单位返还等于扣减");
}

void PrintRun(const v1::Run& run) {
  std::printf("%s  %d-%d  %s  %s  etag %s\n", run.run_id().c_str(), run.year(), run.number(),
              Short(v1::RunKind_Name(run.kind()), "RUN_KIND_").c_str(),
              Short(v1::RunState_Name(run.state()), "RUN_STATE_").c_str(), run.etag().c_str());
  if (run.units() > 0) std::printf("单元 units: %lld\n", static_cast<long long>(run.units()));
  if (!run.inputs_sha256().empty()) std::printf("输入 inputs  %s\n", run.inputs_sha256().c_str());
  if (!run.result_sha256().empty()) std::printf("结果 result  %s\n", run.result_sha256().c_str());
  for (const v1::RunWarning& warning : run.warnings()) {
    std::printf("警示 %s: %lld\n", warning.code().c_str(), static_cast<long long>(warning.units()));
  }
  if (run.has_totals()) PrintTotals(run.totals());
  if (run.has_statements()) {
    const v1::StatementCounts& one = run.statements();
    std::printf(
        "通知书 statements: 待答 open %lld, 确认 confirmed %lld, 视为确认 deemed %lld, "
        "异议 disputed %lld\n",
        static_cast<long long>(one.issued()), static_cast<long long>(one.confirmed()),
        static_cast<long long>(one.deemed_confirmed()), static_cast<long long>(one.disputed()));
  }
  if (run.posted_units() > 0) {
    std::printf("已入账 posted: %lld / %lld\n", static_cast<long long>(run.posted_units()),
                static_cast<long long>(run.units()));
  }
}

template <typename Response>
void PrintRunOf(const Response& response) {
  PrintRun(response.run());
}

absl::StatusOr<v1::Run> Read(const Session& session, const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const MoneyCall call, ReachSettlement(session, "AUDITOR"));
  v1::GetRunRequest request;
  request.set_run_id(run_id);
  PROBITY_ASSIGN_OR_RETURN(
      const v1::GetRunResponse response,
      rpc::Invoke(*Runs::NewStub(call.channel), &Runs::Stub::GetRun, request, call.options));
  return response.run();
}

// A step of a run as it is now.
template <typename Request, typename Class, typename Response>
int Step(const Session& session, const std::string& role, const std::string& run_id,
         grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
         Request request = {}) {
  const absl::StatusOr<v1::Run> run = Read(session, run_id);
  if (!run.ok()) return Fail(run.status());
  request.set_request_id(NewRequestId());
  request.set_run_id(run_id);
  request.set_etag(run->etag());
  if constexpr (requires { request.set_result_sha256(""); }) {
    request.set_result_sha256(run->result_sha256());
  }
  return Ask<Runs>(session, role, method, request, &PrintRunOf<Response>);
}

// "M001/EMPLOYEE/ALL:visits=1200"; without a value: absent.
absl::StatusOr<v1::InputCorrection> ReadSet(const std::string& text) {
  v1::InputCorrection correction;
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  const std::pair<std::string, std::string> change =
      absl::StrSplit(parts.second, absl::MaxSplits('=', 1));
  std::vector<std::string> unit = absl::StrSplit(parts.first, '/');
  unit.resize(3);
  MoneyOptions key;
  key.institution_id = unit[0];
  key.fund = unit[1];
  key.unit_class = unit[2];
  PROBITY_RETURN_IF_ERROR(FillUnit(key, correction));
  int64_t value = 0;
  const bool number = absl::SimpleAtoi(change.second, &value);
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!unit[0].empty() && !change.first.empty() && (number || change.second.empty()),
                 "--set",
                 "INSTITUTION[/FUND/CLASS]:FIELD=NUMBER (fen, days, visits), or FIELD= "
                 "for none")
          .Result());
  correction.set_field(change.first);
  correction.set_value(value);
  correction.set_absent(change.second.empty());
  return correction;
}

absl::Status ReadPatch(const std::string& text, v1::PolicyPatch& patch) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  PROBITY_ASSIGN_OR_RETURN(const std::string content, clients::ReadFile(parts.second));
  patch.set_policy_sha256(parts.first);
  patch.set_text(content);
  return absl::OkStatus();
}

absl::StatusOr<v1::WhatIfRequest> ReadVariant(const MoneyOptions& options) {
  v1::WhatIfRequest request;
  request.set_run_id(options.run_id);
  request.set_totals_only(options.totals_only);
  v1::Variant& variant = *request.add_variants();
  for (const std::string& text : options.patches) {
    PROBITY_RETURN_IF_ERROR(ReadPatch(text, *variant.add_policies()));
  }
  for (const std::string& text : options.sets) {
    PROBITY_ASSIGN_OR_RETURN(*variant.add_inputs(), ReadSet(text));
  }
  if (options.reserve_yuan != "0.00") {
    PROBITY_ASSIGN_OR_RETURN(const int64_t fen, money::ParseYuan(options.reserve_yuan));
    variant.set_reserve_fen(fen);
  }
  if (options.pool_yuan != "0.00") {
    PROBITY_ASSIGN_OR_RETURN(const int64_t fen, money::ParseYuan(options.pool_yuan));
    variant.set_pool_fen(fen);
  }
  return request;
}

void PrintVariant(const v1::WhatIfResponse& part) {
  if (part.part_case() == v1::WhatIfResponse::kProgress) {
    std::fprintf(stderr, "%lld / %lld\r", static_cast<long long>(part.progress().done()),
                 static_cast<long long>(part.progress().total()));
    return;
  }
  if (part.part_case() == v1::WhatIfResponse::kUnits) {
    Table table({"机构 institution", "档 band", "净额 net before", "after", "差额 delta"});
    for (const v1::UnitChange& one : part.units().units()) {
      table.Add({one.institution_id(), absl::StrCat(one.band_before(), " → ", one.band_after()),
                 Yuan(one.net_before_fen()), Yuan(one.net_after_fen()), Yuan(one.net_delta_fen())});
    }
    table.Print();
    return;
  }
  const v1::VariantResult& result = part.result();
  if (!result.refused().empty()) {
    std::printf("不能成立 refused: %s  %s\n", result.refused().c_str(),
                result.refused_text().c_str());
    return;
  }
  std::printf(
      "单元 units %lld, 变动 changed %lld, 增 gainers %lld, 减 losers %lld, 换档 bands %lld\n",
      static_cast<long long>(result.units()), static_cast<long long>(result.changed()),
      static_cast<long long>(result.gainers()), static_cast<long long>(result.losers()),
      static_cast<long long>(result.bands_moved()));
  std::printf("净额 net %s → %s, 储备 reserve %s → %s\n结果 result %s\n",
              Yuan(result.before().net_fen()).c_str(), Yuan(result.after().net_fen()).c_str(),
              Yuan(result.before().reserve_after_fen()).c_str(),
              Yuan(result.after().reserve_after_fen()).c_str(), result.result_sha256().c_str());
}

}  // namespace

absl::StatusOr<MoneyCall> ReachSettlement(const Session& session, const std::string& role,
                                          const std::string& institution_id) {
  options::v1::Role as = options::v1::ROLE_UNSPECIFIED;
  if (!options::v1::Role_Parse("ROLE_" + role, &as)) {
    return BadRequest({{"--as", absl::StrCat("no role is called ", role)}});
  }
  PROBITY_ASSIGN_OR_RETURN(const clients::Actors actors, session.Actors());
  MoneyCall call;
  PROBITY_ASSIGN_OR_RETURN(call.channel,
                           clients::Connect(session.addresses, session.addresses.settlement));
  if (as == options::v1::ROLE_INSTITUTION) {
    // Nobody acts for an institution but itself.
    call.options.caller.person = absl::StrCat("institution-", institution_id);
    call.options.caller.roles = {as};
    call.options.caller.institution_id = institution_id;
  } else {
    call.options.caller = actors.For(as);
  }
  call.options.timeout = kWholeRegion;
  return call;
}

int RunCreate(const Session& session, const MoneyOptions& options) {
  v1::CreateRunRequest request;
  request.set_request_id(NewRequestId());
  request.set_year(options.year);
  v1::RunKind kind = v1::RUN_KIND_UNSPECIFIED;
  if (v1::RunKind_Parse("RUN_KIND_" + options.kind, &kind)) request.set_kind(kind);
  const auto reserve = money::ParseYuan(options.reserve_yuan);
  const auto floor = money::ParseYuan(options.floor_yuan);
  const auto pool = money::ParseYuan(options.pool_yuan);
  for (const auto* amount : {&reserve, &floor, &pool}) {
    if (!amount->ok()) return Fail(amount->status());
  }
  request.set_reserve_fen(*reserve);
  request.set_floor_fen(*floor);
  request.set_pool_fen(*pool);
  request.set_reason(options.reason);
  return Ask<Runs>(session, "SETTLEMENT_PREPARER", &Runs::Stub::CreateRun, request,
                   &PrintRunOf<v1::CreateRunResponse>);
}

int RunSupplement(const Session& session, const MoneyOptions& options) {
  v1::CreateSupplementaryRunRequest request;
  request.set_request_id(NewRequestId());
  request.set_year(options.year);
  request.set_reason(options.reason);
  for (const std::string& text : options.sets) {
    const auto correction = ReadSet(text);
    if (!correction.ok()) return Fail(correction.status());
    *request.add_corrections() = *correction;
  }
  return Ask<Runs>(session, "SETTLEMENT_PREPARER", &Runs::Stub::CreateSupplementaryRun, request,
                   &PrintRunOf<v1::CreateSupplementaryRunResponse>);
}

int RunShow(const Session& session, const MoneyOptions& options) {
  v1::GetRunRequest request;
  request.set_run_id(options.run_id);
  return Ask<Runs>(session, "AUDITOR", &Runs::Stub::GetRun, request,
                   &PrintRunOf<v1::GetRunResponse>);
}

int RunFreeze(const Session& session, const MoneyOptions& options) {
  return Step(session, "SETTLEMENT_PREPARER", options.run_id, &Runs::Stub::FreezeRun);
}

int RunCalculate(const Session& session, const MoneyOptions& options) {
  return Step(session, "SETTLEMENT_PREPARER", options.run_id, &Runs::Stub::CalculateRun);
}

int RunReview(const Session& session, const MoneyOptions& options) {
  return Step(session, "SETTLEMENT_REVIEWER", options.run_id, &Runs::Stub::ReviewRun);
}

int RunSign(const Session& session, const MoneyOptions& options) {
  if (options.as == "DIRECTOR") {
    return Step(session, "DIRECTOR", options.run_id, &Runs::Stub::SignByDirector);
  }
  return Step(session, "SETTLEMENT_" + options.as, options.run_id, &Runs::Stub::SignLock);
}

int RunAbandon(const Session& session, const MoneyOptions& options) {
  v1::AbandonRunRequest request;
  request.set_reason(options.reason);
  return Step(session, "SETTLEMENT_PREPARER", options.run_id, &Runs::Stub::AbandonRun, request);
}

int RunWatch(const Session& session, const MoneyOptions& options) {
  const absl::StatusOr<MoneyCall> call = ReachSettlement(session, "AUDITOR");
  if (!call.ok()) return Fail(call.status());
  v1::WatchRunRequest request;
  request.set_run_id(options.run_id);
  const absl::Status status = rpc::InvokeStream(
      *Runs::NewStub(call->channel), &Runs::Stub::WatchRun, request, call->options,
      [&session](const v1::WatchRunResponse& one) {
        if (session.json) {
          PrintJson(one);
        } else {
          std::printf("%s %lld / %lld\n", one.stage().c_str(), static_cast<long long>(one.done()),
                      static_cast<long long>(one.total()));
        }
        return absl::OkStatus();
      });
  return status.ok() ? static_cast<int>(kOk) : Fail(status);
}

int RunWhatIf(const Session& session, const MoneyOptions& options) {
  const absl::StatusOr<v1::WhatIfRequest> request = ReadVariant(options);
  if (!request.ok()) return Fail(request.status());
  const absl::StatusOr<MoneyCall> call = ReachSettlement(session, "SETTLEMENT_PREPARER");
  if (!call.ok()) return Fail(call.status());
  const absl::Status status =
      rpc::InvokeStream(*Runs::NewStub(call->channel), &Runs::Stub::WhatIf, *request, call->options,
                        [&session](const v1::WhatIfResponse& part) {
                          if (session.json) {
                            PrintJson(part);
                          } else {
                            PrintVariant(part);
                          }
                          return absl::OkStatus();
                        });
  return status.ok() ? static_cast<int>(kOk) : Fail(status);
}

}  // namespace probity::ctl
