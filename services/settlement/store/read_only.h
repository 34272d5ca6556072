// A transaction in which nothing can be written, whatever is called with it.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_READ_ONLY_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_READ_ONLY_H_

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "common/sql/database.h"

namespace probity::settlement {

// Reads through `inner`; every write is WRITE_IN_WHAT_IF, without reaching the database.
class ReadOnlyTx : public sql::Tx {
 public:
  explicit ReadOnlyTx(sql::Tx& inner) : inner_(inner) {}

  absl::StatusOr<std::vector<sql::Row>> Query(std::string_view sql,
                                              const sql::Params& params) override;
  absl::Status QueryEach(std::string_view sql, const sql::Params& params,
                         const std::function<absl::Status(const sql::Row&)>& each) override;
  absl::StatusOr<int64_t> Execute(std::string_view sql, const sql::Params& params) override;
  const sql::Dialect& dialect() const override { return inner_.dialect(); }

 private:
  sql::Tx& inner_;
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_READ_ONLY_H_
