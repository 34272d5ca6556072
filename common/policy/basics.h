// Words shared by the parts of a policy; the meaning of each value is in
// protos/probity/policy/v1. The enumerators keep the wire numbers.
#ifndef PROBITY_COMMON_POLICY_BASICS_H_
#define PROBITY_COMMON_POLICY_BASICS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace probity::policy {

enum class SubjectKind { kMedical = 1, kPharmacy = 2, kPerson = 3 };
enum class BasisKind { kScheme = 1, kLaw = 2, kAgreement = 3, kPrecedent = 4 };
enum class TimeUnit { kMinute = 1, kHour = 2, kCalendarDay = 3, kWorkday = 4, kMonth = 5 };

// "MEDICAL", "PHARMACY", "PERSON": the spelling of scenario files.
std::string_view SubjectKindName(SubjectKind kind);

struct Text {
  std::string zh;
  std::string en;
  bool operator==(const Text&) const = default;
};

struct LegalBasis {
  BasisKind kind = BasisKind::kLaw;
  std::string instrument;
  std::string article;  // empty: the whole instrument
  bool operator==(const LegalBasis&) const = default;
};

// "《医疗保障基金使用监督管理条例》 38(1)".
std::string CiteBasis(const LegalBasis& basis);

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_BASICS_H_
