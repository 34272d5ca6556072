// A database that notes which statements a call runs, and how its transaction ends.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_WATCHED_DATABASE_H_
#define PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_WATCHED_DATABASE_H_

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/sql/database.h"

namespace probity::review {

class WatchedDatabase final : public sql::Database {
 public:
  explicit WatchedDatabase(sql::Database& database) : database_(database) {}

  // What ran since the last call: "SELECT", "UPDATE", …, and "commit" or "rollback".
  std::vector<std::string> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(seen_, {});
  }

  absl::Status Transact(absl::Time deadline, const sql::Body& body) override {
    const absl::Status status = database_.Transact(deadline, Watched(body));
    Note(status.ok() ? "commit" : "rollback");
    return status;
  }
  absl::Status Read(absl::Time deadline, const sql::Body& body) override {
    const absl::Status status = database_.Read(deadline, Watched(body));
    Note(status.ok() ? "commit" : "rollback");
    return status;
  }
  absl::Status Check(absl::Time deadline) override { return database_.Check(deadline); }
  absl::Status EraseRemains(absl::Time deadline) override {
    return database_.EraseRemains(deadline);
  }
  const sql::Dialect& dialect() const override { return database_.dialect(); }

 private:
  class WatchedTx final : public sql::Tx {
   public:
    WatchedTx(sql::Tx& tx, WatchedDatabase& database) : tx_(tx), database_(database) {}
    absl::StatusOr<std::vector<sql::Row>> Query(std::string_view sql,
                                                const sql::Params& params) override {
      database_.Note(sql.substr(0, sql.find(' ')));
      return tx_.Query(sql, params);
    }
    absl::Status QueryEach(std::string_view sql, const sql::Params& params,
                           const std::function<absl::Status(const sql::Row&)>& each) override {
      database_.Note(sql.substr(0, sql.find(' ')));
      return tx_.QueryEach(sql, params, each);
    }
    absl::StatusOr<int64_t> Execute(std::string_view sql, const sql::Params& params) override {
      database_.Note(sql.substr(0, sql.find(' ')));
      return tx_.Execute(sql, params);
    }
    const sql::Dialect& dialect() const override { return tx_.dialect(); }

   private:
    sql::Tx& tx_;
    WatchedDatabase& database_;
  };

  sql::Body Watched(const sql::Body& body) {
    return [this, body](sql::Tx& tx) {
      WatchedTx watched(tx, *this);
      return body(watched);
    };
  }
  void Note(std::string_view what) {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen_.emplace_back(what);
  }

  sql::Database& database_;
  std::mutex mutex_;
  std::vector<std::string> seen_;
};

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_WATCHED_DATABASE_H_
