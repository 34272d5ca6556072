// A settlement database on every engine, and short ways to use it.
#ifndef PROBITY_TESTS_SERVICES_SETTLEMENT_STORE_STORE_FIXTURE_H_
#define PROBITY_TESTS_SERVICES_SETTLEMENT_STORE_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::settlement {

class StoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Write(const sql::Body& body) { return database_->Transact(Soon(), body); }
  absl::Status Read(const sql::Body& body) { return database_->Read(Soon(), body); }
  static absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  static settlement::Run NewRun(int32_t year, int32_t number) {
    settlement::Run run;
    run.run_id = RandomId(crypto::SystemEntropy()).Text();
    run.year = year;
    run.number = number;
    run.prepared_by = "preparer-1";
    run.created_time = 1'800'000'000'000'000;
    return run;
  }

  ::probity::testing::TestDatabase database_{GetParam(), Migrations()};
};

}  // namespace probity::settlement

#endif  // PROBITY_TESTS_SERVICES_SETTLEMENT_STORE_STORE_FIXTURE_H_
