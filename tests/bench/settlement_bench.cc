// Settling a region beside what the database alone needs to write the same rows; what-if beside
// both; docs/benchmarks.md says what the figures mean.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/id/id.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "probity/settlement/v1/run_service.grpc.pb.h"
#include "services/settlement/api/ledger/post_run.h"
#include "services/settlement/domain/unit_result.h"
#include "services/settlement/store/columns.h"
#include "tests/bench/bench_folder.h"
#include "tests/bench/rounds.h"
#include "tests/bench/settlement_region.h"
#include "tests/support/mariadb.h"

namespace probity::bench {
namespace {

namespace api = settlement::v1;

constexpr int64_t kEverything = 1'000'000'000'000'000'000;  // fen; a pool and reserve for any size

struct Flags {
  std::string folder = ".";
  std::vector<std::string> engines = {"sqlite", "mariadb"};
  std::vector<int64_t> sizes = {1000, 10000, 100000, 514215};
  int rounds = 3;
  int64_t lock_up_to = 514215;  // units; larger runs are not locked
  int64_t what_if_units = 3464;
  int what_if_variants = 1000;
  uint64_t seed = 1;
};

// VmHWM or VmRSS of this process, in MiB.
int64_t MemoryOf(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name;) {
    int64_t kib = 0;
    if (name == field + ":" && status >> kib) return kib / 1024;
  }
  return 0;
}

// Time and memory of one step.
struct Cost {
  double seconds = 0;
  int64_t peak_mib = 0;    // of the whole process
  int64_t before_mib = 0;  // when the step began
};

template <typename Step>
absl::StatusOr<Cost> Measure(const Step& step) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
  Cost cost;
  cost.before_mib = MemoryOf("VmRSS");
  const auto start = std::chrono::steady_clock::now();
  PROBITY_RETURN_IF_ERROR(step());
  cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  cost.peak_mib = MemoryOf("VmHWM");
  return cost;
}

rpc::CallOptions As(options::v1::Role role, const std::string& person) {
  rpc::CallOptions call_options;
  call_options.caller.person = person;
  call_options.caller.roles = {role};
  call_options.timeout = kLong;
  return call_options;
}

// INSERT … SELECT of a run's results under another run's id.
std::string CopyResults() {
  std::vector<std::string> figures;
  const settlement::UnitResult one;
  settlement::VisitOutputs(one, [&figures](std::string_view name, const auto&) {
    figures.push_back(absl::StrReplaceAll(ToAbsl(name), {{".", "_"}}));
  });
  const std::string rest =
      absl::StrCat("institution_id, fund, class, ", absl::StrJoin(figures, ", "));
  return absl::StrCat("INSERT INTO unit_result (region, run_id, ", rest, ") SELECT region, ?, ",
                      rest, " FROM unit_result WHERE region = ? AND run_id = ?");
}

class RunOfRegion {
 public:
  explicit RunOfRegion(SettledRegion& region)
      : region_(region), runs_(api::RunService::NewStub(region.channel())) {}

  const api::Run& run() const { return run_; }

  absl::Status Create() {
    api::CreateRunRequest request;
    request.set_request_id(RandomUuid(region_.env().entropy));
    request.set_year(MadeRegion::kYear);
    request.set_kind(api::RUN_KIND_FINAL);
    request.set_reserve_fen(kEverything);
    request.set_pool_fen(kEverything);
    PROBITY_ASSIGN_OR_RETURN(auto response,
                             rpc::Invoke(*runs_, &api::RunService::Stub::CreateRun, request,
                                         As(options::v1::ROLE_SETTLEMENT_PREPARER, "preparer")));
    run_ = std::move(*response.mutable_run());
    return absl::OkStatus();
  }
  absl::Status Freeze() {
    return Step(&api::RunService::Stub::FreezeRun, api::FreezeRunRequest(),
                options::v1::ROLE_SETTLEMENT_PREPARER, "preparer");
  }
  absl::Status Calculate() {
    return Step(&api::RunService::Stub::CalculateRun, api::CalculateRunRequest(),
                options::v1::ROLE_SETTLEMENT_PREPARER, "preparer");
  }
  absl::Status Review() {
    return Step(&api::RunService::Stub::ReviewRun, api::ReviewRunRequest(),
                options::v1::ROLE_SETTLEMENT_REVIEWER, "reviewer");
  }
  absl::Status Sign(options::v1::Role role, const std::string& person) {
    api::SignLockRequest request;
    request.set_result_sha256(run_.result_sha256());
    return Step(&api::RunService::Stub::SignLock, std::move(request), role, person);
  }
  absl::Status Abandon() {
    api::AbandonRunRequest request;
    request.set_reason("next round");
    return Step(&api::RunService::Stub::AbandonRun, std::move(request),
                options::v1::ROLE_SETTLEMENT_PREPARER, "preparer");
  }

