#include "services/settlement/domain/unit.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr std::array<std::pair<Fund, std::string_view>, 3> kFunds{{
    {Fund::kAll, "ALL"},
    {Fund::kEmployee, "EMPLOYEE"},
    {Fund::kResident, "RESIDENT"},
}};

constexpr std::array<std::pair<UnitClass, std::string_view>, 4> kClasses{{
    {UnitClass::kAll, "ALL"},
    {UnitClass::kInpatient, "INPATIENT"},
    {UnitClass::kOutpatient, "OUTPATIENT"},
    {UnitClass::kSpecial, "SPECIAL"},
}};

template <typename Names, typename Value>
std::string_view NameOf(const Names& names, Value value) {
  const auto* found = std::find_if(names.begin(), names.end(),
                                   [value](const auto& entry) { return entry.first == value; });
  return found == names.end() ? std::string_view() : found->second;
}

template <typename Value, typename Names>
std::optional<Value> ValueOf(const Names& names, std::string_view name) {
  const auto* found = std::find_if(names.begin(), names.end(),
                                   [name](const auto& entry) { return entry.second == name; });
  if (found == names.end()) return std::nullopt;
  return found->first;
}

}  // namespace

std::string_view FundName(Fund fund) {
  return NameOf(kFunds, fund);
}
std::string_view UnitClassName(UnitClass unit_class) {
  return NameOf(kClasses, unit_class);
}
std::optional<Fund> ParseFund(std::string_view name) {
  return ValueOf<Fund>(kFunds, name);
}
std::optional<UnitClass> ParseUnitClass(std::string_view name) {
  return ValueOf<UnitClass>(kClasses, name);
}

std::string KeyText(const UnitKey& key) {
  return absl::StrCat(key.institution_id, "/", ToAbsl(FundName(key.fund)), "/",
                      ToAbsl(UnitClassName(key.unit_class)));
}

bool Overlaps(const UnitKey& a, const UnitKey& b) {
  const bool funds = a.fund == b.fund || a.fund == Fund::kAll || b.fund == Fund::kAll;
  const bool classes = a.unit_class == b.unit_class || a.unit_class == UnitClass::kAll ||
                       b.unit_class == UnitClass::kAll;
  return a.institution_id == b.institution_id && funds && classes;
}

}  // namespace probity::settlement
