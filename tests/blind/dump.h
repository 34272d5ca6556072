// A database as whoever holds its files reads it.
#ifndef PROBITY_TESTS_BLIND_DUMP_H_
#define PROBITY_TESTS_BLIND_DUMP_H_

#include <map>
#include <string>
#include <vector>

#include "common/sql/database.h"

namespace probity::blind {

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // NULL is "NULL", numbers in decimal, blobs as are

  // The values of one column, in the order of the rows.
  std::vector<std::string> Column(const std::string& name) const;
};

// Every table of the service by name, rows in the order in which the engine keeps them.
std::map<std::string, Table> Dump(sql::Database& database);
// All values of a dump, one after the other.
std::string Bytes(const std::map<std::string, Table>& dump);
// The files of an SQLite database, its write-ahead log included; empty for another engine's.
std::string FileBytes(sql::Database& database);

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_DUMP_H_
