#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/status/status.h"
#include "empty.grpc.pb.h"
#include "services/review/api/services.h"
#include "tests/bench/committee_figures.h"
#include "tests/bench/rounds.h"
#include "tests/services/review/support/voting_round.h"

namespace probity::bench {
namespace {

using review::v1::CommitteeService;

constexpr int kClients = 64;
constexpr int kSeats = 8;
constexpr int kCases = 8;
constexpr int kPairs = 3;  // of rates taken in turn
constexpr char kWrite[] = "UPDATE credential SET ballot = ? WHERE round_id = ? AND cred_hash = ?";
constexpr char kKeys[] = "SELECT cred_hash FROM credential WHERE round_id = ?";
constexpr std::size_t kSealed = 2076;

rpc::CallOptions Officer() {
  rpc::CallOptions options;
  options.caller.person = "officer";
  options.caller.roles = {options::v1::ROLE_CASE_OFFICER};
  return options;
}

// Review over the databases of a ReviewServer, with a call that does nothing, on a port of its own.
class Service {
 public:
  Service(const review::ReviewEnv& env, absl::Duration reply_grid) {
    RegisterRoster(env, router_);
    RegisterCommittee(env, router_);
    router_.Unary<v1::DoNothingRequest, v1::DoNothingResponse>(
        "probity.bench.v1.EmptyService.DoNothing",
        [](const rpc::Call&, const v1::DoNothingRequest&) { return v1::DoNothingResponse(); });
    rpc::ServeOptions options;
    options.reply_grid = reply_grid;
    server_ = rpc::Server::Start(router_, options).value();
    server_->SetReady(true);
    for (int i = 0; i < kClients; ++i) {
      const auto channel = rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->port())).value();
      committee_.push_back(CommitteeService::NewStub(channel));
      empty_.push_back(v1::EmptyService::NewStub(channel));
    }
  }
  ~Service() { server_->Drain(); }

  CommitteeService::Stub& committee(int client) { return *committee_[client]; }
  v1::EmptyService::Stub& empty(int client) { return *empty_[client]; }

 private:
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::vector<std::unique_ptr<CommitteeService::Stub>> committee_;
  std::vector<std::unique_ptr<v1::EmptyService::Stub>> empty_;
};

struct Measured {
  double per_second = 0;
  double p99_ms = 0;
};

absl::StatusOr<Measured> Measure(int64_t operations, const Operation& operation) {
  std::vector<std::vector<double>> took(kClients);
  const Operation timed = [&](int client, int64_t index) {
    const auto begun = std::chrono::steady_clock::now();
    const absl::Status status = operation(client, index);
    const std::chrono::duration<double, std::milli> passed =
        std::chrono::steady_clock::now() - begun;
    took[client].push_back(passed.count());
    return status;
  };
  PROBITY_ASSIGN_OR_RETURN(const double rate, Rate(kClients, operations, timed));
  std::vector<double> all;
  for (const auto& one : took) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  return Measured{rate, all[all.size() * 99 / 100]};
}

class Desk {
 public:
  Desk()
      : round_(OpenVoting(server_, kCases, kSeats)),
        scratch_(OpenVoting(server_, kCases, kSeats)),
        revisions_(kClients, 0) {
    server_.InHearing([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const auto rows, tx.Query(kKeys, {sql::Blob{scratch_.round_id}}));
      for (const sql::Row& row : rows) scratch_hashes_.push_back(row.Bytes(0));
      return absl::OkStatus();
    });
  }
  const review::ReviewEnv& env() const { return server_.env(); }

  Operation Ballots(Service& service) {
    return [this, &service](int client, int64_t) {
      const auto request = SubmitRequest(round_, client / kCases, client % kCases,
                                         ++revisions_[client], review::kFloor + client % 3);
      return rpc::Invoke(service.committee(client), &CommitteeService::Stub::SubmitBallot, request,
                         review::MemberClient())
          .status();
    };
  }
  Operation Sheets(Service& service) {
    return [this, &service](int client, int64_t) {
      const auto request = SheetRequest(round_, client / kCases, client % kCases);
      return rpc::Invoke(service.committee(client), &CommitteeService::Stub::GetSheet, request,
                         review::MemberClient())
          .status();
    };
  }
  Operation Nothing(Service& service) {
    return [&service](int client, int64_t) {
      return rpc::Invoke(service.empty(client), &v1::EmptyService::Stub::DoNothing,
                         v1::DoNothingRequest(), Officer())
          .status();
    };
  }
  // What the store itself does: one durable write of a ballot's size to a ballot's row.
  Operation Commits() {
    return [this](int client, int64_t index) {
      const std::string ballot(kSealed, static_cast<char>(index));
      return env().hearing.Transact(
          absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) -> absl::Status {
            return tx
                .Execute(kWrite, {sql::Blob{ballot}, sql::Blob{scratch_.round_id},
                                  sql::Blob{scratch_hashes_[client]}})
                .status();
          });
    };
  }

 private:
  review::ReviewServer server_;
  review::VotingRound round_;
  review::VotingRound scratch_;  // whose ballots may be overwritten
  std::vector<std::string> scratch_hashes_;
  std::vector<std::uint32_t> revisions_;
};

}  // namespace

absl::Status ServiceFigures(int64_t operations) {
  Desk desk;
  const std::string over = absl::StrCat(operations, " calls, ", kClients, " clients, SQLite");
  {
    Service gridded(desk.env(), absl::Milliseconds(10));
    PROBITY_ASSIGN_OR_RETURN(const Measured ballots, Measure(operations, desk.Ballots(gridded)));
    Tell("T13", "per_second", ballots.per_second, over);
    Tell("T13", "p99_ms", ballots.p99_ms, over);
    PROBITY_ASSIGN_OR_RETURN(const Measured sheets, Measure(operations, desk.Sheets(gridded)));
    Tell("T14", "per_second", sheets.per_second, over);
    Tell("T14", "p99_ms", sheets.p99_ms, over);
  }
  Service plain(desk.env(), absl::ZeroDuration());
  std::vector<double> ballots, commits, sheets, nothing;
  for (int i = 0; i < kPairs; ++i) {
    PROBITY_ASSIGN_OR_RETURN(const Measured b, Measure(operations, desk.Ballots(plain)));
    PROBITY_ASSIGN_OR_RETURN(const Measured c, Measure(operations, desk.Commits()));
    PROBITY_ASSIGN_OR_RETURN(const Measured s, Measure(operations, desk.Sheets(plain)));
    PROBITY_ASSIGN_OR_RETURN(const Measured n, Measure(operations, desk.Nothing(plain)));
    ballots.push_back(b.per_second);
    commits.push_back(c.per_second);
    sheets.push_back(s.per_second);
    nothing.push_back(n.per_second);
  }
  Tell("T13", "store_ratio", SpreadOf(Ratios(ballots, commits)).median,
       absl::StrCat(RateText(SpreadOf(ballots)), " ballots, ", RateText(SpreadOf(commits)),
                    " commits a second"));
  Tell("T14", "empty_ratio", SpreadOf(Ratios(sheets, nothing)).median,
       absl::StrCat(RateText(SpreadOf(sheets)), " sheets, ", RateText(SpreadOf(nothing)),
                    " empty calls a second"));
  return absl::OkStatus();
}

}  // namespace probity::bench
