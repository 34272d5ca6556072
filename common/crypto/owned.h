// What a C library gives out, given back at the end of its owner's life:
//
//   using Key = crypto::Owned<EVP_PKEY, &EVP_PKEY_free>;
#ifndef PROBITY_COMMON_CRYPTO_OWNED_H_
#define PROBITY_COMMON_CRYPTO_OWNED_H_

#include <memory>

namespace probity::crypto {

template <auto kFree>
struct FreeWith {
  template <typename T>
  void operator()(T* given) const {
    kFree(given);
  }
};

template <typename T, auto kFree>
using Owned = std::unique_ptr<T, FreeWith<kFree>>;

}  // namespace probity::crypto

#endif  // PROBITY_COMMON_CRYPTO_OWNED_H_
