// What every command line of ours prints, and with which code it ends.
#ifndef PROBITY_CLIENTS_COMMON_OUTPUT_H_
#define PROBITY_CLIENTS_COMMON_OUTPUT_H_

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace probity::clients {

// Exit codes, sysexits where there is one.
enum Exit { kOk = 0, kRefused = 1, kUsage = 2, kTryAgain = 75 };

// The refusal with every offending field, its reason and its facts, each said once, in lines; ends
// with a newline.
std::string RefusalText(std::string_view program, const absl::Status& status);

// kTryAgain if a service is away, kUsage if the input is wrong, else kRefused.
Exit ExitOf(const absl::Status& failure);

// The JSON of a message, as the public names are, on standard output.
void PrintJson(const google::protobuf::Message& message);

// The same of several, as one array.
template <typename Messages>
void PrintJsonArray(const Messages& messages) {
  const char* before = "[";
  for (const google::protobuf::Message& message : messages) {
    std::fputs(before, stdout);
    PrintJson(message);
    before = ",";
  }
  std::fputs(messages.empty() ? "[]\n" : "]\n", stdout);
}

// Rows in columns; wide characters count as two, as terminals draw them.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string Text() const;
  void Print() const;  // on standard output; says so if there is no row

 private:
  std::vector<std::vector<std::string>> rows_;
};

// "EFFECTIVE" of CASE_STATE_EFFECTIVE.
std::string Short(std::string_view name, std::string_view prefix);

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_OUTPUT_H_
