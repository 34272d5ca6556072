#include "common/codes/person_code.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <cstdlib>

#include "common/crypto/crypto.h"

namespace probity::codes {
namespace {

constexpr std::string_view kLabel = "probity/person/v1";
constexpr size_t kCodeBytes = 16;

std::string Normal(std::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(error);
  // Part of the library's own data: without it nobody could be compared, so nobody may pass.
  if (U_FAILURE(error)) std::abort();
  const icu::UnicodeString normal =
      nfkc->normalize(icu::UnicodeString::fromUTF8(
                          icu::StringPiece(name.data(), static_cast<int32_t>(name.size()))),
                      error);
  if (U_FAILURE(error)) std::abort();
  std::string text;
  for (int32_t i = 0; i < normal.length(); i = normal.moveIndex32(i, 1)) {
    const UChar32 c = normal.char32At(i);
    if (!u_isUWhiteSpace(c)) icu::UnicodeString(c).toUTF8String(text);
  }
  return text;
}

}  // namespace

std::string PersonCode(std::string_view key, std::string_view name) {
  const std::string hmac = crypto::HmacSha256(key, std::string(kLabel) + Normal(name));
  return crypto::Hex(std::string_view(hmac).substr(0, kCodeBytes));
}

}  // namespace probity::codes
