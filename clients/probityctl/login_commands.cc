#include "clients/probityctl/login_commands.h"

#include <memory>

#include "clients/probityctl/commands/login.h"

namespace probity::ctl {

void AddLogin(CLI::App& app, const Session& session, int& exit) {
  CLI::App* login = app.add_subcommand(
      "login",
      "登录 an access token from the bureau's OpenID Connect provider into --token-file (0600).\n"
      "With --user by password, asked for on the terminal; else in a browser, by a code.\n"
      "The services believe it until it expires; log in again then.\n"
      "  probityctl login --token-file ~/.probity-token --issuer https://login.bureau.example\n"
      "  probityctl login --token-file t --issuer https://login.bureau.example --user zhang");
  const auto options = std::make_shared<LoginOptions>();
  login->add_option("--issuer", options->issuer, "the provider, as its tokens name it")->required();
  login->add_option("--client-id", options->client_id, "this program, as the provider knows it")
      ->capture_default_str();
  login->add_option("--client-secret-file", options->client_secret_file,
                    "its secret, where the provider gave it one");
  login->add_option("--scope", options->scope)->capture_default_str();
  login->add_option("--resource", options->resource,
                    "the audience to ask for, where the provider wants to be asked (RFC 8707)");
  login->add_option("--user", options->user, "log in by password as this user");
  login->add_option("--password-file", options->password_file,
                    "the password on its first line; default: asked for");
  login->add_option("--ca", options->ca_file, "authorities that certify the provider (PEM)");
  login->callback([&session, &exit, options] { exit = Login(session, *options); });
}

}  // namespace probity::ctl
