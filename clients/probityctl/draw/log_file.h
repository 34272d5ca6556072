// A file of leaves of review's audit log: one line of JSON for each,
// {"seq":1,"prev":"hex","hash":"hex","kind":1,"body":"hex"}.
#ifndef PROBITY_CLIENTS_PROBITYCTL_DRAW_LOG_FILE_H_
#define PROBITY_CLIENTS_PROBITYCTL_DRAW_LOG_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace probity::draw_check {

struct LogLeaf {
  uint64_t seq = 0;
  std::string prev;
  std::string hash;
  int kind = 0;
  std::string body;
};

std::string WriteLeaf(const LogLeaf& leaf);  // with its newline

// One line without its newline; false for anything else. The hash is not checked.
bool ReadLeaf(std::string_view line, LogLeaf& leaf);

// Every leaf of the file, the chain checked from its first line on, which is leaf 1. `problem` says
// in words what is wrong; it stays empty if nothing is.
std::vector<LogLeaf> ReadLog(std::string_view text, std::string& problem);

}  // namespace probity::draw_check

#endif  // PROBITY_CLIENTS_PROBITYCTL_DRAW_LOG_FILE_H_
