#include "clients/probityctl/commands/login.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/common/files.h"
#include "clients/common/http.h"
#include "common/crypto/crypto.h"
#include "common/json/json.h"
#include "common/rpc/jwt.h"
#include "common/rpc/text.h"
#include "common/status/status.h"

namespace probity::ctl {
namespace {

using clients::Http;
using clients::HttpReply;

constexpr char kDeviceGrant[] = "urn:ietf:params:oauth:grant-type:device_code";
constexpr int64_t kPollSeconds = 5;  // RFC 8628 §3.2, §3.5
constexpr int64_t kLongestPollSeconds = 60;
constexpr int64_t kLongestLoginSeconds = 1800;
constexpr size_t kMaxPassword = 1024;
constexpr size_t kMaxShown = 200;

std::string TextOf(const Json& object, std::string_view name) {
  const Json* const found = object.Find(name);
  return found != nullptr && found->kind() == Json::Kind::kText ? found->text() : std::string();
}

int64_t NumberOf(const Json& object, std::string_view name, int64_t otherwise) {
  const Json* const found = object.Find(name);
  return found == nullptr ? otherwise : found->Integer().value_or(otherwise);
}

// What the provider answered, if it is JSON: also refusals are.
Json BodyOf(const HttpReply& reply) {
  const absl::StatusOr<Json> json = ParseJson(reply.body);
  return json.ok() ? *json : Json::Object({});
}

absl::Status Refused(const HttpReply& reply) {
  const Json body = BodyOf(reply);
  std::string text = absl::StrCat("the provider refused the login (HTTP ", reply.code, ")");
  for (const char* member : {"error", "error_description"}) {
    const std::string said = TextOf(body, member);
    if (!said.empty()) absl::StrAppend(&text, ": ", rpc::OneLine(said, kMaxShown));
  }
  return Refuse(absl::StatusCode::kUnauthenticated, Reason::k_UNAUTHENTICATED, text);
}

absl::StatusOr<std::string> FirstLine(const std::string& file) {
  PROBITY_ASSIGN_OR_RETURN(std::string text, clients::ReadFile(file));
  text.erase(std::min(text.find_first_of("\r\n"), text.size()));
  if (text.empty()) return BadRequest({{file, "the secret on its first line"}});
  return text;
}

// From the terminal, which does not show it.
absl::StatusOr<std::string> AskPassword(const std::string& user) {
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  termios shown{};
  if (terminal < 0 || ::tcgetattr(terminal, &shown) != 0) {
    if (terminal >= 0) ::close(terminal);
    return BadRequest({{"--password-file", "needed where there is no terminal to ask on"}});
  }
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(terminal, TCSAFLUSH, &hidden);
  const std::string prompt = absl::StrCat("口令 password of ", user, ": ");
  std::string password;
  if (::write(terminal, prompt.data(), prompt.size()) > 0) {
    for (char c = 0; password.size() < kMaxPassword && ::read(terminal, &c, 1) == 1 && c != '\n';) {
      password.push_back(c);
    }
  }
  ::tcsetattr(terminal, TCSAFLUSH, &shown);
  [[maybe_unused]] const ssize_t line_end = ::write(terminal, "\n", 1);
  ::close(terminal);
  if (password.empty()) return BadRequest({{"password", "an empty one logs nobody in"}});
  return password;
}

// The provider, as its discovery document describes it (OpenID Connect Discovery §4).
struct Provider {
  Http http;
  Http::Login client;  // empty for a public client, who names itself in the form
  Http::Fields form;   // what every request carries
  std::string token_endpoint;
  std::string device_endpoint;  // may be empty
};

absl::StatusOr<Provider> Discover(const LoginOptions& options) {
  Provider provider{.http = Http(options.ca_file)};
  const std::string url =
      absl::StrCat(absl::StripSuffix(options.issuer, "/"), "/.well-known/openid-configuration");
  PROBITY_ASSIGN_OR_RETURN(const HttpReply reply, provider.http.Get(url));
  const Json document = BodyOf(reply);
  provider.token_endpoint = TextOf(document, "token_endpoint");
  provider.device_endpoint = TextOf(document, "device_authorization_endpoint");
  if (reply.code != 200 || TextOf(document, "issuer") != options.issuer ||
      provider.token_endpoint.empty()) {
    return Precondition(
        Reason::k_DEPENDENCY_UNAVAILABLE,
        absl::StrCat(url, " (HTTP ", reply.code, ") does not describe the provider ",
                     options.issuer, "; --issuer is written as the provider writes it"));
  }
  if (options.client_secret_file.empty()) {
    provider.form["client_id"] = options.client_id;
  } else {
    provider.client.user = options.client_id;
    PROBITY_ASSIGN_OR_RETURN(provider.client.password, FirstLine(options.client_secret_file));
  }
  if (!options.resource.empty()) provider.form["resource"] = options.resource;
  return provider;
}

absl::StatusOr<HttpReply> Ask(const Provider& provider, const std::string& url,
                              Http::Fields fields) {
  fields.insert(provider.form.begin(), provider.form.end());
  absl::StatusOr<HttpReply> reply = provider.http.Post(url, fields, provider.client);
  for (auto& [name, value] : fields) crypto::Cleanse(value);
  return reply;
}

absl::StatusOr<Json> ByPassword(const Provider& provider, const LoginOptions& options) {
  PROBITY_ASSIGN_OR_RETURN(std::string password, options.password_file.empty()
                                                     ? AskPassword(options.user)
                                                     : FirstLine(options.password_file));
  absl::StatusOr<HttpReply> reply = Ask(provider, provider.token_endpoint,
                                        {{"grant_type", "password"},
                                         {"username", options.user},
                                         {"password", password},
                                         {"scope", options.scope}});
  crypto::Cleanse(password);
  if (!reply.ok()) return reply.status();
  if (reply->code != 200) return Refused(*reply);
  return BodyOf(*reply);
}

void TellWhere(const Json& device) {
  const std::string whole = TextOf(device, "verification_uri_complete");
  std::fprintf(
      stderr,
      "在浏览器中打开并确认 open in a browser and confirm:\n  %s\n"
      "代码 code: %s\n",
      rpc::OneLine(whole.empty() ? TextOf(device, "verification_uri") : whole, kMaxShown).c_str(),
      rpc::OneLine(TextOf(device, "user_code"), kMaxShown).c_str());
}

absl::StatusOr<Json> ByDevice(const Provider& provider, const LoginOptions& options) {
  if (provider.device_endpoint.empty()) {
    return Precondition(Reason::k_DEPENDENCY_UNAVAILABLE,
                        "the provider has no device grant; log in with --user");
  }
  PROBITY_ASSIGN_OR_RETURN(const HttpReply begun,
                           Ask(provider, provider.device_endpoint, {{"scope", options.scope}}));
  const Json device = BodyOf(begun);
  const std::string code = TextOf(device, "device_code");
  if (begun.code != 200 || code.empty()) return Refused(begun);
  TellWhere(device);
  int64_t wait =
      std::clamp<int64_t>(NumberOf(device, "interval", kPollSeconds), 1, kLongestPollSeconds);
  const absl::Time until =
      absl::Now() + absl::Seconds(std::clamp<int64_t>(NumberOf(device, "expires_in", 0), 1,
                                                      kLongestLoginSeconds));
  while (absl::Now() < until) {
    absl::SleepFor(absl::Seconds(wait));
    PROBITY_ASSIGN_OR_RETURN(const HttpReply reply,
                             Ask(provider, provider.token_endpoint,
                                 {{"grant_type", kDeviceGrant}, {"device_code", code}}));
    if (reply.code == 200) return BodyOf(reply);
    const std::string error = TextOf(BodyOf(reply), "error");
    if (error == "slow_down") wait = std::min(wait + kPollSeconds, kLongestPollSeconds);
    if (error != "slow_down" && error != "authorization_pending") return Refused(reply);
  }
  return Refuse(absl::StatusCode::kUnauthenticated, Reason::k_UNAUTHENTICATED,
                "nobody confirmed the code in time; log in again");
}

// For the person's eyes only: it is the services that check a token.
struct Shown {
  std::string person;
  absl::Time until = absl::InfinitePast();
};
absl::StatusOr<Shown> Look(const std::string& token) {
  const absl::StatusOr<rpc::Jwt> jwt = rpc::ParseJwt(token);
  const absl::StatusOr<Json> claims =
      jwt.ok() ? ParseJson(jwt->claims) : absl::StatusOr<Json>(jwt.status());
  if (!claims.ok()) {
    return Precondition(Reason::k_DEPENDENCY_UNAVAILABLE,
                        "the provider's access tokens are not JSON Web Tokens signed with RS256 or "
                        "ES256; the services could not check them");
  }
  std::string person = TextOf(*claims, "sub");
  if (person.empty()) person = TextOf(*claims, "preferred_username");
  return Shown{rpc::OneLine(person, kMaxShown), absl::FromUnixSeconds(NumberOf(*claims, "exp", 0))};
}

// 0600 whatever lay there before.
absl::Status Keep(const std::string& file, const std::string& token) {
  std::error_code ignored;
  std::filesystem::remove(file + ".new", ignored);
  return clients::WriteFile(file, token + "\n", 0600);
}

absl::StatusOr<Shown> LogIn(const std::string& token_file, const LoginOptions& options) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!token_file.empty(), "--token-file", "where the token is to lie")
          .Check(!options.issuer.empty(), "--issuer", "the provider's address")
          .Check(options.password_file.empty() || !options.user.empty(), "--user",
                 "whose password --password-file holds")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const Provider provider, Discover(options));
  PROBITY_ASSIGN_OR_RETURN(const Json answer, options.user.empty() ? ByDevice(provider, options)
                                                                   : ByPassword(provider, options));
  const std::string token = TextOf(answer, "access_token");
  PROBITY_ASSIGN_OR_RETURN(Shown shown, Look(token));
  PROBITY_RETURN_IF_ERROR(Keep(token_file, token));
  return shown;
}

}  // namespace

int Login(const Session& session, const LoginOptions& options) {
  const absl::StatusOr<Shown> shown = LogIn(session.addresses.token_file, options);
  if (!shown.ok()) return Fail(shown.status());
  const std::string until =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", shown->until, absl::UTCTimeZone());
  if (session.json) {
    std::printf("{\"person\":%s,\"expires_time\":\"%s\"}\n", rpc::JsonString(shown->person).c_str(),
                until.c_str());
  } else {
    std::printf("已登录 logged in as %s until %s\n", shown->person.c_str(), until.c_str());
  }
  return kOk;
}

}  // namespace probity::ctl
