// What every command of probityctl is given, and how it prints.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SESSION_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SESSION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/common/addresses.h"
#include "clients/common/output.h"

// Named, not included: who wires commands need not read the stubs of three services.
namespace probity::clients {
class Actors;
class Bureau;
}  // namespace probity::clients

namespace probity::ctl {

struct Session {
  clients::Addresses addresses;
  std::string actors_file;  // empty = the labels of Actors::Defaults
  bool json = false;

  absl::StatusOr<clients::Actors> Actors() const;
  absl::StatusOr<clients::Bureau> Connect(absl::Duration patience = absl::Seconds(2)) const;
};

using clients::kOk;
using clients::kRefused;
using clients::kTryAgain;
using clients::kUsage;
using clients::PrintJson;
using clients::Short;
using clients::Table;

inline constexpr int kOpenCases = 3;  // beside the exit codes all our command lines share

// Prints the refusal with its reason and every offending field on standard error; its exit code.
int Fail(const absl::Status& status);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_SESSION_H_