  // Every institution answers, which no figure here is about.
  absl::Status ConfirmAll() {
    return region_.database().Transact(absl::Now() + kLong, [&](sql::Tx& tx) {
      return tx
          .Execute("UPDATE statement SET state = 'CONFIRMED' WHERE region = ? AND run_id = ?",
                   {region_.env().region, settlement::RunIdColumn(run_.run_id())})
          .status();
    });
  }

  // The statement alone, with its commit. The rows are removed again outside of the time taken.
  absl::StatusOr<double> CopyAlone() {
    const sql::Value copy = sql::Blob{region_.env().entropy(16)};
    const auto start = std::chrono::steady_clock::now();
    PROBITY_RETURN_IF_ERROR(
        region_.database().Transact(absl::Now() + kLong, [&](sql::Tx& tx) -> absl::Status {
          PROBITY_ASSIGN_OR_RETURN(
              const int64_t rows,
              tx.Execute(CopyResults(),
                         {copy, region_.env().region, settlement::RunIdColumn(run_.run_id())}));
          if (rows == run_.units()) return absl::OkStatus();
          return absl::InternalError(absl::StrCat(rows, " rows copied"));
        }));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    PROBITY_RETURN_IF_ERROR(region_.database().Transact(absl::Now() + kLong, [&](sql::Tx& tx) {
      return tx
          .Execute("DELETE FROM unit_result WHERE region = ? AND run_id = ?",
                   {region_.env().region, copy})
          .status();
    }));
    return took.count();
  }

  absl::Status WhatIf(int variants, const std::string& policy_sha256) {
    api::WhatIfRequest request;
    request.set_run_id(run_.run_id());
    request.set_totals_only(true);
    for (int i = 0; i < variants; ++i) {
      api::PolicyPatch& patch = *request.add_variants()->add_policies();
      patch.set_policy_sha256(policy_sha256);
      patch.set_text(absl::StrCat("settlement { retention { share_bp: ", 2000 + i, " } }"));
    }
    int settled = 0;
    PROBITY_RETURN_IF_ERROR(rpc::InvokeStream(
        *runs_, &api::RunService::Stub::WhatIf, request,
        As(options::v1::ROLE_SETTLEMENT_PREPARER, "preparer"),
        [&](const api::WhatIfResponse& part) -> absl::Status {
          if (part.part_case() != api::WhatIfResponse::kResult) return absl::OkStatus();
          if (!part.result().refused().empty() || part.result().units() != run_.units()) {
            return absl::InternalError(part.result().refused_text());
          }
          ++settled;
          return absl::OkStatus();
        }));
    if (settled == variants) return absl::OkStatus();
    return absl::InternalError(absl::StrCat(settled, " variants answered"));
  }

 private:
  template <typename Request, typename Class, typename Response>
  absl::Status Step(grpc::Status (Class::*method)(grpc::ClientContext*, const Request&, Response*),
                    Request request, options::v1::Role role, const std::string& person) {
    request.set_request_id(RandomUuid(region_.env().entropy));
    request.set_run_id(run_.run_id());
    request.set_etag(run_.etag());
    PROBITY_ASSIGN_OR_RETURN(auto response, rpc::Invoke(*runs_, method, request, As(role, person)));
    run_ = std::move(*response.mutable_run());
    return absl::OkStatus();
  }

