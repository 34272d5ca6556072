#include "common/rpc/incident.h"

#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/log.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

bool IsOurs(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      break;
    default:
      return false;
  }
  const std::string reason = DetailOf(status).reason;
  return reason.empty() || reason == ReasonName(Reason::k_INTERNAL);
}

std::string NewIncident() {
  std::random_device random;
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad8), absl::Hex(random(), absl::kZeroPad8));
}

}  // namespace

absl::Status HideInternals(const absl::Status& status, std::string_view method) {
  if (!IsOurs(status)) return status;
  const std::string incident = NewIncident();
  Log(Severity::kError, "incident",
      {{"incident", incident},
       {"method", std::string(method)},
       {"text", std::string(status.message())}});
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                absl::StrCat("internal error; the operator finds incident ", incident,
                             " in the service's log"),
                {{"incident", incident}});
}

}  // namespace probity::rpc
