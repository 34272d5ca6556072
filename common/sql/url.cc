#include "common/sql/url.h"

#include <arpa/inet.h>

#include <map>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kMySql = "mysql://";

absl::Status Bad(std::string_view what) {
  return BadRequest({{"database", std::string(what)}});
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

absl::Status ParseParameters(std::string_view text, Url& url) {
  const std::map<std::string_view, std::string*> known = {
      {"password_file", &url.password_file}, {"socket", &url.socket},   {"ssl_ca", &url.ssl_ca},
      {"ssl_cert", &url.ssl_cert},           {"ssl_key", &url.ssl_key},
  };
  for (const absl::string_view part : absl::StrSplit(ToAbsl(text), '&', absl::SkipEmpty())) {
    const std::string_view pair = ToStd(part);
    const size_t equals = pair.find('=');
    const auto found = known.find(pair.substr(0, equals));
    if (found == known.end() || equals == std::string_view::npos) {
      return Bad(absl::StrCat("unknown parameter '", ToAbsl(pair.substr(0, equals)),
                              "'; known are password_file, socket, ssl_ca, ssl_cert, ssl_key"));
    }
    const std::optional<std::string> value = PercentDecode(pair.substr(equals + 1));
    if (!value.has_value() || value->empty()) {
      return Bad(absl::StrCat("parameter '", ToAbsl(pair.substr(0, equals)), "' has no value"));
    }
    *found->second = *value;
  }
  return absl::OkStatus();
}

// host or host:port; an IPv6 host stands in brackets.
absl::Status ParseHost(std::string_view text, Url& url) {
  const size_t bracket = text.find(']');
  const size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  std::string_view host = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (!absl::SimpleAtoi(ToAbsl(port), &url.port) || url.port < 1 || url.port > 65535) {
      return Bad("the port is a number from 1 to 65535");
    }
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  if (host.empty()) return Bad("the host is missing");
  url.host = std::string(host);
  return absl::OkStatus();
}

absl::StatusOr<Url> ParseMySql(std::string_view rest) {
  Url url;
  url.engine = Dialect::Engine::kMySql;
  const size_t question = rest.find('?');
  if (question != std::string_view::npos) {
    PROBITY_RETURN_IF_ERROR(ParseParameters(rest.substr(question + 1), url));
    rest = rest.substr(0, question);
  }
  const size_t slash = rest.find('/');
  const size_t at = rest.substr(0, slash).rfind('@');
  if (slash == std::string_view::npos || at == std::string_view::npos) {
    return Bad("a server's address is mysql://user@host[:port]/name");
  }
  const std::optional<std::string> user = PercentDecode(rest.substr(0, at));
  const std::optional<std::string> name = PercentDecode(rest.substr(slash + 1));
  if (!user.has_value() || user->empty()) return Bad("the user is missing");
  if (user->find(':') != std::string::npos) {
    return Bad("a password does not belong into the address; name its file: password_file=FILE");
  }
  if (!name.has_value() || name->empty()) return Bad("the name of the database is missing");
  url.user = *user;
  url.name = *name;
  PROBITY_RETURN_IF_ERROR(ParseHost(rest.substr(at + 1, slash - at - 1), url));
  if (url.ssl_cert.empty() != url.ssl_key.empty()) {
    return Bad("ssl_cert and ssl_key come together");
  }
  if (url.ssl_ca.empty() && !url.ssl_cert.empty()) {
    return Bad("ssl_cert without ssl_ca: a server that is not verified is shown no certificate");
  }
  if (url.ssl_ca.empty() && !IsLoopback(url)) {
    return Bad(absl::StrCat("database host ", url.host,
                            " is not this machine: name the server's authority with ssl_ca=FILE; "
                            "there is no plaintext off loopback"));
  }
  return url;
}

}  // namespace

absl::StatusOr<Url> ParseUrl(std::string_view text) {
  if (text.substr(0, kMySql.size()) == kMySql) return ParseMySql(text.substr(kMySql.size()));
  if (text.substr(0, kSqlite.size()) != kSqlite) {
    return Bad("write sqlite:PATH or mysql://user@host[:port]/name");
  }
  const std::string_view path = text.substr(kSqlite.size());
  if (path.empty() || path.back() == '/' || path.front() == ':') {
    return Bad("sqlite: is followed by the path of a file");
  }
  Url url;
  url.path = std::string(path);
  return url;
}

bool IsLoopback(const Url& url) {
  if (!url.socket.empty() || url.host == "localhost" || url.host == "::1") return true;
  // An address, and no name that merely begins like one.
  in_addr address = {};
  return inet_pton(AF_INET, url.host.c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

}  // namespace probity::sql
