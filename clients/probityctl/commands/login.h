// `probityctl login`: an access token from the bureau's OpenID Connect provider, into a file.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LOGIN_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LOGIN_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct LoginOptions {
  std::string issuer;  // as its tokens name it; its discovery document lies under it
  std::string client_id = "probityctl";
  std::string client_secret_file;  // one line; empty: a public client
  std::string scope = "probity";
  std::string resource;       // RFC 8707; empty: none is asked for
  std::string user;           // with it the password grant, else the device grant (RFC 8628)
  std::string password_file;  // one line; empty: asked for on the terminal
  std::string ca_file;        // authorities of the provider; empty: the system's
};

// Writes the token to the session's --token-file (0600) and says who it is for and until when.
int Login(const Session& session, const LoginOptions& options);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LOGIN_H_
