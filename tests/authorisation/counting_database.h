// A database that counts how often a handler turned to it.
#ifndef PROBITY_TESTS_AUTHORISATION_COUNTING_DATABASE_H_
#define PROBITY_TESTS_AUTHORISATION_COUNTING_DATABASE_H_

#include <atomic>

#include "common/sql/database.h"

namespace probity::authorisation {

class CountingDatabase final : public sql::Database {
 public:
  CountingDatabase(sql::Database& real, std::atomic<int>& uses) : real_(real), uses_(uses) {}
  absl::Status Transact(absl::Time deadline, const sql::Body& body) override {
    ++uses_;
    return real_.Transact(deadline, body);
  }
  absl::Status Read(absl::Time deadline, const sql::Body& body) override {
    ++uses_;
    return real_.Read(deadline, body);
  }
  absl::Status Check(absl::Time deadline) override { return real_.Check(deadline); }
  absl::Status EraseRemains(absl::Time deadline) override { return real_.EraseRemains(deadline); }
  const sql::Dialect& dialect() const override { return real_.dialect(); }

 private:
  sql::Database& real_;
  std::atomic<int>& uses_;
};

}  // namespace probity::authorisation

#endif  // PROBITY_TESTS_AUTHORISATION_COUNTING_DATABASE_H_
