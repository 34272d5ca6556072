// The one vocabulary of failure: absl::Status plus a stable reason.
//
// Every refusal a caller can see carries a canonical code, a reason of reason.h, a text that names
// the place and the remedy, and optionally facts (metadata) and every offending field. The details
// travel inside absl::Status as payloads; common/rpc turns them into google.rpc.ErrorInfo and
// BadRequest at the edge, and back again in a client. A text never holds an identity of a blind
// case, SQL or driver text.
#ifndef PROBITY_COMMON_STATUS_STATUS_H_
#define PROBITY_COMMON_STATUS_STATUS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/status/reason.h"

namespace probity {

// Debian's Abseil has a string_view of its own; these two are the only bridge.
inline absl::string_view ToAbsl(std::string_view text) {
  return {text.data(), text.size()};
}
inline std::string_view ToStd(absl::string_view text) {
  return {text.data(), text.size()};
}

// One field of a request (dotted path, `findings[2].points`) or one cell of a file
// (`cases.csv:17: points`) and what is wrong with it.
struct FieldViolation {
  std::string field;
  std::string description;
  bool operator==(const FieldViolation&) const = default;
};

struct RefusalDetail {
  std::string reason;                           // a name of reason.h; empty if none was attached
  std::map<std::string, std::string> metadata;  // machine-readable facts, lower_snake_case keys
  std::vector<FieldViolation> violations;
};

// A refusal with its reason. `text` says what was wrong and what to do about it.
absl::Status Refuse(absl::StatusCode code, Reason reason, std::string_view text,
                    std::map<std::string, std::string> metadata = {});

// INVALID_ARGUMENT, reason BAD_REQUEST, naming every offending field at once.
absl::Status BadRequest(std::vector<FieldViolation> violations);

// The shorthands used most: FAILED_PRECONDITION, NOT_FOUND, ABORTED and PERMISSION_DENIED.
absl::Status Precondition(Reason reason, std::string_view text,
                          std::map<std::string, std::string> metadata = {});
absl::Status NotFound(Reason reason, std::string_view text);
absl::Status LostRace(std::string_view text);  // ABORTED, reason CONFLICT
absl::Status Denied(Reason reason, std::string_view text);

// A status with a given detail: what common/rpc rebuilds from the wire.
absl::Status WithDetail(absl::StatusCode code, std::string_view text, const RefusalDetail& detail);

// The detail a status carries; all empty for a status made elsewhere.
RefusalDetail DetailOf(const absl::Status& status);

// True if `status` was refused for `reason`.
bool HasReason(const absl::Status& status, Reason reason);

// Collects violations and becomes one BadRequest: Check(ok, field, text); return Result().
class FieldCheck {
 public:
  FieldCheck& Check(bool ok, std::string_view field, std::string_view description);
  bool ok() const { return violations_.empty(); }
  absl::Status Result() const;  // OK if nothing was wrong

 private:
  std::vector<FieldViolation> violations_;
};

}  // namespace probity

#define PROBITY_STATUS_CONCAT_INNER(a, b) a##b
#define PROBITY_STATUS_CONCAT(a, b) PROBITY_STATUS_CONCAT_INNER(a, b)

// Returns from the enclosing function if `expr` (an absl::Status) is not OK.
#define PROBITY_RETURN_IF_ERROR(expr) \
  PROBITY_RETURN_IF_ERROR_IMPL(PROBITY_STATUS_CONCAT(probity_status_, __COUNTER__), expr)
#define PROBITY_RETURN_IF_ERROR_IMPL(status, expr)    \
  do {                                                \
    if (absl::Status status = (expr); !status.ok()) { \
      return status;                                  \
    }                                                 \
  } while (false)

// PROBITY_ASSIGN_OR_RETURN(auto x, Compute()): the value, or the error to the caller.
#define PROBITY_ASSIGN_OR_RETURN(lhs, expr) \
  PROBITY_ASSIGN_OR_RETURN_IMPL(PROBITY_STATUS_CONCAT(probity_statusor_, __COUNTER__), lhs, expr)
#define PROBITY_ASSIGN_OR_RETURN_IMPL(tmp, lhs, expr) \
  auto tmp = (expr);                                  \
  if (!tmp.ok()) return tmp.status();                 \
  lhs = *std::move(tmp)

#endif  // PROBITY_COMMON_STATUS_STATUS_H_
