// Requests per second for posting points one by one, beside an empty RPC of the same server and
// beside the commit of one row in the same database; docs/benchmarks.md says what that means.
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "empty.grpc.pb.h"
#include "probity/scoring/v1/case_service.grpc.pb.h"
#include "tests/bench/bench_folder.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/confirmed_cases.h"
#include "tests/bench/rounds.h"

namespace probity::bench {
namespace {

namespace api = scoring::v1;

// The row a change begins with, here alone in its transaction.
constexpr char kOneRow[] =
    "INSERT INTO idempotency (request_id, caller, method, scope, request_hash, response) "
    "VALUES (?, 'bench', 'bench', '', ?, ?)";

struct Flags {
  std::string folder = ".";
  int rounds = 7;
  int64_t posts = 400;   // and commits, of a round
  int64_t calls = 4000;  // empty, of a round
  int64_t ledger = 10000;
};

struct Rates {
  std::vector<double> empty;
  std::vector<double> post;
  std::vector<double> commit;
};

class Bench {
 public:
  Bench(const Flags& flags, BenchServer& server) : flags_(flags), server_(server) {}

  absl::Status Prepare() {
    PROBITY_RETURN_IF_ERROR(RegisterInstitutions(server_, institutions()));
    return FillLedger(server_, flags_.ledger, institutions());
  }

  // Every side once before the first round that counts, then in turn.
  absl::StatusOr<Rates> Measure(int clients) {
    std::vector<std::shared_ptr<grpc::Channel>> channels(clients);
    for (auto& channel : channels) {
      PROBITY_ASSIGN_OR_RETURN(channel, server_.Connect());
    }
    Rates rates;
    for (int round = 0; round <= flags_.rounds; ++round) {
      PROBITY_ASSIGN_OR_RETURN(const double empty, Empty(channels));
      PROBITY_ASSIGN_OR_RETURN(const double post, Post(channels));
      PROBITY_ASSIGN_OR_RETURN(const double commit, Commit(clients));
      if (round == 0) continue;
      rates.empty.push_back(empty);
      rates.post.push_back(post);
      rates.commit.push_back(commit);
    }
    return rates;
  }

 private:
  using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

  // So many that none reaches the points that suspend it.
  int64_t institutions() const {
    const int64_t posts = flags_.ledger + 2 * (flags_.rounds + 1) * flags_.posts;
    return posts / 5 + 1;
  }

  absl::StatusOr<double> Empty(const Channels& channels) {
    std::vector<std::unique_ptr<v1::EmptyService::Stub>> stubs;
    for (const auto& channel : channels) stubs.push_back(v1::EmptyService::NewStub(channel));
    const rpc::CallOptions officer = As(options::v1::ROLE_CASE_OFFICER, "officer-a");
    return Rate(static_cast<int>(channels.size()), flags_.calls, [&](int client, int64_t) {
      return rpc::Invoke(*stubs[client], &v1::EmptyService::Stub::DoNothing, {}, officer).status();
    });
  }

  absl::StatusOr<double> Post(const Channels& channels) {
    PROBITY_ASSIGN_OR_RETURN(const auto decisions,
                             ConfirmedCases(server_, cases_, flags_.posts, institutions()));
    cases_ += flags_.posts;
    std::vector<std::unique_ptr<api::CaseService::Stub>> stubs;
    for (const auto& channel : channels) stubs.push_back(api::CaseService::NewStub(channel));
    const rpc::CallOptions officer = As(options::v1::ROLE_CASE_OFFICER, "officer-a");
    return Rate(static_cast<int>(channels.size()), flags_.posts,
                [&](int client, int64_t index) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(
                      const auto response,
                      rpc::Invoke(*stubs[client], &api::CaseService::Stub::RecordDecisionService,
                                  decisions[index], officer));
                  if (response.entry_ids_size() == 1) return absl::OkStatus();
                  return absl::InternalError("a decision posted no points");
                });
  }

  absl::StatusOr<double> Commit(int clients) {
    std::vector<std::string> ids;
    for (int64_t i = 0; i < flags_.posts; ++i) ids.push_back(server_.env().entropy(16));
    const sql::Blob hash{std::string(32, 'h')};
    return Rate(clients, flags_.posts, [&](int, int64_t index) {
      return server_.database().Transact(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) {
        return tx.Execute(kOneRow, {sql::Blob{ids[index]}, hash, hash}).status();
      });
    });
  }

  const Flags flags_;
  BenchServer& server_;
  int64_t cases_ = 0;
};

void Print(const char* side, const std::vector<double>& rates) {
  std::printf("  %-30s %s\n", side, RateText(SpreadOf(rates)).c_str());
}

void PrintRatio(const char* name, const std::vector<double>& above,
                const std::vector<double>& below) {
  std::printf("  %-30s %s\n", name, RatioText(SpreadOf(Ratios(above, below))).c_str());
}

absl::Status Report(Bench& bench, int clients) {
  PROBITY_ASSIGN_OR_RETURN(const Rates rates, bench.Measure(clients));
  std::printf("clients in flight: %d\n", clients);
  Print("a  empty RPC, 1/s", rates.empty);
  Print("b  RecordDecisionService, 1/s", rates.post);
  Print("c  commit of one row, 1/s", rates.commit);
  PrintRatio("b/a", rates.post, rates.empty);
  PrintRatio("b/c", rates.post, rates.commit);
  std::fflush(stdout);
  return absl::OkStatus();
}

absl::Status Run(const Flags& flags) {
  PROBITY_ASSIGN_OR_RETURN(const auto folder, BenchFolder::Make(flags.folder));
  const LogFile log(folder->path() + "/log");
  PROBITY_ASSIGN_OR_RETURN(const auto server, BenchServer::Start(folder->path()));
  Bench bench(flags, *server);
  PROBITY_RETURN_IF_ERROR(bench.Prepare());
  std::printf(
      "Posting points one by one, SQLite with synchronous=FULL.\n"
      "%d entries stand before the first round. Median (min–max) of %d rounds a, b, c, a, b, c, "
      "…;\n"
      "ratios within each round.\n",
      static_cast<int>(flags.ledger), flags.rounds);
  PROBITY_RETURN_IF_ERROR(Report(bench, 1));
  return Report(bench, 16);
}

}  // namespace
}  // namespace probity::bench

int main(int argc, char** argv) {
  probity::bench::Flags flags;
  CLI::App cli("posting points one by one beside an empty RPC");
  cli.add_option("--folder", flags.folder, "where the database is made; should be on a disk")
      ->capture_default_str();
  cli.add_option("--rounds", flags.rounds, "rounds that count")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  cli.add_option("--posts", flags.posts, "posts, and commits of one row, in a round")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  cli.add_option("--calls", flags.calls, "empty calls in a round")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  cli.add_option("--ledger", flags.ledger, "entries that stand before the first round")
      ->check(CLI::Range(0, 10000000))
      ->capture_default_str();
  CLI11_PARSE(cli, argc, argv);
  const absl::Status status = probity::bench::Run(flags);
  if (status.ok()) return 0;
  std::fprintf(stderr, "post_points_bench: %s\n", status.ToString().c_str());
  return 1;
}
