// The two officers to whose offline keys everything a court may ask for is sealed. Their private
// keys are never here: what was sealed leaves this service as it is.
#ifndef PROBITY_SERVICES_REVIEW_API_OFFICER_KEYS_H_
#define PROBITY_SERVICES_REVIEW_API_OFFICER_KEYS_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/review/domain/values.h"

namespace probity::review {

struct KeyOfficer {
  std::string person;  // as authentication names it
  Group group = Group::kAdministrative;
  Bytes public_key;  // 32 bytes, X25519
};

// Two persons of different groups; what is sealed opens with both keys only.
using OfficerKeys = std::array<KeyOfficer, 2>;

// A file of two lines `person,GROUP,public key` in hex; lines that begin with # are comments.
// FAILED_PRECONDITION naming the file and what is wrong with it.
absl::StatusOr<OfficerKeys> LoadOfficerKeys(const std::string& file);

// The officer of that name; nothing for anybody else.
std::optional<KeyOfficer> OfficerNamed(const OfficerKeys& officers, std::string_view person);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_OFFICER_KEYS_H_
