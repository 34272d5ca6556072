// Signed heads of a Merkle log: what its owner says the log was at one size, and what others who
// checked that it only grew put their names to. A head has no time.
#ifndef PROBITY_COMMON_AUDIT_SIGNED_HEAD_H_
#define PROBITY_COMMON_AUDIT_SIGNED_HEAD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/crypto/signature.h"

namespace probity::audit {

struct TreeHead {
  std::string log;         // whose: "review"
  int64_t size = 0;        // leaves, from 1; the number of the last entry of its chain
  std::string root;        // 32 bytes, over the hashes of the entries
  std::string chain_hash;  // 32 bytes, of the last entry
  bool operator==(const TreeHead&) const = default;
};

struct HeadSignature {
  std::string signer;      // "review", "scoring", "settlement"
  std::string public_key;  // 32 bytes, Ed25519
  std::string signature;   // 64 bytes
  bool operator==(const HeadSignature&) const = default;
};

// Over "probity/head/v1" ‖ length u8 ‖ log ‖ size u64 ‖ root ‖ chain_hash ‖ length u8 ‖ signer: one
// signer's name to a head is not another's.
HeadSignature SignHead(const crypto::SigningKey& key, std::string_view signer,
                       const TreeHead& head);
bool VerifyHead(const TreeHead& head, const HeadSignature& signature);

// The key in `file` (64 hex digits, mode 0600), made if there is none, beside it its public half as
// `file`.pub for those who check. FAILED_PRECONDITION for a file that others may read or that holds
// no key.
absl::StatusOr<crypto::SigningKey> LoadSigningKey(const std::string& file,
                                                  const crypto::Entropy& entropy);

}  // namespace probity::audit

#endif  // PROBITY_COMMON_AUDIT_SIGNED_HEAD_H_
