// A scoring service of the tests' own making: it answers what it is told to, over a real channel.
#ifndef PROBITY_TESTS_SERVICES_SETTLEMENT_SUPPORT_FAKE_SCORING_H_
#define PROBITY_TESTS_SERVICES_SETTLEMENT_SUPPORT_FAKE_SCORING_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/call.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "probity/scoring/v1/measure.pb.h"
#include "probity/scoring/v1/standing_service.pb.h"
#include "probity/scoring/v1/year_lock_service.pb.h"

namespace probity::settlement {

class FakeScoring {
 public:
  FakeScoring();
  ~FakeScoring();

  int port() const;
  // Stops listening: as if the service were away. For good.
  void GoAway();

  // The next answers. Standings go out in the order given, two to a message.
  void SetStandings(std::vector<scoring::v1::Standing> standings);
  // Standing 0..count-1, made when it is streamed, so that a region of any size may be asked for.
  using MakeStanding = std::function<scoring::v1::Standing(int64_t)>;
  void MakeStandings(int64_t count, MakeStanding make);
  // Where the ledger ends, told with every message of the stream; 0 until set.
  void SetKnownSeq(int64_t known_seq);
  // What ListMeasures answers, two to a page.
  void SetMeasures(std::vector<scoring::v1::Measure> measures);
  // The stream ends with this status after the first message.
  void BreakStream(absl::Status status);
  // Answers GetPolicy of this hash with these bytes.
  void SetPolicy(const std::string& sha256, const std::string& content);
  // GetPolicy is refused.
  void RefusePolicies(absl::Status status);

  // RecordYearLock is refused; OK: answered again.
  void RefuseLocks(absl::Status status);

  // What was asked.
  std::vector<scoring::v1::StreamStandingsRequest> asked() const;
  std::vector<rpc::CallerContext> callers() const;
  // The locks that were taken, in the order told.
  std::vector<scoring::v1::RecordYearLockRequest> locks() const;

 private:
  absl::Status Stream(const rpc::Call& call, const scoring::v1::StreamStandingsRequest& request,
                      rpc::Sink& sink);

  mutable absl::Mutex mutex_;
  std::vector<scoring::v1::Standing> standings_;
  int64_t made_ = 0;
  int64_t known_seq_ = 0;
  MakeStanding make_;
  std::map<std::string, std::string> policies_;
  std::vector<scoring::v1::Measure> measures_;
  absl::Status break_stream_;
  absl::Status refuse_policies_;
  absl::Status refuse_locks_;
  std::vector<scoring::v1::RecordYearLockRequest> locks_;
  std::vector<scoring::v1::StreamStandingsRequest> asked_;
  std::vector<rpc::CallerContext> callers_;
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace probity::settlement

#endif  // PROBITY_TESTS_SERVICES_SETTLEMENT_SUPPORT_FAKE_SCORING_H_
