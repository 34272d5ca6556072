// Fields that many steps share.
#ifndef PROBITY_SERVICES_SCORING_API_CASES_FIELDS_H_
#define PROBITY_SERVICES_SCORING_API_CASES_FIELDS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

inline constexpr size_t kMaxStepReason = 500;
inline constexpr size_t kMaxDocument = 200;

// 1 to 500 characters.
inline void CheckReason(std::string_view reason, FieldCheck& check) {
  CheckLength(reason, 1, kMaxStepReason, "reason", check);
}

// The number of a paper: 1 to 200 characters without spaces around them.
inline void CheckDocument(std::string_view number, std::string_view field, FieldCheck& check) {
  check.Check(IsLabel(number, 1, kMaxDocument), field,
              absl::StrCat("number of a document, 1 to ", kMaxDocument, " characters"));
}

// BAD_REQUEST unless the request gives a reason.
template <typename Request>
absl::Status ReasonGiven(const Request& request) {
  FieldCheck check;
  CheckReason(request.reason(), check);
  return check.Result();
}

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CASES_FIELDS_H_