  SettledRegion& region_;
  std::unique_ptr<api::RunService::Stub> runs_;
  api::Run run_;
};

struct Settled {
  std::vector<double> calculate;  // seconds, round by round
  std::vector<double> copy;
  Cost freeze, calculation;  // of the last round
  std::optional<Cost> review, lock;
};

absl::StatusOr<Settled> Settle(SettledRegion& region, const Flags& flags) {
  RunOfRegion run(region);
  Settled settled;
  for (int round = 0; round < flags.rounds; ++round) {
    if (round > 0) PROBITY_RETURN_IF_ERROR(run.Abandon());
    PROBITY_RETURN_IF_ERROR(run.Create());
    PROBITY_ASSIGN_OR_RETURN(settled.freeze, Measure([&] { return run.Freeze(); }));
    PROBITY_ASSIGN_OR_RETURN(settled.calculation, Measure([&] { return run.Calculate(); }));
    settled.calculate.push_back(settled.calculation.seconds);
    PROBITY_ASSIGN_OR_RETURN(settled.copy.emplace_back(), run.CopyAlone());
  }
  if (region.made().units() > flags.lock_up_to) return settled;
  PROBITY_ASSIGN_OR_RETURN(settled.review.emplace(), Measure([&] { return run.Review(); }));
  PROBITY_RETURN_IF_ERROR(run.ConfirmAll());
  PROBITY_RETURN_IF_ERROR(run.Sign(options::v1::ROLE_SETTLEMENT_REVIEWER, "reviewer"));
  PROBITY_ASSIGN_OR_RETURN(settled.lock.emplace(), Measure([&] {
                             return run.Sign(options::v1::ROLE_SETTLEMENT_LOCKER, "locker");
                           }));
  if (run.run().posted_units() == run.run().units()) return settled;
  return absl::InternalError("the lock left units unposted");
}

std::string Rate(int64_t units, double seconds) {
  return absl::StrFormat("%.0f", static_cast<double>(units) / seconds);
}

void PrintCost(const char* step, int64_t units, const Cost& cost) {
  std::printf("  %-22s %9.2f s  %9s rows/s  peak %4d MiB (+%d)\n", step, cost.seconds,
              Rate(units, cost.seconds).c_str(), static_cast<int>(cost.peak_mib),
              static_cast<int>(std::max<int64_t>(cost.peak_mib - cost.before_mib, 0)));
}

void Print(const std::string& engine, int64_t units, const Settled& settled) {
  std::printf("%s, %d institutions\n", engine.c_str(), static_cast<int>(units));
  PrintCost("FreezeRun", units, settled.freeze);
  PrintCost("CalculateRun", units, settled.calculation);
  const Spread copy = SpreadOf(settled.copy);
  std::printf("  %-22s %9.2f s  %9s rows/s\n", "INSERT … SELECT", copy.median,
              Rate(units, copy.median).c_str());
  std::printf("  %-22s %s\n", "CalculateRun / bare",
              RatioText(SpreadOf(Ratios(settled.calculate, settled.copy))).c_str());
  if (settled.review.has_value()) PrintCost("ReviewRun", units, *settled.review);
  if (settled.lock.has_value()) PrintCost("SignLock and posting", units, *settled.lock);
  std::fflush(stdout);
}

absl::Status WhatIfs(SettledRegion& region, const std::string& engine, const Flags& flags) {
  RunOfRegion run(region);
  PROBITY_RETURN_IF_ERROR(run.Create());
  PROBITY_RETURN_IF_ERROR(run.Freeze());
  PROBITY_ASSIGN_OR_RETURN(const Cost single, Measure([&] { return run.Calculate(); }));
  PROBITY_ASSIGN_OR_RETURN(const Cost many, Measure([&] {
                             return run.WhatIf(flags.what_if_variants, region.medical_sha256());
                           }));
  const int64_t units = region.made().units();
  std::printf("%s, what-if: %d variants over %d institutions\n", engine.c_str(),
              flags.what_if_variants, static_cast<int>(units));
  PrintCost("CalculateRun", units, single);
  PrintCost("WhatIf", units * flags.what_if_variants, many);
  std::printf("  %-22s %.2f\n", "WhatIf / CalculateRun",
              flags.what_if_variants * single.seconds / many.seconds);
  std::fflush(stdout);
  return absl::OkStatus();
}

