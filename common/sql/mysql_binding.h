// Values into a server's prepared statement and out of its result. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_MYSQL_BINDING_H_
#define PROBITY_COMMON_SQL_MYSQL_BINDING_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "common/sql/session.h"

namespace sql {  // the connector's own namespace
class PreparedStatement;
class ResultSet;
}  // namespace sql

namespace probity::sql {

// The connector keeps the addresses of long values until execution: hold this until then.
struct Bound {
  std::shared_ptr<const void> kept;
  int64_t bytes = 0;  // of text and blobs
};

Bound Bind(::sql::PreparedStatement& statement, const Params& params);

// Hands on every row. `unsupported` makes the error for a column that is not a whole number within
// 64 bits, text, bytes or NULL.
absl::Status ReadRows(::sql::ResultSet& result, const RowSink& each,
                      const std::function<absl::Status()>& unsupported);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MYSQL_BINDING_H_
