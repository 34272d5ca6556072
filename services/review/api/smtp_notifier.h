// Notices by mail: one connection for a batch, mails of one size.
#ifndef PROBITY_SERVICES_REVIEW_API_SMTP_NOTIFIER_H_
#define PROBITY_SERVICES_REVIEW_API_SMTP_NOTIFIER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/review/api/notifier.h"

namespace probity::review {

// Every mail, its headers included, has this many bytes on its way, whoever it goes to.
inline constexpr std::size_t kMailBytes = 2560;

struct SmtpOptions {
  std::string url;         // smtp://host:port or smtps://host:port
  std::string from;        // an address of the bureau
  std::string login_file;  // one line `user:password`; empty = none is asked for
};

// What a mail is: base64 of NoticeText, padded by a header. INVALID_ARGUMENT if the contact is no
// mail address, without naming it.
absl::StatusOr<std::string> MailText(const Notice& notice, const std::string& from);

// FAILED_PRECONDITION for an address or file that is none. A server that is not on this machine
// must offer TLS, or nothing is sent. Mails cannot be taken back: Withdraw does nothing, and codes
// that count no more open nothing.
absl::StatusOr<std::unique_ptr<Notifier>> SmtpNotifier(const SmtpOptions& options);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_SMTP_NOTIFIER_H_
