# The four kinds of target this tree knows. Every target is declared by one of them, so compiler
# flags, precompiled headers and include roots are decided here and nowhere else.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# Dev builds without optimisation: a build from nothing is what a newcomer waits for.
set(CMAKE_CXX_FLAGS_DEV "-O0")
set(PROBITY_SANITIZE "" CACHE STRING "address, thread or undefined")
option(PROBITY_COVERAGE "Count line and branch coverage" OFF)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wold-style-cast -Werror)
# Abseil's package asks for it in some of its libraries only, and a precompiled header serves only
# those who are compiled as it was.
add_compile_options(-pthread)
add_link_options(-fuse-ld=lld)
if(PROBITY_SANITIZE)
  add_compile_options(-fsanitize=${PROBITY_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PROBITY_SANITIZE})
  if(PROBITY_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=all)
  endif()
endif()
if(PROBITY_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# Precompiled headers. What every file may read comes first, then what its cost class adds: std and
# Abseil; protobuf; gRPC; GoogleTest. A library's READS come on top of the first.
set(PROBITY_READS <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <set>
    <string> <string_view> <tuple> <utility> <variant> <vector> <absl/status/statusor.h>
    <absl/strings/numbers.h> <absl/strings/str_cat.h> <absl/strings/str_format.h>
    <absl/strings/str_join.h> <absl/strings/str_split.h> <absl/time/time.h>
    <common/status/status.h>)
function(_probity_pch name)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cc CONTENT "// Anchor of a precompiled header.\n")
  add_library(${name} STATIC ${CMAKE_BINARY_DIR}/${name}.cc)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC Threads::Threads protobuf::libprotobuf gRPC::grpc++)
  target_precompile_headers(${name} PRIVATE ${PROBITY_READS} ${ARGN})
endfunction()
set(_proto <google/protobuf/descriptor.pb.h> <google/protobuf/message.h>)
set(_grpc ${_proto} <grpcpp/grpcpp.h> <grpcpp/impl/codegen/proto_utils.h>)
_probity_pch(probity_pch_base)
_probity_pch(probity_pch_proto ${_proto})
_probity_pch(probity_pch_grpc ${_grpc})

# The same for tests, whose own cost is GoogleTest's headers. Declared where GTest was found.
if(TARGET GTest::gmock)
  _probity_pch(probity_pch_test <gmock/gmock.h> <gtest/gtest.h>)
  _probity_pch(probity_pch_test_grpc ${_grpc} <gmock/gmock.h> <gtest/gtest.h>)
  target_link_libraries(probity_pch_test PUBLIC GTest::gmock GTest::gtest)
  target_link_libraries(probity_pch_test_grpc PUBLIC GTest::gmock GTest::gtest)
endif()

function(_probity_target name pch)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  if(TARGET "probity_pch_${pch}")
    target_precompile_headers(${name} REUSE_FROM probity_pch_${pch})
  elseif(TARGET "${pch}")
    target_precompile_headers(${name} REUSE_FROM ${pch})
  elseif(pch AND NOT pch STREQUAL "none")
    message(FATAL_ERROR "${name}: no target ${pch} to take precompiled headers from")
  endif()
endfunction()

# probity_library(common_money SRCS money.cc DEPS common_status [PCH base|proto|grpc|none|TARGET]
#                 [READS headers])
# READS are what nearly every file of the library reads: they make a precompiled header of its own,
# which PCH TARGET takes for another.
function(probity_library name)
  cmake_parse_arguments(ARG "" "PCH" "SRCS;DEPS;READS" ${ARGN})
  if(ARG_READS)
    set(ARG_PCH none)
  elseif(NOT ARG_PCH)
    set(ARG_PCH base)
  endif()
  if(NOT ARG_SRCS)  # headers only
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ARG_DEPS})
    return()
  endif()
  add_library(${name} STATIC ${ARG_SRCS})
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} Threads::Threads)
  _probity_target(${name} ${ARG_PCH})
  if(ARG_READS)
    target_precompile_headers(${name} PRIVATE ${PROBITY_READS} ${ARG_READS})
  endif()
endfunction()

# probity_binary(probity-scoring SRCS main.cc DEPS services_scoring)
function(probity_binary name)
  cmake_parse_arguments(ARG "" "PCH" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} Threads::Threads)
  _probity_target(${name} "${ARG_PCH}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# Seconds after which a test is thought to hang: a sanitizer takes its time.
function(_probity_patience seconds result)
  if(PROBITY_SANITIZE)
    math(EXPR seconds "4 * ${seconds}")
  endif()
  set(${result} ${seconds} PARENT_SCOPE)
endfunction()

# A test that is run, or left out, by its name has it alone.
function(_probity_only_test_named name)
  get_property(names GLOBAL PROPERTY PROBITY_TEST_NAMES)
  if(name IN_LIST names)
    message(FATAL_ERROR "two tests are called ${name}")
  endif()
  set_property(GLOBAL APPEND PROPERTY PROBITY_TEST_NAMES ${name})
endfunction()

# probity_test(money_test SRCS money_test.cc DEPS common_money [LABEL unit|store|api|e2e|fault]
#              [PCH test|test_grpc|none] [TIMEOUT seconds])
# One GoogleTest program; its label decides when test.sh runs it. The default label is unit.
function(probity_test name)
  cmake_parse_arguments(ARG "" "PCH;LABEL;TIMEOUT" "SRCS;DEPS" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT ARG_PCH)
    set(ARG_PCH test)
  endif()
  add_executable(${name} ${ARG_SRCS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest GTest::gtest_main
                        Threads::Threads)
  _probity_target(${name} "${ARG_PCH}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_definitions(${name} PRIVATE PROBITY_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             PROBITY_BINARY_DIR="${CMAKE_BINARY_DIR}/bin")
  _probity_only_test_named(${name})
  add_test(NAME ${name} COMMAND ${name})
  _probity_patience(${ARG_TIMEOUT} timeout)
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${timeout})
endfunction()

# probity_script_test(year_test SCRIPT year_test.py LABEL e2e TIMEOUT seconds)
# A test that uses the built programs as a person would: Python, standard library only.
function(probity_script_test name)
  cmake_parse_arguments(ARG "" "SCRIPT;LABEL;TIMEOUT" "ARGS" ${ARGN})
  _probity_only_test_named(${name})
  add_test(NAME ${name} COMMAND ${PROBITY_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SCRIPT}
           ${ARG_ARGS})
  _probity_patience(${ARG_TIMEOUT} timeout)
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${timeout}
    ENVIRONMENT "PROBITY_BIN=${CMAKE_BINARY_DIR}/bin;PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/e2e")
endfunction()
