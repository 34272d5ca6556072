// Which keys that sign heads were replaced by which. A signer who could announce a new key by
// itself, by the old one's signature, would let a thief of the old one do so: whoever checks
// signatures is told by its own operator instead, in a file of its own.
#ifndef PROBITY_COMMON_AUDIT_KEY_CHANGES_H_
#define PROBITY_COMMON_AUDIT_KEY_CHANGES_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace probity::audit {

class KeyChanges {
 public:
  // `before` was replaced by `after`: public keys, 32 bytes. False if it was replaced already, or
  // `after` leads back to it.
  bool Add(std::string_view signer, std::string_view before, std::string_view after);

  // The key is the same, or replaced the other, at once or in several steps.
  bool Follows(std::string_view signer, std::string_view before, std::string_view after) const;

 private:
  std::map<std::pair<std::string, std::string>, std::string> after_;  // by signer and key before
};

// The file `audit-key-changes` in `folder`: lines `signer,old public key,new public key` in hex, as
// `.pub` files show them; lines that begin with # are comments. No file means no changes.
// FAILED_PRECONDITION names a line that is none.
absl::StatusOr<KeyChanges> LoadKeyChanges(std::string_view folder);

// The same, in the folder of this file: beside the service's own key.
absl::StatusOr<KeyChanges> LoadKeyChangesBeside(std::string_view audit_key);

}  // namespace probity::audit

#endif  // PROBITY_COMMON_AUDIT_KEY_CHANGES_H_
