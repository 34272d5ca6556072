// Between the messages of the procedure and its values.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_CONVERT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"
#include "probity/scoring/v1/procedure.pb.h"
#include "services/scoring/domain/procedure/checklist.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

v1::CaseRecord ToProto(const CaseRecord& record);
v1::ChecklistLine ToProto(const CheckLine& line);

// Microseconds since 1970.
google::protobuf::Timestamp Moment(int64_t micros);

// A number of a document: one line, at most kMaxDocumentNo characters, empty allowed.
void CheckNumber(std::string_view text, std::string_view field, FieldCheck& check);

// A person's id: one line of 1 to 64 characters; empty only if `optional`.
enum class Presence { kRequired, kOptional };
void CheckPerson(std::string_view text, Presence presence, std::string_view field,
                 FieldCheck& check);

// The value of an enumeration, whose numbers are the domain's; a violation for unspecified and for
// numbers this version does not know.
template <typename To, typename From>
To EnumField(From value, std::string_view field, FieldCheck& check) {
  const auto* known =
      google::protobuf::GetEnumDescriptor<From>()->FindValueByNumber(static_cast<int>(value));
  check.Check(known != nullptr && known->number() != 0, field, "one of the values listed");
  return static_cast<To>(value);
}

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_CONVERT_H_
