// What a lint found wrong in one file, and where. Internal to the loader.
#ifndef PROBITY_COMMON_POLICY_FINDINGS_H_
#define PROBITY_COMMON_POLICY_FINDINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace probity::policy {

// Lines of the fields a text file states. A path reads like the file: "bands[2].effects[0]";
// a repeated field without index means its first element.
class SourceMap {
 public:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;
  SourceMap(const google::protobuf::Descriptor& root, const Tree& tree)
      : root_(root), tree_(tree) {}

  // 1-based line of the field, or of the nearest enclosing one that the file states; 1 at worst.
  int LineOf(std::string_view path) const { return Find(path).line; }
  // Whether the file states it. A repeated field without index is stated if any element is.
  bool States(std::string_view path) const { return Find(path).stated; }

 private:
  struct Place {
    int line = 1;
    bool stated = false;
  };
  Place Find(std::string_view path) const;

  const google::protobuf::Descriptor& root_;
  const Tree& tree_;
};

class Findings {
 public:
  Findings(std::string_view file_name, const SourceMap* map) : file_(file_name), map_(map) {}

  void Add(std::string_view path, std::string_view text) { AddAt(map_->LineOf(path), path, text); }
  void AddAt(int line, std::string_view path, std::string_view text);
  // Adds unless `ok`; the form most lints have.
  void Check(bool ok, std::string_view path, std::string_view text) {
    if (!ok) Add(path, text);
  }
  bool States(std::string_view path) const { return map_->States(path); }

  // OK, or POLICY_INVALID with every finding as `file:line`, in the order of the file.
  absl::Status Result() const;

 private:
  struct Finding {
    int line;
    std::string text;
  };
  std::string file_;
  const SourceMap* map_;
  std::vector<Finding> findings_;
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_FINDINGS_H_
