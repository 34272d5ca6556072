#include "common/rpc/jwt.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "common/rpc/token.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

constexpr size_t kMaxKeyId = 256;

bool IsBase64Url(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
}

absl::Status Cause(const char* cause) {
  return absl::InvalidArgumentError(cause);
}

// Header, claims and signature; nothing unless there are exactly these three, none of them empty.
// (Five parts are an encrypted token, which nobody sends to us.)
std::optional<std::array<std::string_view, 3>> Parts(std::string_view token) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const std::array<std::string_view, 3> parts = {
      token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1)};
  for (const std::string_view part : parts) {
    if (part.empty() || part.find('.') != std::string_view::npos) return std::nullopt;
  }
  return parts;
}

std::string TextOf(const Json& object, std::string_view name) {
  const Json* const found = object.Find(name);
  return found != nullptr && found->kind() == Json::Kind::kText ? found->text() : std::string();
}

// RFC 9068 asks for at+jwt; many providers write JWT, some nothing.
bool IsTokenType(const Json& header) {
  if (header.Find("typ") == nullptr) return true;
  const std::string type = absl::AsciiStrToLower(TextOf(header, "typ"));
  return type == "jwt" || type == "at+jwt" || type == "application/at+jwt";
}

}  // namespace

std::optional<std::string> FromBase64Url(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), &IsBase64Url)) return std::nullopt;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ToAbsl(text), &bytes)) return std::nullopt;
  if (ToBase64Url(bytes) != text) return std::nullopt;
  return bytes;
}

std::string ToBase64Url(std::string_view bytes) {
  return absl::WebSafeBase64Escape(ToAbsl(bytes));
}

absl::StatusOr<Jwt> ParseJwt(std::string_view token) {
  if (token.size() > kMaxTokenBytes) return Cause("too long");
  const auto parts = Parts(token);
  if (!parts) return Cause("form");
  const std::optional<std::string> header = FromBase64Url((*parts)[0]);
  std::optional<std::string> claims = FromBase64Url((*parts)[1]);
  std::optional<std::string> signature = FromBase64Url((*parts)[2]);
  if (!header || !claims || !signature) return Cause("encoding");
  const absl::StatusOr<Json> json = ParseJson(*header);
  if (!json.ok() || json->kind() != Json::Kind::kObject) return Cause("header");
  Jwt jwt;
  jwt.algorithm = TextOf(*json, "alg");
  jwt.key_id = TextOf(*json, "kid");
  if (jwt.algorithm != "RS256" && jwt.algorithm != "ES256") return Cause("algorithm");
  if (!IsTokenType(*json)) return Cause("type");
  if (json->Find("crit") != nullptr) return Cause("extension");
  if (jwt.key_id.empty() || jwt.key_id.size() > kMaxKeyId) return Cause("key id");
  jwt.signed_text = std::string(token.substr(0, token.rfind('.')));
  jwt.signature = *std::move(signature);
  jwt.claims = *std::move(claims);
  return jwt;
}

}  // namespace probity::rpc
