// What stands before a round: institutions, a ledger of some length, and cases that lack one step,
// the record that their decision was served, which posts their points.
#ifndef PROBITY_TESTS_BENCH_CONFIRMED_CASES_H_
#define PROBITY_TESTS_BENCH_CONFIRMED_CASES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "probity/scoring/v1/case_service.pb.h"
#include "tests/bench/bench_server.h"

namespace probity::bench {

// Registers this many medical institutions; cases are spread over them in turn.
absl::Status RegisterInstitutions(BenchServer& server, int64_t count);

// Posts 2 points each for `count` cases of an earlier day, many in one transaction.
absl::Status FillLedger(BenchServer& server, int64_t count, int64_t institutions);

// Takes `count` new cases of one finding worth 2 points each through the handlers of the service up
// to the director's confirmation, many in one transaction, and gives the request that ends each.
// `first` is a number no case has had yet.
absl::StatusOr<std::vector<scoring::v1::RecordDecisionServiceRequest>> ConfirmedCases(
    BenchServer& server, int64_t first, int64_t count, int64_t institutions);

}  // namespace probity::bench

#endif  // PROBITY_TESTS_BENCH_CONFIRMED_CASES_H_
