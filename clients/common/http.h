// The little HTTP a person's tool needs: a page, and a form that is posted.
#ifndef PROBITY_CLIENTS_COMMON_HTTP_H_
#define PROBITY_CLIENTS_COMMON_HTTP_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace probity::clients {

struct HttpReply {
  long code = 0;     // 200, 403, …
  std::string body;  // at most 64 KiB
};

// https only; http where the host is this machine (localhost, 127.0.0.1, [::1]). Certificates are
// verified, redirects are not followed: what was typed is what is asked.
class Http {
 public:
  // `ca_file`: authorities to trust instead of the system's; may be empty.
  explicit Http(std::string ca_file) : ca_file_(std::move(ca_file)) {}

  using Fields = std::map<std::string, std::string>;
  struct Login {  // of HTTP Basic; none if `user` is empty
    std::string user;
    std::string password;
  };

  // BAD_REQUEST for an address of neither kind, UNAVAILABLE if nobody answers there within 20 s, or
  // nobody who is to be trusted, FAILED_PRECONDITION for an answer without end; an answer of any
  // code is a reply. Texts never hold a field.
  absl::StatusOr<HttpReply> Get(const std::string& url) const;
  absl::StatusOr<HttpReply> Post(const std::string& url, const Fields& fields,
                                 const Login& login) const;

 private:
  std::string ca_file_;
};

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_HTTP_H_
