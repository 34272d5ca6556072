#include "services/review/api/smtp_notifier.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/rpc/address.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kMailSeconds = 10;
constexpr std::size_t kLongestAddress = 200;
constexpr std::size_t kLineBytes = 76;
constexpr char kSubject[] = "=?UTF-8?B?5Lya5a6h5Li05pe26YCa55+l?=";  // 会审临时通知

struct Freed {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, Freed>;
using List = std::unique_ptr<curl_slist, Freed>;

bool IsAddress(const std::string& text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == text.size()) return false;
  if (text.size() > kLongestAddress || text.find('@', at + 1) != std::string::npos) return false;
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '<' || c == '>') return false;
  }
  return true;
}

// Lines of base64, each ended.
std::string Lines(const std::string& base64) {
  std::string lines;
  for (std::size_t at = 0; at < base64.size(); at += kLineBytes) {
    absl::StrAppend(&lines, base64.substr(at, kLineBytes), "\r\n");
  }
  return lines;
}

// The text a transfer hands out piece by piece.
struct Outgoing {
  std::string_view rest;
};

std::size_t ReadMail(char* to, std::size_t size, std::size_t count, void* from) {
  auto* const mail = static_cast<Outgoing*>(from);
  const std::size_t bytes = std::min(size * count, mail->rest.size());
  std::memcpy(to, mail->rest.data(), bytes);
  mail->rest.remove_prefix(bytes);
  return bytes;
}

absl::Status Failed(CURLcode code) {
  // The library's text names neither recipient nor content.
  return Refuse(
      absl::StatusCode::kUnavailable, Reason::k_DEPENDENCY_UNAVAILABLE,
      absl::StrCat("the mail server did not take the notices: ", curl_easy_strerror(code)));
}

class Smtp final : public Notifier {
 public:
  Smtp(SmtpOptions options, std::string login, bool must_encrypt)
      : options_(std::move(options)), login_(std::move(login)), must_encrypt_(must_encrypt) {}
  ~Smtp() override { crypto::Cleanse(login_); }

  absl::Status Send(const std::vector<Notice>& batch) override {
    // Every mail is made before the first is sent: one that cannot be made stops them all.
    std::vector<std::string> mails;
    absl::Status status;
    for (const Notice& notice : batch) {
      absl::StatusOr<std::string> mail = MailText(notice, options_.from);
      status.Update(mail.status());
      mails.push_back(mail.ok() ? *std::move(mail) : std::string());
    }
    const Curl curl(curl_easy_init());
    if (curl == nullptr) return Failed(CURLE_FAILED_INIT);
    Prepare(curl.get());
    for (std::size_t i = 0; status.ok() && i < batch.size(); ++i) {
      status = SendOne(curl.get(), batch[i].contact, mails[i]);
    }
    for (std::string& mail : mails) crypto::Cleanse(mail);
    return status;
  }

  absl::Status Withdraw(std::string_view) override { return absl::OkStatus(); }

 private:
  void Prepare(CURL* curl) const {
    curl_easy_setopt(curl, CURLOPT_URL, options_.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, must_encrypt_ ? CURLUSESSL_ALL : CURLUSESSL_TRY);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, absl::StrCat("<", options_.from, ">").c_str());
    if (!login_.empty()) curl_easy_setopt(curl, CURLOPT_USERPWD, login_.c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, kMailSeconds);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &ReadMail);
  }

  // The connection of the mail before is used again.
  static absl::Status SendOne(CURL* curl, const std::string& to, const std::string& mail) {
    const List recipients(curl_slist_append(nullptr, absl::StrCat("<", to, ">").c_str()));
    Outgoing outgoing{mail};
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_READDATA, &outgoing);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.size()));
    const CURLcode sent = curl_easy_perform(curl);
    return sent == CURLE_OK ? absl::OkStatus() : Failed(sent);
  }

  const SmtpOptions options_;
  std::string login_;
  const bool must_encrypt_;
};

absl::Status Unusable(const std::string& why) {
  return absl::FailedPreconditionError(why);
}

absl::StatusOr<std::string> Login(const std::string& file) {
  if (file.empty()) return std::string();
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line) || line.find(':') == std::string::npos) {
    return Unusable(absl::StrCat("smtp_login_file ", file, ": one line `user:password`"));
  }
  return line;
}

}  // namespace

absl::StatusOr<std::string> MailText(const Notice& notice, const std::string& from) {
  if (!IsAddress(notice.contact)) {
    return BadRequest({{"contact", "a member's contact is no mail address"}});
  }
  PROBITY_ASSIGN_OR_RETURN(std::string text, NoticeText(notice));
  std::string base64 = absl::Base64Escape(text);
  crypto::Cleanse(text);
  std::string headers =
      absl::StrCat("From: <", from, ">\r\nTo: <", notice.contact, ">\r\nSubject: ", kSubject,
                   "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: base64\r\n");
  std::string body = absl::StrCat("\r\n", Lines(base64));
  crypto::Cleanse(base64);
  // A folded header of dots makes up for the length of the addresses.
  constexpr std::string_view kPad = "X-Padding: ";
  const std::size_t used = headers.size() + body.size() + kPad.size() + 2;
  if (used > kMailBytes) return absl::InternalError("a mail outgrew its size");
  std::size_t missing = kMailBytes - used;
  std::string padding(kPad);
  while (missing > 0) {
    const std::size_t dots = std::min<std::size_t>(missing, 60);
    padding.append(dots, '.');
    missing -= dots;
    if (missing > 3) {
      padding += "\r\n ";
      missing -= 3;
    }
  }
  absl::StrAppend(&headers, padding, "\r\n", body);
  crypto::Cleanse(body);
  return headers;
}

absl::StatusOr<std::unique_ptr<Notifier>> SmtpNotifier(const SmtpOptions& options) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  std::string_view host = options.url;
  const bool tls = absl::StartsWith(options.url, "smtps://");
  if (!tls && !absl::StartsWith(options.url, "smtp://")) {
    return Unusable("smtp_url: write smtp://host:port or smtps://host:port");
  }
  host.remove_prefix(tls ? 8 : 7);
  const absl::StatusOr<rpc::Address> address = rpc::ParseAddress(host);
  if (!IsAddress(options.from)) return Unusable("smtp_from: a mail address is expected");
  PROBITY_ASSIGN_OR_RETURN(std::string login, Login(options.login_file));
  const bool here = address.ok() && rpc::IsLoopback(*address);
  return std::make_unique<Smtp>(options, std::move(login), !here);
}

}  // namespace probity::review
