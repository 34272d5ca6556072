// A file of leads, read piece by piece, so that its size is nobody's memory.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEAD_FILE_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEAD_FILE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "probity/scoring/v1/lead.pb.h"

namespace probity::ctl {

// Calls `each` for every row of `file`, in order. UTF-8 with a header; columns external_id,
// institution_id, violation_code, act_ref, act_start_date, act_end_date, amount_yuan, description
// (those that may be empty may be missing). INVALID_ARGUMENT listing up to 1,000 faults as
// `file:line: column: reason`, after the last row; rows with a fault are not given to `each`.
absl::Status EachLead(const std::string& file,
                      const std::function<absl::Status(const scoring::v1::ReportedLead&)>& each);

// SHA-256 of the file's bytes, hex.
absl::StatusOr<std::string> FileHash(const std::string& file);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LEAD_FILE_H_
