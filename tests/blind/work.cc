#include "tests/blind/work.h"

#include <dlfcn.h>
#include <openssl/evp.h>

#include <atomic>

#include "absl/strings/str_cat.h"

namespace probity::blind {
namespace {

constexpr std::size_t kKeyBytes = 32;

std::atomic<std::int64_t> hashes, keyed_hashes, sealed, opened, statements;

template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

Work Work::operator-(const Work& other) const {
  return {hashes - other.hashes, keyed_hashes - other.keyed_hashes, sealed - other.sealed,
          opened - other.opened, statements - other.statements};
}

std::string Work::Text() const {
  return absl::StrCat(hashes, " hashes, ", keyed_hashes, " keyed, ", sealed, " sealed, ", opened,
                      " opened, ", statements, " statements");
}

Work WorkDone() {
  return {hashes, keyed_hashes, sealed, opened, statements};
}

}  // namespace probity::blind

// The libraries' own functions, counted on the way to them.
extern "C" {

int EVP_Digest(const void* data, size_t count, unsigned char* md, unsigned int* size,
               const EVP_MD* type, ENGINE* impl) {
  static auto* const real = probity::blind::Real<decltype(EVP_Digest)>("EVP_Digest");
  ++probity::blind::hashes;
  return real(data, count, md, size, type, impl);
}

int EVP_MAC_init(EVP_MAC_CTX* ctx, const unsigned char* key, size_t keylen,
                 const OSSL_PARAM params[]) {
  static auto* const real = probity::blind::Real<decltype(EVP_MAC_init)>("EVP_MAC_init");
  if (keylen == probity::blind::kKeyBytes) ++probity::blind::keyed_hashes;
  return real(ctx, key, keylen, params);
}

int EVP_EncryptFinal_ex(EVP_CIPHER_CTX* ctx, unsigned char* out, int* outl) {
  static auto* const real =
      probity::blind::Real<decltype(EVP_EncryptFinal_ex)>("EVP_EncryptFinal_ex");
  ++probity::blind::sealed;
  return real(ctx, out, outl);
}

int EVP_DecryptFinal_ex(EVP_CIPHER_CTX* ctx, unsigned char* outm, int* outl) {
  static auto* const real =
      probity::blind::Real<decltype(EVP_DecryptFinal_ex)>("EVP_DecryptFinal_ex");
  ++probity::blind::opened;
  return real(ctx, outm, outl);
}

int sqlite3_clear_bindings(void* statement) {
  static auto* const real = probity::blind::Real<int(void*)>("sqlite3_clear_bindings");
  ++probity::blind::statements;
  return real(statement);
}

}  // extern "C"
