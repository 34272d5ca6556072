# Run by probity_migrations at build time: FOLDER, NAMESPACE, OUT, and GRANTS or nothing.
file(GLOB sqlite_files ${FOLDER}/*.sqlite.sql)
file(GLOB mysql_files ${FOLDER}/*.mysql.sql)
list(LENGTH sqlite_files sqlite_count)
list(LENGTH mysql_files mysql_count)
if(NOT sqlite_count EQUAL mysql_count OR sqlite_count EQUAL 0)
  message(FATAL_ERROR "${FOLDER}: every migration needs a .sqlite.sql and a .mysql.sql")
endif()
list(SORT sqlite_files)

# Escaped as one C++ string literal a line, so that no text of a migration can end it.
function(_embed result file)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "${file} is missing")
  endif()
  file(READ ${file} text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "?" "\\?" text "${text}")
  string(REPLACE "\n" "\\n\"\n       \"" text "${text}")
  set(${result} "\"${text}\"" PARENT_SCOPE)
endfunction()

set(entries "")
foreach(sqlite_file ${sqlite_files})
  get_filename_component(name ${sqlite_file} NAME)
  string(REGEX REPLACE "\\.sqlite\\.sql$" "" name "${name}")
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+$")
    message(FATAL_ERROR "${sqlite_file}: a migration is called NNNN_name.sqlite.sql")
  endif()
  string(REGEX REPLACE "^0*([0-9]+)_.*$" "\\1" number "${name}")
  _embed(sqlite_text ${sqlite_file})
  _embed(mysql_text ${FOLDER}/${name}.mysql.sql)
  string(APPEND entries
         "      {${number}, \"${name}\",\n       ${sqlite_text},\n       ${mysql_text}},\n")
endforeach()

set(grants "")
if(GRANTS)
  _embed(grants_text ${GRANTS})
  set(grants "
const std::string& Grants();

const std::string& Grants() {
  static const auto* const grants = new std::string(
       ${grants_text});
  return *grants;
}
")
endif()

file(WRITE ${OUT} "// Generated from the migrations of ${NAMESPACE}.
#include <string>
#include <vector>

#include \"common/sql/database.h\"

namespace ${NAMESPACE} {

const std::vector<probity::sql::Migration>& Migrations();

const std::vector<probity::sql::Migration>& Migrations() {
  static const auto* const migrations = new std::vector<probity::sql::Migration>{
${entries}  };
  return *migrations;
}
${grants}
}  // namespace ${NAMESPACE}
")
