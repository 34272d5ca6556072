# probity_migrations(<target> DIR <folder> NAMESPACE <namespace> [GRANTS <file>])
#
# Embeds the migrations of a folder into a library. The folder holds pairs of files
#   NNNN_name.sqlite.sql  NNNN_name.mysql.sql
# where NNNN is the migration's number, leading zeros included, and a statement ends with `;` at
# the end of a line. An applied file is never edited again: the database keeps its sha256.
#
# The target gets one generated source that defines, in the namespace given,
#   const std::vector<probity::sql::Migration>& Migrations();
# and, with GRANTS, the text of that file of deploy/sql for sql::Options::grants:
#   const std::string& Grants();
# Declare them in a header of your own:
#   #include "common/sql/database.h"
#   namespace probity::scoring { const std::vector<sql::Migration>& Migrations(); }
# and use it:
#   probity_library(services_scoring_store SRCS store.cc DEPS common_sql)
#   probity_migrations(services_scoring_store DIR migrations NAMESPACE probity::scoring)
#   sql::Open(options, scoring::Migrations());
#
# One target may call it several times, once for each namespace (review keeps two databases). The
# tables of common libraries stand in the folder of the service that uses them: their headers give
# the DDL. Numbers are unique within one database.
function(probity_migrations target)
  cmake_parse_arguments(ARG "" "DIR;NAMESPACE;GRANTS" "" ${ARGN})
  get_filename_component(folder ${ARG_DIR} ABSOLUTE)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.sql)
  if(NOT files OR NOT ARG_NAMESPACE)
    message(FATAL_ERROR "probity_migrations(${target}): no NAMESPACE, or no *.sql in ${folder}")
  endif()
  string(REPLACE "::" "_" stem ${ARG_NAMESPACE})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${target}_${stem}_migrations.cc)
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedMigrations.cmake)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DNAMESPACE=${ARG_NAMESPACE} -DOUT=${out}
            -DGRANTS=${ARG_GRANTS} -P ${script}
    DEPENDS ${files} ${script} ${ARG_GRANTS}
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
