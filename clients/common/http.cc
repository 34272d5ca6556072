#include "clients/common/http.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::clients {
namespace {

constexpr size_t kMaxBody = 64 * 1024;
constexpr long kConnectSeconds = 10;
constexpr long kSeconds = 20;

struct Freed {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Curl = std::unique_ptr<CURL, Freed>;

size_t Keep(const char* data, size_t size, size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  const size_t bytes = size * count;
  if (body.size() + bytes > kMaxBody) return 0;  // ends the transfer
  body.append(data, bytes);
  return bytes;
}

// "https" or "http" of a good address; empty for any other.
std::string SchemeOf(const std::string& url) {
  const std::unique_ptr<CURLU, Freed> parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return "";
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    std::string copy(text);
    curl_free(text);
    return copy;
  };
  const std::string scheme = part(CURLUPART_SCHEME);
  const std::string host = part(CURLUPART_HOST);
  const bool here = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  if (!part(CURLUPART_USER).empty()) return "";
  return scheme == "https" || (scheme == "http" && here) ? scheme : "";
}

// name=value&…, each escaped.
std::string Form(CURL* curl, const Http::Fields& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    char* const escaped = curl_easy_escape(curl, value.data(), static_cast<int>(value.size()));
    absl::StrAppend(&form, form.empty() ? "" : "&", name, "=", escaped);
    curl_free(escaped);
  }
  return form;
}

absl::StatusOr<HttpReply> Perform(CURL* curl, const std::string& url, const std::string& ca_file) {
  const std::string scheme = SchemeOf(url);
  if (scheme.empty()) {
    return BadRequest({{url, "https://…, or http:// on this machine, without a user in it"}});
  }
  HttpReply reply;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, scheme.c_str());
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kSeconds);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
  if (scheme == "http") curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_WRITE_ERROR) {
    return Precondition(
        Reason::k_DEPENDENCY_UNAVAILABLE,
        absl::StrCat(url, " answers more than 64 KiB, which is not what was asked"));
  }
  if (code != CURLE_OK) {
    return absl::UnavailableError(absl::StrCat(url, ": ", curl_easy_strerror(code)));
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.code);
  return reply;
}

}  // namespace

absl::StatusOr<HttpReply> Http::Get(const std::string& url) const {
  const Curl curl(curl_easy_init());
  return Perform(curl.get(), url, ca_file_);
}

absl::StatusOr<HttpReply> Http::Post(const std::string& url, const Fields& fields,
                                     const Login& login) const {
  const Curl curl(curl_easy_init());
  const std::string form = Form(curl.get(), fields);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, form.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
  if (!login.user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, login.user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, login.password.c_str());
  }
  return Perform(curl.get(), url, ca_file_);
}

}  // namespace probity::clients
