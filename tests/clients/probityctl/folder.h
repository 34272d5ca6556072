// A folder of a test's own, gone when the test is over.
#ifndef PROBITY_TESTS_CLIENTS_PROBITYCTL_FOLDER_H_
#define PROBITY_TESTS_CLIENTS_PROBITYCTL_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity {

class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "probityctl-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path Write(std::string_view name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace probity

#endif  // PROBITY_TESTS_CLIENTS_PROBITYCTL_FOLDER_H_
