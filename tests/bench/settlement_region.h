// A made-up region of any size, the same for the same seed, and the settlement service in this
// process that settles its year: as its main puts it together, over a real listening socket, with a
// scoring service beside it that makes each standing when it is asked for.
#ifndef PROBITY_TESTS_BENCH_SETTLEMENT_REGION_H_
#define PROBITY_TESTS_BENCH_SETTLEMENT_REGION_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/calendar/work_calendar.h"
#include "common/clock/fake_clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/page_token.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "common/sql/database.h"
#include "services/settlement/api/environment.h"
#include "services/settlement/domain/budget.h"
#include "services/settlement/domain/inputs/actual.h"
#include "tests/services/settlement/support/fake_scoring.h"

namespace probity::bench {

// Institution `index` of a region, counted from 0 in the order of ids. Every third is a medical
// institution with a budget, the others are pharmacies.
class MadeRegion {
 public:
  static constexpr int kYear = 2026;

  MadeRegion(int64_t units, uint64_t seed) : units_(units), seed_(seed) {}

  int64_t units() const { return units_; }
  static std::string Id(int64_t index);
  static bool Medical(int64_t index) { return index % 3 == 0; }
  int64_t Points(int64_t index) const;
  scoring::v1::Standing Standing(int64_t index) const;  // without policy
  settlement::Budget Budget(int64_t index) const;
  settlement::Actual Actual(int64_t index) const;

 private:
  // A number 0..below-1 that follows from seed, institution and `what` alone.
  int64_t Pick(int64_t index, uint64_t what, int64_t below) const;

  int64_t units_;
  uint64_t seed_;
};

// The settlement service over an empty database, with the region's budgets and actual costs in it.
class SettledRegion {
 public:
  static absl::StatusOr<std::unique_ptr<SettledRegion>> Start(const MadeRegion& region,
                                                              const sql::Options& options);
  ~SettledRegion();
  SettledRegion(const SettledRegion&) = delete;
  SettledRegion& operator=(const SettledRegion&) = delete;

  const MadeRegion& made() const { return made_; }
  const settlement::ServiceEnv& env() const { return env_; }
  sql::Database& database() { return *database_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& medical_sha256() const { return medical_sha256_; }

 private:
  SettledRegion(const MadeRegion& made, std::unique_ptr<settlement::FakeScoring> scoring,
                std::unique_ptr<sql::Database> database, calendar::WorkCalendar work_calendar,
                std::shared_ptr<grpc::Channel> to_scoring);
  absl::Status Listen();
  absl::Status OfferStandings();
  absl::Status Fill();

  const MadeRegion made_;
  std::unique_ptr<settlement::FakeScoring> scoring_;
  std::unique_ptr<sql::Database> database_;
  FakeClock clock_;
  calendar::WorkCalendar calendar_;
  settlement::PolicyFiles policies_;
  rpc::PageTokens page_tokens_;
  settlement::RunProgress progress_;
  settlement::ServiceEnv env_;
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string medical_sha256_;
};

// Longer than any step of the largest region.
inline constexpr absl::Duration kLong = absl::Hours(2);

}  // namespace probity::bench

#endif  // PROBITY_TESTS_BENCH_SETTLEMENT_REGION_H_
