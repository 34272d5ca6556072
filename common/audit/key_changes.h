// Which keys that sign heads were replaced by which. A signer who could announce a new key by
// itself, by the old one's signature, would let a thief of the old one do so: whoever checks
// signatures is told by its own operator instead, in a file of its own.
#ifndef PROBITY_COMMON_AUDIT_KEY_CHANGES_H_
#define PROBITY_COMMON_AUDIT_KEY_CHANGES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
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

// The keys that heads of one log bear, per signer: a larger head never one that was replaced
// before, for a replaced key may be in a thief's hands.
class KeyOrder {
 public:
  explicit KeyOrder(KeyChanges changes) : changes_(std::move(changes)) {}

  // False: a larger head bears the signer's other key, or one that does not follow it.
  bool Take(std::string_view signer, int64_t size, std::string_view key);

 private:
  struct Largest {
    int64_t size = 0;
    std::string key;
  };

  KeyChanges changes_;
  std::map<std::string, Largest, std::less<>> largest_;
};

// The keys a signer's own heads bear, as its database has them.
struct KeysUsed {
  std::string last;          // of the largest head; empty before the first
  bool own_earlier = false;  // a smaller one bears the key this process has
};

// Whether `own`, the key of this process, may sign the next head. FAILED_PRECONDITION with reason
// HEAD_OF_ANOTHER_KEY if it was replaced: it signed before the last key did, or `changes` says so.
// A replica that missed the change is told before others have to refuse what it signed.
absl::Status CheckNotReplaced(std::string_view signer, std::string_view own, const KeysUsed& used,
                              const KeyChanges& changes);

// The file `audit-key-changes` in `folder`: lines `signer,old public key,new public key` in hex, as
// `.pub` files show them; lines that begin with # are comments. No file means no changes.
// FAILED_PRECONDITION names a line that is none.
absl::StatusOr<KeyChanges> LoadKeyChanges(std::string_view folder);

// The same, in the folder of this file: beside the service's own key.
absl::StatusOr<KeyChanges> LoadKeyChangesBeside(std::string_view audit_key);

}  // namespace probity::audit

#endif  // PROBITY_COMMON_AUDIT_KEY_CHANGES_H_
