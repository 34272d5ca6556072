// The scoring service in this process, put together as its main does, over a real listening socket
// and a SQLite file, with one RPC more that does nothing.
#ifndef PROBITY_TESTS_BENCH_BENCH_SERVER_H_
#define PROBITY_TESTS_BENCH_BENCH_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/calendar/work_calendar.h"
#include "common/clock/fake_clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/page_token.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"

namespace probity::bench {

class BenchServer {
 public:
  // With the shipped policy of medical institutions in force.
  static absl::StatusOr<std::unique_ptr<BenchServer>> Start(const std::string& folder);
  ~BenchServer();
  BenchServer(const BenchServer&) = delete;
  BenchServer& operator=(const BenchServer&) = delete;

  const scoring::ServiceEnv& env() const { return env_; }
  sql::Database& database() { return *database_; }

  // A connection of its own: clients do not share one.
  absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect() const;

 private:
  BenchServer(std::unique_ptr<sql::Database> database, calendar::WorkCalendar work_calendar);
  absl::Status Listen();
  absl::Status PutPolicy();

  std::unique_ptr<sql::Database> database_;
  FakeClock clock_;
  calendar::WorkCalendar calendar_;
  scoring::PolicyBook policies_;
  rpc::PageTokens page_tokens_;
  scoring::ServiceEnv env_;
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
};

// A person of one role.
rpc::CallOptions As(options::v1::Role role, const std::string& person);

}  // namespace probity::bench

#endif  // PROBITY_TESTS_BENCH_BENCH_SERVER_H_