// An empty database of its own for every size.
class Databases {
 public:
  explicit Databases(std::string folder) : folder_(std::move(folder)) {}

  absl::StatusOr<sql::Options> Next(const std::string& engine) {
    sql::Options options;
    const std::string name = absl::StrCat("bench_", ++number_);
    if (engine == "sqlite") {
      options.url = absl::StrCat("sqlite:", folder_, "/", name, ".db");
      return options;
    }
    if (server_ == nullptr) {
      // As a region of that size would be given one; still durable at every commit.
      PROBITY_ASSIGN_OR_RETURN(server_, testing::MariaDb::Start({"--innodb-buffer-pool-size=2G",
                                                                 "--innodb-log-file-size=512M"}));
    }
    PROBITY_ASSIGN_OR_RETURN(options.url, server_->CreateDatabase(name));
    return options;
  }

 private:
  const std::string folder_;
  int number_ = 0;
  std::unique_ptr<testing::MariaDb> server_;
};

absl::Status Run(const Flags& flags) {
  PROBITY_ASSIGN_OR_RETURN(const auto folder, BenchFolder::Make(flags.folder));
  const LogFile log(folder->path() + "/log");
  Databases databases(folder->path());
  for (const std::string& engine : flags.engines) {
    for (const int64_t size : flags.sizes) {
      PROBITY_ASSIGN_OR_RETURN(const sql::Options options, databases.Next(engine));
      PROBITY_ASSIGN_OR_RETURN(const auto region,
                               SettledRegion::Start(MadeRegion(size, flags.seed), options));
      PROBITY_ASSIGN_OR_RETURN(const Settled settled, Settle(*region, flags));
      Print(engine, size, settled);
    }
    if (flags.what_if_units == 0) continue;
    PROBITY_ASSIGN_OR_RETURN(const sql::Options options, databases.Next(engine));
    PROBITY_ASSIGN_OR_RETURN(
        const auto region,
        SettledRegion::Start(MadeRegion(flags.what_if_units, flags.seed), options));
    PROBITY_RETURN_IF_ERROR(WhatIfs(*region, engine, flags));
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace probity::bench

int main(int argc, char** argv) {
  probity::bench::Flags flags;
  CLI::App cli("settling a region beside the database's own INSERT … SELECT of the same rows");
  cli.add_option("--folder", flags.folder, "where SQLite's databases are made; should be on a disk")
      ->capture_default_str();
  cli.add_option("--engines", flags.engines, "sqlite, mariadb")
      ->delimiter(',')
      ->check(CLI::IsMember({"sqlite", "mariadb"}))
      ->capture_default_str();
  cli.add_option("--sizes", flags.sizes, "institutions")
      ->delimiter(',')
      ->check(CLI::Range(1, 5000000))
      ->capture_default_str();
  cli.add_option("--rounds", flags.rounds, "runs of each size, each beside the bare statement")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  cli.add_option("--lock-up-to", flags.lock_up_to, "largest size that is also locked and posted")
      ->capture_default_str();
  cli.add_option("--what-if-units", flags.what_if_units, "institutions of the what-if, 0 = none")
      ->capture_default_str();
  cli.add_option("--what-if-variants", flags.what_if_variants, "variants in one call")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  cli.add_option("--seed", flags.seed, "of the made-up region")->capture_default_str();
  CLI11_PARSE(cli, argc, argv);
  const absl::Status status = probity::bench::Run(flags);
  if (status.ok()) return 0;
  std::fprintf(stderr, "settlement_bench: %s\n", status.ToString().c_str());
  return 1;
}
