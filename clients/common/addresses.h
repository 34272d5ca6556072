// Where the three services listen, and by what a person's tool is known to them.
#ifndef PROBITY_CLIENTS_COMMON_ADDRESSES_H_
#define PROBITY_CLIENTS_COMMON_ADDRESSES_H_

#include <string>

namespace probity::clients {

struct Addresses {
  std::string scoring = "127.0.0.1:7101";
  std::string review = "127.0.0.1:7102";
  std::string settlement = "127.0.0.1:7103";
  // Folder of tls.crt, tls.key and ca.crt of this workstation; empty: plaintext, loopback only.
  std::string tls_dir;
  // File with a person's bearer token. Empty: each person's own, if the file of actors names them.
  std::string token_file;
  // The folder of a committee terminal, for who votes on the same machine; empty: tls_dir.
  std::string committee_tls_dir;
};

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_ADDRESSES_H_
