#include "services/settlement/domain/unit_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {

absl::Status NamingUnit(const absl::Status& status, const UnitKey& key, std::string_view field) {
  RefusalDetail detail = DetailOf(status);
  detail.metadata["unit"] = KeyText(key);
  if (!field.empty()) detail.metadata["field"] = std::string(field);
  const std::string place =
      field.empty() ? KeyText(key) : absl::StrCat(KeyText(key), " ", ToAbsl(field));
  return WithDetail(status.code(), absl::StrCat(place, ": ", status.message()), detail);
}

}  // namespace probity::settlement
