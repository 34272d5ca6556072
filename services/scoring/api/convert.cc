#include "services/scoring/api/convert.h"

#include "common/calendar/date.h"

namespace probity::scoring {

std::optional<policy::SubjectKind> FromProto(v1::SubjectKind kind) {
  switch (kind) {
    case v1::SUBJECT_KIND_MEDICAL:
      return policy::SubjectKind::kMedical;
    case v1::SUBJECT_KIND_PHARMACY:
      return policy::SubjectKind::kPharmacy;
    case v1::SUBJECT_KIND_PERSON:
      return policy::SubjectKind::kPerson;
    default:
      return std::nullopt;
  }
}

v1::SubjectKind ToProto(policy::SubjectKind kind) {
  return static_cast<v1::SubjectKind>(kind);
}

v1::Institution ToProto(const Institution& institution) {
  v1::Institution message;
  message.set_institution_id(institution.institution_id);
  message.set_name(institution.name);
  message.set_kind(ToProto(institution.kind));
  message.set_district(institution.district);
  message.set_designated_from_date(DateText(institution.designated_from));
  message.set_designated_to_date(DateText(institution.designated_to));
  message.set_principal(institution.principal);
  message.set_address(institution.address);
  return message;
}

absl::CivilDay DateField(std::string_view text, std::string_view field, absl::CivilDay if_empty,
                         FieldCheck& check) {
  if (text.empty()) return if_empty;
  const absl::StatusOr<absl::CivilDay> day = calendar::ParseDate(text);
  check.Check(day.ok(), field, "a date YYYY-MM-DD");
  return day.value_or(if_empty);
}

std::string DateText(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? calendar::FormatDate(*day) : std::string();
}

}  // namespace probity::scoring
