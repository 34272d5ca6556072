// What the violations on a sheet are called, where the published policy files are at hand.
#ifndef PROBITY_CLIENTS_REVIEW_TITLES_H_
#define PROBITY_CLIENTS_REVIEW_TITLES_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/policy/basics.h"
#include "probity/scoring/v1/sheet.pb.h"

namespace probity::member {

class Titles {
 public:
  Titles() = default;

  // Of every policy file in `folder`; a later policy's wording counts.
  static absl::StatusOr<Titles> FromFolder(const std::string& folder);

  // Both texts empty if the code is not known.
  policy::Text Of(scoring::v1::SubjectKind kind, const std::string& violation_code) const;

 private:
  std::map<std::pair<int, std::string>, policy::Text> by_code_;
};

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_TITLES_H_
