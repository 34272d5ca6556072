#include "absl/strings/str_cat.h"
#include "common/policy/choose.h"
#include "common/policy/policy.h"

namespace probity::policy {

std::string_view SubjectKindName(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kMedical:
      return "MEDICAL";
    case SubjectKind::kPharmacy:
      return "PHARMACY";
    case SubjectKind::kPerson:
      return "PERSON";
  }
  return "";
}

std::string CiteBasis(const LegalBasis& basis) {
  return basis.article.empty() ? basis.instrument
                               : absl::StrCat(basis.instrument, " ", basis.article);
}

std::string_view QualificationName(Qualification qualification) {
  switch (qualification) {
    case Qualification::kRemoteOutpatient:
      return "REMOTE_OUTPATIENT";
    case Qualification::kSpecialOutpatient:
      return "SPECIAL_OUTPATIENT";
  }
  return "";
}

Text QualificationTitle(Qualification qualification) {
  switch (qualification) {
    case Qualification::kRemoteOutpatient:
      return {"异地门诊结算", "remote outpatient settlement"};
    case Qualification::kSpecialOutpatient:
      return {"门诊特殊疾病服务", "special outpatient disease service"};
  }
  return {};
}

std::string_view ChoiceReasonName(ChoiceReason reason) {
  switch (reason) {
    case ChoiceReason::kSameVersion:
      return "SAME_VERSION";
    case ChoiceReason::kNoNewVersion:
      return "NO_NEW_VERSION";
    case ChoiceReason::kOldAsLight:
      return "OLD_AS_LIGHT";
    case ChoiceReason::kNewLighter:
      return "NEW_LIGHTER";
    case ChoiceReason::kNoLongerPunished:
      return "NO_LONGER_PUNISHED";
  }
  return "";
}

}  // namespace probity::policy
