# What Debian 12 provides; docs/dependencies.md says why each one is here.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(MySQLConnectorCpp REQUIRED)  # cmake/FindMySQLConnectorCpp.cmake
if(BUILD_TESTING)
  find_program(PROBITY_PYTHON python3 REQUIRED)
  find_package(GTest REQUIRED)
  find_package(rapidcheck CONFIG REQUIRED)  # targets rapidcheck, rapidcheck_gtest
  find_package(benchmark REQUIRED)
endif()
