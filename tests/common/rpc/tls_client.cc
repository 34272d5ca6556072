#include "tests/common/rpc/tls_client.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/crypto/owned.h"

namespace probity::rpc {
namespace {

using Context = crypto::Owned<SSL_CTX, &SSL_CTX_free>;
using Session = crypto::Owned<SSL, &SSL_free>;
using Certificate = crypto::Owned<X509, &X509_free>;

std::string LastError() {
  std::array<char, 256> text = {};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

class Socket {
 public:
  explicit Socket(int port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Socket() { close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }
  bool connected() const { return connected_; }

 private:
  const int fd_;
  bool connected_ = false;
};

Context MakeContext(const std::string& dir, int max_version) {
  Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), max_version);
  // Without this OpenSSL itself would not speak the old versions.
  SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  SSL_CTX_use_certificate_chain_file(context.get(), (dir + "/tls.crt").c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), (dir + "/tls.key").c_str(), SSL_FILETYPE_PEM);
  const std::array<unsigned char, 3> h2 = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), h2.data(), h2.size());
  return context;
}

Shown Describe(SSL& session) {
  Shown shown;
  shown.version = SSL_get_version(&session);
  const Certificate certificate(SSL_get1_peer_certificate(&session));
  BIGNUM* const serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate.get()), nullptr);
  char* const hex = BN_bn2hex(serial);
  shown.serial = hex;
  OPENSSL_free(hex);
  BN_free(serial);
  std::array<char, 256> name = {};
  X509_NAME_oneline(X509_get_issuer_name(certificate.get()), name.data(), name.size());
  shown.issuer = name.data();
  return shown;
}

}  // namespace

absl::StatusOr<Shown> ShakeHands(int port, const std::string& dir, int max_version) {
  const Socket socket(port);
  if (!socket.connected()) return absl::UnavailableError("nobody listens");
  const Context context = MakeContext(dir, max_version);
  const Session session(SSL_new(context.get()));
  SSL_set_fd(session.get(), socket.fd());
  if (SSL_connect(session.get()) != 1) return absl::UnavailableError(LastError());
  return Describe(*session);
}

}  // namespace probity::rpc
