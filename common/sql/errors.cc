#include "common/sql/errors.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

ErrorClass ClassifySqlite(const EngineError& error) {
  // The file system's own word comes first: SQLite reports a file size limit or a quota as a plain
  // write error.
  const bool write_error = (error.code & 0xff) == SQLITE_IOERR;
  const int system = error.system_errno;
  if (write_error && (system == ENOSPC || system == EFBIG || system == EDQUOT)) {
    return ErrorClass::kStorageFull;
  }
  switch (error.code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_ROWID:
      return ErrorClass::kDuplicate;
    case SQLITE_ERROR:
      return ErrorClass::kSchemaDrift;
    default:
      break;
  }
  switch (error.code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorClass::kConflict;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return ErrorClass::kUnfit;
    case SQLITE_INTERRUPT:
      return ErrorClass::kTimeout;
    case SQLITE_AUTH:
    case SQLITE_PERM:
      return ErrorClass::kPrivilege;
    case SQLITE_FULL:
      return ErrorClass::kStorageFull;
    case SQLITE_IOERR:
      return ErrorClass::kStorageFailed;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorClass::kDataLoss;
    case SQLITE_SCHEMA:
      return ErrorClass::kSchemaDrift;
    default:
      return ErrorClass::kBug;
  }
}

// Two codes say what happened only in their text.
ErrorClass ClassifyByText(const EngineError& error) {
  if (error.code == 1180) {  // "Got error 149 during COMMIT": certification lost the race
    return Contains(error.text, "149") ? ErrorClass::kConflict : ErrorClass::kStorageFailed;
  }
  return Contains(error.text, "error 28") ? ErrorClass::kStorageFull : ErrorClass::kStorageFailed;
}

ErrorClass ClassifyMySql(const EngineError& error) {
  switch (error.code) {
    case 1062:
      return ErrorClass::kDuplicate;
    case 1213:
    case 1205:
    case 1020:
    case 3572:
    case 3101:
    case 8002:
    case 8005:
    case 8022:
    case 8028:
    case 9007:
      return ErrorClass::kConflict;
    case 1290:
    case 1047:
    case 1836:
    case 1927:
    case 1053:
    case 3032:
      return ErrorClass::kUnfit;
    case 2002:
    case 2003:
    case 2005:
    case 2006:
    case 2013:
    case 2055:
    case 4031:
    case 1040:
    case 1129:  // the host is blocked for broken handshakes
    case 1203:
    case 1226:
      return ErrorClass::kConnection;
    case 1969:
    case 3024:
    case 1317:
      return ErrorClass::kTimeout;
    case 1054:
    case 1146:
    case 1049:
    case 3098:
      return ErrorClass::kSchemaDrift;
    case 1044:
    case 1045:
    case 1130:  // no account for this host
    case 1142:
    case 1143:
    case 1227:
    case 1698:  // MariaDB: the account takes no password
    case 3118:  // account locked: MySQL
    case 4151:  // MariaDB
      return ErrorClass::kPrivilege;
    case 2026:
      return ErrorClass::kTls;
    case 1021:
    case 1114:
      return ErrorClass::kStorageFull;
    case 1030:
    case 1180:
      return ClassifyByText(error);
    case 1034:
    case 1194:
    case 1195:
      return ErrorClass::kDataLoss;
    default:
      return ErrorClass::kBug;
  }
}

// The client library tells these apart in its text only.
std::string TlsFault(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> kFaults[] = {
      {"does not support it", "the server offers no TLS"},
      {"has expired", "the server's certificate has expired"},
      {"not yet valid", "the server's certificate is not yet valid; compare the clocks"},
      {"Validation of SSL server certificate",
       "the server's certificate does not name the host of the address"},
      {"self-signed certificate", "the server's certificate is not of the authority in ssl_ca"},
      {"local issuer certificate", "the server's certificate is not of the authority in ssl_ca"},
      {"certificate purpose", "the server's certificate is not one for servers"},
      {"key values mismatch", "ssl_key is not the key of ssl_cert"},
      {"no certificate or crl", "ssl_ca holds no certificate"},
      {"no start line", "ssl_cert or ssl_key is no PEM file"},
      {"protocol", "the server offers no version of TLS from 1.2 on"},
      {"alert", "the server refuses the certificate of ssl_cert"},
  };
  for (const auto& [said, fault] : kFaults) {
    if (Contains(text, said)) return std::string(fault);
  }
  return "the log has the reason";
}

