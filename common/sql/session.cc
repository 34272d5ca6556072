#include "common/sql/session.h"

#include <spdlog/spdlog.h>

#include <cctype>

#include "common/status/status.h"

namespace probity::sql {
namespace {

// The first word of a statement in capitals, after blanks and line comments.
std::string Verb(std::string_view sql) {
  size_t at = 0;
  while (at < sql.size()) {
    if (std::isspace(static_cast<unsigned char>(sql[at]))) {
      ++at;
    } else if (sql.substr(at, 2) == "--") {
      at = std::min(sql.find('\n', at), sql.size());
    } else {
      break;
    }
  }
  std::string verb;
  while (at < sql.size() && std::isalpha(static_cast<unsigned char>(sql[at]))) {
    verb.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(sql[at++]))));
  }
  return verb;
}

// REPLACE is missing on purpose: it deletes whatever row clashes on any unique key.
bool Writes(std::string_view verb) {
  return verb == "INSERT" || verb == "UPDATE" || verb == "DELETE";
}

bool Reads(std::string_view verb) {
  return verb == "SELECT" || verb == "WITH";
}

}  // namespace

absl::StatusOr<std::vector<Row>> Session::Query(std::string_view sql, const Params& params) {
  std::vector<Row> rows;
  PROBITY_RETURN_IF_ERROR(QueryEach(sql, params, [&rows](const Row& row) {
    rows.push_back(row);
    return absl::OkStatus();
  }));
  return rows;
}

absl::Status Session::QueryEach(std::string_view sql, const Params& params,
                                const std::function<absl::Status(const Row&)>& each) {
  PROBITY_RETURN_IF_ERROR(Admit(sql, /*writes=*/false));
  return DoQuery(sql, params, each);
}

absl::StatusOr<int64_t> Session::Execute(std::string_view sql, const Params& params) {
  PROBITY_RETURN_IF_ERROR(Admit(sql, /*writes=*/true));
  return DoExecute(sql, params);
}

absl::Status Session::Admit(std::string_view sql, bool writes) {
  // After an error nothing may follow: on SQLite the transaction may already be gone, and what
  // came next would be committed alone.
  if (failure_.has_value()) return failure_status_;
  if (!open_) return FailAsBug("a statement outside its transaction", sql);
  if (writes && mode_ == Mode::kRead) return FailAsBug("a write inside Read", sql);
  const std::string verb = Verb(sql);
  if (writes ? !Writes(verb) : !Reads(verb)) {
    return FailAsBug("Query takes a SELECT, Execute an INSERT, UPDATE or DELETE", sql);
  }
  if (absl::Now() >= deadline_) return Record(ErrorClass::kTimeout);
  return absl::OkStatus();
}

absl::Status Session::Begin(Mode mode, absl::Time deadline) {
  mode_ = mode;
  deadline_ = deadline;
  commit_sent_ = false;
  failure_.reset();
  failure_status_ = absl::OkStatus();
  last_error_ = 0;
  if (absl::Now() >= deadline_) return Record(ErrorClass::kTimeout);
  PROBITY_RETURN_IF_ERROR(DoBegin(mode));
  open_ = true;
  return absl::OkStatus();
}

absl::Status Session::Commit() {
  // The last look at the deadline: a COMMIT once sent is never cut short by us.
  if (absl::Now() >= deadline_) return Record(ErrorClass::kTimeout);
  deadline_ = absl::InfiniteFuture();
  commit_sent_ = true;
  PROBITY_RETURN_IF_ERROR(DoCommit());
  open_ = false;
  return absl::OkStatus();
}

void Session::Rollback() {
  if (!open_) return;
  open_ = false;
  deadline_ = absl::InfiniteFuture();
  if (!DoRollback().ok()) broken_ = true;
}

absl::Status Session::Record(ErrorClass error_class) {
  return Record(error_class, StatusOf(error_class));
}

absl::Status Session::Record(ErrorClass error_class, const absl::Status& status) {
  if (error_class == ErrorClass::kDuplicate) return status;
  if (!failure_.has_value()) {
    failure_ = error_class;
    failure_status_ = status;
  }
  return status;
}

absl::Status Session::Fail(const EngineError& error, std::string_view sql) {
  const ErrorClass error_class = Classify(error);
  last_error_ = error.code;
  if (error_class == ErrorClass::kConnection || error_class == ErrorClass::kUnfit ||
      error_class == ErrorClass::kTls || error.code == 2014) {
    broken_ = true;
  }
  const bool expected =
      error_class == ErrorClass::kDuplicate || error_class == ErrorClass::kConflict;
  spdlog::log(expected ? spdlog::level::debug : spdlog::level::err,
              "sql error class=\"{}\" code={} errno={} text=\"{}\" statement=\"{}\"",
              ErrorClassName(error_class), error.code, error.system_errno,
              TextMayBeLogged(error) ? error.text : "(withheld)", sql.substr(0, 400));
  return Record(error_class, StatusOf(error));
}

absl::Status Session::FailAsBug(std::string_view what, std::string_view sql) {
  spdlog::error("sql error class=\"our bug\" text=\"{}\" statement=\"{}\"", what,
                sql.substr(0, 400));
  return Record(ErrorClass::kBug);
}

}  // namespace probity::sql
