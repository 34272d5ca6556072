// What every command of probityctl is given, and how it prints.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SESSION_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SESSION_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "clients/common/bureau.h"
#include "google/protobuf/message.h"

namespace probity::ctl {

struct Session {
  clients::Addresses addresses;
  std::string actors_file;  // empty = the labels of Actors::Defaults
  bool json = false;

  absl::StatusOr<clients::Bureau> Connect(absl::Duration patience = absl::Seconds(2)) const;
};

// Exit codes of probityctl, sysexits where there is one.
enum Exit { kOk = 0, kRefused = 1, kUsage = 2, kOpenCases = 3, kTryAgain = 75 };

// Prints the refusal with its reason and every offending field on standard error; its exit code.
int Fail(const absl::Status& status);

// The JSON of a message, as the public names are, on standard output.
void PrintJson(const google::protobuf::Message& message);

// Rows in columns; wide characters count as two, as terminals draw them.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void Print() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// "EFFECTIVE" of CASE_STATE_EFFECTIVE.
std::string Short(std::string_view name, std::string_view prefix);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SESSION_H_