absl::Status Unavailable(std::string_view text) {
  return Refuse(absl::StatusCode::kUnavailable, Reason::k_STORAGE_UNAVAILABLE, text);
}

absl::Status Internal(std::string_view text) {
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL, text);
}

}  // namespace

ErrorClass Classify(const EngineError& error) {
  return error.engine == Dialect::Engine::kSqlite ? ClassifySqlite(error) : ClassifyMySql(error);
}

std::string_view ErrorClassName(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::kDuplicate:
      return "duplicate";
    case ErrorClass::kConflict:
      return "conflict";
    case ErrorClass::kUnfit:
      return "node unfit";
    case ErrorClass::kConnection:
      return "connection";
    case ErrorClass::kTimeout:
      return "timeout";
    case ErrorClass::kBug:
      return "our bug";
    case ErrorClass::kSchemaDrift:
      return "schema drift";
    case ErrorClass::kPrivilege:
      return "privilege";
    case ErrorClass::kTls:
      return "tls";
    case ErrorClass::kStorageFull:
      return "storage full";
    case ErrorClass::kStorageFailed:
      return "storage failed";
    case ErrorClass::kDataLoss:
      return "data loss";
  }
  return "";
}

absl::Status StatusOf(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::kDuplicate:
      return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                    "a row with this key exists");
    case ErrorClass::kConflict:
      return LostRace("another change to the same data came first; try again");
    case ErrorClass::kUnfit:
      return Unavailable("the database takes no writes at the moment");
    case ErrorClass::kConnection:
      return Unavailable("the database cannot be reached");
    case ErrorClass::kTimeout:
      return Refuse(absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT,
                    "the database did not answer before the deadline");
    case ErrorClass::kBug:
      return Internal("the service sent its database a wrong statement or value");
    case ErrorClass::kSchemaDrift:
      return Internal("the database schema is not the one this service was built for");
    case ErrorClass::kPrivilege:
      return Internal(
          "the database refuses the service's account (password, lock, certificate) or a grant "
          "is missing");
    case ErrorClass::kTls:
      return Unavailable("no verified encrypted connection to the database");
    case ErrorClass::kStorageFull:
      return Refuse(absl::StatusCode::kResourceExhausted, Reason::k_STORAGE_FULL,
                    "the database has no space left; nothing of this change was stored");
    case ErrorClass::kStorageFailed:
      return Unavailable("the database's storage reported an input/output error");
    case ErrorClass::kDataLoss:
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_STORAGE_UNAVAILABLE,
                    "stored data is damaged; restore the database from a backup");
  }
  return Internal("unknown class of database error");
}

absl::Status StatusOf(const EngineError& error) {
  const ErrorClass error_class = Classify(error);
  if (error_class == ErrorClass::kTls) {
    return Unavailable(absl::StrCat(StatusOf(error_class).message(), ": ", TlsFault(error.text)));
  }
  // TLS 1.3 shows our certificate last: whoever refuses it hangs up when the client thinks it is
  // in.
  if (error.code == 2013 && Contains(error.text, "sending authentication information")) {
    return Unavailable(
        "the database cannot be reached: it hung up at the sign-in; where ssl_cert is given, does "
        "the server trust its authority, and is it in date?");
  }
  return StatusOf(error_class);
}

bool SaysItIsDone(int mysql_code) {
  switch (mysql_code) {
    case 1050:  // table exists
    case 1051:  // no table to drop
    case 1054:  // no column of the name it was renamed from
    case 1060:  // column exists
    case 1061:  // key exists
    case 1068:  // primary key exists
    case 1091:  // no column or key to drop
    case 1146:  // no table of the name it was renamed from
      return true;
    default:
      return false;
  }
}

bool TextMayBeLogged(const EngineError& error) {
  if (error.engine == Dialect::Engine::kSqlite) return true;
  switch (error.code) {
    case 1062:
    case 1292:
    case 1300:
    case 1366:
    case 1367:
    case 1411:
    case 1525:
    case 1690:
    case 1918:
      return false;
    default:
      return true;
  }
}

}  // namespace probity::sql
