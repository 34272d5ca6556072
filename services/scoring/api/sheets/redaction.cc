#include "services/scoring/api/sheets/redaction.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {

absl::StatusOr<Redaction> RedactionOf(
    const std::string& defence,
    const google::protobuf::RepeatedPtrField<v1::RedactedFacts>& facts) {
  FieldCheck check;
  Redaction redaction;
  redaction.defence = defence;
  for (const v1::RedactedFacts& one : facts) {
    check.Check(redaction.facts.emplace(one.item(), one.facts()).second, "facts",
                absl::StrCat("item ", one.item(), " is named twice"));
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return redaction;
}

}  // namespace probity::scoring
