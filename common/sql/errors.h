// Error codes of the engines, sorted into the few classes Probity treats differently. This is the
// only place that knows a code; everything above sees an absl::Status.
#ifndef PROBITY_COMMON_SQL_ERRORS_H_
#define PROBITY_COMMON_SQL_ERRORS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/sql/database.h"

namespace probity::sql {

enum class ErrorClass {
  kDuplicate,      // a unique key exists: the statement had no effect, the transaction may go on
  kConflict,       // another transaction won: roll back, run the whole body again
  kUnfit,          // this node takes no writes (read-only, shutting down, without quorum)
  kConnection,     // the connection is gone; what it was doing is unknown
  kTimeout,        // a statement ran into its limit
  kBug,            // our statement or our value is wrong
  kSchemaDrift,    // the schema is not the one this binary was built for
  kPrivilege,      // the account lacks a grant
  kTls,            // no verified encryption
  kStorageFull,    // no space left
  kStorageFailed,  // input/output error
  kDataLoss,       // stored data is damaged
};

// An error as its engine reported it. `system_errno` is the operating system's, SQLite only.
struct EngineError {
  Dialect::Engine engine;
  int code;  // SQLite: the extended result code
  std::string text;
  int system_errno = 0;
};

ErrorClass Classify(const EngineError& error);

// "conflict", "storage full": for logs and tests.
std::string_view ErrorClassName(ErrorClass error_class);

// What a caller is told; names neither statement nor driver text.
absl::Status StatusOf(ErrorClass error_class);

// The same, and why there is no verified encryption: authority, host name, validity, no TLS at all.
absl::Status StatusOf(const EngineError& error);

// Whether a server's code says that what a statement was to define, or to drop, is there, or gone,
// already.
bool SaysItIsDone(int mysql_code);

// False if the text of this code quotes stored values, which no log may hold.
bool TextMayBeLogged(const EngineError& error);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_ERRORS_H_
