#include "services/scoring/domain/ledger/year_end.h"

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"

namespace probity::scoring {

std::string ExpiryId(const Subject& subject, int32_t year) {
  constexpr size_t kIdSize = 16;
  return crypto::Sha256(absl::StrCat("probity/expiry/1\n", static_cast<int>(subject.kind), "\n",
                                     subject.id, "\n", year))
      .substr(0, kIdSize);
}

absl::CivilDay ExpiryDay(int32_t year) {
  return absl::CivilDay(year + 1, 1, 1);
}

}  // namespace probity::scoring
