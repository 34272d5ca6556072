#include "services/settlement/store/read_only.h"

#include "common/status/status.h"

namespace probity::settlement {
namespace {

bool IsSelect(std::string_view sql) {
  return sql.starts_with("SELECT ");
}

absl::Status Refused() {
  return Precondition(Reason::k_WRITE_IN_WHAT_IF,
                      "a what-if tried to write; nothing was stored, have it examined");
}

}  // namespace

absl::StatusOr<std::vector<sql::Row>> ReadOnlyTx::Query(std::string_view sql,
                                                        const sql::Params& params) {
  if (!IsSelect(sql)) return Refused();
  return inner_.Query(sql, params);
}

absl::Status ReadOnlyTx::QueryEach(std::string_view sql, const sql::Params& params,
                                   const std::function<absl::Status(const sql::Row&)>& each) {
  if (!IsSelect(sql)) return Refused();
  return inner_.QueryEach(sql, params, each);
}

absl::StatusOr<int64_t> ReadOnlyTx::Execute(std::string_view /*sql*/,
                                            const sql::Params& /*params*/) {
  return Refused();
}

}  // namespace probity::settlement
